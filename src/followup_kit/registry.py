"""From plugins to one frozen catalogue: each plugin is loaded and asked alone, and a broken one is set aside by name.

There is no plugin manager that lives longer than one call of `collect`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from importlib.metadata import EntryPoint, PackageNotFoundError, distributions, entry_points, version
from time import perf_counter
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

import pluggy
from attrs import define, evolve, field, frozen

from followup_kit import builtin, hookspecs
from followup_kit.channels.base import Channel
from followup_kit.delivery.outbox import OutboxKind
from followup_kit.errors import InvalidSetting, NotFound, PluginError, PluginWarning, known_names
from followup_kit.facts.medium import Medium
from followup_kit.hookspecs import API_VERSION, PROJECT
from followup_kit.language.loading import LanguagePack
from followup_kit.language.pack import Language
from followup_kit.reviewing.model import Check
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.parts import Part, combined
from followup_kit.timing.policies import Policy
from followup_kit.writing.composer import Composer

__all__ = ["OWN", "Catalog", "KindName", "PluginInfo", "PluginProblem", "collect"]

KindName = Literal["channels", "languages", "checks", "policies", "calendars", "composers", "outboxes"]
"""What can be offered; `Catalog` has a mapping of this name for each."""

OWN: Final = "followup-kit"
"""The distribution whose offers are our own: what goes wrong in them is our defect, not a plugin's."""


@frozen
class _Kind:
    """One kind of offer: the hook that asks for it, what it is called in a message, and where its name stands."""

    hook: str
    noun: str
    type: type[object] | tuple[type[object], ...]
    name: Callable[[Any], object]


def _read(offer: Language | LanguagePack) -> Language:
    return offer.load() if isinstance(offer, LanguagePack) else offer


_KINDS: Final[Mapping[KindName, _Kind]] = MappingProxyType(
    {
        "channels": _Kind("followup_channels", "channel", Channel, lambda offer: offer.medium.name),
        "languages": _Kind("followup_languages", "language", (Language, LanguagePack), lambda offer: offer.tag),
        "checks": _Kind("followup_checks", "check", Check, lambda offer: offer.code),
        "policies": _Kind("followup_policies", "policy", (Policy, Part), lambda offer: offer.name),
        "calendars": _Kind("followup_calendars", "calendar", Calendar, lambda offer: offer.name),
        "composers": _Kind("followup_composers", "composer", Composer, lambda offer: offer.name),
        "outboxes": _Kind("followup_outboxes", "outbox", OutboxKind, lambda offer: offer.name),
    }
)


@frozen(kw_only=True)
class PluginProblem:
    """What is wrong with one plugin, in one sentence that a user can act on or send to its author.

    `left_out` says whether the whole plugin was set aside or only the offer that the message names.
    """

    distribution: str
    version: str
    message: str
    left_out: Literal["plugin", "offer"] = "plugin"

    def __str__(self) -> str:
        what = "could not load" if self.left_out == "plugin" else "left out one offer of"
        return f"{what} {self.distribution} {self.version}: {self.message}"


@frozen(kw_only=True)
class PluginInfo:
    """One plugin that was looked at.

    `name` is the entry point's name, or the module's for a plugin that was handed over. `api` is the range of
    API versions it declares. `offers` are pairs of a kind and the names offered. `seconds` is how long importing and
    asking it took. `status` is `working`, `broken` or `blocked`.
    """

    name: str
    distribution: str
    version: str
    api: tuple[int, int] | None = None
    offers: tuple[tuple[KindName, tuple[str, ...]], ...] = ()
    seconds: float = 0.0
    status: Literal["working", "broken", "blocked"] = "working"


def _frozen_mapping(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(value))


