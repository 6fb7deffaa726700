"""A picture in letters: closed hours, window and moments on one line of time, in Unicode on a screen, else in ASCII."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from attrs import evolve, frozen

from followup_kit.language.speech import Speech
from followup_kit.timing.labels import OPEN, WINDOW, day_labels, kind_title, moments
from followup_kit.timing.picture import Kind, Mark, Picture, local

from .lines import Line
from .output import on_terminal

__all__ = ["Paper", "legend", "paper", "timeline"]

# What shows a kind of closed hours: in Unicode, in ASCII, and in which colour.
_CLOSED: Final[dict[str, tuple[str, str, str]]] = {
    "holiday": ("▓", "#", "red"),
    "closure": ("▚", "X", "red"),
    "weekend": ("▒", "%", "magenta"),
    "lunch": ("▖", "u", "yellow"),
    "night": ("░", ":", "blue"),
    "closing_soon": ("▗", ",", "yellow"),
    "part_of_day": ("▏", "|", "cyan"),
    "sender_hours": ("▞", "/", "cyan"),
    "other": ("▤", "=", "yellow"),
    "gap": ("╌", "~", "dim"),
    "pause": ("╎", "P", "red"),
    "snooze": ("z", "z", "cyan"),
    "waiting": ("·", ".", "dim"),
}
_OPEN: Final = ("━", "-", "green")
_What = Kind | Literal["open", "unknown"]
_GLYPHS: Final[dict[str, tuple[str, str, str]]] = {**_CLOSED, "open": _OPEN, "unknown": (" ", " ", "")}
_MARKS: Final[dict[str, tuple[str, str, str]]] = {
    "send": ("●", "*", "bold green"),
    "again": ("◆", "?", "bold yellow"),
    "later": ("l", "l", "yellow"),
    "earlier": ("e", "e", "yellow"),
    "inside": ("i", "i", "yellow"),
    "end": ("○", "o", ""),
    "now": ("▿", "v", "dim"),
}
"""In the order in which they win where two fall on one place."""
_WINDOW: Final = (("├", "─", "┤", "▶", "│"), ("[", "-", ")", ">", "|"))

_MINUTES = (15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 5760, 11520, 23040)
_NARROWEST, _WIDEST = 40, 120


@frozen
class Paper:
    """What a timeline is drawn on: how many letters are in a line, and whether all of ours can be shown."""

    width: int
    unicode: bool

    def one(self, glyphs: tuple[str, str, str]) -> str:
        """Return the letter that can be shown."""
        return glyphs[0] if self.unicode else glyphs[1]


def paper() -> Paper:
    """Return what standard output is: ASCII of 78 letters where nobody watches, else the terminal's own width."""
    if not on_terminal():
        return Paper(width=78, unicode=False)
    letters = "".join(glyphs[0] for glyphs in (*_CLOSED.values(), *_MARKS.values(), _OPEN)) + "".join(_WINDOW[0])
    try:
        letters.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Paper(width=shutil.get_terminal_size().columns, unicode=False)
    return Paper(width=shutil.get_terminal_size().columns, unicode=True)


def timeline(picture: Picture, on: Paper, to: Speech) -> Line:
    """Return the picture in rows: days, hours, window, marks, and when each marked moment is."""
    scale = _scale(picture, _room(on))
    window = _window(picture, scale, on)
    # Where nothing is known of the hours, a row of blanks would only look like a slip.
    known = [_hours(picture, scale, on)] if picture.stretches or not picture.partial else []
    rows = [*known, *([window] if window else []), _marks(picture, scale, on)]
    return evolve(_days(picture, scale, to, on), rows=(*rows, *_flowing(_key(picture, on, to), on.width - 6)))


def legend(pictures: Iterable[Picture], on: Paper, to: Speech) -> Iterator[Line]:
    """Yield what the letters mean that stand in the timelines of these pictures; nothing without a picture."""
    shown = list(pictures)
    seen = {what for picture in shown for what in _seen(picture, _scale(picture, _room(on)))}
    entries: list[_Entry] = []
    if "open" in seen:
        entries.append((on.one(_OPEN) * 2, _OPEN[2], to.template(OPEN)))
    used = {(kind, rule) for picture in shown for kind, rule in picture.kinds if kind in seen}
    for kind, rule in sorted(used, key=lambda pair: (list(_CLOSED).index(pair[0]), pair[1])):
        entries.append((on.one(_CLOSED[kind]) * 2, _CLOSED[kind][2], kind_title(kind, rule, to)))
    if any(picture.opens is not None for picture in shown):
        entries.append(("".join(_WINDOW[not on.unicode][:3]), "", to.template(WINDOW)))
    yield from _flowing(entries, on.width - 6)


_Entry = tuple[str, str, str]
"""A sign, its colour, and what it means."""


