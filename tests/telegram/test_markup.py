"""Words as Telegram takes them."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import html, length, offsets, shortened, split

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
# Long runs of what is cut badly most easily.
AWKWARD = st.lists(
    st.sampled_from(["🧑‍🌾", "🇨🇳", "👍🏽", "e\u0301", "\n", " ", "jin ", "平菇", "🥚", "&<b>", "x" * 30]), max_size=120
).map("".join)


def visible(markup: str) -> str:
    """What a reader sees of the only HTML that we make."""
    return unescape(markup.replace("<b>", "").replace("</b>", ""))


@given(text=WORDS | AWKWARD, bold=st.integers(0, 300))
def test_any_text_stays_what_it_was(text, bold):
    assert visible(html(text, bold)) == text


@pytest.mark.parametrize(
    ("text", "bold", "expected"),
    [
        ("2 < 3 & <i>", 0, "2 &lt; 3 &amp; &lt;i&gt;"),
        ("Order\n2 jin", 5, "<b>Order</b>\n2 jin"),
        ("<b>\n", 3, "<b>&lt;b&gt;</b>\n"),
        ("  x", 2, "  x"),  # an empty bold would be an entity of nothing
        ('"Yes"', 0, '"Yes"'),
    ],
)
def test_html(text, bold, expected):
    assert html(text, bold) == expected


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("平菇", 2), ("🥚", 2), ("🧑‍🌾", 5)])
def test_length_is_in_utf_16(text, expected):
    assert length(text) == expected


@given(text=WORDS | AWKWARD, most=st.integers(2, 60))
def test_pieces_are_the_text_and_none_is_too_long(text, most):
    pieces = split(text, most)

    assert "".join(pieces) == text
    assert all(length(piece) <= most for piece in pieces)
    assert [text[at : at + len(piece)] for at, piece in zip(offsets(pieces), pieces, strict=True)] == list(pieces)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("one\ntwo\nthree", 9, ("one\ntwo\n", "three")),
        ("one two three", 9, ("one two ", "three")),
        ("one\ntwo three", 9, ("one\n", "two three")),
        ("abcdef", 4, ("abcd", "ef")),
        ("🥚🥚🥚", 5, ("🥚🥚", "🥚")),  # not half an egg
        ("ab🧑‍🌾", 5, ("ab", "🧑‍🌾")),
        ("abe\u0301", 3, ("ab", "e\u0301")),
        ("a🇨🇳", 4, ("a", "🇨🇳")),
        ("x👍🏽", 4, ("x", "👍🏽")),
        ("", 9, ("",)),
    ],
)
def test_split(text, most, expected):
    assert split(text, most) == expected


def test_what_belongs_together_without_end_is_cut_all_the_same():
    pieces = split("e" + "\u0301" * 500, 100)

    assert all(length(piece) <= 100 for piece in pieces)


@given(text=WORDS | AWKWARD, most=st.integers(2, 60))
def test_shortened_fits_and_says_so(text, most):
    short = shortened(text, most)

    assert length(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
