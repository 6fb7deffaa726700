"""What the record says, looked for in a text: names, companies, topics, numbers, with inflection and near misses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person, PersonName
from followup_kit.script import edged, is_unspaced

from .nearness import distance, near_miss, same_inflected, stem, stems, words

__all__ = [
    "HANDING",
    "LEGAL_FORMS",
    "MASK",
    "KnownFact",
    "all_facts",
    "capitalised_run",
    "content_stems",
    "foreign_facts",
    "known_strings",
    "known_words",
    "masked",
    "mentioned",
    "name_parts",
    "names_something",
    "near_names",
    "near_phrase",
    "own_facts",
    "recorded_numbers",
    "stands_in",
]

MASK = "\ufffc"
"""Stands for each character of a recorded fact. It is no word character and no punctuation mark of any language."""

# Words of four letters and more that say nothing about what a fact is about, as stems.
_LIGHT = {
    "en": stems(
        "about after also because been before being between both could does doing done down during each every from "
        "have having here into just like made make making many more most much need needs only other over same some "
        "such than that their them then there these they this those through under until very well were what when "
        "where which while will with without would your yours work working team role time "
        "interview interviews conversation talk talked talking spoke speak speaking meet meeting thank thanks hear "
        "hearing look looking forward question questions opportunity company position know good great people",
        "en",
    ),
    "fr": stems(
        "alors après aussi autre autres avant avec avez avoir avons beaucoup bien cela celle celui cette chaque chez "
        "comme comment dans depuis dire dites dont donc elle encore entre était être faire fait fois ils leur leurs "
        "lors mais même moins nous notre nos par parce pendant peut plus pour pourquoi puis quand que quel quelle qui "
        "quoi sans sera ses sous sur tous tout toute toutes très vers votre vos vous travail équipe poste temps "
        "entretien entretiens échange échanges conversation rencontre parlé parler discuté discuter merci remercie "
        "remercier entreprise société question questions réponse suite nouvelles chose choses sujet point bonne bon",
        "fr",
    ),
    "de": stems(
        "aber alle aller alles auch beim bereits damit dann dass dein deine denn dich dies diese diesem diesen dieser "
        "dieses doch durch eine einem einen einer eines etwas euch für gegen habe haben hatte hier ihnen ihre ihrem "
        "ihren ihrer immer jede jeder kann kein keine können mehr mein meine mich nach nicht noch oder ohne schon sehr "
        "sein seine seit sich sind über unter vom von vor war waren wegen weil wenn werden wie wird wurde zum zur "
        "zwischen arbeit team stelle zeit gespräch gespräche gesprochen vorstellungsgespräch dank danke vielen "
        "unternehmen firma frage fragen freue gern gerne gute guten sagen gesagt menschen leute",
        "de",
    ),
    "it": stems(
        "adesso alcuni alcune allora altra altre altri altro anche ancora anni appena bene ciascuno come comunque cosa "
        "così cui dalla dalle dallo dagli degli della delle dello dentro dopo dove durante ecco ed entro "
        "era erano essere "
        "fare fatto fino forse fra gente già giorno giorni gli grazie hanno invece loro lungo mai meglio meno mentre "
        "molta molte molti molto nella nelle nello negli neppure niente nostra nostre nostri nostro nulla ogni oggi "
        "oltre oppure perché però poco poiché poter presso prima proprio quale quali quando quanto "
        "quella quelle quelli "
        "quello questa queste questi questo quindi sempre senza siamo sono sopra soprattutto sotto stata stato stesso "
        "sulla sulle sullo sugli suoi tanto troppo tutta tutte tutti tutto vari varie verso volta volte vostra vostre "
        "vostri vostro lavoro lavorare squadra ruolo posizione tempo colloquio colloqui conversazione conversazioni "
        "incontro parlare parlato detto dire raccontato raccontare spiegato ringrazio ringraziare domanda domande "
        "azienda notizie tema punto buona buono piacere piacerebbe interesse interessa persone persona",
        "it",
    ),
    "es": stems(
        "algo alguna algunas alguno algunos antes aquel aquella aunque cada como cómo contra cosa cosas cual cuando "
        "cuándo cuanto desde después donde dónde durante ella ellas ellos entonces entre esas esos esta estas este "
        "esto estos estaba están estoy hace hacer hacia había hasta hemos hoy mejor menos mientras mismo "
        "misma mucha mucho "
        "muchas muchos nada ninguna nosotros nuestra nuestras nuestro nuestros otra otras otro otros para pero poco "
        "podemos podría porque pueda puede puedo pues quien quién según será sería sido siempre sobre solo suya suyas "
        "también tanto tener tengo tiene tienen toda todas todo todos tras tuve usted ustedes varias varios veces "
        "trabajo trabajar equipo puesto tiempo entrevista entrevistas conversación conversaciones hablar hablamos "
        "habló contó contar dijo decir comentó gracias agradezco agradecer pregunta preguntas empresa noticias "
        "bien bueno buena gusto gustaría interés interesa persona personas gente",
        "es",
    ),
}


# What one does with a thing that one promised; sharing only such a word, two promises share nothing.
HANDING = {
    "en": stems(
        "send sent sends sending show share give bring call write tell pass forward provide hand supply mail email "
        "deliver today tomorrow week month soon promise promised reach come back",
        "en",
    ),
    "fr": stems(
        "envoyer envoie enverrai transmettre transmets donner donne montrer apporter appeler rappeler écrire dire "
        "communiquer partager fournir remettre adresser faire parvenir demander demain semaine mois bientôt promis "
        "promettre promesse joindre",
        "fr",
    ),
    "de": stems(
        "schicken schicke schickt senden sende sendet zeigen zeige geben bringen anrufen schreiben schreibe sagen "
        "nachreichen nachzureichen reiche mitteilen zusenden zuzusenden zukommen lassen heute morgen woche versprechen "
        "versprochen",
        "de",
    ),
    "it": stems(
        "inviare inviarle inviarti inviarvi invio mandare mandarle mandarti mando passare passarle passarti girare "
        "girarle girarti fare avere farle farti farvi mostrare mostrarle dare darle darti chiamare chiamarla chiamarti "
        "scrivere scriverle scriverti dire dirle dirti condividere portare portarle portarti procurare procurarle "
        "indicare indicarle oggi domani settimana presto promesso promessa promettere mancherò accordo",
        "it",
    ),
    "es": stems(
        "enviar enviarle enviarte enviarles envío mandar mandarle mandarte pasar pasarle pasarte hacer llegar hacerle "
        "hacerte mostrar mostrarle dar darle darte llamar llamarle llamarte escribir escribirle escribirte decir "
        "decirle compartir compartirle avisar avisarle facilitar facilitarle buscar hoy mañana semana "
        "pronto prometí prometido "
        "quedé quedamos promesa",
        "es",
    ),
}
"""Stems, by language."""


def name_parts(name: PersonName) -> tuple[str, ...]:
    """Return the name's parts as they may stand in a letter, the whole name first."""
    parts = [name.display, name.given, name.family]
    if name.family and name.given and is_unspaced(name.family):
        parts.append(f"{name.family}{name.given}")  # "佐藤美咲", as names are often written there
    return tuple(dict.fromkeys(part for part in parts if part))