def _flowing(entries: Iterable[_Entry], width: int) -> Iterator[Line]:
    """Yield the entries in as many lines as they need; none is cut in two."""
    row: list[tuple[str, str]] = []
    used = 0
    for sign, style, meaning in entries:
        needed = len(sign) + len(meaning) + 4
        if row and used + needed - 3 > width:
            yield _line(row)
            row, used = [], 0
        row += [(sign, style), (f" {meaning}   ", "")]
        used += needed
    if row:
        yield _line(row)


def _line(pieces: Iterable[tuple[str, str]]) -> Line:
    """Return a line of pieces in their own colours, without blanks at its end."""
    text, styles = "", list[tuple[int, int, str]]()
    for piece, style in pieces:
        if style:
            styles.append((len(text), len(text) + len(piece), style))
        text += piece
    return Line(text.rstrip(), "code", styles=tuple(styles))


@frozen
class _Scale:
    """How time is laid on columns: `first` is where column 0 begins, each column is `cell` seconds long."""

    first: int
    cell: int
    columns: int

    def column(self, at: int) -> int:
        """Return the column of an instant, which may lie outside."""
        return (at - self.first) // self.cell


def _room(on: Paper) -> int:
    # the guides of a tree, or the indent of a list, take four letters of every row
    return min(max(on.width - 6, _NARROWEST), _WIDEST)


def _scale(picture: Picture, room: int) -> _Scale:
    """Take the finest scale on which everything that matters fits; columns begin at full hours of the local day."""
    clock = local(picture.start, picture.zone)
    since_midnight = clock.hour * 3600 + clock.minute * 60
    for minutes in _MINUTES:
        cell = minutes * 60
        first = picture.start - since_midnight % min(cell, 86400)
        needed = (picture.last - first) // cell + 1
        if needed <= room:
            break
    return _Scale(first, cell, min(room, -(-(picture.end - first) // cell)))


def _days(picture: Picture, scale: _Scale, to: Speech, on: Paper) -> Line:
    row = [" "] * scale.columns
    tick = "╷" if on.unicode else "|"
    for at, name in day_labels(picture, to, scale.column, len, 2):
        column = scale.column(at)
        label = f"{tick}{name}"[: max(scale.columns - column, 0)]
        if len(label) == len(name) + 1:
            row[column : column + len(label)] = label
    return _line([("".join(row), "dim")])


def _hours(picture: Picture, scale: _Scale, on: Paper) -> Line:
    glyphs = [_GLYPHS[what] for what in _seen(picture, scale)]
    return _line((on.one(shown), shown[2]) for shown in glyphs)


def _seen(picture: Picture, scale: _Scale) -> list[_What]:
    """Return what each column shows."""
    return [_column(picture, scale, scale.first + column * scale.cell) for column in range(scale.columns)]


def _column(picture: Picture, scale: _Scale, low: int) -> _What:
    """Return what holds at a marked moment in the column that begins at `low`, else what most of it is.

    Where a column is longer than three hours, a quarter of it is enough to call it open: else no day would be.
    """
    for mark in sorted(picture.marks, key=_rank):
        if low <= mark.at < low + scale.cell and mark.name not in ("end", "now"):
            low, high, enough = mark.at, mark.at + 1, 1.0
            break
    else:
        low, high = max(low, picture.start), min(low + scale.cell, picture.end)
        enough = 0.5 if scale.cell <= 3 * 3600 else 0.25
    shares: dict[Kind, int] = {}
    for stretch in picture.stretches:
        shared = min(stretch.end, high) - max(stretch.start, low)
        if shared > 0:
            shares[stretch.kind] = shares.get(stretch.kind, 0) + shared
    rest = high - low - sum(shares.values())
    if rest >= enough * (high - low) or not shares:
        return "unknown" if picture.partial else "open"
    return max(shares, key=lambda kind: shares[kind])


def _window(picture: Picture, scale: _Scale, on: Paper) -> Line | None:
    if picture.opens is None or scale.column(picture.opens) >= scale.columns:
        return None
    opens, middle, closes, further, alone = _WINDOW[not on.unicode]
    start = max(scale.column(picture.opens), 0)
    end = scale.columns if picture.closes is None else scale.column(picture.closes - 1)
    stop = closes if end < scale.columns else further
    end = min(end, scale.columns - 1)
    text = alone if end <= start and stop == closes else opens + middle * (end - start - 1) + stop
    return _line([(" " * start + text, "")])


def _rank(mark: Mark) -> int:
    return list(_MARKS).index(mark.name)


def _marks(picture: Picture, scale: _Scale, on: Paper) -> Line:
    row = [(" ", "")] * scale.columns
    for mark in sorted(picture.marks, key=_rank, reverse=True):
        if 0 <= scale.column(mark.at) < scale.columns:
            row[scale.column(mark.at)] = (on.one(_MARKS[mark.name]), _MARKS[mark.name][2])
    return _line(row)


def _key(picture: Picture, on: Paper, to: Speech) -> Iterator[_Entry]:
    for mark, what, when in moments(picture, to):
        yield on.one(_MARKS[mark.name]), _MARKS[mark.name][2], f"{what} {when}"