@frozen(kw_only=True)
class Catalog:
    """Everything that can be chosen, by kind and name. It never changes and may be used from any thread."""

    channels: Mapping[str, Channel] = field(factory=dict, converter=_frozen_mapping)
    languages: Mapping[str, Language | LanguagePack] = field(factory=dict, converter=_frozen_mapping)
    checks: Mapping[str, Check] = field(factory=dict, converter=_frozen_mapping)
    policies: Mapping[str, Policy] = field(factory=dict, converter=_frozen_mapping)
    parts: Mapping[str, Part] = field(factory=dict, converter=_frozen_mapping)
    calendars: Mapping[str, Calendar] = field(factory=dict, converter=_frozen_mapping)
    composers: Mapping[str, Composer] = field(factory=dict, converter=_frozen_mapping)
    outboxes: Mapping[str, OutboxKind] = field(factory=dict, converter=_frozen_mapping)
    plugins: tuple[PluginInfo, ...] = ()
    problems: tuple[PluginProblem, ...] = ()

    def channel(self, name: str) -> Channel:
        """Return the channel of this name, or raise NotFound."""
        return _find(self, "channels", self.channels, name)

    def policy(self, name: str) -> Policy:
        """Return the policy of this name, or the sum that "guide+cap_one" spells: a policy, then parts.

        Raises:
            NotFound: one of the names is not known.
            InvalidSetting: the parts cannot work together.
        """
        if name not in self.policies and ("+" in name or name in self.parts):
            return combined(name, {**self.policies, **self.parts})
        return _find(self, "policies", self.policies, name)

    def with_policies(self, own: Mapping[str, Policy | Part]) -> Catalog:
        """Return the catalogue with policies and parts of one's own added."""
        policies = {name: value for name, value in own.items() if isinstance(value, Policy)}
        parts = {name: value for name, value in own.items() if isinstance(value, Part)}
        return evolve(self, policies={**self.policies, **policies}, parts={**self.parts, **parts})

    def calendar(self, name: str) -> Calendar:
        """Return the calendar of this name, or raise NotFound."""
        return _find(self, "calendars", self.calendars, name)

    def composer(self, name: str) -> Composer:
        """Return the composer of this name, or raise NotFound."""
        return _find(self, "composers", self.composers, name)

    def outbox(self, name: str) -> OutboxKind:
        """Return the kind of outbox of this name, or raise NotFound."""
        return _find(self, "outboxes", self.outboxes, name)

    def language(self, tag: str) -> Language:
        """Return the pack for a language tag.

        The pack of exactly this tag; or, for a language without territory ("de"), the one pack of that language. A
        territory is never replaced by another one.

        Raises:
            NotFound: there is no such pack, or several would do; they are named.
        """
        if tag in self.languages:
            return _read(self.languages[tag])
        near = sorted(name for name, pack in self.languages.items() if pack.language == tag)
        if len(near) > 1:
            raise NotFound(f"no language named {tag!r}; say which one: {', '.join(near)}")
        return _read(_find(self, "languages", self.languages, near[0] if near else tag))

    def missing(self, kind: KindName, name: str) -> str:
        """Return the sentence for a name that is not there: the known ones, and plugins that could not be loaded."""
        known: Mapping[str, object] = getattr(self, kind)
        unloaded = dict.fromkeys(str(problem) for problem in self.problems)
        family = name.partition("-")[0]
        extra = [f"pip install 'followup-kit[{family}]' adds it"] if kind == "channels" and family in _EXTRAS else []
        return "; ".join([known_names(_KINDS[kind].noun, name, known), *extra, *unloaded])

    def __repr__(self) -> str:
        """Return the names of what there is; the values would fill a screen."""
        kinds = {kind: sorted(getattr(self, kind)) for kind in _KINDS}
        return f"Catalog({', '.join(f'{kind}={names}' for kind, names in kinds.items())})"

    def offered_by(self, kind: KindName, name: str) -> str:
        """Return the distribution that offers it; for error messages. Empty if nobody does."""
        for plugin in self.plugins:
            if plugin.status == "working" and name in dict(plugin.offers).get(kind, ()):
                return plugin.distribution
        return ""


_EXTRAS = frozenset({"card", "email", "linkedin"})
"""Channels that are a plugin of this project's, each with an extra of its name."""
_T = TypeVar("_T")


def _find(catalog: Catalog, kind: KindName, known: Mapping[str, _T], name: str) -> _T:
    try:
        return known[name]
    except KeyError:
        raise NotFound(catalog.missing(kind, name)) from None


class _Broken(Exception):
    """What a plugin did wrong, on its way to a PluginProblem."""


@frozen(kw_only=True)
class _Source:
    """A plugin before it is loaded."""

    name: str
    distribution: str
    version: str
    load: Callable[[], object]


def _given(plugin: object) -> _Source:
    name = str(getattr(plugin, "__name__", type(plugin).__qualname__))
    release = str(getattr(plugin, "__version__", "(no version)"))
    return _Source(name=name, distribution=name, version=release, load=lambda: plugin)


def _installed() -> Iterator[_Source]:
    """Entry points in the order of their names, so that the outcome never depends on the order of sys.path."""
    try:
        points = list(entry_points(group=PROJECT))
    except Exception:  # noqa: BLE001  the metadata of one distribution, perhaps a stranger's, cannot be read
        points = list(_one_by_one())
    for point in sorted(points, key=lambda point: (_distribution(point), point.name)):
        release = point.dist.version if point.dist else "(no version)"
        yield _Source(name=point.name, distribution=_distribution(point), version=release, load=point.load)