def known_strings(interview: Interview | None) -> tuple[str, ...]:
    """Return every text that the record contains, the longest first."""
    if interview is None:
        return ()
    found = [interview.role, interview.employer.name, interview.employer.short_name, interview.candidate.linkedin]
    for person in interview.panel:
        found += [*name_parts(person.name), person.job_title]
    found += name_parts(interview.candidate.name)
    for topic in interview.topics:
        found += [topic.text, topic.why]
    for claim in interview.claims:
        found += [claim.skill, claim.proof]
    found += [promise.text for promise in interview.promises]
    return tuple(sorted({text for text in found if text}, key=lambda text: (-len(text), text)))


@lru_cache(maxsize=64)
def _any_of(facts: tuple[str, ...]) -> re.Pattern[str] | None:
    if not facts:
        return None
    return re.compile("|".join(edged(_loosely(fact)) for fact in facts))


def _loosely(fact: str) -> str:
    """A fact as a pattern: any blanks between its words, its first letter large or small at a sentence's start."""
    flat = fact.translate({ord("’"): "'", ord("‘"): "'", ord("‑"): "-"})
    article, _, noun = flat.partition(" ")
    if article.casefold() in _MELTING and len(noun) > 3:  # "del turno" holds the fact "el turno"
        return rf"(?:[{article[0].lower()}{article[0].upper()}]{re.escape(article[1:])}\s+)?{_loosely(noun)}"
    first, rest = flat[0], r"\s+".join(re.escape(part) for part in flat[1:].split(" "))
    either = f"[{re.escape(first.lower())}{re.escape(first.upper())}]" if len(fact) > 3 and first.isalpha() else None
    return (either or re.escape(first)) + rest


# Articles that melt into the preposition before them: "del", "du", "au", "nel", "pelo".
_MELTING = frozenset({"el", "le", "les", "il", "lo", "la", "i", "gli", "o", "os", "a", "as"})


def masked(text: str, facts: Iterable[str]) -> str:
    """Return the text, as long as before, with MASK for each character of a recorded fact."""
    pattern = _any_of(tuple(facts))
    return pattern.sub(lambda match: MASK * len(match[0]), text) if pattern else text


