"""Tables of a record: which keys each has, of what kind; reading, writing and the schema all follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from followup_kit.errors import InvalidFact

from .extras import json_value
from .kinds import WRONG, Json, Kind
from .places import MOST_ITEMS, Place, shown
from .spelling import misspelt

__all__ = ["Field", "Listed", "Table", "read_values", "required"]


@attrs.frozen
class Field:
    """One key of a table. `about` describes it to people and stands in the schema."""

    name: str
    kind: Kind
    about: str
    required: bool = False


def required(name: str, kind: Kind, about: str) -> Field:
    """Return a key that every table of its sort must have."""
    return Field(name, kind, about, required=True)


@attrs.frozen(kw_only=True)
class Table:
    """Keys that together make one fact, built by `make`; `model` is its class, whose validators are used.

    `text_as` names the key that a plain text stands for where a table may be given as text ("name").
    """

    model: type[attrs.AttrsInstance]
    fields: tuple[Field, ...]
    about: str
    text_as: str | None = None

    def read(self, value: object, place: Place) -> object:
        """Return the fact, or WRONG after reporting everything that is wrong in the table."""
        if self.text_as is not None and isinstance(value, str):
            text = self.field(self.text_as).kind.read(value, place)
            return text if text is WRONG else self.build({self.text_as: text}, place)
        if not isinstance(value, Mapping):
            place.wrong(f"must be a table, got {shown(value)}")
            return WRONG
        values = read_values(self, value, place)
        if any(item is WRONG for item in values.values()):
            return WRONG
        return self.build(values, place)

    def build(self, values: Mapping[str, object], place: Place) -> object:
        """Return the fact that these values make, or WRONG after reporting why they do not go together."""
        try:
            return self.model(**values)
        except InvalidFact as error:
            known = error.field if error.field in {field.name for field in self.fields} else None
            (place / known if known else place).wrong(str(error))
            return WRONG

    def write(self, value: Any) -> Json:
        """Return the keys whose value is not the default."""
        defaults = {attribute.name: attribute.default for attribute in attrs.fields(self.model)}
        out: dict[str, Json] = {}
        for field in self.fields:
            item = getattr(value, field.name)
            default = defaults[field.name]
            if item is not None and (default is attrs.NOTHING or item != default):
                out[field.name] = field.kind.write(item)
        if self.text_as is not None and set(out) == {self.text_as}:
            return out[self.text_as]
        return out

    def schema(self) -> dict[str, Json]:
        """Return the schema of the table; keys that it does not name are allowed, since they are kept."""
        properties: dict[str, Json] = {}
        for field in self.fields:
            properties[field.name] = {"description": field.about, **field.kind.schema()}
        table: dict[str, Json] = {"type": "object", "properties": properties}
        if needed := [field.name for field in self.fields if field.required]:
            table["required"] = list[Json](needed)
        if self.text_as is None:
            return table
        return {"anyOf": [self.field(self.text_as).kind.schema(), table]}

    def field(self, name: str) -> Field:
        """Return the key of this name."""
        return next(field for field in self.fields if field.name == name)


@attrs.frozen(kw_only=True)
class Listed:
    """A list whose items are all of one kind. An item that cannot be read makes the list WRONG."""

    item: Kind
    least: int = 0

    def read(self, value: object, place: Place) -> object:
        """Return the items as a tuple, or WRONG after reporting on each that cannot be read."""
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            place.wrong(f"must be a list, got {shown(value)}")
            return WRONG
        if len(value) > MOST_ITEMS:
            place.wrong(f"has {len(value)} entries; a list in a record has at most {MOST_ITEMS}")
            return WRONG
        items = [self.item.read(item, place / index) for index, item in enumerate(value)]
        return WRONG if any(item is WRONG for item in items) else tuple(items)

    def write(self, value: Iterable[Any]) -> Json:
        """Return the written items."""
        return [self.item.write(item) for item in value]

    def schema(self) -> dict[str, Json]:
        """Return the schema of the list."""
        least: dict[str, Json] = {"minItems": self.least} if self.least else {}
        return {"type": "array", **least, "items": self.item.schema()}


def read_values(table: Table, given: Mapping[str, object], place: Place) -> dict[str, object]:
    """Return what could be read of a table, WRONG for the rest; unknown keys are kept or reported."""
    known = {field.name: field for field in table.fields}
    unknown = [str(key) for key in given if key not in known]
    if len(unknown) > MOST_ITEMS:
        place.wrong(f"has {len(unknown)} unknown keys; at most {MOST_ITEMS} are kept")
        unknown = []
    for key in unknown:
        _unknown(key, given[key], known, place)
    values: dict[str, object] = {}
    for field in table.fields:
        item = given.get(field.name)
        if item is not None:
            values[field.name] = _checked(table, field, item, place / field.name)
        elif field.required:
            (place / field.name).wrong(f"is missing; it is {field.about}")
            values[field.name] = WRONG
    return values


def _unknown(key: str, item: object, known: Iterable[str], place: Place) -> None:
    """Keep a key that this version does not know; a likely slip of the pen is an error, or data would go missing.

    A key that starts with `x_` or `x-` is the user's own and never taken for a slip.
    """
    own = key.startswith(("x_", "x-"))
    near = None if own else misspelt(key, known)
    here = place / key
    if near is not None:
        here.wrong(f"unknown key {shown(key)}; did you mean {near}? (a key of your own may be called x_{near})")
    elif place.source.strict:
        here.wrong(f"unknown key {shown(key)}; known here: {', '.join(sorted(known))}")
    else:
        place.source.unknown[here.path] = json_value(item, here)


def _checked(table: Table, field: Field, item: object, place: Place) -> object:
    """Read one value and hold it to the validator of the fact's class, which is the only place of the rule."""
    value = field.kind.read(item, place)
    attribute = attrs.fields_dict(table.model).get(field.name)
    if value is WRONG or attribute is None or attribute.validator is None:
        return value
    if callable(attribute.converter):
        value = attribute.converter(value)
    try:
        attribute.validator(None, attribute, value)
    except (InvalidFact, ValueError) as error:  # attrs' own validators raise ValueError
        place.wrong(str(error))
        return WRONG
    return value
