"""What the reference says about things that the code already describes, as Markdown. Needs no Sphinx."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator

import attrs
import click

from followup_kit import errors, hookspecs
from followup_kit.cli.app import followup
from followup_kit.cli.failures import exit_code
from followup_kit.facts.medium import Medium
from followup_kit.intake.csv_columns import COLUMNS
from followup_kit.intake.hours import DAY_HOURS, OFFICE_HOURS, WEEKLY_HOURS
from followup_kit.intake.kinds import ADDRESS, CLOSURES, DAY, MOMENT, VERSION, WEEKDAYS
from followup_kit.intake.shape import RECORD, VERSION_FIELD
from followup_kit.intake.tables import Field, Listed, Table
from followup_kit.registry import collect
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.model import Check, Example
from followup_kit.timing.parts import Part, parts, set_by
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.policy_data import said_value

__all__ = ["PARTS"]


def _cell(text: object) -> str:
    """Return text for a table cell: what stands between backticks is code, everything else is shown as it is."""
    parts = re.split(r"(`[^`|]+`)", " ".join(str(text).split()))
    return "".join(part if part.startswith("`") else re.sub(r"([\\`*_\[\]<>|{}$])", r"\\\1", part) for part in parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _prose(docstring: str | None) -> str:
    """Return a docstring's paragraphs before its first section, as Markdown."""
    text = inspect.cleandoc(docstring or "")
    return re.split(r"^(?:Args|Raises|Returns|Yields):$", text, flags=re.MULTILINE)[0].strip()


def _fence(text: str) -> str:
    return f"````text\n{text}\n````"


# errors


def _error_rows() -> Iterator[tuple[str, str, str, str]]:
    for name in errors.__all__:
        kind = getattr(errors, name)
        if not (inspect.isclass(kind) and issubclass(kind, errors.FollowUpError)):
            continue
        bases = [base.__name__ for base in kind.__bases__ if base not in (Exception, errors.FollowUpError)]
        code = str(int(exit_code(kind.__new__(kind)))) if kind is not errors.FollowUpError else "2"
        yield f"`{name}`", ", ".join(f"`{base}`" for base in bases) or "-", code, " ".join(_prose(kind.__doc__).split())


def error_classes() -> str:
    """Return a table of all errors."""
    return _table(("Error", "Also a", "Exit code", "Meaning"), _error_rows())


# hooks


def hooks() -> str:
    """Return a table of the hooks, in the words of their specifications."""
    names = [name for name in hookspecs.__all__ if name.startswith("followup_")]
    rows = []
    for name in names:
        spec = getattr(hookspecs, name)
        returned = str(inspect.signature(spec).return_annotation)
        rows.append((f"`{name}()`", f"`{returned}`", _prose(spec.__doc__)))
    return _table(("Hook", "Returns", "What for"), rows)


# checks


def findings() -> str:
    """Return one section for every check, with what it flags and what it passes."""
    return "\n\n".join(_finding(check) for check in sorted(built_in_checks(), key=lambda check: check.code))


def finding_table() -> str:
    """Return all codes at a glance."""
    rows = (
        (f"[`{check.code}`](#{check.code.lower()})", check.severity.value, _cell(check.title))
        for check in sorted(built_in_checks(), key=lambda check: check.code)
    )
    return _table(("Code", "Severity", "Looks for"), rows)


def _finding(check: Check) -> str:
    parts = [f"({check.code.lower()})=\n### {check.code}: {_cell(check.title)}"]
    parts.append(f"Severity: {check.severity.value}. {_cell(check.help)}")
    if check.flags:
        parts += ["Flagged:", *map(_example, check.flags[:3])]
    if check.passes:
        parts += ["Passed:", *map(_example, check.passes[:2])]
    return "\n\n".join(parts)


