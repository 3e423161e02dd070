"""The rules of an open shop, changed by its owner."""

import pytest

from bot.catalog.models import Setting

SEEDED = 5  # settings of the sample market


async def setting(market, key):
    def read(session):
        return session.get(Setting, key)

    found = await market.database.read(read)
    return found.value if found else None


async def test_setup_of_an_open_shop_shows_how_it_is_run(admin):
    await admin.says("/setup")

    assert "Currency: CNY" in await admin.sees()
    assert "Time: 09:00 in Shanghai" in await admin.sees()
    assert "Review holds the goods for 15 minutes." in await admin.sees()
    assert await admin.labels() == ["Hold time", "Cut-off", "Quiet hours", "Pickup reminder"]


async def test_only_the_owner_changes_the_rules(market):
    other = await market.seeded("hao", "en")
    await other.says("/setup")
    assert await other.labels() == []

    await other.presses("setapply:hold_minutes:200:15")

    assert await setting(market, "hold_minutes") is None


@pytest.mark.parametrize(
    ("button", "typed", "after", "key", "value"),
    [
        ("Hold time", "20", "Review holds the goods for 20 minutes.", "hold_minutes", 20),
        ("Hold time", "２０ min", "Review holds the goods for 20 minutes.", "hold_minutes", 20),
        ("Cut-off", "16:30", "Orders for the next day are taken until 16:30.", "cut_off", "16:30"),
        ("Cut-off", "18", "Orders for the next day are taken until 18:00.", "cut_off", "18:00"),
        ("Pickup reminder", "7:30", "Buyers are reminded of their pickup at 07:30.", "pickup_reminder", "07:30"),
        ("Quiet hours", "22-7", "No reminders at night: from 22:00 to 07:00.", "quiet_from", "22:00"),
        ("Quiet hours", "22:00–07:00", "No reminders at night: from 22:00 to 07:00.", "quiet_until", "07:00"),
    ],
)
async def test_a_rule_is_shown_applied_and_undone(market, admin, button, typed, after, key, value):
    await admin.says("/setup")
    await admin.taps(button)
    await admin.says(typed)
    assert f"After: {after}" in await admin.sees()
    assert await setting(market, key) is None

    await admin.taps("Apply")
    assert await setting(market, key) == value
    await admin.says("/setup")
    assert after in await admin.sees()

    await admin.taps("Undo")
    assert await setting(market, key) is None


@pytest.mark.parametrize(
    ("button", "typed", "hears"),
    [
        ("Hold time", "-5", "Please type a number of minutes from 5 to 240."),  # A55
        ("Hold time", "0", "Please type a number of minutes from 5 to 240."),
        ("Hold time", "1000000000", "Please type a number of minutes from 5 to 240."),
        ("Hold time", "15.5", "Please type a number of minutes from 5 to 240."),
        ("Cut-off", "25:00", "Please type an hour from 00:00 to 23:59"),
        ("Cut-off", "noon", "Please type an hour from 00:00 to 23:59"),
        ("Quiet hours", "21:00", "Please type from when to when, at most 14 hours"),
        ("Quiet hours", "06:00-05:00", "Please type from when to when, at most 14 hours"),
    ],
)
async def test_a_value_out_of_range_is_explained_and_the_question_stays(market, admin, button, typed, hears):
    await admin.says("/setup")
    await admin.taps(button)

    await admin.says(typed)

    assert hears in await admin.sees()
    assert len(await rows_of_settings(market)) == SEEDED
    good = {"Hold time": "20", "Cut-off": "16:30", "Quiet hours": "22-7"}[button]
    await admin.says(good)
    assert "Nothing has been changed yet." in await admin.sees()


@pytest.mark.parametrize(
    "payload", ["setapply:hold_minutes:0:15", "setapply:zone:Mars:x", "setting:zone", "setapply:cut_off:99.00:17.00"]
)
async def test_a_made_up_button_changes_nothing(market, admin, payload):
    await admin.presses(payload)

    assert len(await rows_of_settings(market)) == SEEDED


async def rows_of_settings(market):
    return await market.database.read(lambda session: session.connection().execute(Setting.__table__.select()).all())
