"""Each house rule catches its breach, and lets pass what looks like one."""

import pytest

from tools import house_rules


def breaches(tmp_path, source, file="bot/orders/service.py"):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    return list(house_rules.sources(tmp_path, tmp_path / "bot"))


@pytest.mark.parametrize(
    "call",
    [
        '_(f"Left: {left}")',
        "reader.gettext(sentence)",
        'reader.gettext("Left: " + left)',
        'reader.gettext("Left: %s" % left)',
        "reader.gettext(*words)",
        "reader.gettext(message='Left')",
        'reader.ngettext("one crate", crates, n)',
        'reader.pgettext(context, "Order")',
        'reader.npgettext("box", "one", f"{n}", n)',
    ],
)
def test_a_sentence_that_no_translator_would_ever_see_is_refused(tmp_path, call):
    assert breaches(tmp_path, f"\n{call}\n") == [
        "bot/orders/service.py:2: a translated sentence is a literal string: no f-string, variable or sum"
    ]


@pytest.mark.parametrize(
    "call",
    [
        'reader.gettext("Left: %(left)s.") % {"left": left}',
        'reader.gettext("Two lines " "of one sentence.")',
        'reader.ngettext("%(n)d crate", "%(n)d crates", n)',
        'reader.pgettext("button", "Order")',
        "print(f'{left}')",
    ],
)
def test_a_literal_sentence_may_be_translated(tmp_path, call):
    assert breaches(tmp_path, call) == []


def test_the_translator_hands_sentences_through(tmp_path):
    assert breaches(tmp_path, "translations.gettext(message)", "bot/i18n.py") == []


@pytest.mark.parametrize("code", ["session.commit()", "call(session.commit)"])
def test_only_the_database_commits(tmp_path, code):
    assert breaches(tmp_path, code) == [
        "bot/orders/service.py:1: commit() belongs to bot/database: a turn commits as a whole"
    ]
    assert breaches(tmp_path / "clean", code, "bot/database/sqlite.py") == []


def test_a_file_has_a_longest_length(tmp_path):
    assert breaches(tmp_path / "long", "\n" * 401) == ["bot/orders/service.py: 401 lines, at most 400: find the seam"]
    assert breaches(tmp_path, "\n" * 400) == []


@pytest.mark.parametrize(
    "line", ["-f wheels", "-i elsewhere", "--any-option elsewhere", "six @ https://files.example/six.whl"]
)
def test_a_lock_file_names_no_place(tmp_path, line):
    (tmp_path / "base.txt").write_text(f"aiohttp==3.14.5 \\\n    --hash=sha256:00\n{line}\n")

    assert list(house_rules.locks(tmp_path, tmp_path)) == ["base.txt:3: names a host or a folder; run `make lock`"]
