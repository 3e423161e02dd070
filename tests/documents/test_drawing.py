"""Papers: whatever our languages and sellers write can be written on them, and nothing is left out in silence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.documents.drawing import draw
from bot.documents.fonts import Unwritable, writable
from bot.documents.paper import Paper
from bot.documents.sheet import A5, Facts, Note, Part, Sheet, Table, Total
from bot.settings import locales_folder, shipped_languages

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
SAMPLE = Path(__file__).resolve().parents[2] / "bot" / "catalog" / "sample"
LEVEL_1 = range(0xB0, 0xD8)  # rows of GB2312 with the commoner hanzi
WRITTEN = [locales_folder() / code / "LC_MESSAGES" / "farmgate.po" for code in shipped_languages() if code != "en"]
WRITTEN += sorted(SAMPLE.rglob("*.toml"))


def sheet(*parts: Part, title: str = "Receipt", rtl: bool = False) -> Sheet:
    return Sheet(title, "Miao Mountain Farms", parts, "ar" if rtl else "en", rtl)


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: "/".join(path.parts[-3:]))
def test_all_that_we_write_can_be_put_on_paper(path):
    writable(path.read_text(encoding="utf-8"))


def test_the_hanzi_that_sellers_write_can_be_put_on_paper():
    rows = (bytes([row, cell]) for row in LEVEL_1 for cell in range(0xA1, 0xFF))
    hanzi = "".join(pair.decode("gb2312", "ignore") for pair in rows)

    assert len(hanzi) == 3755
    assert writable(hanzi) == hanzi


def test_vegetables_with_rare_names_can_be_put_on_paper():
    assert writable("荸荠、茼蒿、薏苡、芫荽、莴苣、蕹菜、苤蓝") == "荸荠、茼蒿、薏苡、芫荽、莴苣、蕹菜、苤蓝"


def test_emoji_are_left_out_and_signs_are_not():
    assert writable("🍄 Oyster  mushroom 👩🏽‍🌾\n≈ ¥12.00 ❤️ № 5") == "Oyster mushroom ≈ ¥12.00 № 5"


def test_an_amount_stays_with_its_currency_and_other_gaps_are_blanks():
    assert (
        writable(" 12,00\N{NO-BREAK SPACE}¥\N{NARROW NO-BREAK SPACE}\nза цзинь ") == "12,00\N{NO-BREAK SPACE}¥ за цзинь"
    )


@pytest.mark.parametrize(
    "part",
    [
        Facts((("Farm", "தேன்"),)),
        Facts((("தேன்", "Farm"),)),
        Table(("Product",), (("தேன்",),)),
        Table(("தேன்",), (("Product",),)),
        Total("Total", "தேன்"),
        Note("தேன்"),
    ],
)
def test_letters_that_no_font_has_are_named_and_never_drawn_as_boxes(part):
    with pytest.raises(Unwritable) as refused:
        draw(sheet(part), at=AT)

    assert set("தன") <= set(refused.value.letters) <= set("தேன்")


def test_a_title_is_looked_at_as_well():
    with pytest.raises(Unwritable):
        draw(sheet(title="தேன்"), at=AT)


def test_arabic_letters_are_joined():
    with Paper(sheet(rtl=True), A5, AT) as paper:
        assert paper.length("مستشفى", 12) < 0.8 * sum(paper.length(letter, 12) for letter in "مستشفى")


@pytest.mark.parametrize("rtl", [False, True])
def test_a_long_table_goes_on_with_its_headings_on_the_next_page(rtl):
    goods = tuple((f"Oyster mushroom {number}", "2 jin (1 kg)", "¥12.00") for number in range(60))
    table = Table(("Product", "Amount", "Sum"), goods)

    drawn = draw(sheet(table, Total("Total", "¥720.00"), Note("Thank you."), rtl=rtl), at=AT)

    assert pages(drawn) == 3


def test_a_word_longer_than_its_column_is_broken():
    with Paper(sheet(), A5, AT) as paper:
        assert paper.height_of(["x" * 200], [40], 10) > 5 * paper.height_of(["x"], [40], 10)


def test_a_paper_has_one_page_where_one_will_do():
    assert pages(draw(sheet(Note("Thank you.")), at=AT)) == 1
