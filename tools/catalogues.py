"""Hold every catalogue in locales/ against the sentences in bot/.

    python -m tools.catalogues               say what is missing, stale, fuzzy, broken or left in English
    python -m tools.catalogues --update      bring new sentences into the catalogues, empty, and drop stale ones
    python -m tools.catalogues --update ru   the same, and begin a catalogue for a new language

Babel's own `update --check` cannot serve: it never looks at empty entries, and a message with a context makes it fail
for ever.
"""

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileError, read_po, write_po

from tools.translations import plural_problems, source_problems, texts, translation_problems

ROOT = Path(__file__).resolve().parent.parent
SOURCE_LANGUAGE = "en"  # needs no catalogue
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main(arguments: list[str] | None = None) -> int:
    """Check or update; the exit code is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description="Check the catalogues.")
    parser.add_argument("--update", nargs="*", metavar="LANGUAGE", help="merge new sentences; name languages to begin")
    begin = parser.parse_args(arguments).update
    template = extract(ROOT / "bot")
    if begin is not None:
        update(ROOT / "locales", template, begin)
        return 0
    problems = list(check(ROOT / "locales", template, same_as_english(ROOT / "tools" / "same_as_english.txt")))
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"catalogues: {len(template)} messages, {len(problems)} problems")
    return 1 if problems else 0


def extract(folder: Path) -> Catalog:
    """Collect the messages below a folder, with what `# Translators:` comments say of them."""
    template = Catalog()
    found = extract_from_dir(
        folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for _file, _line, message, comments, context in found:
        template.add(message, auto_comments=comments, context=context)
    return template


def check(locales: Path, template: Catalog, same: set[tuple[str, str]]) -> Iterator[str]:
    """Say what is wrong, a line each; `same` holds (language, message) that may stay as in English."""
    languages = sorted(
        folder.name for folder in locales.iterdir() if folder.is_dir() and folder.name != SOURCE_LANGUAGE
    )
    if not languages or not len(template):
        yield f"nothing to check: {len(languages)} languages, {len(template)} messages"
    for message in _messages(template):
        for problem in source_problems(message):
            yield f'bot: "{texts(message.id)[0]}": {problem}'
    for language in languages:
        file = catalogue_file(locales, language)
        try:
            for problem in _differences(read(file), template, language, same):
                yield f"{file.relative_to(locales.parent)}: {problem}"
        except FileNotFoundError:
            yield f"{file.relative_to(locales.parent)}: missing; begin it with --update {language}"
        except PoFileError as error:
            yield f"{file.relative_to(locales.parent)}: {error}"


def update(locales: Path, template: Catalog, begin: list[str]) -> None:
    """Merge the template into each catalogue, in the order of the sources; what is translated stays."""
    for language in begin:
        file = catalogue_file(locales, language)
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            write(file, Catalog(locale=language, project="Farmgate", fuzzy=False))
    for file in sorted(locales.glob("*/LC_MESSAGES/farmgate.po")):
        catalogue = read(file)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(file, catalogue)


def catalogue_file(locales: Path, language: str) -> Path:
    return locales / language / "LC_MESSAGES" / "farmgate.po"


def read(file: Path) -> Catalog:
    """Read one catalogue; raises PoFileError where it is malformed."""
    with file.open("rb") as source:
        return read_po(source, abort_invalid=True)


def write(file: Path, catalogue: Catalog) -> None:
    """Write one catalogue without line numbers and stale entries, so that its history shows translations only."""
    target = BytesIO()
    write_po(target, catalogue, no_location=True, ignore_obsolete=True, width=110)
    text = target.getvalue()
    if catalogue.locale is None:  # Babel forgets the plural rule of a language that CLDR lacks
        text = text.replace(b'"MIME-Version', f'"Plural-Forms: {catalogue.plural_forms}\\n"\n"MIME-Version'.encode(), 1)
    file.write_bytes(text)


def same_as_english(file: Path) -> set[tuple[str, str]]:
    """Read the list of messages that may read the same in another language."""
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {(language, message) for language, _, message in (line.partition(": ") for line in lines)}


def _differences(catalogue: Catalog, template: Catalog, language: str, same: set[tuple[str, str]]) -> Iterator[str]:
    yield from plural_problems(catalogue, language)
    for message in _messages(template):
        name = texts(message.id)[0]
        translated = catalogue.get(message.id, message.context)
        if translated is None:
            yield f'"{name}": missing'
            continue
        may_be_english = bool(same & {(language, name), ("*", name)})
        for problem in translation_problems(message, translated, catalogue, may_be_english):
            yield f'"{name}": {problem}'
    for message in _messages(catalogue):
        if template.get(message.id, message.context) is None:
            yield f'"{texts(message.id)[0]}": stale: no sentence in bot/ says it'
    if catalogue.obsolete:
        yield f"{len(catalogue.obsolete)} stale entries, marked #~"


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)  # the header has none


if __name__ == "__main__":
    sys.exit(main())