def _example(example: Example) -> str:
    subject = f"Subject: {example.subject}\n\n" if example.subject else ""
    text = (subject + example.body).strip("\n")
    about = f"{example.locale}, {example.channel}" + (", read against the sample record" if example.record else "")
    return f"```{{code-block}} text\n:caption: {about}\n\n{text or '(an empty letter)'}\n```"


# policies

_PLAIN = attrs.fields_dict(Policy)


def _source(source: str) -> str:
    words, _, link = source.partition(" http")
    return f"- {_cell(words)}" + (f" <http{link}>" if link else "")


def _cited(value: Policy | Part, rows: Iterable[tuple[str, object]]) -> str:
    table = _table(("Field", "Value"), [(f"`{name}`", _cell(said_value(field))) for name, field in rows])
    sources = "\n".join(map(_source, value.sources))
    summary = value.summary[:1].upper() + value.summary[1:]
    return f"### `{value.name}`\n\n{_cell(summary)}.\n\n{table}\n\nSources, looked at on {value.reviewed}:\n\n{sources}"


def policies() -> str:
    """Return one section for every preset: what it sets, what it follows, when that was looked at."""
    sections = []
    for policy in presets().values():
        sets = set_by(policy)
        sections.append(_cited(policy, (sets if policy.refuses else {"window": policy.window, **sets}).items()))
    return "\n\n".join(sections)


def policy_parts() -> str:
    """Return one section for every part, as for the presets."""
    return "\n\n".join(_cited(part, part.sets) for part in parts().values())


def policy_fields() -> str:
    """Return every field of a policy with its meaning and its default."""
    text = inspect.cleandoc(Policy.__doc__ or "").partition("Args:\n")[2]
    described = dict(re.findall(r"^ {4}(\w+): ((?:.+\n?)(?: {8}.+\n?)*)", text, flags=re.MULTILINE))
    rows = []
    for name, attribute in _PLAIN.items():
        if name not in described:
            continue
        default = "" if attribute.default is attrs.NOTHING else _cell(said_value(attribute.default))
        rows.append((f"`{name}`", default or "-", _cell(described[name])))
    return _table(("Field", "Default", "Meaning"), rows)


# channels


def _media() -> list[Medium]:
    return [channel.medium for channel in collect(strict=True).channels.values()]


def _carries(medium: Medium) -> str:
    subject = ["a subject"] if medium.subject else []
    return ", ".join([*subject, *sorted(medium.markup)]) or "plain text"


def channels() -> str:
    """Return what each channel of this project carries, needs and holds."""
    rows = []
    for medium in _media():
        days = f"{medium.transit_days} working days" if medium.transit_days else "at once"
        needs = ", ".join(f"`{need}`" for need in medium.needs) or "-"
        words = f"{medium.words[0]} to {medium.words[1]}"
        rows.append((f"`{medium.name}`", _cell(medium.title), _carries(medium), needs, words, days))
    return _table(("Name", "What it is", "Carries", "Needs", "Words of a good letter", "Arrives"), rows)


def limits() -> str:
    """Return the limits of all channels, with source and date."""
    rows = []
    for medium in _media():
        for limit in medium.limits:
            unit = {"codepoint": "characters", "utf16": "UTF-16 units", "word": "words"}[limit.unit]
            kind = "limit" if limit.hard else "advice"
            rows.append(
                (f"`{medium.name}`", limit.part, f"{limit.most} {unit}", kind, _cell(limit.source), str(limit.checked))
            )
    return _table(("Channel", "Part", "At most", "Kind", "Source", "Checked"), rows)


# the record


def _inner(field: Field) -> tuple[Table | None, bool]:
    kind = field.kind
    if isinstance(kind, Listed):
        return (kind.item, True) if isinstance(kind.item, Table) else (None, True)
    return (kind, False) if isinstance(kind, Table) else (None, False)


_KINDS = (
    (MOMENT, "date and time"),
    (DAY, "date"),
    (VERSION, "whole number"),
    (ADDRESS, "list of lines"),
    (CLOSURES, "list of dates"),
    (WEEKDAYS, "list of days"),
    (OFFICE_HOURS, "two times"),
    (WEEKLY_HOURS, "hours by weekday"),
    (DAY_HOURS, "hours by date"),
)