def stands_in(phrase: str, facts: Iterable[str]) -> bool:
    """True if these words, whole and in whatever case, stand in one of the facts."""
    if not phrase.strip():
        return False
    wanted = re.compile(edged(re.escape(phrase.strip())), re.IGNORECASE)
    return any(wanted.search(fact) for fact in facts)


@frozen(kw_only=True)
class KnownFact:
    """A fact of the record as it is looked for in a text: its words, and to whom it belongs (None: to all)."""

    id: str
    text: str
    whose: str | None = None


def _topic_facts(interview: Interview) -> list[KnownFact]:
    return [KnownFact(id=topic.id, text=topic.text, whose=topic.said_by) for topic in interview.topics]


def own_facts(interview: Interview | None, recipient: Person | None) -> list[KnownFact]:
    """Return what belongs to this person alone: topics they raised, what they heard, what they were promised.

    If nothing does, the list is empty and there is nothing to ask for.
    """
    if interview is None or recipient is None:
        return []
    ref = recipient.ref
    raised = {topic.id for topic in interview.topics if topic.said_by == ref}
    found = [fact for fact in _topic_facts(interview) if fact.whose == ref]
    for claim in interview.claims:
        if not claim.withdrawn and (ref in claim.heard_by or claim.topic in raised):
            found.append(KnownFact(id=claim.id, text=claim.skill, whose=ref))
            found += [KnownFact(id=claim.id, text=claim.proof, whose=ref)] if claim.proof else []
    return found + [KnownFact(id=one.id, text=one.text, whose=ref) for one in interview.promises if one.to == ref]


def all_facts(interview: Interview) -> list[KnownFact]:
    """Return every topic, claim and promise that a letter may mention; withdrawn claims are left out."""
    claims = [claim for claim in interview.claims if not claim.withdrawn]
    found = _topic_facts(interview)
    found += [KnownFact(id=one.id, text=text) for one in claims for text in (one.skill, one.proof) if text]
    return found + [KnownFact(id=one.id, text=one.text, whose=one.to) for one in interview.promises]


def mentioned(
    text: str, facts: Iterable[KnownFact], language: str, share: float = 0.34, apart: frozenset[str] = frozenset()
) -> list[KnownFact]:
    """Return the facts that a text mentions: the whole phrase, or `share` of its content words in whatever form.

    Stems in `apart` do not count as words of a fact.
    """
    flat, there = _flat(text), stems(text, language)
    found = []
    for fact in facts:
        wanted = content_stems(fact.text, language) - apart
        if _flat(fact.text) in flat or (wanted and len(wanted & there) >= max(1, share * len(wanted))):
            found.append(fact)
    return found


def names_something(text: str, interview: Interview, language: str) -> bool:
    """True if the text has one word at least of a topic, a claim or a promise that role and employer do not have."""
    apart = stems(f"{interview.role} {interview.employer.name} {interview.employer.short_name or ''}", language)
    apart |= LEGAL_FORMS
    return bool(mentioned(text, all_facts(interview), language, share=0.0, apart=apart))


def content_stems(text: str, language: str) -> frozenset[str]:
    """Return the stems that carry what a fact is about; if all its words are short, all of them."""
    return stems(text, language) - _LIGHT.get(language, frozenset()) or frozenset(
        stem(match[0], language) for match in words(text)
    )


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()


def foreign_facts(interview: Interview, recipient: Person, language: str) -> tuple[list[KnownFact], frozenset[str]]:
    """Return the topics that only others raised, and the stems that the recipient's own letter may use anyway."""
    topics = [topic for topic in interview.topics if topic.said_by not in (None, recipient.ref)]
    own = [fact.text for fact in all_facts(interview) if fact.whose in (None, recipient.ref)]
    own += [interview.role, interview.employer.name, interview.employer.short_name or ""]
    shared = frozenset(one for text in own for one in content_stems(text, language))
    return [KnownFact(id=one.id, text=one.text, whose=one.said_by) for one in topics], shared


def known_words(interview: Interview) -> frozenset[str]:
    """Return every word of the record in small letters."""
    return frozenset(match[0].casefold() for text in known_strings(interview) for match in words(text))


