"""What people type when they are asked how much, and what we print for them to read."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.amounts import BadAmount, Bare, BelowMinimum, NotWholePacks, check_order_amount, read_amount
from bot.catalog.numbers import AmbiguousNumber
from bot.catalog.quantities import amount_text, short_amount
from bot.messages import LABEL_MAX
from tests.catalog.shelf import LANGUAGES, bad_input, item, reader, row_id, shelf

SLUGS = [item.slug for item in shelf().items.values()]
CODES = [language.code for language in LANGUAGES.all]


def read(
    words: str, slug: str = "oyster-mushroom", language: str = "en", bare: Bare = Bare.PACK, zero: bool = False
) -> int:
    return read_amount(words, item(slug), LANGUAGES.get(language), shelf().units, bare=bare, zero=zero)


@pytest.mark.parametrize("row", bad_input("amounts"), ids=row_id)
def test_typed_amounts_are_read_or_refused_for_their_reason(row: dict[str, Any]) -> None:
    slug, bare = row.get("product", "oyster-mushroom"), Bare(row.get("bare", "pack"))
    try:
        outcome: int | str = read(row["input"], slug, row.get("language", "en"), bare, row.get("zero", False))
    except BadAmount as refusal:
        outcome = refusal.problem.value
    except AmbiguousNumber:
        outcome = "ambiguous"

    assert outcome == row.get("is", row.get("problem"))


@given(slug=st.sampled_from(SLUGS), quantity=st.integers(1, 2_000_000), code=st.sampled_from(CODES))
def test_an_amount_that_we_print_reads_back_as_itself(slug: str, quantity: int, code: str) -> None:
    for write in (amount_text, short_amount):
        assert read(write(reader(code), item(slug), quantity), slug, code) == quantity


@given(slug=st.sampled_from(SLUGS), words=st.text(max_size=70), bare=st.sampled_from(list(Bare)))
def test_any_words_at_all_are_read_or_refused(slug: str, words: str, bare: Bare) -> None:
    with contextlib.suppress(BadAmount, AmbiguousNumber):
        assert read(words, slug, bare=bare) > 0


@given(
    words=st.text("0123456789.,½²一二两三十百千半斤克份个 xkgjin-+()", max_size=14), bare=st.sampled_from(list(Bare))
)
def test_near_amounts_are_read_or_refused(words: str, bare: Bare) -> None:
    with contextlib.suppress(BadAmount, AmbiguousNumber):
        assert read(words, bare=bare) > 0


@pytest.mark.parametrize("code", CODES)
def test_every_pack_fits_on_a_button(code: str) -> None:
    labels = [short_amount(reader(code), each, pack.quantity) for each in shelf().shelf for pack in each.packs]

    assert [label for label in labels if len(label) > LABEL_MAX] == []


def test_amounts_below_the_minimum_or_between_packs_are_refused_with_what_there_is() -> None:
    with pytest.raises(BelowMinimum) as below:
        check_order_amount(item("oyster-mushroom"), 100)
    with pytest.raises(NotWholePacks) as between:
        check_order_amount(item("rice-wine"), 1700)

    assert (below.value.wanted, between.value.below, between.value.above) == (100, 1500, 2000)
