"""Kit: the front door. A catalogue, a policy and one method per verb; the rooms behind it get plain values."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, TypeVar

from attrs import evolve, field, frozen

from followup_kit.channels.base import Message
from followup_kit.channels.fitting import fit
from followup_kit.delivery.ledger import Ledger
from followup_kit.delivery.outbox import Outbox
from followup_kit.delivery.sending import deliver
from followup_kit.errors import FollowUpError, InvalidFact, InvalidSetting, NotFound, PluginError, PluginWarning
from followup_kit.facts.history import Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.language.pack import Language
from followup_kit.registry import OWN, Catalog, KindName, collect
from followup_kit.reviewing.model import Context, Report, Severity
from followup_kit.reviewing.reviewer import review
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.decisions import Hold, Plan, Step, Stop
from followup_kit.timing.doors import check_calendar, check_interview, check_policy
from followup_kit.timing.parts import Part
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy
from followup_kit.timing.policy_files import read_policies
from followup_kit.writing.composer import Composer
from followup_kit.writing.draft import Draft

__all__ = ["Kit"]

STOPS = frozenset({Severity.ERROR, Severity.WARNING})
"""What keeps a letter in the house unless the caller says otherwise: an unknown must be looked at, not sent."""


@frozen(kw_only=True)
class Kit:
    """Everything that is needed to go from an interview to a delivered letter. It holds no state and never changes.

    `stops` are the severities with which a finding keeps a letter in the house.

    >>> kit = Kit.load(installed=False)
    >>> kit.policy.name
    'guide'
    """

    catalog: Catalog = field(repr=False)
    policy: Policy
    calendar: Calendar
    composer: Composer
    stops: frozenset[Severity] = STOPS
    _plugins: tuple[tuple[object, ...], bool, tuple[str, ...]] | None = field(default=None, eq=False, repr=False)
    _own: tuple[Policy | Part, ...] = field(default=(), eq=False, repr=False)

    @classmethod
    def load(
        cls,
        *,
        policy: str | Policy = "guide",
        policies: Path | str | Mapping[str, Any] | None = None,
        calendar: str | Calendar = "public",
        composer: str | Composer = "facts",
        stops: Iterable[Severity | str] = STOPS,
        plugins: Iterable[object] = (),
        installed: bool = True,
        blocked: Iterable[str] = (),
        strict: bool = False,
    ) -> Kit:
        """Collect plugins and choose by name.

        Args:
            policy: the timing rules: a preset's name, also with parts as in "guide+cap_one", or a policy of your own.
            policies: a TOML file of policies and parts of your own, to choose from by name as well: its path, its text
                or its tables, as `read_policies` takes them. They may extend what plugins offer.
            calendar: where public holidays come from.
            composer: who writes the letters.
            stops: severities that keep a letter in the house.
            plugins: modules or objects with hook implementations, besides the installed ones.
            installed: whether to look for installed plugins.
            blocked: distributions or entry points that are not even imported.
            strict: raise PluginError for a broken plugin instead of setting it aside with a PluginWarning.

        Raises:
            NotFound: there is no policy, calendar or composer of that name.
            InvalidSetting: `blocked` is one text, `stops` names no severities, a policy of the file cannot work, or
                policy or calendar are something else.
            PluginError: with `strict`, a plugin is broken.
        """
        if isinstance(blocked, str):
            raise InvalidSetting(f"blocked must be several names, got the text {blocked!r}; write ({blocked!r},)")
        given, not_loaded = tuple(plugins), tuple(blocked)
        catalog = collect(given, installed=installed, blocked=not_loaded, strict=strict)
        known: dict[str, Policy | Part] = {**catalog.policies, **catalog.parts}
        own = read_policies({} if policies is None else policies, known=known)
        catalog = catalog.with_policies(own)
        chosen = catalog.policy(policy) if isinstance(policy, str) else policy
        source = catalog.calendar(calendar) if isinstance(calendar, str) else calendar
        check_policy(chosen)
        check_calendar(source)
        return cls(
            catalog=catalog,
            policy=chosen,
            calendar=source,
            composer=catalog.composer(composer) if isinstance(composer, str) else composer,
            stops=_severities(stops),
            plugins=(given, installed, not_loaded),
            own=tuple(own.values()),
        )

    @property
    def media(self) -> dict[str, Medium]:
        """What each channel of the catalogue can carry, by its name."""
        return {name: channel.medium for name, channel in self.catalog.channels.items()}

    def plan(
        self, interview: Interview, history: History | None = None, *, now: datetime, among: Iterable[str] = ()
    ) -> Plan:
        """Decide for every person and occasion: send, hold, stop or conflict, each with its trace.

        `among` are the refs of other interviews that are planned at the same time: after a pause, no two of them get
        the same minute.

        Raises:
            NotFound: somebody is to be reached by a channel that is not installed; the person is named.
            InvalidFact: `now` has no zone, or this is no interview or no History.
        """
        check_interview(interview)
        for index, person in enumerate(interview.panel):
            if person.channel is not None and person.channel not in self.catalog.channels:
                missing = self.catalog.missing("channels", person.channel)
                raise NotFound(f"{person.ref}: {missing}", field=f"panel[{index}].channel")
        past = History() if history is None else history
        media = self.media
        try:
            return plan(interview, self.policy, past, now=now, media=media, calendar=self.calendar, among=among)
        except InvalidFact as error:
            if error.field != "at":
                raise
            # the moment of a letter of ours, which nobody has given
            raise InvalidFact(
                f"a letter of this plan would fall behind the year 2200, where planning ends; it was asked for "
                f"{now.isoformat()}"
            ) from error

    def compose(
        self, step: Step, *, seed: int = 0, history: History | None = None, reroll: Sequence[int] = ()
    ) -> Draft:
        """Write the letter of a step and fit it to its channel. The same arguments always give the same text.

        `reroll` numbers sentences that are to be said in other words, the first one after the salutation being 2.

        Raises:
            NotPlanned: the step's decision is not to send.
            MissingFacts: too little is known to write to this person; the questions say what would help.
            NotFound: there is no language pack, or no channel, of the name the record gives.
            DoesNotFit: the letter is over the channel's limit and nothing optional is left to leave out.
        """
        medium = self.catalog.channel(step.channel).medium
        language = self.language_for(step)
        past = History() if history is None else history
        with self._blaming("composers", self.composer.name):
            # a composer that cannot say one sentence anew is not asked to
            again = {"reroll": tuple(reroll)} if reroll else {}
            draft = self.composer.compose(step, language=language, medium=medium, seed=seed, history=past, **again)
        return fit(draft, medium)

    def language_for(self, step: Step) -> Language:
        """Return the pack for a step's letter: the recipient's language, else the record's.

        Raises:
            NotFound: there is no pack for it; the person and the known packs are named.
        """
        tag = step.recipient.locale or step.interview.locale
        try:
            return self.catalog.language(tag)
        except NotFound as error:
            own = f"panel[{step.interview.panel.index(step.recipient)}]." if step.recipient.locale else ""
            raise NotFound(f"{step.recipient.ref}: {error}", field=f"{own}locale") from error

    def review(self, draft: Draft, others: Iterable[Draft] = (), history: History | None = None) -> Report:
        """Check a letter, written here or by hand. `others` are the letters to the rest of the panel.

        Raises:
            NotFound: there is no language pack for the draft's locale.
            PluginError: a plugin's check failed.
        """
        channel = self.catalog.channels.get(draft.channel)
        context = Context(
            language=self.catalog.language(draft.locale),
            medium=channel.medium if channel else None,
            others=tuple(others),
            history=History() if history is None else history,
        )
        return review(draft, self.catalog.checks.values(), context, stops=self.stops)

    def render(self, draft: Draft) -> Message:
        """Return the letter as its channel shows it. Nothing is sent, and a letter need not have been reviewed.

        Raises:
            NotFound: the channel is not installed.
            MissingFacts: the channel needs something that is not known, such as an address.
            DoesNotFit: the letter is over the channel's limit.
            PluginError: the channel failed, or its message is about another letter.
        """
        channel = self.catalog.channel(draft.channel)
        with self._blaming("channels", draft.channel):
            message: object = channel.render(draft)  # a plugin only promises that it is a Message
        if not isinstance(message, Message) or message.draft_digest != draft.digest or not message.artifacts:
            raise PluginError(
                f"the {draft.channel} channel gave back no message about this letter, or an empty one",
                distribution=self.catalog.offered_by("channels", draft.channel),
            )
        return message

    @contextmanager
    def _blaming(self, kind: KindName, name: str) -> Iterator[None]:
        """Say whose fault it is when an offer raises what it must not raise; a defect of our own stays loud."""
        owner = self.catalog.offered_by(kind, name)
        try:
            yield
        except FollowUpError:
            raise
        except Exception as error:
            if owner in ("", OWN):
                raise
            raise PluginError(
                f"{name} of {owner} failed with {type(error).__name__}: {error}", distribution=owner
            ) from error

    def outbox(self, name: str, place: str) -> Outbox:
        """Open an outbox of a kind that a plugin offers, at a place such as a folder.

        Raises:
            NotFound: there is no such kind.
        """
        return self.catalog.outbox(name).open(place)

    def deliver(
        self,
        draft: Draft,
        report: Report,
        outbox: Outbox,
        ledger: Ledger,
        *,
        now: datetime,
        outbox_name: str = "folder",
        although_paused: bool = False,
    ) -> Entry:
        """Render the letter and hand it over: claimed in the ledger first, settled afterwards.

        The planner is asked once more with what the ledger then holds: what it stops or holds does not leave. When the
        letter is to leave is the caller's business. While writing is paused it leaves only `although_paused`.

        Raises:
            NotReviewed: the report is not about exactly these words, or it did not pass.
            DeliveryFailed: the planner or the ledger refuses, or it was not handed over, or (`uncertain`) nobody can
                know.
            LedgerError: the ledger cannot be written.
        """
        message = self.render(draft)

        def refuses(history: History) -> str | None:
            known = History(e for e in history if e.event is not Event.PAUSED) if although_paused else history
            return self._stopped(draft, known, now)

        return deliver(
            message,
            report,
            outbox,
            ledger,
            now=now,
            outbox_name=outbox_name,
            interview=draft.interview,
            although_paused=although_paused,
            refuses=refuses,
        )

    def _stopped(self, draft: Draft, history: History, now: datetime) -> str | None:
        """Return why the planner stops or holds this letter; None where it does not, or knows nothing of it."""
        interview, person = draft.interview, draft.recipient
        if interview is None or person is None or person not in interview.panel:
            return None
        planned = plan(interview, self.policy, history, now=now, calendar=self.calendar)
        for step in planned.steps:
            if (step.recipient.ref, step.occasion) == (person.ref, draft.occasion):
                decision = step.decision
                if not isinstance(decision, Stop | Hold):
                    return None
                return f"the plan says {decision.kind} for {draft.occasion.value} to {person.ref}: {decision.reason}"
        return None

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as the arguments of `load`; plugins are loaded there anew, once."""
        if self._plugins is None:
            raise TypeError("only a kit from Kit.load can be sent to another process")
        given, installed, blocked = self._plugins
        modules = tuple(plugin.__name__ for plugin in given if isinstance(plugin, ModuleType))
        if len(modules) < len(given):
            raise TypeError("a kit with plugins that are not modules cannot be sent to another process")
        chosen = (
            _by_name(self.policy, self.catalog.policies),
            _by_name(self.calendar, self.catalog.calendars),
            _by_name(self.composer, self.catalog.composers),
        )
        return _load_again, (*chosen, tuple(sorted(self.stops)), modules, installed, blocked, self._own)


def _severities(names: Iterable[Severity | str]) -> frozenset[Severity]:
    try:
        return frozenset(map(Severity, names))
    except ValueError:
        known = ", ".join(severity.value for severity in Severity)
        raise InvalidSetting(f"stops must be some of {known}, got {names!r}") from None


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def _by_name(value: _N, known: Mapping[str, _N]) -> str | _N:
    """Return the name of what the catalogue holds, and anything else as it is."""
    return value.name if known.get(value.name) is value else value


@lru_cache(maxsize=4)
def _load_again(
    policy: str | Policy,
    calendar: str | Calendar,
    composer: str | Composer,
    stops: tuple[Severity, ...],
    modules: tuple[str, ...],
    installed: bool,
    blocked: tuple[str, ...],
    own: tuple[Policy | Part, ...],
) -> Kit:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # the first process has said it already
        kit = Kit.load(
            calendar=calendar,
            composer=composer,
            stops=stops,
            plugins=[import_module(name) for name in modules],
            installed=installed,
            blocked=blocked,
        )
    catalog = kit.catalog.with_policies({value.name: value for value in own})
    chosen = catalog.policy(policy) if isinstance(policy, str) else policy
    return evolve(kit, catalog=catalog, policy=chosen, own=own)
