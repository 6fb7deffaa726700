"""The ledger: what was said to whom and what came back, kept in one SQLite file that only ever grows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from attrs import evolve

from followup_kit.channels.base import Message
from followup_kit.errors import DeliveryFailed, InvalidFact, LedgerError, NotFound
from followup_kit.facts.history import EVERYWHERE, Entry, Event, History

from .ledger_errors import clear_errors, in_use
from .ledger_file import open_ledger
from .outbox import Receipt
from .refusals import letter_name, why_paused, why_refused
from .settling import claim_meant, says, settling
from .written import COLUMNS, Written, from_row

__all__ = ["Ledger", "history_at", "letter_key"]

_SELECT = f"SELECT {COLUMNS} FROM events LEFT JOIN words ON words.event_id = events.id"  # noqa: S608 - constants only
_INSERT = """
INSERT INTO events (at, event, interview, recipient, occasion, channel, draft_digest, message_digest, waived, outbox,
    claim, attempt, until)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def letter_key(claim: str) -> str:
    """The part of a claim key that stays the same when the same words are claimed again after a not_sent."""
    return claim.partition(".")[0]


def history_at(path: str | PathLike[str], interview: str | None = None) -> History:
    """Read the history in a ledger without writing; where no ledger is yet, nothing has happened.

    Raises:
        LedgerError: there is a file, but it is not a readable ledger of this program.
    """
    with Ledger(path, read_only=True) as ledger:
        return ledger.history(interview)


