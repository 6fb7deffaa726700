"""Forms of Japanese phrases: the polite form of a promise, a day before a noun, names with what stands behind them."""

from __future__ import annotations

import re
from collections.abc import Callable

from followup_kit.language.frames import Phrase

# The row of the last syllable decides how a verb is made polite: 書く, 書きます.
_I_ROW = {
    "う": "い",
    "く": "き",
    "ぐ": "ぎ",
    "す": "し",
    "つ": "ち",
    "ぬ": "に",
    "ぶ": "び",
    "む": "み",
    "る": "り",
}
_E_OR_I = re.compile(r"[いきぎしじちにひびみりえけげせぜてでねへべめれ]る$")
# Verbs whose stem is one Chinese character and that drop る; all others of that shape change it.
_DROPS = re.compile(r"[見観出着似煮寝得経診]る$")
# These end like verbs that drop る and change it all the same.
_KEEPS = re.compile(r"(?:まいる|しゃべる|すべる|あせる|かぎる|はいる|はしる)$")


def _stem(verb: str) -> str | None:
    """Return what stands before ます, or None where the verb does not show it."""
    if verb.endswith("する"):
        return verb.removesuffix("する") + "し"
    if re.search(r"(?:^|[をにへとでもてが、])くる$", verb):
        return verb.removesuffix("くる") + "き"
    if verb.endswith("来る"):
        return verb.removesuffix("来る") + "来"
    if verb.endswith(("ている", "でいる", "ておる")):
        return None
    if verb.endswith(("くださる", "なさる", "おっしゃる", "いらっしゃる", "ござる")):
        return verb[:-1] + "い"
    if verb.endswith("る") and (_DROPS.search(verb) or (_E_OR_I.search(verb) and not _KEEPS.search(verb))):
        return verb[:-1]
    return verb[:-1] + _I_ROW[verb[-1]] if verb[-1:] in _I_ROW else None


def _plain(phrase: Phrase) -> str | None:
    """The ordinary polite form: 一覧をお送りする, 一覧をお送りします."""
    stem = _stem(phrase.text)
    return None if stem is None else stem + "ます"


def _humble(phrase: Phrase) -> str | None:
    """The humble form where the record's verb has one: 一覧をお送りする, 一覧をお送りいたします."""
    text: str = phrase.text
    if text.endswith("する"):
        return text.removesuffix("する") + "いたします"
    return _plain(phrase)


def _before_noun(phrase: Phrase) -> str | None:
    """A day before a noun: 本日の面接, 3月5日の面接."""
    return re.sub(r"に$", "", phrase.text) + "の"


def _as_theme(phrase: Phrase) -> str | None:
    """A day of which something is said: 本日は, 3月5日は."""
    return re.sub(r"に$", "", phrase.text) + "は"


def _behind(word: str) -> Callable[[Phrase], str | None]:
    def named(phrase: Phrase) -> str | None:
        return f"{phrase.text}{word}"

    return named


FORMS = {
    "masu": _humble,
    "shimasu": _plain,
    "no": _before_noun,
    "wa": _as_theme,
    "sama": _behind("様"),
    "san": _behind("さん"),
}
