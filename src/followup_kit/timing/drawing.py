"""A picture as inline SVG: no scripts, nothing from elsewhere, readable on light and dark paper, the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from typing import Final

from attrs import frozen

from followup_kit.language.speech import ENGLISH, Speech, speech

from .instants import HOUR
from .labels import OPEN, WINDOW, day_labels, described, kind_title, moments
from .picture import Kind, Mark, Picture, local

__all__ = ["safe", "to_svg"]

# Middle tones: they stand out from white as well as from black. Hatching tells them apart without colours.
_FILLS: Final[dict[Kind, tuple[str, str]]] = {
    "holiday": ("#cf4a3c", "M0 0L8 8M8 0L0 8"),
    "closure": ("#b9487f", "M4 0V8M0 4H8"),
    "weekend": ("#8b6bc4", "M-2 2L2 -2M0 8L8 0M6 10L10 6"),
    "lunch": ("#c08a1e", "M0 4H8"),
    "night": ("#6f7f97", ""),
    "closing_soon": ("#b07d3a", "M0 2H8M0 6H8"),
    "part_of_day": ("#2f8f8f", "M2 0V8M6 0V8"),
    "sender_hours": ("#3f7fb5", "M0 0L8 8M-2 6L2 10M6 -2L10 2"),
    "other": ("#8a7a3c", "M0 4L4 0L8 4L4 8Z"),
    "gap": ("#7d7d7d", "M2 4H6"),
    "pause": ("#a0627a", "M2 1V7M5 1V7"),
    "snooze": ("#5d7fa3", "M2 2H6L2 6H6"),
    "waiting": ("#8c8c8c", "M3 4H5"),
}
_OPEN, _CHOSEN = "#2fa866", "#129a4c"
_WIDTH, _LEFT, _RIGHT = 760, 12, 748
_TOP, _BAR, _ROW = 20, 26, 15
_LETTER = 6.2  # the mean width of a letter at 11 pixels, for where to break a line and what would overlap
_PAPER = ";background:#fff;color:#1b1b1b"
_ANSWERS = ("send", "again")
_UNSEEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(text: str) -> str:
    """Return the text as HTML and SVG show it, whatever it holds; what XML cannot carry becomes U+FFFD."""
    return escape(_UNSEEN.sub("\ufffd", text), quote=True)


def to_svg(picture: Picture, *, locale: str | None = None, alone: bool = False) -> str:
    """Return the picture as one SVG element.

    In a page its text takes the colour of the text around it; `alone`, as a file, it brings dark text on white paper.
    Everything is told apart without colours too, by hatching and shape; a title and a description say the same in
    words.

    Raises:
        NotFound: nothing is said in that language; the known ones are named.
    """
    to = ENGLISH if locale is None else speech(locale)
    words = described(picture, to)
    # Ids must differ between the pictures of one page, and be the same each time.
    closed = [(stretch.start, stretch.end, stretch.kind) for stretch in picture.stretches]
    key = "fk" + sha256(f"{words} {picture.start} {closed}".encode()).hexdigest()[:12]
    drawn = _Drawing(picture, to, locale, key)
    labels, below = drawn.labels()
    legend, height = drawn.legend(below)
    title = next((f"{what}: {when}" for mark, what, when in moments(picture, to) if mark.name == "send"), words)
    paper = _PAPER if alone else ""
    body = "".join([*drawn.days(), *drawn.bar(), *drawn.window(), *labels, *legend])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}t {key}d" '
        f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" style="max-width:100%;height:auto{paper}" '
        f'font-family="system-ui,sans-serif" font-size="11" fill="currentColor">'
        f'<title id="{key}t">{safe(title)}</title><desc id="{key}d">{safe(words)}</desc>'
        f"<defs>{''.join(drawn.patterns())}</defs>{body}</svg>"
    )


def _wide(text: str) -> float:
    return len(text) * _LETTER


def _text(x: float, y: float, text: str, **attributes: object) -> str:
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{safe(text)}</text>'


@frozen
class _Drawing:
    """A picture with its scale. `key` begins the ids of what is referred to."""

    picture: Picture
    to: Speech
    locale: str | None
    key: str

    def x(self, at: int) -> float:
        """Return where an instant stands; what lies outside stands at the edge."""
        part = (at - self.picture.start) / (self.picture.end - self.picture.start)
        return _LEFT + min(max(part, 0.0), 1.0) * (_RIGHT - _LEFT)

    def patterns(self) -> Iterator[str]:
        """Yield the hatching of each kind of closed hours."""
        for kind in dict(self.picture.kinds):
            colour, lines = _FILLS[kind]
            yield (
                f'<pattern id="{self.key}{kind}" width="8" height="8" patternUnits="userSpaceOnUse">'
                f'<rect width="8" height="8" fill="{colour}" fill-opacity=".38"/>'
                f'<path d="{lines or "M0 0"}" stroke="{colour}" stroke-width="1.2" fill="none"/></pattern>'
            )

    def days(self) -> Iterator[str]:
        """Yield a line at every midnight, the names of the days, and hours where there is room for them."""
        bottom = _TOP + _BAR
        midnights = [at for at, _ in self.picture.days if at > self.picture.start]
        path = "".join(f"M{self.x(at):.1f} 6V{bottom}" for at in midnights)
        yield f'<path d="{path}" stroke="currentColor" stroke-opacity=".4" fill="none"/>' if path else ""
        for at, name in day_labels(self.picture, self.to, self.x, _wide, 8):
            yield _text(self.x(at) + 4, 14, name)
        if (self.picture.end - self.picture.start) / (6 * HOUR) > (_RIGHT - _LEFT) / 30:
            return
        for at in range(self.picture.start, self.picture.end, HOUR):
            clock = local(at, self.picture.zone)
            if clock.hour in (6, 12, 18) and not clock.minute:
                yield _text(self.x(at), bottom + 10, f"{clock:%H}", font_size=9, text_anchor="middle")

    def bar(self) -> Iterator[str]:
        """Yield open time in green and every closed stretch, which says why when it is pointed at."""
        band = f'y="{_TOP}" height="{_BAR}"'
        for begins, ends in self.picture.open:
            left, right = self.x(begins), self.x(ends)
            yield f'<rect x="{left:.1f}" width="{right - left:.1f}" {band} fill="{_OPEN}" fill-opacity=".35"/>'
        for stretch in self.picture.stretches:
            left, right = self.x(stretch.start), self.x(stretch.end)
            why = safe(" ".join(each.sentence(self.locale) for each in (stretch.because, *stretch.further)))
            yield (
                f'<rect x="{left:.1f}" width="{right - left:.1f}" {band} fill="url(#{self.key}{stretch.kind})">'
                f"<title>{why}</title></rect>"
            )
        yield f'<rect x="{_LEFT}" width="{_RIGHT - _LEFT}" {band} fill="none" stroke="currentColor"/>'

    def window(self) -> Iterator[str]:
        """Yield the window as a bracket under the band, without an end where it lies outside."""
        opens, closes = self.picture.opens, self.picture.closes
        if opens is None or opens >= self.picture.end:
            return
        y = _TOP + _BAR + 17
        left, right = self.x(opens), self.x(self.picture.end if closes is None else closes)
        ends = closes is not None and closes <= self.picture.end
        tip = f"V{y + 4}V{y - 4}" if ends else f"L{right - 6:.1f} {y - 4}M{right:.1f} {y}L{right - 6:.1f} {y + 4}"
        yield (
            f'<path d="M{left:.1f} {y + 4}V{y - 4}M{left:.1f} {y}H{right:.1f}{tip}" stroke="currentColor" '
            f'stroke-width="2" fill="none"><title>{safe(self.to.template(WINDOW))}</title></path>'
        )

    def labels(self) -> tuple[list[str], int]:
        """Return the marked moments with their names and where the next row would begin.

        A name stands beside its own line. From right to left each takes the first row in which it neither covers
        another name nor the line to one, so that lines need not be followed across words.
        """
        out: list[str] = []
        placed: list[tuple[int, float, float, float]] = []  # row, the line's place, from, to
        top = _TOP + _BAR + 38
        for mark, what, when in reversed(list(moments(self.picture, self.to))):
            text, x = f"{what}: {when}", self.x(mark.at)
            wide = 5 + _wide(text) * (1.12 if mark.name in _ANSWERS else 1)
            right = x + wide <= _RIGHT
            left, end = (x, x + wide) if right else (x - wide, x)
            row = next(row for row in range(len(placed) + 1) if _free(row, x, left, end, placed))
            placed.append((row, x, left, end))
            out += _marked(mark, x, top + row * _ROW, text, right=right)
        return out, top + (1 + max((row for row, *_ in placed), default=-1)) * _ROW

    def legend(self, top: int) -> tuple[list[str], int]:
        """Return what the fills mean, in as many rows as it takes, and the height of the whole picture."""
        out, x, y = list[str](), float(_LEFT), top + 6
        for name, fill in self._meanings():
            needed = _wide(name) + 34
            if x > _LEFT and x + needed > _RIGHT:
                x, y = float(_LEFT), y + _ROW
            out.append(f'<rect x="{x:.1f}" y="{y - 9}" width="16" height="10" stroke="currentColor" {fill}/>')
            out.append(_text(x + 21, y, name))
            x += needed
        return out, y + 8

    def _meanings(self) -> Iterable[tuple[str, str]]:
        if not self.picture.partial:
            yield self.to.template(OPEN), f'fill="{_OPEN}" fill-opacity=".35" stroke-opacity=".6"'
        for kind, rule in self.picture.kinds:
            yield kind_title(kind, rule, self.to), f'fill="url(#{self.key}{kind})" stroke-opacity=".6"'


def _free(row: int, x: float, left: float, end: float, placed: list[tuple[int, float, float, float]]) -> bool:
    for other, line, begins, ends in placed:
        if other == row and left < ends and begins < end:
            return False
        if other > row and left < line < end:
            return False
    # The row below all others is always free; a line may then have to cross a name.
    return row == len(placed) or not any(other < row and begins < x < ends for other, _, begins, ends in placed)


def _marked(mark: Mark, x: float, y: float, text: str, *, right: bool) -> Iterator[str]:
    """Yield a line from the band down to the name: thick for the answer, dashed for what was not taken."""
    place, anchor = (x + 5, "start") if right else (x - 5, "end")
    if mark.name in _ANSWERS:
        yield f'<path d="M{x:.1f} {_TOP - 3}V{y + 2:.0f}" stroke="{_CHOSEN}" stroke-width="3" fill="none"/>'
        yield f'<circle cx="{x:.1f}" cy="{_TOP + _BAR / 2:.0f}" r="5.5" fill="{_CHOSEN}" stroke="currentColor"/>'
        yield _text(place, y, text, text_anchor=anchor, font_weight="bold")
        return
    dash = "" if mark.name in ("end", "now") else ' stroke-dasharray="3 2"'
    yield f'<path d="M{x:.1f} {_TOP}V{y + 2:.0f}" stroke="currentColor" stroke-width="1.4"{dash} fill="none"/>'
    yield _text(place, y, text, text_anchor=anchor)
