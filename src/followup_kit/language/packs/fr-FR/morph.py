"""French forms of a phrase: article, contraction and elision, made only where its words leave no doubt.

A phrase is known to be a noun phrase by its determiner ("le", "votre", "plusieurs"), by the record (article = false
with gender and number) or, in capitals throughout, as a name. Where neither says so, None is given back and the wording
is not used: a colon and the bare phrase are always right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from followup_kit.language.frames import Phrase

_DETERMINER = re.compile(
    r"(?:l'|d'autres |(?:le|la|les|un|une|des|du|ce|cet|cette|ces|mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos"
    r"|leur|leurs|plusieurs|quelques|certains|certaines|chaque|divers|diverses|aucun|aucune|deux|trois|quatre|cinq|six"
    r"|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|cinquante|soixante|cent|mille|\d+"
    r"|tous les|toutes les|tout le|toute la|toute l'|de la) )",
    re.IGNORECASE,
)
_PARTITIVE = re.compile(r"(?:du|de la) |de l'", re.IGNORECASE)
_QUESTION = re.compile(r"(?:comment|pourquoi|combien|quand|où|ce qui|ce que|ce dont)\b|ce qu'", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-zà-öø-ÿœ][\w.+#/'-]*(?: (?:(?:et|de|du|des|la|&) )?[^\W\d_a-zà-öø-ÿœ][\w.+#/'-]*)*")
# "le fonds et sa numérisation": a preposition would have to stand before both.
_SEVERAL = re.compile(rf"\b(?:et|ou|ni|mais) {_DETERMINER.pattern}", re.IGNORECASE)
_DAYS = re.compile(r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|aujourd'hui|hier)\b")
# Words in h that take the full article: "le hall", but "l'horaire".
_ASPIRATED = re.compile(
    r"h(?:a(?:ch|ck|i[en]|ï|l[lt]|lage|leter|mac|meau|mster|n[cdgt]|pp|qu|ra|rc|rd|reng|ricot|rn|rp|sard|shtag|t[ei]|u"
    r"|vre)|éler|éri(?:ss|sson)|éros\b|éron|ern|être|eurt|ibou|id|iérarch|ip-|iss|obb|och|ock|old|oll|omard|ongr|ont"
    r"|ors?\b|ors-|ot(?:line|te)|ou|ub|uch|ué|uit(?!r)|uis\b|url|utt|âl|ât|ôtline)"
)
_FULL_VOWELS = re.compile(r"(?:onz|oui\b|ouistiti|uhlan|y[aeiou])")


def _said(text: str) -> str:
    return text.replace("’", "'")


def _elides(text: str) -> bool | None:
    """True if a word before this text loses its vowel; None for a name in H, of which nobody can tell."""
    low = _said(text).lower()
    base = unicodedata.normalize("NFD", low[:1])[:1]
    if base == "h":
        named = text[:1].isupper()
        return None if named else _ASPIRATED.match(low) is None
    return base in "aeiouyœæ" and _FULL_VOWELS.match(low) is None if base else False


def _before(word: str, text: str) -> str | None:
    """Put "de" or "que" before a text, elided where it must be."""
    elides = _elides(text)
    return None if elides is None else f"{word[:-1]}'{text}" if elides else f"{word} {text}"


def noun_phrase(phrase: Phrase) -> str | None:
    """Return the phrase with its article, as it stands after "sur": the one it has, or the one the record lets tell."""
    text = phrase.text
    if _QUESTION.match(_said(text)):
        return None
    if phrase.article is not False and (phrase.article or _DETERMINER.match(_said(text))):
        return text
    if phrase.article is False and phrase.number == "plural":
        return f"les {text}"
    if phrase.article is False and phrase.number == "singular" and phrase.gender in ("masculine", "feminine"):
        return f"l'{text}" if _elides(text) else f"{'le' if phrase.gender == 'masculine' else 'la'} {text}"
    return text if phrase.article is None and _NAME.fullmatch(text) else None


def _contracted(whole: str, fused: Mapping[str, str]) -> str | None:
    """Melt a preposition into the article that follows it."""
    first, _, rest = whole.partition(" ")
    return f"{fused[first.lower()]} {rest}" if first.lower() in fused and rest else None


def de(phrase: Phrase) -> str | None:
    """Return the phrase after "de": "du planning", "de l'accueil", "de mardi", "d'aujourd'hui"."""
    if _DAYS.fullmatch(_said(phrase.text)):
        return _before("de", phrase.text)
    whole = noun_phrase(phrase)
    if whole is None or _PARTITIVE.match(_said(whole)) or _SEVERAL.search(_said(whole)):
        return None
    # "de" swallows the plural of "un": "des retards", but "parler de retards".
    if phrase.article is not False and whole.lower().startswith("des "):
        return _before("de", whole[4:])
    return _contracted(whole, {"le": "du", "les": "des"}) or _before("de", whole)


def a(phrase: Phrase) -> str | None:
    """Return the phrase after "à": "au planning", "aux horaires", "à l'accueil"."""
    whole = noun_phrase(phrase)
    if whole is None or _SEVERAL.search(_said(whole)):
        return None
    return _contracted(whole, {"le": "au", "les": "aux"}) or f"à {whole}"


def que(phrase: Phrase) -> str | None:
    """Return a clause after "que": "que j'ai formé", "qu'en mars j'ai formé"."""
    return _before("que", phrase.text)


def infinitive(phrase: Phrase) -> str | None:
    """Return an infinitive after "de": "de vous envoyer la grille", "d'appeler le fournisseur"."""
    return _before("de", phrase.text)


def clause(phrase: Phrase) -> str | None:
    """Return the clause that the record gives for a topic, after "que"."""
    return None if phrase.clause is None else _before("que", phrase.clause)


def question(phrase: Phrase) -> str | None:
    """Return an indirect question as it stands after "expliqué": "comment l'équipe se relaie"."""
    return phrase.text if _QUESTION.match(_said(phrase.text)) else None


def role(phrase: Phrase) -> str | None:
    """Return a role after "le poste": "d'infirmière", "de chargée de clientèle", "de Data Analyst".

    French writes it small; a role that is all in capitals or in title case stays as the employer writes it.
    """
    text = phrase.text
    first, *rest = text.split(" ")
    titled = any(re.match(r"[^\W\d_a-zà-öø-ÿœ][a-zà-öø-ÿœ]{2,}", word) for word in rest)
    usual = re.fullmatch(r"[^\W\d_a-zà-öø-ÿœ][a-zà-öø-ÿœ'’-]+(?:[(·.][\w·.)]*)?", first)
    shown = text[:1].lower() + text[1:] if usual and not titled else text
    return f"d'{shown}" if _elides(shown.lower()) else f"de {shown}"


FORMS: Mapping[str, Callable[[Phrase], str | None]] = {
    "np": noun_phrase,
    "de": de,
    "a": a,
    "que": que,
    "inf": infinitive,
    "clause_que": clause,
    "question": question,
    "poste": role,
}
