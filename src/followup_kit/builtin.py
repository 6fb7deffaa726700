"""What followup-kit itself offers, through the same hooks as anybody's plugin."""

from __future__ import annotations

from followup_kit.channels.base import Channel
from followup_kit.channels.text import TextChannel
from followup_kit.delivery.folder import FolderOutbox
from followup_kit.delivery.outbox import OutboxKind
from followup_kit.hookspecs import API_VERSION, hookimpl
from followup_kit.language.loading import LanguagePack, built_in_packs
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.model import Check
from followup_kit.timing.calendars import Calendar, public_holidays
from followup_kit.timing.parts import Part, parts
from followup_kit.timing.policies import Policy, presets
from followup_kit.writing.composer import BuiltInComposer, Composer

followup_kit_api = (API_VERSION, API_VERSION)


@hookimpl
def followup_channels() -> list[Channel]:
    """Plain text to copy."""
    return [TextChannel()]


@hookimpl
def followup_languages() -> list[LanguagePack]:
    """The packs in language/packs."""
    return list(built_in_packs())


@hookimpl
def followup_checks() -> list[Check]:
    """The checks in reviewing/checks."""
    return list(built_in_checks())


@hookimpl
def followup_policies() -> list[Policy | Part]:
    """The presets and parts in timing/presets.toml."""
    return [*presets().values(), *parts().values()]


@hookimpl
def followup_calendars() -> list[Calendar]:
    """Public holidays from the `holidays` package."""
    return [public_holidays()]


@hookimpl
def followup_composers() -> list[Composer]:
    """The composer that writes from facts and frames."""
    return [BuiltInComposer()]


@hookimpl
def followup_outboxes() -> list[OutboxKind]:
    """A folder on this machine."""
    to_do = "the folder only keeps the letter ready: send, paste or print it from there yourself"
    return [OutboxKind(name="folder", title="A folder on this machine", open=FolderOutbox, to_do=to_do)]