def _one_by_one() -> Iterator[EntryPoint]:
    """Yield the entry points of every distribution whose own can be read, the first of each name."""
    seen: set[str] = set()
    for distribution in distributions():
        with suppress(Exception):
            points = distribution.entry_points.select(group=PROJECT)
            if points and _plain(distribution.name) not in seen:
                seen.add(_plain(distribution.name))
                yield from points


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value.partition(":")[0]


def _own_version() -> str:
    try:
        return version(OWN)
    except PackageNotFoundError:  # run from a folder of sources
        return "(no version)"


def _plain(name: str) -> str:
    """Distribution names are compared without case, and '-', '_' and '.' mean the same (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def collect(
    plugins: Iterable[object] = (),
    *,
    installed: bool = True,
    blocked: Iterable[str] = (),
    strict: bool = False,
) -> Catalog:
    """Load and ask every plugin alone and return what can be chosen.

    Our own offer comes first, then `plugins`, then the installed ones in the order of their names; of two offers of
    one name the first stays. What a plugin does wrong while it is imported or asked is reported under its
    distribution's name as a PluginWarning and in `Catalog.problems`; the rest works on.

    Args:
        plugins: modules or objects with hook implementations, for scripts and tests.
        installed: whether to look for entry points of the group `followup_kit`.
        blocked: distributions or entry points that are not even imported.
        strict: raise instead of setting aside; for plugin authors and their tests.

    Raises:
        PluginError: with `strict`, for the first problem.
        InvalidSetting: `blocked` is a string, not several.
    """
    if isinstance(blocked, str):
        raise InvalidSetting(f"blocked must be several names, got the text {blocked!r}; write ({blocked!r},)")
    given = tuple(plugins)
    shelf = _Shelf(strict=strict, blocked=frozenset(map(_plain, blocked)))
    shelf.put(_Source(name="built-in", distribution=OWN, version=_own_version(), load=lambda: builtin))
    for plugin in given:
        shelf.put(_given(plugin))
    for source in _installed() if installed else ():
        shelf.put(source, unless=given)
    return shelf.catalog()


@define(kw_only=True)
class _Shelf:
    """What has been collected so far."""

    strict: bool
    blocked: frozenset[str]
    offers: dict[KindName, dict[str, object]] = field(factory=lambda: {kind: {} for kind in _KINDS})
    owners: dict[tuple[KindName, str], str] = field(factory=dict)
    plugins: list[PluginInfo] = field(factory=list)
    problems: list[PluginProblem] = field(factory=list)

    def put(self, source: _Source, *, unless: tuple[object, ...] = ()) -> None:
        """Take in what one plugin offers, or note why not. A plugin in `unless` has been taken in already."""
        seen = PluginInfo(name=source.name, distribution=source.distribution, version=source.version)
        if not self.blocked.isdisjoint({_plain(source.name), _plain(source.distribution)}):
            self.plugins.append(evolve(seen, status="blocked"))
            return
        began = perf_counter()
        try:
            plugin = source.load()
            if any(plugin is other for other in unless):
                return
            api = _api_of(plugin)
            offered = _ask(plugin)
        except (Exception, SystemExit) as error:  # the one place where foreign code is loaded
            if source.distribution == OWN:
                raise  # a defect of our own stays loud
            self.plugins.append(evolve(seen, seconds=perf_counter() - began, status="broken"))
            self.note(source, _said(error), cause=error)
            return
        seconds = perf_counter() - began
        names = tuple((kind, self._shelve(source, kind, values)) for kind, values in offered.items())
        kept = tuple((kind, mine) for kind, mine in names if mine)
        self.plugins.append(evolve(seen, api=api, offers=kept, seconds=seconds))

    def _shelve(self, source: _Source, kind: KindName, values: Mapping[str, object]) -> tuple[str, ...]:
        mine: list[str] = []
        for name, value in values.items():
            if name in self.offers[kind]:
                owner = self.owners[kind, name]
                message = (
                    f"{_KINDS[kind].noun} {name!r} is already offered by {owner}; rename it, or block one of the two"
                )
                self.note(source, message, left_out="offer")
                continue
            self.offers[kind][name] = value
            self.owners[kind, name] = source.distribution
            mine.append(name)
        return tuple(mine)

    def note(
        self,
        source: _Source,
        message: str,
        *,
        left_out: Literal["plugin", "offer"] = "plugin",
        cause: BaseException | None = None,
    ) -> None:
        """Report a problem: as an error if strict, else as a warning."""
        problem = PluginProblem(
            distribution=source.distribution, version=source.version, message=message, left_out=left_out
        )
        if self.strict:
            raise PluginError(str(problem), distribution=source.distribution) from cause
        self.problems.append(problem)
        warnings.warn(str(problem), PluginWarning, stacklevel=4)

    def catalog(self) -> Catalog:
        """Return the frozen result."""
        offers: dict[str, Any] = {str(kind): values for kind, values in self.offers.items()}
        both = offers["policies"].items()
        offers["policies"] = {name: value for name, value in both if isinstance(value, Policy)}
        offers["parts"] = {name: value for name, value in both if isinstance(value, Part)}
        return Catalog(**offers, plugins=tuple(self.plugins), problems=tuple(self.problems))


def _said(error: BaseException) -> str:
    """Return one line that says what a plugin did."""
    if isinstance(error, _Broken):
        return str(error)
    if isinstance(error, SystemExit):
        return "it tried to end the program while it was loaded"
    return " ".join(f"{type(error).__name__}: {error}".split())


def _api_of(plugin: object) -> tuple[int, int]:
    """Return the range of API versions that a plugin declares; without one it was written for version 1."""
    declared = getattr(plugin, "followup_kit_api", (1, 1))
    match declared:
        case (int(lowest), int(highest)) if lowest <= highest:
            pass
        case _:
            raise _Broken(f"followup_kit_api must be two numbers, the lowest and the highest version, got {declared!r}")
    if not lowest <= API_VERSION <= highest:
        remedy = "update followup-kit" if lowest > API_VERSION else "update the plugin"
        raise _Broken(
            f"it works with versions {lowest} to {highest} of the plugin interface, "
            f"this followup-kit has version {API_VERSION}; {remedy}"
        )
    return lowest, highest


def _ask(plugin: object) -> dict[KindName, dict[str, object]]:
    """Call each hook of one plugin, with a plugin manager that knows no other, and look at what comes back."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(plugin, "plugin")
    except pluggy.PluginValidationError as error:
        raise _Broken(_hook_fault(error)) from error
    _check_names(manager, plugin)
    return {kind: _named(kind, _answers(getattr(manager.hook, spec.hook))) for kind, spec in _KINDS.items()}


