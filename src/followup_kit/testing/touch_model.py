"""What must count after everything that happened, kept by means of its own: plain lists, days counted one by one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import define, field

from followup_kit.facts.history import PLANNED, Occasion
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.places import Place
from followup_kit.timing.policies import Policy

__all__ = ["TouchModel"]

Letter = tuple[str, Occasion]


@define(kw_only=True)
class TouchModel:
    """Letters, answers, pauses and wishes of one interview.

    `stopped` are the people who are not written to any more, None for everybody; `answered` is whether somebody
    replied. `pauses` are (what is paused, start, end or None).
    """

    policy: Policy
    places: dict[str, Place]
    employer_zone: str
    letters: list[tuple[datetime, str, Occasion | None]] = field(factory=list)
    stopped: set[str | None] = field(factory=set)
    answered: bool = False
    pauses: list[tuple[str, datetime, datetime | None]] = field(factory=list)
    pins: dict[Letter, datetime] = field(factory=dict)
    snoozes: dict[Letter, datetime] = field(factory=dict)

    def wrote(self, at: datetime, who: str, occasion: Occasion | None) -> None:
        """Count a letter; it ends what was wished for it, and one of no known occasion all that was wished for them."""
        self.letters.append((at, who, occasion))
        for each in PLANNED if occasion is None else (occasion,):
            self.release((who, each))

    def release(self, letter: Letter) -> None:
        """Forget what was wished for a letter."""
        self.pins.pop(letter, None)
        self.snoozes.pop(letter, None)

    def resume(self, scope: str, now: datetime) -> None:
        """End the pauses of this interview, or of everything."""
        self.pauses = [
            (of, start, now if of == scope and (end is None or now < end) else end) for of, start, end in self.pauses
        ]

    def forbids(self, who: str, occasion: Occasion, at: datetime, now: datetime) -> str:
        """Return what a letter at this time would break; empty if nothing."""
        checks = {
            "it lies in the past": instant_of(at) < to_instant(now),
            "an answer ended it": self._is_closed(who, occasion),
            "the cap is reached": len(self._to(who)) >= self.policy.cap,
            "it was sent before": self._was_sent(who, occasion),
            "the gap is not kept": not self._keeps_gap(who, at),
            "the employer's budget is spent": self._courtesies(at, occasion) > self.policy.employer_budget,
            "writing is paused": any(
                instant_of(start) <= instant_of(at) and (end is None or instant_of(at) < instant_of(end))
                for _, start, end in self.pauses
            ),
            "another time was set for it": self._is_pinned_elsewhere((who, occasion), at, now),
            "it was put off": (who, occasion) not in self.pins
            and instant_of(at) < instant_of(self.snoozes.get((who, occasion), at)),
        }
        return ", and ".join(broken for broken, so in checks.items() if so)

    def _to(self, who: str) -> list[datetime]:
        return [at for at, ref, _ in self.letters if ref == who]

    def _is_closed(self, who: str, occasion: Occasion) -> bool:
        asks = occasion is Occasion.CHECK_IN and self.answered
        return None in self.stopped or who in self.stopped or asks

    def _was_sent(self, who: str, occasion: Occasion) -> bool:
        if occasion is Occasion.CHECK_IN:
            return sum(why is occasion for _, _, why in self.letters) >= self.policy.check_ins
        return any((ref, why) == (who, occasion) for _, ref, why in self.letters)

    def _keeps_gap(self, who: str, at: datetime) -> bool:
        place, before = self.places[who], self._to(who)
        if not before:
            return True
        first, last = (moment.astimezone(ZoneInfo(place.zone)).date() for moment in (before[-1], at))
        worked = sum(place.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
        return worked >= self.policy.gap.n

    def _courtesies(self, at: datetime, occasion: Occasion) -> int:
        """Count what the employer has had once this letter has left, too: days with notes, and check-ins."""
        letters = [*((moment, why) for moment, _, why in self.letters), (at, occasion)]
        zone = ZoneInfo(self.employer_zone)
        days = {moment.astimezone(zone).date() for moment, why in letters if why is not Occasion.CHECK_IN}
        return len(days) + sum(why is Occasion.CHECK_IN for _, why in letters)

    def _is_pinned_elsewhere(self, letter: Letter, at: datetime, now: datetime) -> bool:
        pin = self.pins.get(letter)
        return pin is not None and instant_of(pin) >= to_instant(now) and instant_of(pin) != instant_of(at)
