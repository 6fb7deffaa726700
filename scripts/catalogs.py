"""Bring the catalogues of the program's own words up to date with the source.

    python scripts/catalogs.py            # collect the clauses, update every .po file, compile every .mo file
    python scripts/catalogs.py --check    # change nothing; end with 1 if a clause is missing, stale or untranslated

A clause is what `because(code, "...")` is given, or `clause("...")` marks; `counted("...", "...")` marks a number with
its unit; what shipped policies say where they write nothing stands in `timing/presets.toml`. A translator edits
`src/followup_kit/language/catalogs/<language>/LC_MESSAGES/followup_kit.po` only; a new language starts as an empty
folder there.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "followup_kit"
HOME = SOURCE / "language" / "catalogs"
KEYWORDS = {"because": (2,), "clause": (1,), "counted": (1, 2)}
_SLOT = re.compile(r"\{\w+\}")


def collected() -> Catalog:
    """Return the clauses of the source, in the order of files and lines."""
    found = Catalog(project="followup-kit", charset="utf-8")
    for name, _line, message, _comments, _context in extract_from_dir(
        SOURCE, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        # Without line numbers, so that a moved line is no change of the catalogue.
        found.add(message, locations=[(Path(name).as_posix(), None)])  # type: ignore[list-item]  # babel writes None
    for words in refusals():
        found.add(words, locations=[("timing/presets.toml", None)])  # type: ignore[list-item]  # babel writes None
    return found


def refusals() -> list[str]:
    """Return what the shipped policies say where they write nothing."""
    shipped = tomllib.loads((SOURCE / "timing" / "presets.toml").read_text(encoding="utf-8"))
    return [words for group in shipped.values() for one in group.values() if (words := one.get("refuses"))]


def languages() -> list[str]:
    """Return the languages that have a folder."""
    return sorted(folder.name for folder in HOME.iterdir() if folder.is_dir())


def po_file(language: str) -> Path:
    """Return where a language's clauses stand."""
    return HOME / language / "LC_MESSAGES" / "followup_kit.po"


def known(language: str) -> Catalog:
    """Return what a language's file holds; empty if there is none yet."""
    path = po_file(language)
    if not path.is_file():
        return Catalog(locale=language, project="followup-kit", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renewed(language: str, template: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the clauses of the template; what is new is empty, never guessed."""
    catalogue, old = Catalog(locale=language, project="followup-kit", charset="utf-8"), known(language)
    for message in template:
        if message.id:
            kept = old.get(message.id if isinstance(message.id, str) else message.id[0])
            catalogue.add(message.id, kept.string if kept else "", locations=message.locations)
    return catalogue


def problems(message: Message) -> str | None:
    """Return what is wrong with a translation, if anything."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id or ())
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not all(strings):
        return "is not translated"
    wanted = set(_SLOT.findall(ids[0]))
    for string in strings:
        if set(_SLOT.findall(string)) != wanted:
            return f"has other slots than {', '.join(sorted(wanted)) or 'none'}: {string}"
        if string[-1] in ".!" or string[:1].isspace():
            return f"is a clause and ends without a full stop: {string}"
    return None


def written(catalogue: Catalog) -> bytes:
    """Return a .po file without dates, so that it changes only where a clause does."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, omit_header=True, no_location=True)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return a .mo file, the same for the same clauses."""
    plain = Catalog(locale=catalogue.locale, project="followup-kit", charset="utf-8", creation_date=0, revision_date=0)  # type: ignore[arg-type]  # no date at all
    for message in catalogue:
        if message.id:
            plain.add(message.id, message.string)
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Update or check every catalogue; return the exit code."""
    check, wrong = "--check" in arguments, 0
    template = collected()
    for language in languages():
        catalogue = renewed(language, template)
        for message in catalogue:
            if message.id and (fault := problems(message)):
                wrong += 1
                print(f"{language}: {message.id!r} {fault}")
        for path, content in (
            (po_file(language), written(catalogue)),
            (po_file(language).with_suffix(".mo"), compiled(catalogue)),
        ):
            if check and (not path.is_file() or path.read_bytes() != content):
                wrong += 1
                print(f"{path.relative_to(HOME)} is not up to date; run python scripts/catalogs.py")
            elif not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