def recorded_numbers(interview: Interview) -> frozenset[str]:
    """Return the digits of every number in the record: in its facts, its dates and its times."""
    days = [interview.ended, interview.ended_local, interview.started, interview.reply_by]
    days += [promise.due for promise in interview.promises]
    texts = [*known_strings(interview), *(str(day) for day in days if day is not None), str(interview.round)]
    texts += [*interview.candidate.postal_address, interview.candidate.phone or ""]
    found = {re.sub(r"\D", "", one) for text in texts for one in re.findall(r"\d[\d.,']*", text)}
    # "80 000": thousands are set apart by a blank in many languages.
    apart = (one for text in texts for one in re.findall(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)", text))
    found |= {re.sub(r"\D", "", one) for one in apart}
    # Neighbouring groups of a telephone number look like thousands.
    groups = re.findall(r"\d+", interview.candidate.phone or "")
    found |= {"".join(groups[a:b]) for a in range(len(groups)) for b in range(a + 1, len(groups) + 1)}
    return frozenset(found | {one.lstrip("0") for one in found})


_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_RUN = re.compile(
    rf"\s{{1,3}}(?:the |der |dem |die |l['’])?(?P<run>{_CAPITAL}[\w&+-]{{1,40}}(?:\.\w{{1,20}})?"
    rf"(?: (?:(?:&|und|and|of|for) )?{_CAPITAL}[\w&+-]{{0,40}}(?:\.\w{{1,20}})?){{0,6}})"
)
LEGAL_FORMS = frozenset(
    {"ag", "co", "corp", "eg", "gmbh", "group", "holding", "inc", "kg", "limited", "llc", "llp", "ltd", "mbh", "plc"}
    | {"se", "ug"}
)
"""Words at the end of companies' names that many of them share, in small letters without full stops."""


# The rest of a firm's name behind the word for a firm: particles are in hiragana and end it.
_NAME_WITHOUT_BLANKS = re.compile("[\u30a1-\u30fc\u3400-\u9fff][\u30a1-\u30fc\u3400-\u9fffA-Za-z0-9]{1,20}")


def capitalised_run(text: str, at: int) -> re.Match[str] | None:
    """Return the run of capitalised words that begins at `at`, without a possessive or a final full stop."""
    lead = _RUN.match(text, at)
    if lead is None:
        return _NAME_WITHOUT_BLANKS.match(text, at)
    return re.compile(r".{1,200}?(?=['.,]*$|'s?$)").match(text, lead.start("run"), lead.end("run"))


def near_names(
    text: str, start: int, end: int, interview: Interview, guides: Iterable[str], language: str
) -> Iterator[tuple[re.Match[str], str]]:
    """Find words in [start, end) that are a slip away from a name of the panel, and the name that was meant.

    A lone word counts if it has a capital inside a sentence of a language that has few of those, or if a title, an
    honorific or another part of a name stands beside it. In German every noun has a capital.
    """
    parts = [[match[0] for part in name_parts(one.name) for match in words(part)] for one in interview.panel]
    known = sorted({word for names in parts for word in names})
    beside = {word.rstrip(".").casefold() for word in (*known, *guides)}
    found = [match for match in words(text[:end]) if match.start() >= start and match[0][:1].isupper()]
    for index, match in enumerate(found):
        if any(same_inflected(match[0], name) for name in known):
            continue
        neighbours = [one[0] for one in found[max(0, index - 1) : index + 2] if _touches(text, one, match)]
        # Beside a person's own given name even a short name can be told: "Theo Maye" for "Theo May".
        mates = [name for names in parts if any(one in names for one in neighbours) for name in names]
        meant = next((name for name in known if near_miss(match[0], name)), None)
        meant = meant or next((name for name in mates if len(name) == 3 and distance(match[0], name, 1) == 1), None)
        if meant is None:
            continue
        opens = re.search(r"(?:^|[.!?:\n]) {0,3}$", text[max(0, match.start() - 5) : match.start()]) is not None
        alone = language != "de" and len(meant) > 4 and not opens
        if alone or any(word.casefold() in beside for word in neighbours):
            yield match, meant


def _touches(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = sorted((one, other), key=lambda match: match.start())
    return one is not other and text[first.end() : second.start()] in (" ", ". ")


def near_phrase(
    text: str, names: Iterable[str], known: frozenset[str], *, case: bool = True
) -> Iterator[tuple[int, int, str]]:
    """Find runs of words that are a name but for a slip in one of its words.

    The other words must be right. A name of one word must have a capital where `case` is asked for. Words that the
    record itself knows are no slips.
    """
    found = list(words(text))
    taken: list[tuple[int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        wanted = [match[0] for match in words(name)]
        for index in range(len(found) - len(wanted) + 1):
            window = found[index : index + len(wanted)]
            span = window[0].start(), window[-1].end()
            if any(a < span[1] and span[0] < b for a, b in taken):
                continue
            if _slip([match[0] for match in window], wanted, known, case=case):
                taken.append(span)
                yield *span, name


def _slip(window: list[str], wanted: list[str], known: frozenset[str], *, case: bool) -> bool:
    off = [(a, b) for a, b in zip(window, wanted, strict=True) if not same_inflected(a.casefold(), b.casefold())]
    if len(off) != 1 or (case and not all(word[:1].isupper() for word in window)):
        return False
    found, meant = off[0]
    return found.casefold() not in known and near_miss(found, meant) > 0
