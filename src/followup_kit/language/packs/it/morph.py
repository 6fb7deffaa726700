"""Italian forms of a phrase: articles, the prepositions that melt into them, dates, and a role inside a sentence.

"di", "a", "su" and "in" melt into every article. A noun phrase is known to be complete by its determiner ("il", "un",
"ogni"), by the record (article = false with gender and number) or, in capitals, as a name. Where neither says so, None
is given back and the wording is not used: a colon and the bare phrase are always right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from followup_kit.language.frames import Phrase

_ARTICLE = re.compile(r"(?:(?P<elided>l')(?=\w)|(?P<whole>il|lo|la|i|gli|le) )", re.IGNORECASE)
_PARTITIVE = re.compile(r"(?:de(?:l|llo|lla|i|gli|lle) |dell')", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:un'|quell'|quest'|(?:un|uno|una|quest[oaie]|quel|quell[oae]|quei|quegli|ogni|ciascun[oa]?|qualche|alcun[ie]"
    r"|nessun[oa]?|divers[ie]|vari[ei]?|molt[ie]|poch[ie]|parecch[ie]|entramb[ie]|altr[ie]|cert[ie]|tutt[oaie]|due|tre"
    r"|quattro|cinque|sei|sette|otto|nove|dieci|dodici|quindici|venti|trenta|quaranta|cinquanta|cento|mille|\d+) )",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:come|perché|quando|quant[oaie]|dove|chi|quale|quali|che cosa|cosa)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀÈÉÌÒÙ][\w.+#/'-]*(?: (?:(?:e|di|del|della|&) )?[A-ZÀÈÉÌÒÙ][\w.+#/'-]*)*")
_DATE = re.compile(r"(?:il )?(?P<day>\d{1,2})(?P<rest>[º°]? [a-z]+(?: \d{4})?)")
_OPEN_DAY = re.compile(r"(?:8|11)\b")
# "lo studio", "gli zaini", "lo gnomo", "lo yogurt", "lo iodio"; "il web" and "il jazz" are as other words.
_WIDE = re.compile(r"(?:s[bcdfghklmnpqrtvwxz]|z|gn|p[nst](?!r)|x|y|i[aeou])", re.IGNORECASE)
_VOWEL = re.compile(r"h?[aeiou]", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z]{2,6}\d?\b")
_MELTED = {
    "di": {"il": "del", "lo": "dello", "l'": "dell'", "la": "della", "i": "dei", "gli": "degli", "le": "delle"},
    "a": {"il": "al", "lo": "allo", "l'": "all'", "la": "alla", "i": "ai", "gli": "agli", "le": "alle"},
    "su": {"il": "sul", "lo": "sullo", "l'": "sull'", "la": "sulla", "i": "sui", "gli": "sugli", "le": "sulle"},
    "in": {"il": "nel", "lo": "nello", "l'": "nell'", "la": "nella", "i": "nei", "gli": "negli", "le": "nelle"},
}


def _plain(text: str) -> str:
    """Write apostrophes straight and the polite pronouns small, as the wordings of this pack do."""
    text = text.replace("’", "'")
    text = re.sub(r"\b(S)(uo|ua|uoi|ue)\b", lambda found: f"s{found[2]}", text)
    return re.sub(r"(?<=\wr)(L[aeo]|Gliel[aeio])\b", lambda found: found[0].lower(), text)


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _with_article(phrase: Phrase, text: str) -> str | None:
    """Put the article before a noun that the record says has none; None where sound or grammar is not known."""
    sound = _bare(text)
    if _LETTERS.match(sound) or phrase.number not in ("singular", "plural"):
        return None
    plural, wide = phrase.number == "plural", _WIDE.match(sound) is not None
    vowel = _VOWEL.match(sound) is not None and not wide
    if phrase.gender == "feminine":
        return f"le {text}" if plural else f"l'{text}" if _VOWEL.match(sound) else f"la {text}"
    if phrase.gender == "masculine":
        if plural:
            return f"gli {text}" if wide or vowel else f"i {text}"
        return f"l'{text}" if vowel else f"lo {text}" if wide else f"il {text}"
    return None


def noun_phrase(phrase: Phrase) -> str | None:
    """Return the phrase with its article: the one it has, or the one that the record lets tell."""
    text = _plain(phrase.text)
    if _QUESTION.match(text):
        return None
    if phrase.article is False:
        return _with_article(phrase, text)
    if phrase.article or _ARTICLE.match(text) or _PARTITIVE.match(text) or _DETERMINER.match(text):
        return text
    return text if _NAME.fullmatch(text) else None


def with_day(phrase: Phrase) -> str:
    """Return a day with its article: "il 3 aprile", "l'8 aprile"; "martedì" and "oggi" have none."""
    date = _DATE.fullmatch(phrase.text)
    if date is None:
        return phrase.text
    return f"l'{date['day']}{date['rest']}" if _OPEN_DAY.match(date["day"]) else f"il {date['day']}{date['rest']}"


def _after(preposition: str) -> Callable[[Phrase], str | None]:
    """Put a preposition before a phrase, melted into its article."""
    melted = _MELTED[preposition]

    def made(phrase: Phrase) -> str | None:
        day = with_day(phrase)
        text = _plain(phrase.text)
        if _QUESTION.match(text):
            return f"{preposition} {text}" if preposition != "in" else None
        whole = day if day != phrase.text or _DAY.fullmatch(phrase.text) else noun_phrase(phrase)
        if whole is None:
            return None
        article = _ARTICLE.match(whole)
        # A name keeps its article: "di La Perla"; a fact's own first word has lost its capital before it comes here.
        if article is not None and not whole[:1].isupper():
            joined = melted[(article["elided"] or article["whole"]).lower()]
            return f"{joined}{'' if article['elided'] else ' '}{whole[article.end() :]}"
        if _PARTITIVE.match(whole) and phrase.article is not False:
            # "di" swallows the plural partitive: "parlare di turni scoperti"; after the others it sounds wrong.
            plural = re.match(r"de(?:i|gli|lle) ", whole)
            return f"di {whole[plural.end() :]}" if preposition == "di" and plural else None
        return f"ad {whole}" if preposition == "a" and whole[:1] in "aA" else f"{preposition} {whole}"

    return made


_DAY = re.compile(r"oggi|ieri|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica")


def infinitive(phrase: Phrase) -> str:
    """Return a promise as it stands after "di": "inviarle la griglia", with the polite pronoun written small."""
    return _plain(phrase.text)


def question(phrase: Phrase) -> str | None:
    """Return an indirect question as it stands after "spiegato": "come la squadra di notte passa le consegne"."""
    return _plain(phrase.text) if _QUESTION.match(phrase.text) else None


def place(phrase: Phrase) -> str | None:
    """Return an employer as a place of work: "all'Ospedale San Carlo", "in Optivia"; None where "presso" is best."""
    found = re.match(r"presso (?=(.+))", phrase.text)
    if found is None:
        return None
    article = _ARTICLE.match(found[1])
    if article is not None and not found[1][:1].isupper():
        rest = found[1][article.end() :]
        return f"{_MELTED['a'][article['elided'] or article['whole']]}{'' if article['elided'] else ' '}{rest}"
    return f"in {found[1]}" if re.fullmatch(r"[^\W\d_]+", found[1]) else None


def role(phrase: Phrase) -> str:
    """Return a role as it stands after "il ruolo di": "infermiera di notte", "Data Analyst".

    Italian writes it small; a role in capitals or in title case stays as the employer writes it.
    """
    text = phrase.text
    first, *rest = text.split(" ")
    titled = any(re.match(r"[A-ZÀÈÉÌÒÙ][a-zàèéìòù]{2,}", word) for word in rest)
    usual = re.fullmatch(r"[A-ZÀÈÉÌÒÙ][a-zàèéìòù]+(?:[-/(][\w/)]*)?", first)
    return text[:1].lower() + text[1:] if usual and not titled else text


FORMS: Mapping[str, Callable[[Phrase], str | None]] = {
    "np": noun_phrase,
    "di": _after("di"),
    "a": _after("a"),
    "su": _after("su"),
    "in": _after("in"),
    "il": with_day,
    "inf": infinitive,
    "domanda": question,
    "luogo": place,
    "ruolo": role,
}
