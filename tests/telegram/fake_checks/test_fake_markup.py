"""HTML as Telegram reads it."""

from typing import Any

import pytest

from tests.telegram.fake.answers import Refused
from tests.telegram.fake.markup import length, parse_html, trimmed
from tests.telegram.fake.spoken import spoken

READS: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("a &lt; b &amp; c&gt;d &quot;e&quot;", 'a < b & c>d "e"', []),
    ("&#9731;&#x1F345;&nbsp;&#9999999;", "☃🍅&nbsp;&#9999999;", []),
    ("<B>Big</B> <strong>too</strong>", "Big too", [("bold", 0, 3), ("bold", 4, 3)]),
    ("🍅<i>a<b>b</b></i>", "🍅ab", [("italic", 2, 2), ("bold", 3, 1)]),
    ("<b></b>x", "x", []),
    ("<ins>u</ins><del>s</del>", "us", [("underline", 0, 1), ("strikethrough", 1, 1)]),
    ('<tg-spoiler>?</tg-spoiler><span class="tg-spoiler">!</span>', "?!", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<pre><code class="language-python">x = 1</code></pre>', "x = 1", [("pre", 0, 5)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), READS)
def test_what_is_read(source: str, text: str, entities: list[tuple[str, int, int]]):
    visible, marked = parse_html(source)

    assert (visible, [(one["type"], one["offset"], one["length"]) for one in marked]) == (text, entities)


def test_links_keep_their_address():
    _, [quoted, bare] = parse_html('<a href="https://a.example/?x=1&amp;y=2">one</a> <a>https://b.example</a>')

    assert (quoted["url"], bare["url"]) == ("https://a.example/?x=1&y=2", "https://b.example")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("x<b>y</b", "Unclosed end tag at byte offset 5"),
        ("<a href=https://a.example>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="https://a.example>x</a>', "Unclosed start tag at byte offset 0"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_is_not_read(source: str, reason: str):
    with pytest.raises(Refused) as refused:
        parse_html(source)

    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_white_space_around_a_text_goes_and_entities_move():
    entities: list[dict[str, Any]] = [{"type": "bold", "offset": 0, "length": 6}]

    assert trimmed(" \n🍅ab  ", entities) == ("🍅ab", [{"type": "bold", "offset": 0, "length": 4}])


def test_lengths_are_counted_in_utf_16():
    assert length("aż🍅") == 4


def test_what_is_recognised_without_markup():
    text = "🍅 /shop@market_bot @ana_b #jam a@b.example https://farm.example/x 1/2 /"

    assert [(one["type"], one["offset"]) for one in spoken(text)] == [
        ("bot_command", 3), ("mention", 20), ("hashtag", 27), ("email", 32), ("url", 44),
    ]  # fmt: skip