def _answers(caller: pluggy.HookCaller) -> list[object]:
    answers: list[object] = caller()
    answering = [impl for impl in caller.get_hookimpls() if not impl.wrapper and not impl.hookwrapper]
    # pluggy leaves out None, which is what a function gives that forgot its return
    return answers + [None] * (len(answering) - len(answers))


def _hook_fault(error: pluggy.PluginValidationError) -> str:
    # pluggy's text has several lines, one of them "hookimpl definition: followup_channels(config)"
    definition = re.search(r"hookimpl definition: (.*)", str(error))
    if definition and "Argument(s)" in str(error):
        return f"hooks take no arguments, but it defines {definition[1].strip()}"
    return " ".join(str(error).split())


def _check_names(manager: pluggy.PluginManager, plugin: object) -> None:
    """Refuse hooks that do not exist and functions that look like a hook but are not marked."""
    known = [spec.hook for spec in _KINDS.values()]
    callers = manager.get_hookcallers(plugin) or []
    for caller in callers:
        if not caller.has_spec() and not all(impl.optionalhook for impl in caller.get_hookimpls()):
            raise _Broken(f"there is no hook {caller.name}{_near(caller.name, known)}")
    marked = {caller.name for caller in callers}
    for name in dir(plugin):
        if name.startswith("followup_") and name not in marked and callable(getattr(plugin, name)):
            raise _Broken(f"{name} is not marked with @hookimpl, so nobody calls it")
    if not marked:
        raise _Broken(f"it offers nothing: no function is marked with @hookimpl; hooks are {', '.join(known)}")


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; hooks are {', '.join(known)}"


def _named(kind: KindName, results: list[object]) -> dict[str, object]:
    """Return the offers of one hook by their names."""
    out: dict[str, object] = {}
    for result in results:
        if not isinstance(result, list | tuple):
            raise _Broken(f"{_KINDS[kind].hook} returned {_shown(result)} where a list was expected")
        for value in result:
            name = _name_of(kind, value)
            if name in out:
                raise _Broken(f"{_KINDS[kind].hook} offers two with the name {name!r}")
            out[name] = value
    return out


def _name_of(kind: KindName, value: object) -> str:
    spec = _KINDS[kind]
    if isinstance(value, type) or not isinstance(value, spec.type):
        hint = "; offer an object, not its class" if isinstance(value, type) else ""
        raise _Broken(f"{spec.hook} offers {_shown(value)}, which is no {_called(spec.type)}{hint}")
    if isinstance(value, Channel) and not isinstance(value.medium, Medium):
        raise _Broken(f"{spec.hook} offers a channel whose medium is {_shown(value.medium)}, which is no Medium")
    name = spec.name(value)
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise _Broken(f"{spec.hook} offers one without a usable name: {_shown(name)}")
    return name


def _called(kind: type[object] | tuple[type[object], ...]) -> str:
    return " or ".join(each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,)))


def _shown(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
