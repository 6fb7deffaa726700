"""followup-kit: when to write after an interview, what to say, and whether it is right.

The names below are the whole public surface. They are loaded when first used: importing the package reads no file,
looks for no plugin and loads neither Babel nor holidays.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .channels.base import Artifact, Channel, Message
    from .delivery.folder import FolderOutbox
    from .delivery.ledger import Ledger
    from .delivery.outbox import Outbox, OutboxKind, Receipt
    from .delivery.sending import deliver
    from .errors import (
        BrokenRule,
        DeliveryFailed,
        DoesNotFit,
        FollowUpError,
        InvalidFact,
        InvalidRecord,
        InvalidSetting,
        LedgerError,
        MissingFacts,
        MissingPhrase,
        NotFound,
        NotPlanned,
        NotReviewed,
        PluginError,
        PluginWarning,
    )
    from .facts.history import EVERYWHERE, Entry, Event, History, Occasion
    from .facts.interview import Claim, Interview, Promise, Topic, Waiver
    from .facts.medium import Limit, Medium
    from .facts.people import Candidate, Employer, OfficeHours, Person, PersonName
    from .hookspecs import hookimpl
    from .kit import Kit
    from .reviewing.model import Check, Context, Edit, Finding, Fix, Report, Severity
    from .reviewing.reviewer import apply_fixes, review
    from .timing.arrays import openings_array
    from .timing.decisions import Conflict, Hold, Move, Option, Plan, Send, Step, Stop
    from .timing.exchange import decision_from_json, decision_to_json, plan_from_json, plan_to_json
    from .timing.many import first_openings, openings, plan_many
    from .timing.parts import Part, parts
    from .timing.planner import plan
    from .timing.policies import Policy, presets
    from .timing.policy_files import read_policies
    from .timing.policy_json import policy_from_json, policy_to_json
    from .timing.reasons import Reason, because
    from .timing.rules import ALWAYS, NEVER, IntervalRule, NotAfter, NotBefore, Strength
    from .timing.spans import business_days, days, hours
    from .timing.stretches import SpanRule
    from .timing.validity import why_outdated
    from .timing.wallclock import ALL_DAY, OpenSpans, WallClockRule, wall_clock
    from .writing.composer import compose
    from .writing.draft import Draft, Sentence, read_letter

_HOMES = {
    ".channels.base": ("Artifact", "Channel", "Message"),
    ".delivery.folder": ("FolderOutbox",),
    ".delivery.ledger": ("Ledger",),
    ".delivery.outbox": ("Outbox", "OutboxKind", "Receipt"),
    ".delivery.sending": ("deliver",),
    ".errors": (
        "BrokenRule",
        "DeliveryFailed",
        "DoesNotFit",
        "FollowUpError",
        "InvalidFact",
        "InvalidRecord",
        "InvalidSetting",
        "LedgerError",
        "MissingFacts",
        "MissingPhrase",
        "NotFound",
        "NotPlanned",
        "NotReviewed",
        "PluginError",
        "PluginWarning",
    ),
    ".facts.history": ("EVERYWHERE", "Entry", "Event", "History", "Occasion"),
    ".facts.interview": ("Claim", "Interview", "Promise", "Topic", "Waiver"),
    ".facts.medium": ("Limit", "Medium"),
    ".facts.people": ("Candidate", "Employer", "OfficeHours", "Person", "PersonName"),
    ".hookspecs": ("hookimpl",),
    ".kit": ("Kit",),
    ".reviewing.model": ("Check", "Context", "Edit", "Finding", "Fix", "Report", "Severity"),
    ".reviewing.reviewer": ("apply_fixes", "review"),
    ".timing.arrays": ("openings_array",),
    ".timing.decisions": ("Conflict", "Hold", "Move", "Option", "Plan", "Send", "Step", "Stop"),
    ".timing.exchange": ("decision_from_json", "decision_to_json", "plan_from_json", "plan_to_json"),
    ".timing.many": ("first_openings", "openings", "plan_many"),
    ".timing.parts": ("Part", "parts"),
    ".timing.planner": ("plan",),
    ".timing.policies": ("Policy", "presets"),
    ".timing.policy_files": ("read_policies",),
    ".timing.policy_json": ("policy_from_json", "policy_to_json"),
    ".timing.reasons": ("Reason", "because"),
    ".timing.rules": ("ALWAYS", "NEVER", "IntervalRule", "NotAfter", "NotBefore", "Strength"),
    ".timing.spans": ("business_days", "days", "hours"),
    ".timing.stretches": ("SpanRule",),
    ".timing.validity": ("why_outdated",),
    ".timing.wallclock": ("ALL_DAY", "OpenSpans", "WallClockRule", "wall_clock"),
    ".writing.composer": ("compose",),
    ".writing.draft": ("Draft", "Sentence", "read_letter"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ALL_DAY",
    "ALWAYS",
    "EVERYWHERE",
    "NEVER",
    "Artifact",
    "BrokenRule",
    "Candidate",
    "Channel",
    "Check",
    "Claim",
    "Conflict",
    "Context",
    "DeliveryFailed",
    "DoesNotFit",
    "Draft",
    "Edit",
    "Employer",
    "Entry",
    "Event",
    "Finding",
    "Fix",
    "FolderOutbox",
    "FollowUpError",
    "History",
    "Hold",
    "IntervalRule",
    "Interview",
    "InvalidFact",
    "InvalidRecord",
    "InvalidSetting",
    "Kit",
    "Ledger",
    "LedgerError",
    "Limit",
    "Medium",
    "Message",
    "MissingFacts",
    "MissingPhrase",
    "Move",
    "NotAfter",
    "NotBefore",
    "NotFound",
    "NotPlanned",
    "NotReviewed",
    "Occasion",
    "OfficeHours",
    "OpenSpans",
    "Option",
    "Outbox",
    "OutboxKind",
    "Part",
    "Person",
    "PersonName",
    "Plan",
    "PluginError",
    "PluginWarning",
    "Policy",
    "Promise",
    "Reason",
    "Receipt",
    "Report",
    "Send",
    "Sentence",
    "Severity",
    "SpanRule",
    "Step",
    "Stop",
    "Strength",
    "Topic",
    "Waiver",
    "WallClockRule",
    "apply_fixes",
    "because",
    "business_days",
    "compose",
    "days",
    "decision_from_json",
    "decision_to_json",
    "deliver",
    "first_openings",
    "hookimpl",
    "hours",
    "openings",
    "openings_array",
    "parts",
    "plan",
    "plan_from_json",
    "plan_many",
    "plan_to_json",
    "policy_from_json",
    "policy_to_json",
    "presets",
    "read_letter",
    "read_policies",
    "review",
    "wall_clock",
    "why_outdated",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    if name == "__version__":
        # takes some 20 ms to load, and is seldom asked for
        from importlib.metadata import version

        return version("followup-kit")
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, for tab completion."""
    return sorted(__all__)