def _kind(field: Field) -> str:
    table, listed = _inner(field)
    if table is not None:
        return "list of tables" if listed else "table"
    for kind, words in _KINDS:
        if field.kind is kind:
            return words
    schema = field.kind.schema()
    enum = schema.get("enum")
    if isinstance(enum, list):
        spelt = dict.fromkeys(word for word in map(str, enum) if word == word.lower())
        return "one of " + ", ".join(f"`{word}`" for word in spelt)
    plain = {"integer": "whole number", "boolean": "true or false"}.get(str(schema["type"]), "text")
    return "list" if listed else plain


def record_keys() -> str:
    """Return every key of a record, table by table."""
    return "\n\n".join(_record_tables(RECORD, "The record"))


def _record_tables(table: Table, title: str) -> Iterator[str]:
    fields = (VERSION_FIELD, *table.fields) if table is RECORD else table.fields
    rows = [(f"`{field.name}`", "yes" if field.required else "", _kind(field), _cell(field.about)) for field in fields]
    text = " May be given as plain text." if table.text_as else ""
    about = f"{table.about[:1].upper()}{table.about[1:]}.{text}"
    yield f"## {title}\n\n{_cell(about)}\n\n{_table(('Key', 'Needed', 'Kind', 'Meaning'), rows)}"
    seen: set[str] = set()
    for field in fields:
        inner, listed = _inner(field)
        if inner is not None and field.name not in seen and (table is RECORD or field.name != "name"):
            seen.add(field.name)
            shown = f"`[[{field.name}]]`" if listed else f"`[{field.name}]`"
            yield from _record_tables(inner, shown)
        elif inner is not None and title == "`[candidate]`":
            yield from _record_tables(inner, "`name` of a person")


def csv_columns() -> str:
    """Return every column of a CSV file and what it fills."""
    rows = ((f"`{column.name}`", column.part, column.holds, _cell(column.about)) for column in COLUMNS.values())
    return _table(("Column", "Of the", "Holds", "Meaning"), rows)


# the command line


def verbs() -> str:
    """Return every verb with its arguments and options, in the words of its own help."""
    return "\n\n".join(_verb(name, verb) for name, verb in followup.commands.items())


def _verb(name: str, verb: click.Command) -> str:
    arguments = [param.make_metavar(click.Context(verb)) for param in verb.params if isinstance(param, click.Argument)]
    usage = " ".join(["followup", name, *arguments, "[OPTIONS]"])
    rows = []
    for param in verb.params:
        if isinstance(param, click.Option):
            needed = " Needed." if param.required else ""
            rows.append((_option(param), _cell(f"{param.help or ''}{needed}")))
    text = _paragraphs(inspect.cleandoc(verb.help or ""))
    example = (verb.epilog or "").partition("Example:\n")[2].strip()
    parts = (_fence(usage), text, _table(("Option", "Meaning"), rows), "For example:", _fence(example))
    return "\n\n".join([f"### `followup {name}`", *parts])


def _option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} " + ", ".join(f"`{choice}`" for choice in option.type.choices)
    kind = "N" if isinstance(option.type, click.IntRange) else option.type.name.upper()
    return f"{names} `{option.metavar or kind}`"


def _paragraphs(text: str) -> str:
    return re.sub(r"(?<![\w`])(--[a-z]+|[a-z_]+\.[a-z_.]+\.(?:md|json|eml))", r"`\1`", text)


PARTS: dict[str, Callable[[], str]] = {
    "channels": channels,
    "csv-columns": csv_columns,
    "errors": error_classes,
    "finding-table": finding_table,
    "findings": findings,
    "hooks": hooks,
    "limits": limits,
    "policies": policies,
    "policy-fields": policy_fields,
    "policy-parts": policy_parts,
    "record": record_keys,
    "verbs": verbs,
}