class Ledger:
    """One ledger file, opened; a context manager. Use it from the thread that opened it.

    Every method either commits to the disk what it says or changes nothing. Several programs may use one file at the
    same time, on a local disk.
    """

    def __init__(self, path: str | PathLike[str], *, read_only: bool = False, timeout: float = 10.0) -> None:
        """Open the ledger, and create it unless `read_only`. Wait `timeout` seconds for other programs.

        Raises:
            LedgerError: the file or its folder cannot be used; the message says why and what to do.
        """
        self.path = Path(path)
        self._timeout = timeout
        self._database = open_ledger(self.path, read_only=read_only, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Nothing is lost by not closing it."""
        with clear_errors(self.path, self._timeout):
            self._database.close()

    def history(self, interview: str | None = None) -> History:
        """What happened in one interview, the pauses of everything included, or in all.

        Times keep their instant and offset; a zone's name is not kept.

        Raises:
            LedgerError: the file cannot be read.
        """
        with clear_errors(self.path, self._timeout):
            if interview is None:
                return History(row.entry for row in self._select("1"))
            return History(row.entry for row in self._written(interview, EVERYWHERE))

    def receipt(self, interview: str, recipient: str, occasion: str) -> Receipt | None:
        """Where the outbox put this letter, if it was sent and has not been forgotten.

        Raises:
            LedgerError: the file cannot be read.
        """
        with clear_errors(self.path, self._timeout):
            for row in reversed(self._written(interview)):
                same = (row.entry.recipient, row.entry.occasion, row.entry.event) == (recipient, occasion, Event.SENT)
                if same and row.outbox is not None and row.place is not None:
                    return Receipt(outbox=row.outbox, place=row.place, at=row.entry.at)
        return None

    def record(self, entry: Entry) -> bool:
        """Write down what happened; False if exactly this stands there already.

        SENT and NOT_SENT settle the open claim of that letter: this is how a person says what became of a letter of
        which nobody knew. They then count from the time of the claim, if the time given is before it.

        Raises:
            InvalidFact: CLAIMED, which only `claim` writes; or NOT_SENT, where nothing is claimed.
            LedgerError: the file cannot be written.
        """
        if entry.event is Event.CLAIMED:
            raise InvalidFact("a claim is written by sending a letter; it cannot be logged", field="event")
        with self._writing():
            written = self._written(entry.interview)
            forgotten = self._is_forgotten(entry.interview, entry.recipient)
            claim = claim_meant(written, entry)
            # What is said after a claim is about that claim, even if the same was said of another one before.
            may_repeat = claim is None or entry.at < claim.entry.at
            if may_repeat and any(says(row, entry, waits=claim is not None, forgotten=forgotten) for row in written):
                return False
            if claim is None and entry.event is Event.NOT_SENT:
                raise InvalidFact(
                    f"no letter to {entry.recipient} waits to be settled in {entry.interview}; there is nothing to log "
                    "as not sent",
                    field="event",
                )
            self._append(
                settling(entry, claim.entry) if claim else entry,
                claim=claim.claim if claim else None,
                outbox=claim.outbox if claim else None,
            )
            return True

    def claim(
        self,
        message: Message,
        *,
        now: datetime,
        waived: Iterable[str] = (),
        outbox: str | None = None,
        application: str | None = None,
        rounds: Iterable[str] = (),
        told: Iterable[Entry] = (),
        since: datetime | None = None,
        although_paused: bool = False,
        refuses: Callable[[History], str | None] | None = None,
    ) -> str:
        """Write down that this letter is about to be handed over, and return the key with which to settle it.

        When this returns, the claim is on the disk, and no other program can claim the letter. Answers logged under
        the refs of the `application` and of its other `rounds` count, too, and those that the record itself `told`.
        Replies and invitations up to `since`, the end of the interview, were about the appointment and do not count.
        `refuses` is asked with all that the ledger holds, and gives a reason of its own against the letter, or None.

        Raises:
            DeliveryFailed: the letter is out or may be out, its words went to this person before, another letter to
                them is not settled; there was a reply, rejection, offer, withdrawal, invitation, opt-out or bounce;
                writing is paused and the letter is not to leave `although_paused`; or `refuses` gave a reason. Nothing
                was written.
            LedgerError: the file cannot be written. Nothing was written.
        """
        with self._writing():
            written = self._written(message.interview)
            others = {ref for ref in (application, *rounds) if ref is not None} - {message.interview}
            elsewhere = self._written(*others) if others else []
            known = [*written, *elsewhere]
            refusal = why_refused(known, message, application=application, told=tuple(told), since=since)
            if refusal is None and self._is_forgotten(message.interview, message.recipient):
                refusal = f"{message.recipient} was forgotten on request and is not written to again"
            if refusal is None and not although_paused:
                refusal = why_paused([*known, *self._written(EVERYWHERE)], message, application, now)
            if refusal is None and refuses is not None:
                refusal = refuses(History(row.entry for row in self._select("1")))
            if refusal is not None:
                raise DeliveryFailed(refusal)
            before = [row.entry for row in written if _about(row.entry, message)]
            attempt = 1 + sum(entry.event is Event.CLAIMED for entry in before)
            key = f"{self._letter_key(message)}.{attempt}"
            entry = Entry(
                # A history is in the order of its times, whatever the clocks of two runs said.
                at=max([now, *(entry.at + timedelta(microseconds=1) for entry in before)]),
                event=Event.CLAIMED,
                interview=message.interview,
                recipient=message.recipient,
                occasion=message.occasion,
                channel=message.channel,
                digest=message.draft_digest,
                text=message.plain,
                waived=tuple(sorted(set(waived))),
            )
            self._append(entry, claim=key, attempt=attempt, message_digest=message.digest, outbox=outbox)
        return key

    def settle(
        self,
        key: str,
        event: Literal[Event.SENT, Event.NOT_SENT],
        *,
        now: datetime,
        receipt: Receipt | None = None,
        note: str | None = None,
    ) -> Entry:
        """Write down what became of a claim and return that entry; settling the same way again changes nothing.

        A letter that turns out to be sent after somebody said that it was not is written down as sent, at the time
        for which it was said not to be.

        Raises:
            NotFound: this ledger has no such claim.
            DeliveryFailed: NOT_SENT for a letter that was sent.
            LedgerError: the file cannot be written.
        """
        with self._writing():
            rows = self._select("claim = ?", key)
            if not rows:
                raise NotFound(f"no claim {key!r} in ledger {str(self.path)!r}")
            said = {row.entry.event: row.entry for row in rows}
            if event in said:
                return said[event]
            if event is Event.NOT_SENT and Event.SENT in said:
                sent = said[Event.SENT]
                raise DeliveryFailed(f"{letter_name(sent.occasion, sent.recipient)} was sent on {sent.at.isoformat()}")
            claimed, mistaken = said[Event.CLAIMED], said.get(Event.NOT_SENT)
            # A correction stands where the mistake stood: a claim that was made since is another matter.
            at = mistaken.at if mistaken else max(now, claimed.at)
            entry = evolve(claimed, at=at, event=event, note=note)
            place = receipt.place if receipt else None
            outbox = receipt.outbox if receipt else rows[0].outbox
            self._append(entry, claim=key, outbox=outbox, place=place)
            return entry

    def forget(self, interview: str, recipient: str) -> int:
        """Erase texts, notes and places of what was written to or noted about a person; return of how many events.

        That something was sent, when and by which channel stays, under the person's ref, so that nothing is sent
        twice. The person is not written to again, and no words about them are kept again. The words are overwritten
        in the file and its write-ahead log; backups and files in outbox folders are not reached.

        Raises:
            LedgerError: the file cannot be written, or another program is reading it; nothing or not all was erased:
                call again.
        """
        with self._writing():
            self._database.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", (interview, recipient))
            done = self._database.execute(
                "DELETE FROM words WHERE event_id IN (SELECT id FROM events WHERE interview = ? AND recipient = ?)",
                (interview, recipient),
            )
        with clear_errors(self.path, self._timeout):
            # Old copies of moved rows stay in the unused part of pages; only VACUUM writes all pages anew.
            self._database.execute("PRAGMA temp_store=MEMORY")
            self._database.execute("VACUUM")
            (busy, _, _) = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise LedgerError(
                f"ledger {str(self.path)!r} {in_use(self._timeout)}; until then the erased words stand in its log"
            )
        return done.rowcount

    def _is_forgotten(self, interview: str, recipient: str | None) -> bool:
        found = self._database.execute(
            "SELECT 1 FROM forgotten WHERE interview = ? AND recipient = ?", (interview, recipient)
        )
        return found.fetchone() is not None

    def _letter_key(self, message: Message) -> str:
        (salt,) = self._database.execute("SELECT salt FROM ledger").fetchone()
        parts = (salt, message.interview, message.recipient, message.occasion, message.draft_digest)
        return sha256("\0".join(parts).encode()).hexdigest()[:32]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One commit, or nothing. IMMEDIATE: a transaction that reads first and then writes would not wait its turn."""
        with clear_errors(self.path, self._timeout):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # a full disk makes SQLite roll back by itself
                    self._database.execute("ROLLBACK")
                raise

    def _written(self, *refs: str) -> list[Written]:
        return self._select(f"interview IN ({', '.join('?' * len(refs))})", *refs)

    def _select(self, condition: str, *values: str) -> list[Written]:
        rows = self._database.execute(f"{_SELECT} WHERE {condition} ORDER BY id", values)
        return [from_row(row) for row in rows]

    def _append(
        self,
        entry: Entry,
        *,
        claim: str | None = None,
        attempt: int | None = None,
        message_digest: str | None = None,
        outbox: str | None = None,
        place: str | None = None,
    ) -> None:
        done = self._database.execute(
            _INSERT,
            (
                entry.at.isoformat(),
                entry.event.value,
                entry.interview,
                entry.recipient,
                entry.occasion,
                entry.channel,
                entry.digest,
                message_digest,
                json.dumps(entry.waived),
                outbox,
                claim,
                attempt,
                entry.until.isoformat() if entry.until else None,
            ),
        )
        words = (entry.text, entry.note, place)
        if words != (None, None, None) and not self._is_forgotten(entry.interview, entry.recipient):
            self._database.execute("INSERT INTO words VALUES (?, ?, ?, ?)", (done.lastrowid, *words))


def _about(entry: Entry, message: Message) -> bool:
    return (entry.recipient, entry.occasion) == (message.recipient, message.occasion)
