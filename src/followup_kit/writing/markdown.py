"""Markdown as letters use it: what the reader sees, as plain text and as safe HTML, and where it stands in the source.

The only module that imports markdown-it-py. Left out on purpose, because a letter typed by hand means something else
by them: tables, indented code, underlined headings, link definitions, raw HTML and bare links turned into links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from attrs import field, frozen
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from followup_kit.errors import DoesNotFit

from .draft import Draft

__all__ = ["LONGEST_BODY", "Visible", "escape", "to_html", "to_plain", "visible"]

LONGEST_BODY = 20_000
"""Characters of Markdown that are read. Nested brackets cost quadratic time; a letter has some 2,000 characters."""

_DEEPEST = 50
"""markdown-it drops what is nested 100 deep without a word, so it is refused long before."""

_SCHEMES = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_UNUSED_RULES = ["table", "code", "lheading", "reference", "html_block", "strikethrough", "html_inline", "linkify"]


class _Parser(MarkdownIt):
    """The js-default preset (raw HTML off) with links to web pages and mailboxes only."""

    def __init__(self) -> None:
        super().__init__("js-default")
        self.disable(_UNUSED_RULES, ignoreInvalid=True)
        # Escapes and entities stay tokens of their own, which carry what was typed: visible() needs it.
        self.disable("text_join", ignoreInvalid=True)
        self.add_render_rule("text_special", _special_html)
        self.add_render_rule("image", _alt_html)
        self.add_render_rule("link_open", _link_html)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return _SCHEMES.match(url) is not None


def _special_html(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return escapeHtml(tokens[index].content)


def _alt_html(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    # A picture from elsewhere tells its owner who reads the letter, so only its description is kept.
    return renderer.renderInline(tokens[index].children or [], options, env)


def _link_html(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    # Without the title: it would be words that the plain text does not show.
    return f'<a href="{escapeHtml(str(tokens[index].attrGet("href") or ""))}">'


@lru_cache(maxsize=1)
def _parser() -> _Parser:
    return _Parser()


def _parsed(markdown: str) -> list[Token]:
    if len(markdown) > LONGEST_BODY:
        raise DoesNotFit(
            f"the letter has {len(markdown)} characters of Markdown, at most {LONGEST_BODY} are read; "
            f"{len(markdown) - LONGEST_BODY} too many"
        )
    tokens = _parser().parse(markdown)
    if any(token.level >= _DEEPEST for token in tokens):
        raise DoesNotFit(f"lists or quotations are nested {_DEEPEST} deep or more; write them flat")
    return tokens


@frozen
class Visible:
    """The text that a reader of the plain letter sees, and where each character of it stands in the source.

    `offsets[i]` is the code point of the source that shows as `text[i]`; there is one offset more than there are
    characters: the end of the last one. What the source does not hold as such (the blank line between paragraphs, an
    indented list's blanks, the address after a link's words) stands at the place where it appears. `ends[i]` is the
    code point behind the character: one further, or more for an entity such as `&amp;`.
    """

    text: str
    offsets: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of the source for the characters [start, end) of the text, without outer markup."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], max(self.ends[end - 1], self.offsets[start])


def visible(letter: Draft | str, start: int = 0) -> Visible:
    """Return what the reader sees of a draft's body, or of Markdown from `start` on.

    The text is that of `to_plain`; offsets count code points of the whole source.

    Raises:
        DoesNotFit: the body is longer than LONGEST_BODY.
    """
    if isinstance(letter, Draft):
        return _visible(letter.source, letter.body_at)
    return _visible(letter, start)


def to_plain(markdown: str) -> str:
    """Return the letter as plain text: lists with their marks, links as "words (address)", pictures as their words.

    Paragraphs are one line each, with a blank line between them; a hard break is a line end.

    Raises:
        DoesNotFit: the text is longer than LONGEST_BODY.
    """
    return _visible(markdown, 0).text


def to_html(markdown: str) -> str:
    """Return the letter as an HTML fragment that cannot run, load or disguise anything.

    Links lead to http, https and mailto only; any other link is shown as it was typed. Raw HTML is shown as text and
    a picture as its description.

    Raises:
        DoesNotFit: the text is longer than LONGEST_BODY.
    """
    parser = _parser()
    html: str = parser.renderer.render(_parsed(markdown), parser.options, {})
    return html


_MARKUP = re.compile(
    r"""
    ^(?P<lead>\s+) | (?P<trail>\s+)$            # outer blanks would be trimmed
    | ^(?P<number>\d{1,9})(?=[.)](?:\s|$))      # "1. FC" would start a list
    | ^[#>+~-]                                  # marks that count at the start of a line only
    | (?<![^\W_])_ | _(?![^\W_])                # an underscore inside a word is never emphasis
    | [\\`*\[\]<]
    | &(?=(?:\#\w*|[a-zA-Z]\w+)?(?:;|$))
    """,
    re.VERBOSE,
)


def escape(text: str) -> str:
    """Return Markdown that shows exactly this one line of text, wherever in a letter it is put.

    Facts are text: a name such as `[Ada](https://example.org)` must stay a name.
    """
    return _MARKUP.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    if match["number"]:
        return match[0] + "\\"
    if blanks := match["lead"] or match["trail"]:
        return "".join(f"&#{ord(char)};" for char in blanks)
    return "\\" + match[0]


@frozen
class _Lines:
    """The source with its line ends made alike, and how to come back."""

    lines: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: str, start: int) -> _Lines:
        lines, starts, at = [], [], start
        for match in re.finditer(r"([^\r\n]*)(\r\n?|\n|\Z)", source[start:]):
            lines.append(match[1])
            starts.append(at + match.start())
        return cls(tuple(lines), tuple(starts))

    def place(self, content: str, first: int, *, heading: str = "") -> list[int]:
        """Return the source's code point of each character of a block that begins in line `first`.

        A block's lines are ends of source lines, less the marks of lists and quotations and outer blanks. In a
        heading (`heading` is its mark) the closing mark is cut off as well.
        """
        out: list[int] = []
        line = first
        for number, text in enumerate(content.split("\n")):
            core = text.strip()
            while line < len(self.lines) - 1 and not self._holds(line, core, heading):
                line += 1
            begin = self._find(line, core, heading) - (len(text) - len(text.lstrip())) if core else 0
            if number:
                out.append(self.starts[line - 1] + len(self.lines[line - 1]) if line else self.starts[0])
            low, high = self.starts[line], self.starts[line] + len(self.lines[line])
            out.extend(min(max(low + begin + index, low), high) for index in range(len(text)))
            line += 1
        return out

    def _holds(self, line: int, core: str, heading: str) -> bool:
        return core in self.lines[line] if heading else self.lines[line].rstrip().endswith(core)

    def _find(self, line: int, core: str, heading: str) -> int:
        text = self.lines[line]
        if heading:
            return text.find(core, text.find(heading) + len(heading))
        return len(text.rstrip()) - len(core)


class _Page:
    """Collects characters with their places; what is not in the source stands where the last character ended."""

    def __init__(self, start: int) -> None:
        self.text: list[str] = []
        self.offsets: list[int] = []
        self.ends: list[int] = []
        self.at = start

    def put(self, shown: str, start: int, end: int) -> None:
        for char in shown:
            self.text.append(char)
            self.offsets.append(start)
            self.ends.append(end)
        self.at = end

    def insert(self, shown: str) -> None:
        self.put(shown, self.at, self.at)

    def finish(self) -> Visible:
        return Visible("".join(self.text), (*self.offsets, self.at), tuple(self.ends))


class _Inline:
    """Walks one block's inline tokens and its source side by side; every token says how much source it took."""

    def __init__(self, page: _Page, source: str, places: list[int], line_start: Callable[[], None]) -> None:
        self.page, self.source, self.places, self.line_start = page, source, places, line_start
        self.at = 0
        self.links: list[tuple[str, int]] = []

    def walk(self, tokens: Sequence[Token]) -> None:
        for token in self._merged(tokens):
            getattr(self, f"_{token.type}", self._mark)(token)

    def _merged(self, tokens: Sequence[Token]) -> Iterator[Token]:
        autolink = False
        for token in tokens:
            if token.markup == "autolink":
                autolink = token.nesting > 0
                if autolink:
                    yield token
            elif not autolink:
                yield token

    def _show(self, length: int) -> None:
        for char in self.source[self.at : self.at + length]:
            self.page.put(char, self.places[self.at], self.places[self.at] + 1)
            self.at += 1

    def _text(self, token: Token) -> None:
        self._show(len(token.content))

    def _text_special(self, token: Token) -> None:
        start, self.at = self.at, self.at + len(token.markup)
        first, end = self.places[start], self.places[self.at - 1] + 1
        if token.info == "escape":
            kept = len(token.markup) - len(token.content)
            for index in range(start + kept, self.at):
                self.page.put(self.source[index], self.places[index], self.places[index] + 1)
        else:
            self.page.put(token.content, first, end)

    def _mark(self, token: Token) -> None:
        self.at += len(token.markup)

    def _code_inline(self, token: Token) -> None:
        start = self.at + len(token.markup)
        fence = re.compile(rf"(?<!`){token.markup}(?!`)")
        close = fence.search(self.source, start)
        end = close.start() if close else len(self.source)
        self.at = start + (end - start - len(token.content)) // 2
        for char in token.content:
            self.page.put(char, self.places[self.at], self.places[self.at] + 1)
            self.at += 1
        self.at = end + len(token.markup)

    def _softbreak(self, _token: Token) -> None:
        self._break()
        self.page.put(" ", self.places[self.at - 1], self.places[self.at - 1] + 1)
        self._skip_blanks()

    def _hardbreak(self, _token: Token) -> None:
        self._break()
        self.page.put("\n", self.places[self.at - 1], self.places[self.at - 1] + 1)
        self.line_start()
        self._skip_blanks()

    def _break(self) -> None:
        self.at = self.source.index("\n", self.at) + 1

    def _skip_blanks(self) -> None:
        while self.source[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1

    def _link_open(self, token: Token) -> None:
        href = str(token.attrGet("href") or "")
        if token.markup == "autolink":
            end = self.source.index(">", self.at)
            self.at += 1
            self._show(end - self.at)
            self.at += 1
            return
        self.at += 1
        self.links.append((href, len(self.page.text)))

    def _link_close(self, _token: Token) -> None:
        href, start = self.links.pop()
        words = "".join(self.page.text[start:])
        address = href.removeprefix("mailto:")
        if address and words.strip() not in (href, address):
            self.page.insert(f" ({address})" if words.strip() else address)
        self.at = self._behind_target(self.at)

    def _image(self, token: Token) -> None:
        inner = _Inline(self.page, token.content, self.places[self.at + 2 :][: len(token.content)], self.line_start)
        inner.walk(token.children or [])
        self.at = self._behind_target(self.at + 2 + len(token.content))

    def _behind_target(self, at: int) -> int:
        """Return where `](address "title")` ends; markdown-it has read it before, so it is known to be well-formed."""
        helpers, source, most = _parser().helpers, self.source, len(self.source)
        at = _behind_blanks(source, at + 2)
        target = helpers.parseLinkDestination(source, at, most)
        if target.ok:
            at = _behind_blanks(source, target.pos)
        title = helpers.parseLinkTitle(source, at, most)
        if title.ok and source[at : at + 1] != ")":
            at = _behind_blanks(source, title.pos)
        return at + 1


def _behind_blanks(source: str, at: int) -> int:
    while source[at : at + 1] in (" ", "\t", "\n") and at < len(source):
        at += 1
    return at


class _Margin:
    """What stands left of each line: marks of list items and quotations, and blanks of the same width below them."""

    def __init__(self, page: _Page) -> None:
        self.page = page
        self.marks: list[str] = []
        self.rests: list[str] = []
        self.begun = 0

    def push(self, mark: str, rest: str) -> None:
        self.marks.append(mark)
        self.rests.append(rest)

    def pop(self) -> None:
        self.marks.pop()
        self.rests.pop()
        self.begun = min(self.begun, len(self.rests))

    def start_line(self) -> None:
        self.page.insert("".join(self.rests[: self.begun] + self.marks[self.begun :]))
        self.begun = len(self.rests)

    def start_block(self, *, close: bool) -> None:
        """Begin a block under the last one: on the next line, or after a blank one."""
        if self.page.text:
            quoted = "".join(self.rests[: self.begun]).rstrip()
            self.page.insert("\n" if close else f"\n{quoted}\n")
        self.start_line()


class _Layout:
    """Sets blocks below one another."""

    def __init__(self, source: str, start: int) -> None:
        self.lines, self.page = _Lines.of(source, start), _Page(start)
        self.margin = _Margin(self.page)
        self.counters: list[int | None] = []
        self.fresh_list = self.tight = False
        self.heading = ""

    def lay(self, tokens: Sequence[Token]) -> Visible:
        for token in tokens:
            handle: Callable[[Token], None] | None = getattr(self, f"_{token.type}", None)
            if handle is not None:
                handle(token)
        return self.page.finish()

    def _bullet_list_open(self, _token: Token) -> None:
        self.fresh_list = not self.counters
        self.counters.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self.fresh_list = not self.counters
        start = token.attrGet("start")
        self.counters.append(1 if start is None else int(start))

    def _list_close(self, _token: Token) -> None:
        self.counters.pop()

    _bullet_list_close = _ordered_list_close = _list_close

    def _list_item_open(self, _token: Token) -> None:
        number = self.counters[-1]
        mark = "- " if number is None else f"{number}. "
        self.counters[-1] = None if number is None else number + 1
        self.margin.push(mark, " " * len(mark))

    def _blockquote_open(self, _token: Token) -> None:
        self.margin.push("> ", "> ")

    def _pop(self, _token: Token) -> None:
        self.margin.pop()

    _list_item_close = _blockquote_close = _pop

    def _paragraph_open(self, token: Token) -> None:
        self.tight, self.heading = token.hidden, ""

    def _heading_open(self, token: Token) -> None:
        self.tight, self.heading = False, token.markup

    def _inline(self, token: Token) -> None:
        self.margin.start_block(close=self.tight and not self.fresh_list)
        self.fresh_list = False
        places = self.lines.place(token.content, _first_line(token), heading=self.heading)
        _Inline(self.page, token.content, places, self.margin.start_line).walk(token.children or [])

    def _fence(self, token: Token) -> None:
        self.margin.start_block(close=False)
        content = token.content.removesuffix("\n")
        for char, place in zip(content, self.lines.place(content, _first_line(token) + 1), strict=True):
            self.page.put(char, place, place + 1)
            if char == "\n":
                self.margin.start_line()

    def _hr(self, _token: Token) -> None:
        self.margin.start_block(close=False)
        self.page.insert("---")


def _first_line(token: Token) -> int:
    return token.map[0] if token.map else 0


@lru_cache(maxsize=64)
def _visible(source: str, start: int) -> Visible:
    # Cached, because a review asks for the same letter once per check.
    # CommonMark, section 2.3: NUL is read as U+FFFD; both are one code point, so places stay as they are.
    source = source.replace("\0", "\ufffd")
    return _Layout(source, start).lay(_parsed(source[start:]))
