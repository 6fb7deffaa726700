"""Where finished messages go: the contract that every outbox keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, runtime_checkable

from attrs import frozen

from followup_kit.channels.base import Message

__all__ = ["Outbox", "OutboxKind", "Receipt"]


@frozen(kw_only=True)
class Receipt:
    """Proof of hand-over: `place` is a path, a queue id or whatever the outbox can show; `at` is aware."""

    outbox: str
    place: str
    at: datetime


@runtime_checkable
class Outbox(Protocol):
    """Takes one message and says where it is now."""

    def put(self, message: Message, *, key: str, now: datetime) -> Receipt:
        """Hand the message over. The same `key` always means the same letter.

        Raises:
            DeliveryFailed: it was surely not handed over, or (`uncertain`) nobody can know.
        """
        ...


@frozen(kw_only=True)
class OutboxKind:
    """What a plugin offers: a name and how to open such an outbox at a place the user names (a folder, a host).

    `to_do` says in a clause what the user still has to do by hand after a hand-over; empty if the letter then leaves
    by itself.
    """

    name: str
    title: str
    open: Callable[[str], Outbox]
    to_do: str = ""
