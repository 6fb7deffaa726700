"""Spanish forms of a phrase: article, contraction, and a role as it stands inside a sentence.

Only "de" and "a" melt into an article, and only into "el". A noun phrase is known to be complete by its determiner
("el", "su", "varias"), by the record (article = false with gender and number) or, in capitals, as a name. Where neither
says so, None is given back and the wording is not used; "sobre" and a colon take any phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from followup_kit.language.frames import Phrase

_DETERMINER = re.compile(
    r"(?:el|la|los|las|lo|un|una|unos|unas|mis?|tus?|sus?|nuestr[oa]s?|vuestr[oa]s?|est[ae]|est[ao]s|es[ae]|es[ao]s"
    r"|aquel|aquell[ao]s?|cada|alg[uú]n|algun[ao]s?|ning[uú]n|ninguna|vari[ao]s|much[ao]s?|poc[ao]s|amb[ao]s|otr[ao]s?"
    r"|ciert[ao]s?|tod[ao]s?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|treinta|cuarenta"
    r"|cincuenta|cien|mil|\d+) ",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:cómo|qué|por qué|para qué|cuándo|cuánt[oa]s?|dónde|quién(?:es)?|cuál(?:es)?|con qué|en qué|hasta qué)\b", re.I
)
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑÜ][\w.+#/'-]*(?: (?:(?:y|de|del|de la|&) )?[A-ZÁÉÍÓÚÑÜ][\w.+#/'-]*)*")
# Feminine nouns that take "el" because they begin with a stressed a.
_STRESSED_A = re.compile(
    r"(?:ha?(?:bla|da|lda|mbre|ya|za|cha)|a(?:cta|gua|guila|la|lga|lma|ma|ncla|nsia|rca|rma|rpa|sma|spa|sta|ula|ve)"
    r"|á(?:frica|gora|guila|lgebra|nfora|nima|rea|sia))s?\b",
    re.IGNORECASE,
)


def question(phrase: Phrase) -> str | None:
    """Return an indirect question as it stands after "explicó": "cómo se organizan los relevos"."""
    return phrase.text if _QUESTION.match(phrase.text) else None


def noun_phrase(phrase: Phrase) -> str | None:
    """Return the phrase with its article: the one it has, or the one that the record lets tell."""
    text = phrase.text
    if _QUESTION.match(text):
        return None
    if phrase.article is False:
        article = _article(phrase)
        return None if article is None else f"{article} {text}"
    if phrase.article or _DETERMINER.match(text):
        return text
    return text if _NAME.fullmatch(text) else None


def with_article(phrase: Phrase) -> str:
    """Return the phrase with the article that the record lets tell, else as it is: after "sobre" and a colon."""
    return noun_phrase(phrase) or phrase.text


def _article(phrase: Phrase) -> str | None:
    known = {
        ("masculine", "singular"): "el",
        ("feminine", "singular"): "el" if _STRESSED_A.match(unicodedata.normalize("NFC", phrase.text)) else "la",
        ("masculine", "plural"): "los",
        ("feminine", "plural"): "las",
    }
    return known.get((phrase.gender or "", phrase.number or ""))


def _after(preposition: str, melted: str) -> Callable[[Phrase], str | None]:
    """Put a preposition before a phrase, melted into "el" where there is one; a name in "El" keeps it."""

    def made(phrase: Phrase) -> str | None:
        whole = noun_phrase(phrase) if phrase.article is False else phrase.text
        if whole is None:
            return None
        return f"{melted} {whole[3:]}" if whole.startswith("el ") else f"{preposition} {whole}"

    return made


def role(phrase: Phrase) -> str:
    """Return a role as it stands after "el puesto de": "enfermera de quirófano", "Data Analyst".

    Spanish writes it small; a role in capitals or in title case stays as the employer writes it.
    """
    text = phrase.text
    first, *rest = text.split(" ")
    titled = any(re.match(r"[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]{2,}", word) for word in rest)
    usual = re.fullmatch(r"[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+(?:[-/(][\w/)]*)?", first)
    return text[:1].lower() + text[1:] if usual and not titled else text


FORMS: Mapping[str, Callable[[Phrase], str | None]] = {
    "np": noun_phrase,
    "art": with_article,
    "de": _after("de", "del"),
    "a": _after("a", "al"),
    "cargo": role,
    "question": question,
}
