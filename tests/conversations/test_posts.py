"""/post: goods in the shop's own groups and channels, posted by admins alone, and kept true by the clock."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from sqlmodel import Session, col, select

from bot.catalog.farms import add_member
from bot.catalog.models import Post
from bot.handlers.admin.buttons import UndoChange
from bot.messages import Incoming, Membership
from bot.people.joining import join_people
from bot.people.models import AuditEntry, Identity, Person, PublicChat, Role
from bot.people.service import grant_admin
from bot.refusals import NotAllowed
from tests.conversations.stage import ends_role
from tests.conversations.test_who_may_invite import second_admin
from tests.handlers.admin.rows import order, rows_of
from tests.market import Market, Phone, PublicPlace
from tests.telegram.fake import faults
from tests.telegram.fake.faults import Fault
from tests.telegram.line import TelegramLine

NAME = "Village news"
TO_PLACE = f"📣 {NAME}"


@pytest.fixture
async def admin(market: Market) -> Phone:
    admin = await market.admin()
    await admin.says("/start")
    return admin


@pytest.fixture
async def place(market: Market, admin: Phone) -> PublicPlace:
    """A channel that an admin has let us into."""
    place = market.public_place(NAME)
    await place.lets_in(admin)
    return place


async def posts(admin: Phone, words: str = "oyster mushroom", where: str = TO_PLACE) -> None:
    await admin.says(f"/post {words}")
    await admin.taps(where)


async def does(admin: Phone, command: str, tap: str = "Apply") -> None:
    await admin.says(command)
    await admin.taps(tap)


# -- posting ---------------------------------------------------------------------------------------


async def test_nothing_is_posted_before_the_tap(place: PublicPlace, admin: Phone) -> None:
    await admin.says("/post oyster mushroom")

    assert "¥6.00 per jin" in await admin.sees()
    assert "This is how readers will see it." in await admin.sees()
    assert await admin.labels() == ["Buy", TO_PLACE, "🌐 Language", "Leave it"]
    assert await place.messages() == []


async def test_post_says_what_it_is_whose_and_what_it_costs(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)

    [post] = await place.messages()
    [entry] = await rows_of(market, AuditEntry, AuditEntry.action == "posted")

    assert post.text == "🍄 Oyster mushroom\nLeishan Corn-Cob Mushrooms, Leishan, Guizhou\n¥6.00 per jin"
    assert post.labels == ["Buy"]
    assert post.choices[0].url.startswith(market.link("p_"))
    assert "Posted in Village news." in await admin.sees()
    assert entry.subject == "post"


async def test_buy_opens_the_card(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)
    payload = (await place.messages())[0].choices[0].url.rpartition("=")[2]
    ana = market.buyer("Ana")

    await ana.says(f"/start {payload}")

    assert "🍄 Oyster mushroom" in await ana.sees()


async def test_second_tap_on_a_preview_posts_nothing_more(place: PublicPlace, admin: Phone) -> None:
    await admin.says("/post oyster mushroom")
    payload = await admin.payload_of(TO_PLACE)

    await admin.presses(payload)
    await admin.presses(payload)

    assert len(await place.messages()) == 1
    assert "It is posted there already." in await admin.sees()


async def test_one_product_goes_to_several_chats_one_after_the_other(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    group = market.public_place("Neighbours", is_channel=False)
    await group.lets_in(admin)

    await posts(admin)
    labels = [message.labels for message in await admin.messages()][-2:]
    await admin.taps("📣 Neighbours")

    assert labels == [["Buy", "📣 Neighbours", "🌐 Language", "Leave it"], ["Undo"]]
    assert [len(await each.messages()) for each in (place, group)] == [1, 1]
    assert await admin.labels() == ["Undo"]


async def test_undo_lets_the_post_say_that_it_is_over(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)

    await admin.taps("Undo")
    await does(admin, "/price oyster mushroom 7")
    await market.later(seconds=6)

    [post] = await place.messages()
    [row] = await rows_of(market, Post)
    assert post.text.endswith("No longer on sale.")
    assert post.labels == []
    assert row.price_minor == 600  # nobody follows its price any more
    assert "The post says now that it is no longer on sale." in "".join(m.text for m in await admin.messages())


async def test_undo_comes_too_late_after_ten_minutes(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)
    market.clock.advance(minutes=11)

    await admin.taps("Undo")

    assert "too late" in await admin.sees()
    assert (await place.messages())[0].labels == ["Buy"]


async def test_shop_in_no_chat_says_how_to_get_into_one(admin: Phone) -> None:
    await admin.says("/post oyster mushroom")

    assert "Add me to your channel as an admin" in await admin.sees()
    assert await admin.labels() == []


@pytest.mark.parametrize(
    ("command", "says"),
    [("/stock oyster mushroom =0", "It is sold out."), ("/hide oyster mushroom", "It is not on sale now")],
)
async def test_what_nobody_can_buy_is_not_posted(place: PublicPlace, admin: Phone, command: str, says: str) -> None:
    await admin.says("/post oyster mushroom")
    payload = await admin.payload_of(TO_PLACE)
    await does(admin, command, "Apply" if "stock" in command else "Hide it")

    await admin.says("/post oyster mushroom")
    refused = await admin.sees()
    await admin.presses(payload)

    assert says in refused
    assert says in await admin.sees()
    assert await place.messages() == []


async def test_several_products_that_fit_are_asked_about(place: PublicPlace, admin: Phone) -> None:
    await admin.says("/post oyster zh_Hans")
    await admin.taps("🍄 Oyster mushroom")
    await admin.taps(TO_PLACE)

    assert "平菇" in (await place.messages())[0].text


async def test_without_a_name_the_best_sellers_are_offered(place: PublicPlace, admin: Phone) -> None:
    await admin.says("/post")

    assert "What shall I post?" in await admin.sees()
    assert len(await admin.labels()) == 9  # eight, and Leave it


# -- whose language --------------------------------------------------------------------------------


async def test_post_is_in_the_language_of_whoever_let_us_in(market: Market) -> None:
    admin, place = await market.admin("zh_Hans"), market.public_place(NAME, language="en")
    await admin.says("/start")
    await place.lets_in(admin)

    await posts(admin)

    assert "平菇" in (await place.messages())[0].text


@pytest.mark.parametrize("way", ["typed", "tapped"])
async def test_another_language_is_kept_for_that_chat(place: PublicPlace, admin: Phone, way: str) -> None:
    if way == "typed":
        await posts(admin, "oyster mushroom zh_Hans")
    else:
        await admin.says("/post oyster mushroom")
        await admin.taps("🌐 Language")
        await admin.taps("简体中文")
        assert "平菇" in await admin.sees()
        await admin.taps(TO_PLACE)
    await posts(admin, "king oyster mushroom")

    first, second = await place.messages()
    assert "平菇" in first.text
    assert "杏鲍菇" in second.text
    assert "Posted in" in await admin.sees()  # the admin's own language is as it was


# -- kept true -------------------------------------------------------------------------------------


async def test_post_follows_what_happens_to_the_goods(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)
    told = []

    for command, tap in (
        ("/stock oyster mushroom =0", "Apply"),
        ("/stock oyster mushroom +30 jin", "Apply"),
        ("/price oyster mushroom 7.50", "Apply"),
        ("/hide oyster mushroom", "Hide it"),
        ("/show oyster mushroom", "Show it"),
    ):
        await does(admin, command, tap)
        await market.later(seconds=6)
        [post] = await place.messages()
        told.append((post.text.rpartition("\n")[2], post.labels))

    assert told == [
        ("Sold out for now.", []),
        ("¥6.00 per jin", ["Buy"]),
        ("¥7.50 per jin", ["Buy"]),
        ("No longer on sale.", []),
        ("¥7.50 per jin", ["Buy"]),
    ]


async def test_post_follows_what_buyers_take(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)
    await does(admin, "/stock oyster mushroom =2 jin")
    await market.later(seconds=6)
    assert (await place.messages())[0].labels == ["Buy"]

    await order(market.buyer("Ana"), "oyster mushroom", "2 jin")
    await market.later(seconds=6)

    assert (await place.messages())[0].text.endswith("Sold out for now.")


async def test_post_that_is_true_is_left_alone(market: Market, place: PublicPlace, admin: Phone) -> None:
    await posts(admin)
    await does(admin, "/stock oyster mushroom +30 jin")
    edited = (await rows_of(market, Post))[0].price_minor

    await market.later(seconds=6)

    assert [row.price_minor for row in await rows_of(market, Post)] == [edited]
    assert len(await place.messages()) == 1


async def test_chat_that_put_us_out_is_left_alone_until_it_lets_us_in_again(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    await posts(admin)
    await place.lets_in(admin, may_post=False)
    await does(admin, "/price oyster mushroom 7")
    await market.later(seconds=6)
    out = (await place.messages())[0].text
    await admin.says("/post oyster mushroom")
    refused = await admin.sees()

    await place.lets_in(admin)
    await market.later(seconds=6)

    assert out.endswith("¥6.00 per jin")
    assert "I cannot post anywhere yet." in refused
    assert (await place.messages())[0].text.endswith("¥7.00 per jin")


# -- whatever happens in between (the argument stands in `bot.catalog.posts`) -------------------------

on_telegram = pytest.mark.parametrize("line", [pytest.param("telegram", marks=pytest.mark.telegram)], indirect=True)


@pytest.fixture
def breaks(line: TelegramLine, place: PublicPlace) -> Callable[..., None]:
    """Let the next calls for the place fail."""

    def breaks(fault: Fault, method: str, times: int = 1) -> None:
        line.api.fails(fault, method, int(place.address.external_id), times)

    return breaks


async def take_back(market: Market, admin: Phone) -> None:
    entry = (await rows_of(market, AuditEntry, AuditEntry.action == "posted"))[-1]
    await admin.presses(UndoChange(entry.id).choice("Undo").payload)


async def sell_out(market: Market, admin: Phone) -> None:
    await does(admin, "/stock oyster mushroom =0")
    await market.later(seconds=6)


async def passes(market: Market, hours: float = 1) -> None:
    """Let time pass as the worker sees it."""
    for _ in range(20):
        await market.later(seconds=1)
    for _ in range(round(hours * 12)):
        await market.later(minutes=5)


CHANGES = pytest.mark.parametrize(
    ("change", "says"), [(take_back, "No longer on sale."), (sell_out, "Sold out for now.")]
)
Change = Callable[[Market, Phone], Awaitable[None]]
Breaks = Callable[..., None]


@on_telegram
@CHANGES
async def test_change_before_the_post_has_gone_out_goes_out_behind_it(
    market: Market, admin: Phone, place: PublicPlace, breaks: Breaks, change: Change, says: str
) -> None:
    breaks(faults.server_error(), "sendMessage")
    await posts(admin)
    await change(market, admin)

    await passes(market)

    [post] = await place.messages()
    assert post.text.endswith(says)
    assert post.labels == []


@on_telegram
@CHANGES
@pytest.mark.parametrize(
    ("fault", "times"), [(faults.bad("whatever"), 5), (faults.server_error(), 12), (faults.reset(), 2)]
)
async def test_change_that_was_lost_is_made_all_the_same(
    market: Market,
    admin: Phone,
    place: PublicPlace,
    breaks: Breaks,
    change: Change,
    says: str,
    fault: Fault,
    times: int,
) -> None:
    await posts(admin)
    breaks(fault, "editMessageText", times)
    await change(market, admin)

    await passes(market)

    assert (await place.messages())[0].text.endswith(says)


@CHANGES
async def test_change_while_we_were_out_is_made_when_we_are_let_in(
    market: Market, admin: Phone, place: PublicPlace, change: Change, says: str
) -> None:
    await posts(admin)
    await place.lets_in(admin, may_post=False)
    await change(market, admin)
    out = (await place.messages())[0].text
    market.clock.advance(minutes=1)

    await place.lets_in(admin)
    await passes(market)

    assert out.endswith("¥6.00 per jin")
    assert (await place.messages())[0].text.endswith(says)


@on_telegram
async def test_change_that_a_block_stopped_is_made_when_we_are_let_in(
    market: Market, admin: Phone, place: PublicPlace, breaks: Breaks
) -> None:
    await posts(admin)
    breaks(faults.forbids("bot is not a member of the channel chat"), "editMessageText")
    await sell_out(market, admin)
    await passes(market)

    await place.lets_in(admin)
    await passes(market)

    assert (await place.messages())[0].text.endswith("Sold out for now.")


async def test_post_that_was_sold_out_when_it_was_taken_back_says_so(
    market: Market, admin: Phone, place: PublicPlace
) -> None:
    await posts(admin)
    await sell_out(market, admin)

    await take_back(market, admin)
    await does(admin, "/stock oyster mushroom +30 jin")
    await passes(market)

    assert (await place.messages())[0].text.endswith("No longer on sale.")


# -- who may, and what a chat never is ---------------------------------------------------------------


async def test_chat_that_a_stranger_added_is_not_offered(market: Market, admin: Phone) -> None:
    eve, place = market.buyer("Eve"), market.public_place(NAME)
    await eve.says("/start")
    await place.lets_in(eve)

    await admin.says("/post oyster mushroom")

    assert "I cannot post anywhere yet." in await admin.sees()


async def test_chat_of_somebody_who_is_no_longer_an_admin_takes_no_post(market: Market, admin: Phone) -> None:
    other, place = await second_admin(market, admin), market.public_place(NAME)
    await place.lets_in(other)
    await admin.says("/post oyster mushroom")
    payload = await admin.payload_of(TO_PLACE)
    ends = ends_role(other, market.clock())
    await market.database.transact(lambda session: session.connection().execute(ends) and None)

    await admin.presses(payload)

    assert "not available" in await admin.sees()
    assert await place.messages() == []


async def test_stranger_who_puts_us_out_does_not_become_the_one_who_let_us_in(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    eve = market.buyer("Eve")
    await eve.says("/start")

    await place.lets_in(eve, may_post=False)

    [chat] = await chats(market)
    [person] = await rows_of(market, Person, Person.id == chat.added_by_id)
    assert person.slug == "lin-mei"
    assert not chat.may_post


async def test_stranger_who_lets_us_in_again_approves_of_nothing(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    nobody = market.phone("nobody", "Nobody")  # who has never written to us
    await place.lets_in(admin, may_post=False)
    market.clock.advance(minutes=1)
    await place.lets_in(nobody)

    await admin.says("/post oyster mushroom")

    [chat] = await chats(market)
    assert chat.added_by_id is None
    assert "I cannot post anywhere yet." in await admin.sees()


async def test_nor_where_we_have_not_heard_that_we_were_put_out(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    told = Membership(NAME, is_channel=True, may_post=True, was_out=True, at=market.clock())
    incoming = Incoming(place.address, "told-1", told, sent_at=market.clock())

    await market.receive(incoming)

    [chat] = await chats(market)
    assert chat.added_by_id is None


async def test_whoever_changes_our_rights_is_not_the_one_who_let_us_in(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    eve = market.buyer("Eve")
    await eve.says("/start")

    await place.lets_in(eve)
    await posts(admin)

    assert len(await place.messages()) == 1


async def test_nor_does_an_admin_approve_so_of_what_a_stranger_did(market: Market, admin: Phone) -> None:
    eve, place = market.buyer("Eve"), market.public_place(NAME)
    await eve.says("/start")
    await place.lets_in(eve)

    await place.lets_in(admin)
    await admin.says("/post oyster mushroom")

    assert "I cannot post anywhere yet." in await admin.sees()


async def test_chat_has_its_title_for_a_name_and_is_never_answered(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    place.name = "News of the valley"
    await place.lets_in(admin)

    await admin.says("/post oyster mushroom")

    assert await place.messages() == []
    assert "📣 News of the valley" in await admin.labels()


@pytest.mark.parametrize("named", ["before we were let in", "after"])
async def test_chat_that_the_settings_name_has_no_rights(market: Market, admin: Phone, named: str) -> None:
    place = market.public_place(NAME)
    if named == "after":
        await place.lets_in(admin)
    await market.made_admin(place.key, NAME)
    await place.lets_in(admin)

    person_id = await person_of(market, place)

    assert await rows_of(market, Role, Role.person_id == person_id, col(Role.ended_at).is_(None)) == []


async def test_chat_is_nobodys_other_phone_and_answers_for_no_farm(
    market: Market, place: PublicPlace, admin: Phone
) -> None:
    chat, person, now = await person_of(market, place), await person_of(market, admin), market.clock()

    for work in (
        partial(grant_admin, person_id=chat, by_id=None, now=now),
        partial(add_member, farm_id=1, person_id=chat, by_id=None, now=now),
        partial(join_people, leaving_id=chat, into_id=person, now=now),
        partial(join_people, leaving_id=person, into_id=chat, now=now),
    ):
        with pytest.raises(NotAllowed):
            await market.database.transact(work)


async def chats(market: Market) -> list[PublicChat]:
    def read(session: Session) -> list[PublicChat]:
        found = list(session.exec(select(PublicChat)))
        session.expunge_all()
        return found

    return await market.database.read(read)


async def person_of(market: Market, phone: Phone) -> int:
    [identity] = await rows_of(market, Identity, Identity.external_id == phone.address.external_id)
    return int(identity.person_id)
