"""What a plugin may offer: seven hooks without arguments, each returning a list of values.

A plugin is a distribution with an entry point in the group `followup_kit` that names a module. The module marks its
functions with `hookimpl` and may say which versions of this contract it was written for::

    from followup_kit.hookspecs import hookimpl

    followup_kit_api = (1, 1)  # the lowest and the highest API_VERSION it works with


    @hookimpl
    def followup_channels():
        return [FaxChannel()]

A module without `followup_kit_api` is taken to be written for version 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from followup_kit.channels.base import Channel
    from followup_kit.delivery.outbox import OutboxKind
    from followup_kit.language.loading import LanguagePack
    from followup_kit.language.pack import Language
    from followup_kit.reviewing.model import Check
    from followup_kit.timing.calendars import Calendar
    from followup_kit.timing.parts import Part
    from followup_kit.timing.policies import Policy
    from followup_kit.writing.composer import Composer

__all__ = [
    "API_VERSION",
    "PROJECT",
    "followup_calendars",
    "followup_channels",
    "followup_checks",
    "followup_composers",
    "followup_languages",
    "followup_outboxes",
    "followup_policies",
    "hookimpl",
]

PROJECT = "followup_kit"
"""The entry-point group, and pluggy's name for the project."""

API_VERSION = 1
"""Raised when a hook, or a protocol that a hook returns, changes so that old plugins may break."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as its answer to the hook of the same name."""

_hookspec = pluggy.HookspecMarker(PROJECT)


@_hookspec
def followup_channels() -> list[Channel]:
    """Return the ways of writing that the plugin adds, one `Channel` each, named by `medium.name`."""
    raise NotImplementedError


@_hookspec
def followup_languages() -> list[Language | LanguagePack]:
    """Return language packs named by `tag`: a `LanguagePack` with its folder, read when needed, or a `Language`."""
    raise NotImplementedError


@_hookspec
def followup_checks() -> list[Check]:
    """Return checks that look at every letter, named by `code`."""
    raise NotImplementedError


@_hookspec
def followup_policies() -> list[Policy | Part]:
    """Return sets of timing rules that a user may choose by `name`, and parts that may be added to any of them."""
    raise NotImplementedError


@_hookspec
def followup_calendars() -> list[Calendar]:
    """Return sources of public holidays that a user may choose by `name`."""
    raise NotImplementedError


@_hookspec
def followup_composers() -> list[Composer]:
    """Return writers of letters that a user may choose by `name`."""
    raise NotImplementedError


@_hookspec
def followup_outboxes() -> list[OutboxKind]:
    """Return kinds of places that finished messages can be handed to, named by `name`."""
    raise NotImplementedError
