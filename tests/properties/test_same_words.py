"""Any text in any message shows the same words on every channel: nothing is lost by escaping, or by limits."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.telegram import rendering
from bot.channels.telegram.rendering import forms
from bot.commands.tour import _lines
from bot.messages import Choice, Outgoing, Shot, album_of
from bot.notices.outbox import decode, encode
from tests.telegram.fake.answers import Refused
from tests.telegram.fake.markup import length, parse_html, trimmed

TEXT_MAX, CAPTION_MAX = 4096, 1024  # what a phone can be sent at once; Bot API

# No row holds a NUL or half of a surrogate pair.
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
PIECES = (
    "<b>", "</b>", "&lt;", "&#0;", "&#x1F345;", "&amp;amp", '<a href="tg://user?id=1">', "]]>", "<!--", "`*_[x](y)",
    "%(name)s", "{0.__class__}", "\\u003c", "🧑‍🌾", "🇨🇳", "e\u0301", "\u202e", "\u200d", "平菇", "\n", "\t", " ",
    "\u2028", "https://shop.test/i/x", "jin ", "x" * 500,
)  # fmt: skip
TRICKY = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
WORDS = ANY | TRICKY
LABELS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)
ROWS = st.lists(st.lists(st.builds(Choice, LABELS, st.just("shop")), min_size=1, max_size=3).map(tuple), max_size=2)
MESSAGES = st.builds(Outgoing, text=WORDS, title=WORDS, rows=ROWS.map(tuple), picture=st.none() | st.just(7))
ALBUMS = st.lists(st.builds(Shot, st.just(7), WORDS), min_size=2, max_size=3).map(album_of)


def on_a_phone(outgoing: Outgoing) -> list[str]:
    """What each way of showing it leaves to read on a messenger, whose own parser takes the markup apart."""
    found = []
    for form in forms(outgoing):
        shown = [trimmed(*parse_html(text))[0] if form.html else text.strip() for text in form.texts]
        most = CAPTION_MAX if form.picture or form.album else TEXT_MAX
        assert all(length(text) <= most for text in shown)
        assert all(text or form.picture or form.album for text in shown), "an empty message is refused"
        found.append("".join(shown))
    return found


def on_the_page(outgoing: Outgoing) -> str:
    """What a browser puts into text nodes: the message as it was stored, and sent as JSON."""
    kept = decode(json.loads(json.dumps(encode(outgoing))))
    return "\n".join(
        filter(None, (kept.title, *(shot.words for shot in kept.album)) if kept.album else (kept.title, kept.text))
    )


def in_a_terminal(outgoing: Outgoing) -> str:
    """What `tour` prints of it, without the buttons, which stand in brackets below."""
    return "\n".join(_lines(replace(outgoing, rows=())))


def squeezed(text: str) -> str:
    """Without white space, of which a messenger takes some away at both ends, and a terminal leaves out empty lines."""
    return "".join(text.split())


@settings(max_examples=400)
@given(MESSAGES | ALBUMS)
@example(Outgoing("x" * 5000, title="<b>" * 40, picture=7))
@example(Outgoing("\n\n 🧑‍🌾" * 900, title="&"))
def test_the_same_words_are_read_everywhere(outgoing: Outgoing) -> None:
    words = squeezed(on_the_page(outgoing))

    assert squeezed(in_a_terminal(outgoing)) == words
    if words:
        assert {squeezed(shown) for shown in on_a_phone(outgoing)} == {words}


@settings(max_examples=200)
@given(MESSAGES)
def test_what_fits_is_shown_to_the_letter(outgoing: Outgoing) -> None:
    whole = on_the_page(outgoing)

    if length(whole) <= CAPTION_MAX and whole.strip():
        assert set(on_a_phone(outgoing)) == {whole.strip()}


@settings(max_examples=200)
@given(MESSAGES)
def test_every_button_reads_the_same_everywhere(outgoing: Outgoing) -> None:
    labels = [choice.label for row in decode(json.loads(json.dumps(encode(outgoing)))).rows for choice in row]

    assert all(f"[{label}]" in in_a_terminal_whole(outgoing) for label in labels)
    for form in forms(outgoing):
        rows = form.keyboard.inline_keyboard if form.keyboard else ()
        assert [button.text for row in rows for button in row] == labels


@pytest.mark.parametrize("broken", [lambda text, bold=0: text, lambda text, bold=0: escape(escape(text))])
def test_words_that_are_not_escaped_or_twice_are_found(
    broken: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "html", broken)

    with suppress(Refused):  # by the messenger, for markup that is none
        assert set(on_a_phone(Outgoing("2 < 3 &amp; <i>"))) != {"2 < 3 &amp; <i>"}


def in_a_terminal_whole(outgoing: Outgoing) -> str:
    return "\n".join(_lines(outgoing))
