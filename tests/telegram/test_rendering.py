"""A message as Telegram takes it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import CAPTION_MAX, TEXT_MAX, clean, length
from bot.channels.telegram.rendering import Form, Picture, forms, keyboard_of
from bot.messages import Choice, Outgoing, Shot, album_of
from tests.telegram.test_markup import AWKWARD, visible

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
LONG = st.builds(lambda word, times: word * times, WORDS | AWKWARD, st.integers(1, 200))
CHOICES = st.builds(Choice, WORDS, st.text(min_size=1, max_size=20), st.sampled_from(["", "primary", "danger"])) | (
    st.builds(Choice, WORDS, url=st.just("https://farm.example/?start=p_1"))
)
ROWS = st.lists(st.lists(CHOICES, min_size=1, max_size=20).map(tuple), max_size=5).map(tuple)
OUTGOING = st.builds(
    Outgoing,
    title=WORDS | LONG,
    text=WORDS | LONG,
    rows=ROWS,
    picture=st.none() | st.just(7),
    qr=st.just("") | st.just("https://farm.example/x"),
)
SHOTS = st.lists(st.builds(Shot, st.integers(1), WORDS | LONG), min_size=2, max_size=10)
YES = Choice("Yes", "yes:1", "primary")
SITE = Choice("Site", url="https://farm.example/")


def shown(form: Form) -> str:
    return "".join(visible(text) if form.html else text for text in form.texts)


def squeezed(text: str) -> str:
    return "".join(text.split())


def buttons(form: Form) -> list[tuple[str, object, str | None]]:
    rows = form.keyboard.inline_keyboard if form.keyboard else ()
    return [(one.text, one.callback_data, one.url) for row in rows for one in row]


@given(outgoing=OUTGOING)
def test_every_form_says_all_that_there_is_to_say(outgoing):
    for form in forms(outgoing):
        assert squeezed(shown(form)).startswith(squeezed(outgoing.title + outgoing.text))


@given(outgoing=OUTGOING)
def test_no_form_is_longer_than_it_may_be(outgoing):
    for form in forms(outgoing):
        most = CAPTION_MAX if form.picture else TEXT_MAX
        assert all(length(visible(text) if form.html else text) <= most for text in form.texts)
        assert all(text.strip() for text in form.texts) or form.picture
        assert form.keyboard is None or all(len(row) <= 8 for row in form.keyboard.inline_keyboard)


@given(outgoing=OUTGOING)
def test_no_choice_is_lost(outgoing):
    choices = [choice for row in outgoing.rows for choice in row]
    *others, plain = forms(outgoing)

    for form in others:
        assert buttons(form) == [(one.label, None if one.url else one.payload, one.url or None) for one in choices]
    assert buttons(plain) == [(one.label, one.payload, None) for one in choices if not one.url]
    assert all(one.url in shown(plain) for one in choices if one.url)


@given(outgoing=OUTGOING)
def test_an_address_to_scan_can_be_read_as_well_where_it_cannot_be_shown(outgoing):
    for form in forms(outgoing):
        assert not outgoing.qr or form.picture or outgoing.qr in shown(form)


def test_the_title_is_bold_and_the_words_are_safe():
    first, *_ = forms(Outgoing(title="A & B", text="<script>"))

    assert first == Form(("<b>A &amp; B</b>\n&lt;script&gt;",))


def test_a_title_longer_than_a_message_is_bold_in_all_of_them():
    first, *_ = forms(Outgoing(title="x" * 5000, text="y"))

    assert [text[:4] for text in first.texts] == ["<b>x", "<b>x"]
    assert first.texts[-1].endswith("</b>\ny")


def test_a_picture_has_the_words_below_it_and_can_do_without():
    kinds = [(form.picture, form.html) for form in forms(Outgoing(text="2 jin", picture=7, rows=((YES,),)))]

    assert kinds == [(Picture(7), True), (None, True), (None, False)]


@pytest.mark.parametrize(("size", "expected"), [(1024, Picture(7)), (1025, None)])
def test_words_that_do_not_fit_below_a_picture_go_without_it(size, expected):
    first, *_ = forms(Outgoing(text="x" * size, picture=7))

    assert first.picture == expected


@given(shots=SHOTS)
def test_every_form_of_an_album_says_what_its_pictures_are(shots):
    *albums, words, plain = forms(album_of(shots))

    for form in albums:
        assert [(form.album[at], visible(text)) for at, text in enumerate(form.texts)] == [
            (shot.picture, clean(shot.words)) for shot in shots
        ]
        assert all(length(visible(text)) <= CAPTION_MAX for text in form.texts)
    assert bool(albums) == all(length(clean(shot.words)) <= CAPTION_MAX for shot in shots)
    for form in (words, plain):
        assert (form.album, form.picture, form.keyboard) == ((), None, None)
        assert squeezed(shown(form)) == squeezed(clean("".join(shot.words for shot in shots)))


def test_an_album_is_safe_below_its_pictures():
    first, *_ = forms(album_of([Shot(7, "Eggs & <Co>"), Shot(8, "\ud800Pears")]))

    assert first == Form(("Eggs &amp; &lt;Co&gt;", "Pears"), album=(7, 8))


@pytest.mark.parametrize("count", [1, 11])
def test_so_few_or_so_many_pictures_are_no_album(count):
    shots = tuple(Shot(number, "Eggs") for number in range(count))

    assert [form.album for form in forms(Outgoing(text="Eggs", album=shots))] == [(), ()]
    with pytest.raises(ValueError, match=f"{count} pictures"):
        album_of(shots)


@pytest.mark.parametrize("more", [{"rows": ((YES,),)}, {"title": "Shelf"}])
def test_what_an_album_cannot_have_makes_it_words(more):
    album = album_of([Shot(7, "Eggs"), Shot(8, "Pears")])

    assert [form.album for form in forms(replace(album, **more))] == [(), ()]


def test_a_code_to_scan_takes_the_place_of_a_picture():
    first, *_ = forms(Outgoing(text="Scan", picture=7, qr="https://farm.example"))

    assert first.picture == Picture(qr="https://farm.example")


def test_in_plain_words_a_link_is_written_out():
    *_, plain = forms(Outgoing(title="Shop", text="Come", rows=((YES, SITE),)))

    assert plain.texts == ("Shop\nCome\nSite: https://farm.example/",)
    assert buttons(plain) == [("Yes", "yes:1", None)]


def test_buttons_say_what_they_do():
    keyboard = keyboard_of(((YES, Choice("No", "no:1", "danger")), (SITE, Choice("Later", "later:1"))))

    assert keyboard.to_dict()["inline_keyboard"] == [
        [
            {"text": "Yes", "callback_data": "yes:1", "style": "primary"},
            {"text": "No", "callback_data": "no:1", "style": "danger"},
        ],
        [{"text": "Site", "url": "https://farm.example/"}, {"text": "Later", "callback_data": "later:1"}],
    ]


def test_a_message_without_choices_has_no_buttons():
    assert keyboard_of(()) is None
