"""Markdown as letters use it: what is shown is what was meant, and every character knows where it came from."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import DoesNotFit
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import LONGEST_BODY, escape, to_html, to_plain, visible

ONE_LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)
SPICY = st.text(st.sampled_from(list("\\`*_{}[]()<>#+-.!|&;:=~1a ü\u00a0😀\"'@/")), max_size=60)
MARKED_UP = st.lists(
    st.sampled_from(
        [
            "*",
            "**",
            "_",
            "`",
            "[",
            "](http://x.example)",
            "](javascript:x)",
            "![",
            "\\",
            "\\*",
            "&amp;",
            "&#35;",
            "<",
            ">",
            "<https://x.example>",
            "\n",
            "\r\n",
            "\n\n",
            "  \n",
            "\\\n",
            "- ",
            "1. ",
            "> ",
            "# ",
            " #",
            "```",
            "---",
            "\t",
            "    ",
            "Ada",
            "Zoë",
            "wörd",
            "😀",
            " ",
            ".",
            "!",
            "(",
            ")",
            '"t"',
            "\u00a0",
            "\u3000",
        ]
    ),
    max_size=40,
).map("".join)


def shown(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", fragment))


@given(ONE_LINE | SPICY)
def test_escaped_text_is_shown_exactly_as_it_is(text: str) -> None:
    assert to_plain(escape(text)) == text


@given(ONE_LINE | SPICY)
def test_escaped_text_is_the_same_in_html_and_makes_no_element_but_its_paragraph(text: str) -> None:
    fragment = to_html(escape(text))
    if text.strip():
        assert fragment.startswith("<p>")
        assert fragment.endswith("</p>\n")
        assert html.unescape(fragment[3:-5]) == text
        assert "<" not in fragment[3:-5]


@given(
    SPICY.filter(lambda text: text == text.strip()),
    st.sampled_from(["Dear ", "x", "*so* "]),
    st.sampled_from([",", " x."]),
)
def test_an_escaped_fact_inside_a_sentence_is_shown_exactly(fact: str, before: str, after: str) -> None:
    plain = to_plain(before + escape(fact) + after)
    assert plain == before.replace("*", "") + fact + after


@given(MARKED_UP, st.integers(0, 3))
def test_every_plain_character_is_the_source_character_at_its_offset(source: str, start: int) -> None:
    source = "-" * start + source
    seen = visible(source, start)
    assert len(seen.offsets) == len(seen.text) + 1 == len(seen.ends) + 1
    assert list(seen.offsets) == sorted(seen.offsets)
    assert all(start <= offset <= len(source) for offset in seen.offsets)
    for char, offset, end in zip(seen.text, seen.offsets, seen.ends, strict=False):
        if end - offset == 1 and not char.isspace():
            assert char == source[offset]
        elif end - offset > 1:
            assert source[offset] == "&"
            assert html.unescape(source[offset:end]) == char


@given(MARKED_UP)
def test_plain_text_and_html_show_the_same_words(source: str) -> None:
    """Addresses of links stand in the plain text only; marks of lists, quotations and rules are drawn by HTML."""
    plain = re.sub(r"\(?http://x\.example\)?", "", to_plain(source))
    rich = re.sub(r"http://x\.example", "", shown(to_html(source)))
    letters = re.compile(r"Ada|Zoë|wörd|😀|javascript")
    assert letters.findall(plain) == letters.findall(rich)


@given(MARKED_UP)
def test_plain_text_keeps_every_name(source: str) -> None:
    names = ("Zoë", "wörd", "😀")
    without_fences = source.replace("```", "")
    plain = to_plain(without_fences)
    for name in names:
        assert plain.count(name) == without_fences.count(name)


def test_line_ends_of_every_kind_are_counted_in_the_source() -> None:
    source = "one\r\ntwo\rthree\n\r\nfour"
    seen = visible(source)
    assert seen.text == "one two three\n\nfour"
    assert source[seen.offsets[seen.text.index("four")] :] == "four"


def test_lists_quotations_headings_and_breaks_read_well_in_plain_text() -> None:
    source = "# Notes ##\n\n- a\n- b **c**\n  1. one\n  2. two\n\n> q\n>\n> r  \n> s\n\nKind regards,\\\nAda"
    assert to_plain(source) == "Notes\n\n- a\n- b c\n  1. one\n  2. two\n\n> q\n>\n> r\n> s\n\nKind regards,\nAda"


def test_a_link_shows_its_words_and_its_address_once() -> None:
    assert to_plain("[my page](https://x.example/a)") == "my page (https://x.example/a)"
    assert to_plain("[https://x.example](https://x.example)") == "https://x.example"
    assert to_plain("[ada@x.example](mailto:ada@x.example) and <ada@x.example>") == "ada@x.example and ada@x.example"


def test_a_span_leaves_out_the_marks_around_it_and_takes_whole_entities() -> None:
    source = "---\nsubject: x\n---\n\na **bold** &amp; b"
    seen = visible(source, source.index("a **"))
    at = seen.text.index("bold")
    assert source[slice(*seen.span(at, at + 4))] == "bold"
    at = seen.text.index("&")
    assert source[slice(*seen.span(at, at + 1))] == "&amp;"
    assert seen.span(0, 0) == (seen.offsets[0],) * 2


def test_a_draft_is_seen_from_its_body_on() -> None:
    draft = Draft(source="---\nlocale: en-GB\n---\n\nDear *Ada*,\n", locale="en-GB", channel="text")
    seen = visible(draft)
    assert seen.text == "Dear Ada,"
    assert draft.source[seen.offsets[5]] == "A"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,AAAA)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\\script:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](smb://evil.example/share)",
    "[x](ms-msdt:/id)",
    "[x](//evil.example)",
    "[x](/relative)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<smb://evil.example>",
    '[x](https://ok.example "\\"><script>alert(1)</script>")',
    '[x](https://ok.example/"onmouseover="alert)',
    "<a href='javascript:x'>y</a>",
    "<!-- x --><svg/onload=alert(1)>",
    "`<script>`",
    "```\n<script>\n```",
    "&lt;script&gt;",
    "<iframe src=//evil.example>",
    "<style>*{background:url(//evil.example)}</style>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_in_a_letter_runs_loads_or_leads_astray(source: str) -> None:
    fragment = to_html(source)
    elements = re.findall(r"<(/?)(\w+)([^>]*)>", fragment)
    assert {name for _, name, _ in elements} <= {"p", "a", "code", "pre", "br"}
    for _, name, attributes in elements:
        if attributes:
            assert name == "a"
            assert re.fullmatch(r' href="https?:[^"<>]*"', attributes)


def test_a_picture_is_its_description() -> None:
    assert to_plain("see ![our *plan*](https://x.example/p.png) here") == "see our plan here"
    assert to_html("![our *plan*](https://x.example/p.png)") == "<p>our <em>plan</em></p>\n"


def test_a_body_over_the_cap_is_refused_with_both_figures() -> None:
    for read in (to_plain, to_html, visible):
        with pytest.raises(DoesNotFit, match="20001 characters of Markdown, at most 20000 are read; 1 too many"):
            read("x" * (LONGEST_BODY + 1))


def test_text_nested_too_deep_is_refused_and_not_lost() -> None:
    assert to_plain("> " * 40 + "Ada").endswith("Ada")
    with pytest.raises(DoesNotFit, match="write them flat"):
        to_plain("> " * 60 + "Ada")


@pytest.mark.parametrize("unit", ["[", "![[", "*a ", "`", "<", "&", "(", "\\", "[x](", "*_"])
def test_the_worst_body_under_the_cap_is_read_at_all(unit: str) -> None:
    source = (unit * LONGEST_BODY)[:LONGEST_BODY]
    assert isinstance(to_html(source), str)
    assert isinstance(to_plain(source), str)


MARKS = ["<https://x.example>", "<a@b.example>", "+ x", "- x", "# x", "> x", "1. x", "1) x", "~~~", "```", "***", "_x_"]
MARKS += [
    "a _b_ c",
    "__x__",
    "`x`",
    "[x](https://y.example)",
    "![x](y)",
    "&#35; &amp; &lt;",
    "\\*",
    "\\",
    "- - x",
    "---",
]


@pytest.mark.parametrize("text", MARKS)
def test_what_looks_like_markup_stays_text_alone_and_inside_a_sentence(text: str) -> None:
    for before, after in (("", ""), ("Dear ", ","), ("", " x"), ("x ", "")):
        source = before + escape(text) + after
        assert to_plain(source) == before + text + after
        assert html.unescape(to_html(source)) == f"<p>{before}{text}{after}</p>\n"


@pytest.mark.parametrize("name", ["Dr. Weber", "O'Neil-Smith", "snake_case", "R&D", "3 > 2", "C++", "a - b"])
def test_ordinary_text_needs_no_escapes(name: str) -> None:
    assert escape(name) == name


@pytest.mark.parametrize("source", ["a\0b\n\nc", "\0", "> \0 x\n\ny"])
def test_a_nul_is_shown_as_a_replacement_and_moves_nothing(source: str) -> None:
    shown = visible(source)
    assert shown.text.count("\ufffd") == source.count("\0")
    assert all(source[shown.offsets[at]] == "\0" for at, char in enumerate(shown.text) if char == "\ufffd")
