"""The catalogue check names each fault that would show a person English, a wrong number or a crash."""

from textwrap import dedent

import pytest

from tools import catalogues

SOURCE = """
# Translators: on a button
reader.gettext("Shop")
reader.gettext("Left: %(left)s.")
reader.ngettext("%(n)d crate", "%(n)d crates", n)
reader.pgettext("button", "Order")
reader.gettext("%(product)s: %(price)s")
"""
HEADER = r"""
msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {plurals}\n"
"""
RUSSIAN = HEADER.format(
    language="ru",
    plurals="nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
)
SPANISH = HEADER.format(language="es", plurals="nplurals=2; plural=(n != 1);")
HMONG = HEADER.format(language="mww", plurals="nplurals=1; plural=0;")
ENTRIES = """
msgid "Shop"
msgstr "Магазин"

msgid "Left: %(left)s."
msgstr "Осталось: %(left)s."

msgid "%(n)d crate"
msgid_plural "%(n)d crates"
msgstr[0] "%(n)d ящик"
msgstr[1] "%(n)d ящика"
msgstr[2] "%(n)d ящиков"

msgctxt "button"
msgid "Order"
msgstr "Заказать"

msgid "%(product)s: %(price)s"
msgstr "%(product)s: %(price)s"
"""
TWO_FORMS = ENTRIES.replace('msgstr[2] "%(n)d ящиков"\n', "")


@pytest.fixture
def shop(tmp_path):
    """A tiny checkout."""
    return Shop(tmp_path)


class Shop:
    def __init__(self, root):
        self.sources, self.locales = root / "bot", root / "locales"
        self.sources.mkdir()
        (self.locales / "en").mkdir(parents=True)
        self.says(SOURCE)

    def says(self, source):
        (self.sources / "shop.py").write_text(dedent(source))

    def has(self, language, catalogue):
        file = catalogues.catalogue_file(self.locales, language)
        file.parent.mkdir(parents=True)
        file.write_text(catalogue)
        return file

    def problems(self, same=frozenset()):
        found = catalogues.check(self.locales, catalogues.extract(self.sources), same)
        return [problem.partition("farmgate.po: ")[2] or problem for problem in found]

    def update(self, *begin):
        catalogues.update(self.locales, catalogues.extract(self.sources), begin)


def test_a_complete_catalogue_has_no_problems(shop):
    shop.has("ru", RUSSIAN + ENTRIES)

    assert shop.problems() == []


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ('msgid "Shop"\nmsgstr "Магазин"\n', "", '"Shop": missing'),
        ('"Магазин"', '""', '"Shop": not translated'),
        ('"Магазин"', '"Shop"', '"Shop": left as its English'),
        ('msgid "Shop"', '#, fuzzy\nmsgid "Shop"', '"Shop": fuzzy: read it again and take the mark away'),
        ('msgid "Shop"', 'msgid "Old"\nmsgstr "Y"\n\nmsgid "Shop"', '"Old": stale: no sentence in bot/ says it'),
        ("\n\nmsgctxt", '\n\n#~ msgid "Old"\n#~ msgstr "Y"\n\nmsgctxt', "1 stale entries, marked #~"),
        ('msgctxt "button"', 'msgctxt "heading"', '"Order": missing'),
        ("Осталось: %(left)s.", "Осталось.", '"Left: %(left)s.": %(left)s is missing'),
        ("Осталось: %(left)s.", "%(left)d: %(left)s", '"Left: %(left)s.": %(left)d is not in the English'),
        ("Осталось: %(left)s.", "%(left)s: 50 %.", '"Left: %(left)s.": a lone %: write %%, or mend the placeholder'),
        ("%(n)d ящик\"", "ящик\"", '"%(n)d crate": %(n)d is missing'),  # also said of 21 and 31
        ("%(n)d ящиков", "%(m)d %(n)d ящиков", '"%(n)d crate": %(m)d is not in the English'),
        ('msgstr[2] "%(n)d ящиков"\n', "", '"%(n)d crate": a plural form is empty'),
        ("%(n)d crates", "%(n)d boxes", '"%(n)d crate": its English plural has changed: --update, read again'),
    ],
)  # fmt: skip
def test_a_fault_is_named(shop, good, bad, problem):
    catalogue = (RUSSIAN + ENTRIES).replace(good, bad)
    assert catalogue != RUSSIAN + ENTRIES
    shop.has("ru", catalogue)

    assert problem in shop.problems()


def test_a_language_has_the_number_of_plural_forms_that_it_has(shop):
    shop.has("ru", SPANISH.replace("es", "ru") + TWO_FORMS)

    assert shop.problems() == ["its header says 2 plural forms, the language has 3"]


def test_a_form_that_is_said_of_one_count_only_needs_no_number(shop):
    shop.has("es", SPANISH + TWO_FORMS.replace('%(n)d ящик"', 'un cajón"'))

    assert shop.problems() == []


def test_more_plural_forms_than_the_language_has_are_refused(shop):
    shop.has("es", SPANISH + ENTRIES)

    assert "more translations than num_plurals" in shop.problems()[0]


def test_a_listed_message_may_read_as_in_english(shop):
    shop.has("ru", RUSSIAN + ENTRIES.replace("Магазин", "Shop"))

    assert shop.problems(same={("ru", "Shop")}) == []
    assert shop.problems(same={("*", "Shop")}) == []
    assert shop.problems(same={("es", "Shop")}) != []


def test_placeholders_have_names(shop):
    shop.has("ru", RUSSIAN + ENTRIES + '\nmsgid "Left: %s"\nmsgstr "Осталось: %s"\n')
    shop.says(SOURCE + 'reader.gettext("Left: %s")')

    assert shop.problems() == ['bot: "Left: %s": name the placeholders: %(amount)s']


def test_a_language_without_a_catalogue_is_missing_one(shop):
    (shop.locales / "ru").mkdir()

    assert shop.problems() == ["missing; begin it with --update ru"]


def test_nothing_to_check_is_a_fault(shop):
    assert shop.problems() == ["nothing to check: 0 languages, 5 messages"]


def test_an_update_brings_new_sentences_in_and_drops_stale_ones(shop):
    file = shop.has("ru", RUSSIAN + ENTRIES)
    shop.says(SOURCE.replace('"Shop"', '"Basket"'))

    shop.update()

    assert shop.problems() == ['"Basket": not translated']
    assert '#. on a button\nmsgid "Basket"\nmsgstr ""' in file.read_text()
    assert "Осталось: %(left)s." in file.read_text()
    assert "Магазин" not in file.read_text()


def test_an_update_of_a_complete_catalogue_changes_nothing(shop):
    file = shop.has("ru", RUSSIAN + ENTRIES)
    shop.update()
    written = file.read_text()

    shop.update()

    assert file.read_text() == written


def test_an_update_begins_a_new_language(shop):
    shop.update("ar")

    assert len(shop.problems()) == 5
    assert "nplurals=6" in catalogues.catalogue_file(shop.locales, "ar").read_text()


def test_an_update_keeps_the_plural_rule_of_a_language_that_cldr_lacks(shop):
    file = shop.has("mww", HMONG + ENTRIES.split("msgstr[1]")[0])

    shop.update()

    assert r'"Plural-Forms: nplurals=1; plural=0;\n"' in file.read_text()
