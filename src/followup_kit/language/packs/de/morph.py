"""German forms of a noun phrase, made only where its article, its ending or the record leaves no doubt.

The record gives a phrase in the nominative ("der Umzug ins neue Lager"). Where a case cannot be made for certain, None
is given back, and the wording that asked for it is not used: a colon and the nominative are always right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from followup_kit.language.frames import Phrase

_HEAD = re.compile(r"(?P<article>\w+) (?P<adjectives>(?:[a-zäöüß]{3,}e )*)(?P<noun>[A-ZÄÖÜ][\w-]*)(?P<rest>.*)", re.S)
_BARE = re.compile(r"(?P<noun>[A-ZÄÖÜ][\w-]*)(?P<rest>.*)", re.S)
# These end in e and are no adjectives: what stands before an adjective does not take its ending.
_ADVERBS = frozenset(
    ("heute", "gerne", "ohne", "lange", "leise", "nahe", "beinahe", "alle", "beide", "solche", "manche")
)
# Nouns that take an ending in every case but the nominative, and adjectives that are used as nouns (der Neue).
_WEAK = re.compile(
    r"(?:[^e]e|ent|ant|and|ist|at|ot|it|et|oge|eut|graf|nom|arch|urg|ekt|ell|[Hh]err|[Mm]ensch|[Nn]achbar|[Bb]auer|"
    r"[Hh]eld|[Bb]är|[Nn]arr|[Kk]amerad|[Cc]hrist|[Ff]ürst|[Hh]erz|[Kk]atholik|[Tt]yrann|[Zz]eug)$"
)
_FEMININE = re.compile(r"(?:ung|heit|keit|schaft|ion|tät|ik|ei|enz|anz|ur|in)$")
_DETERMINER = re.compile(r"(?:und|oder|sowie|statt) (?:der|die|das|ein|eine|kein|keine|[ms]ein|meine|Ihre?|unsere?)\b")
_MARKS = re.compile(r"[,:;()–—?!/]")
_SEVERAL = re.compile(r"\b(?:und|oder|sowie)\b")
_OWN = "(?:[md]ein|unser|Ihr|kein|ein)"
_QUESTION = re.compile(r"(?:wie|was|warum|weshalb|wo|wofür|womit|woran|worauf|wer|welche[mnrs]?)\b", re.IGNORECASE)
_FUSED = {"zu dem ": "zum ", "zu der ": "zur ", "von dem ": "vom "}


def _kind(phrase: Phrase, match: re.Match[str]) -> str | None:
    """Tell masculine, feminine, neuter or plural; None where the article fits several and nothing else decides."""
    article, noun = match["article"], match["noun"]
    low = article.lower()
    if low in ("der", "das"):
        return "masculine" if low == "der" else "neuter"
    if low == "die" or re.fullmatch(rf"{_OWN}e", article):
        if phrase.number == "plural":
            return "plural"
        # Behind "die" an adjective in e stands before one thing, one in en before many.
        one = low == "die" and match["adjectives"]
        certain = one or phrase.gender == "feminine" or low in ("eine", "keine") or _FEMININE.search(noun)
        return "feminine" if certain and not noun.endswith("en") else None
    return phrase.gender if phrase.gender != "feminine" else None


def _open(text: str) -> bool:
    """True if something in the phrase could need another case, or a comma behind it, in the middle of a sentence."""
    return _MARKS.search(text) is not None or _DETERMINER.search(text) is not None


def accusative(phrase: Phrase) -> str | None:
    """The direct object: only masculine words differ from the nominative ("den Umzug ins neue Lager")."""
    if _open(phrase.text):
        return None
    article = phrase.text.split(" ", 1)[0]
    if article.lower() in ("die", "das") or re.fullmatch(rf"{_OWN}e", article):
        return phrase.text
    match = _with_article(phrase)
    if match is None:
        # A phrase that starts with its noun changes nothing ("Übergaben am Bett").
        return phrase.text if _BARE.fullmatch(phrase.text) and not _own(article) else None
    kind = _kind(phrase, match)
    if kind == "neuter" and not match["adjectives"]:
        return phrase.text
    return _put(match, kind, {"masculine": "den"}, "en") if kind == "masculine" else None


def dative(phrase: Phrase) -> str | None:
    """The dative: as the record gives it, else made of an article that leaves no doubt ("dem Umzug")."""
    if phrase.dative is not None:
        return None if _MARKS.search(phrase.dative) else phrase.dative
    if _open(phrase.text):
        return None
    match = _with_article(phrase)
    if match is not None:
        kind = _kind(phrase, match)
        return _put(match, kind, {"masculine": "dem", "neuter": "dem", "feminine": "der", "plural": "den"}, "em")
    bare = _BARE.fullmatch(phrase.text)
    if bare is None or _own(bare["noun"]) or _SEVERAL.search(phrase.text):
        return None
    # A plural in n or s has no other dative, and neither has an abbreviation. "Einführung" would want an article here.
    sure = re.search(r"[^i]n$|s$", bare["noun"]) or re.fullmatch(r"[A-Z0-9]{2,6}", phrase.text)
    return phrase.text if sure and not re.match(r" [A-ZÄÖÜ]", bare["rest"]) else None


def _with_article(phrase: Phrase) -> re.Match[str] | None:
    match = _HEAD.fullmatch(phrase.text)
    known = match is not None and (match["article"].lower() in ("der", "die", "das") or _own(match["article"]))
    return match if known else None


def _own(word: str) -> bool:
    return re.fullmatch(rf"{_OWN}e?", word) is not None


def _put(match: re.Match[str], kind: str | None, articles: Mapping[str, str], ending: str) -> str | None:
    """Put article, adjectives and noun into the case; None if one of them cannot be put for certain."""
    article, noun = match["article"], match["noun"]
    adjectives = match["adjectives"].split()
    if kind is None or _ADVERBS.intersection(adjectives) or re.match(r" [A-ZÄÖÜ]", match["rest"]):
        return None
    if _SEVERAL.search(match["rest"]):
        return None
    if kind != "plural" and kind != "feminine" and _WEAK.search(noun):
        return None
    if kind == "plural":
        noun += "" if noun[-1] in "ns" else "n" if re.search(r"(?:e|er|el)$", noun) else "?"
    if noun.endswith("?"):
        return None
    if article.lower() in ("der", "die", "das"):
        new = articles[kind]
        new = new.capitalize() if article[0].isupper() else new
    elif adjectives and not article.endswith("e"):
        return None
    else:
        stem = article[:-1] if kind in ("feminine", "plural") else article
        new = stem + {"feminine": "er", "plural": "en"}.get(kind, ending)
    return " ".join([new, *(f"{word}n" for word in adjectives), noun]) + match["rest"]


def _after(preposition: str) -> Callable[[Phrase], str | None]:
    """The dative behind a preposition, run together with it as one speaks and writes ("zum Umzug")."""

    def made(phrase: Phrase) -> str | None:
        words = dative(phrase)
        if words is None:
            return None
        text = f"{preposition} {words}"
        for apart, fused in _FUSED.items():
            if text.startswith(apart):
                return fused + text.removeprefix(apart)
        return text

    return made


def _foreign(form: Callable[[Phrase], str | None]) -> Callable[[Phrase], str | None]:
    """The form of what does not itself begin with "Ihr" or "dein": nobody writes "Ihre Gedanken zu Ihrem Plan"."""

    def made(phrase: Phrase) -> str | None:
        return None if re.match(r"(?:Ihr|dein|euer|eure)e?\b", phrase.text) else form(phrase)

    return made


def question(phrase: Phrase) -> str | None:
    """An indirect question as it is ("wie Beschwerden beantwortet werden")."""
    return phrase.text[:1].lower() + phrase.text[1:] if _QUESTION.match(phrase.text) else None


def otherwise(phrase: Phrase) -> str | None:
    """The nominative where the accusative cannot be made: for wordings that are only the second best."""
    return phrase.text if accusative(phrase) is None else None


def sentence(phrase: Phrase) -> str | None:
    """The clause that the record gives, as a sentence behind a colon."""
    return phrase.clause and phrase.clause[:1].upper() + phrase.clause[1:]


FORMS = {
    "acc": accusative,
    "dat": dative,
    "acc_fremd": _foreign(accusative),
    "zu": _after("zu"),
    "zu_fremd": _foreign(_after("zu")),
    "von": _after("von"),
    "frage": question,
    "satz": sentence,
    "sonst": otherwise,
}
