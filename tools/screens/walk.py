"""One walk through all that buyers, farmers and admins see, in one language, on whichever line a market has.

Buttons are found by what they do, never by what they read, so that the walk is the same in every language.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.buttons import Button, unpack
from bot.catalog.models import Product
from bot.handlers.admin import buttons as admin_buttons
from bot.handlers.buyer import buttons as buyer_buttons
from bot.handlers.farmer import buttons as farmer_buttons
from bot.messages import Address
from tests.market import Market, Message, Phone, PublicPlace
from tools.screens.words import TYPED, family, farm_name, product

MUSHROOM, TOMATO, SOYBEAN, CHESTNUT = "oyster-mushroom", "tomato", "soybean", "chestnut"  # of three farms
FARM = "jingyang-garden"  # tomatoes and soybeans: its alert has two lines
GONE = "king-oyster-mushroom"
PICKED = "garlic"  # which that farm says how much there is of


@dataclass(frozen=True, slots=True)
class Step:
    """One moment on one phone.

    name: what a reader of the pictures calls it.
    role: whose phone: "buyer", "farmer", "admin", "channel" or "group".
    news: the messages that are new or have changed since that phone was looked at last.
    standing: how many messages of ours the chat holds.
    """

    name: str
    role: str
    phone: Phone
    news: tuple[Message, ...]
    standing: int
    toast: str | None

    def __str__(self) -> str:
        return f"{self.role}: {self.name}"


Look = Callable[[Step], Awaitable[None]]


async def walk(market: Market, language: str, look: Look) -> None:
    """Go through every screen in one language, and let somebody look at each.

    The first shelf has pictures.
    """
    goer = await _Walk.begin(market, language, look)
    await goer.admin_counts()
    await goer.farmer_joins()
    await goer.buyer_orders()
    await goer.buyer_looks_around()
    await goer.buyer_types()
    await goer.buyer_waits()
    await goer.farmer_answers()
    await goer.admin_desk()
    await goer.buyer_comes_back()
    await goer.admin_learns_words()
    await goer.public()


@dataclass
class _Walk:
    market: Market
    language: str
    look: Look
    phones: dict[str, Phone]
    products: dict[str, int] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    async def begin(cls, market: Market, language: str, look: Look) -> "_Walk":
        typed = TYPED[language]
        phones = {
            "buyer": market.phone("buyer", typed.buyer, language),
            "farmer": market.phone("farmer", typed.farmer, language),
            "admin": await market.admin(language),
            "channel": _place(market, "channel", typed.channel, language),
            "group": _place(market, "group", typed.group, language),
        }
        goer = cls(market, language, look, phones)
        goer.products |= await market.database.read(_product_ids)
        return goer

    # -- the scenes --------------------------------------------------------------------------------

    async def admin_counts(self) -> None:
        typed, name = TYPED[self.language], self._name(MUSHROOM)
        await self.says("the admin's start", "admin", "/start")
        await self.says("help for an admin", "admin", "/help")
        await self.says("stock list", "admin", "/stock")
        await self.says("stock preview", "admin", f"/stock {name} +{typed.arrived}")
        await self.taps("stock applied", "admin", admin_buttons.ApplyStock)
        await self.says("stock of several that fit", "admin", f"/stock {family(MUSHROOM, self.language)} +5")
        await self.says("price preview", "admin", f"/price {name} {typed.price}")
        await self.taps("price applied", "admin", admin_buttons.ApplyPrice)
        await self.says("a price that is none", "admin", f"/price {name} abc")
        await self.says("sold out: preview", "admin", f"/stock {self._name(GONE)} =0")
        await self.taps("sold out: applied", "admin", admin_buttons.ApplyStock)
        await self.says("setup of an open shop", "admin", "/setup")
        await self.says("what the courier costs", "admin", "/courier")
        await self.taps("other fees are asked for", "admin", admin_buttons.AskCourier, what="fees")
        await self.says("the courier's preview", "admin", "8, 60: 4, 120: 0")
        await self.says("pickup points of the shop", "admin", "/points")
        await self.taps("one point", "admin", admin_buttons.OpenPoint)
        await self.says("a season: preview", "admin", f"/season {name} 10-3")

    async def farmer_joins(self) -> None:
        await self.says("whom to invite", "admin", "/invite")
        await self.says("invitation", "admin", f"/invite farmer {farm_name(FARM, self.language)}")
        code = (await self.phones["admin"].sees()).partition("/i/")[2].split()[0]
        await self.says("welcome and test alert", "farmer", f"/start {code}")
        await self.taps("test answered", "farmer", farmer_buttons.AnswerTest)

    async def buyer_orders(self) -> None:
        await self.says("welcome", "buyer", "/start")
        await self.taps("all goods", "buyer", buyer_buttons.OpenAllGoods)
        await self.taps("in season", "buyer", buyer_buttons.OpenSpecial, name="season")
        await self.says("the shop again", "buyer", "/shop")
        await self.taps("all goods again", "buyer", buyer_buttons.OpenAllGoods)
        await self.taps("a shelf", "buyer", buyer_buttons.OpenShelf)
        await self.taps("its pictures", "buyer", buyer_buttons.ShowPictures)
        await self.taps("a product", "buyer", buyer_buttons.OpenProduct, product_id=self.products[MUSHROOM])
        await self.taps("other amount", "buyer", buyer_buttons.AskAmount)
        await self.says("an amount that is none", "buyer", "0")
        await self.says("an amount typed: the basket", "buyer", TYPED[self.language].amount)
        for slug in (TOMATO, SOYBEAN, CHESTNUT):
            await self.says(f"a name typed: {slug}", "buyer", self._name(slug))
            await self.taps(f"basket with {slug}", "buyer", buyer_buttons.PutAmount, last=slug == SOYBEAN)
        await self.taps("change", "buyer", buyer_buttons.ChangeBasket)
        await self.taps("change a line", "buyer", buyer_buttons.ChangeLine)
        await self.taps("changed", "buyer", buyer_buttons.PutAmount)
        await self.taps("pickup points", "buyer", buyer_buttons.OpenPoints)
        await self.taps("point chosen", "buyer", buyer_buttons.ChoosePoint, last=True)
        await self.taps("review", "buyer", buyer_buttons.StartReview)
        await self.buyer_says_more()
        await self.taps("receipt", "buyer", buyer_buttons.ConfirmOrder)
        await self.market.later(seconds=6)  # alerts that follow close on another come as one
        await self.looks("alert of two lines", "farmer")

    async def buyer_says_more(self) -> None:
        typed = TYPED[self.language]
        await self.taps("details", "buyer", buyer_buttons.OpenDetails)
        await self.taps("a note is asked for", "buyer", buyer_buttons.AskDetail, which="note")
        await self.says("with a note", "buyer", typed.note)
        await self.taps("a name is asked for", "buyer", buyer_buttons.AskDetail, which="name")
        await self.says("for a neighbour", "buyer", typed.neighbour)
        await self.taps("if something is short", "buyer", buyer_buttons.OpenIfShort)
        await self.taps("of one line", "buyer", buyer_buttons.OpenIfShort)
        await self.taps("left out then", "buyer", buyer_buttons.SetIfShort, how="leave_out")
        await self.says("the basket in between", "buyer", "/basket")
        await self.taps("review with details", "buyer", buyer_buttons.StartReview)

    async def buyer_looks_around(self) -> None:
        await self.says("my orders", "buyer", "/myorders")
        await self.taps("my order", "buyer", buyer_buttons.OpenMyOrder)
        await self.says("what to share", "buyer", "/share")
        await self.taps("a link to share", "buyer", buyer_buttons.ShareLink)
        await self.says("help", "buyer", "/help")
        await self.says("languages", "buyer", "/language")
        await self.says("not understood", "buyer", TYPED[self.language].question)
        await self.says("sold out", "buyer", self._name(GONE))
        await self.says("a person", "buyer", "/person")
        await self.says("a command that is none", "buyer", "/frobnicate")
        await self.shows("a photo", "buyer", "photo")
        await self.says("the empty basket", "buyer", "/basket")

    async def buyer_types(self) -> None:
        typed = TYPED[self.language]
        await self.says("several goods typed", "buyer", typed.order)
        await self.taps("added to the order", "buyer", buyer_buttons.AddToOrder)
        await self.says("for the courier", "buyer", typed.order)
        await self.says("the basket again", "buyer", "/basket")
        await self.taps("how to get it", "buyer", buyer_buttons.OpenPoints)
        await self.taps("an address is asked for", "buyer", buyer_buttons.OpenCourier)
        await self.says("to the door", "buyer", typed.door)
        await self.taps("review of the courier's order", "buyer", buyer_buttons.StartReview)
        await self.taps("receipt of the courier's order", "buyer", buyer_buttons.ConfirmOrder)
        await self.says("what could be several goods", "buyer", typed.several)
        await self.says("a unit that its goods do not have", "buyer", typed.misfit)
        await self.says("what nobody grows here", "buyer", typed.unsold)

    async def buyer_waits(self) -> None:
        name = self._name(GONE)
        await self.says("a favourite's card", "buyer", name)
        await self.taps("a favourite", "buyer", buyer_buttons.SetFavourite, starred=1)
        await self.says("the shop, with favourites", "buyer", "/start")
        await self.taps("favourites", "buyer", buyer_buttons.OpenFavourites)
        await self.says("sold out again", "buyer", name)
        await self.taps("waiting", "buyer", buyer_buttons.WaitFor)
        await self.taps("in line for an amount", "buyer", buyer_buttons.WaitFor, last=True)
        await self.says("my orders and waits", "buyer", "/myorders")
        await self.taps("what one waits for", "buyer", buyer_buttons.OpenWaits)
        await self.says("back in stock: preview", "admin", f"/stock {name} =20")
        await self.taps("back in stock", "admin", admin_buttons.ApplyStock)
        await self.market.later(seconds=6)
        await self.looks("it is back and kept", "buyer")
        await self.taps("taken", "buyer", buyer_buttons.TakeOffer)

    async def farmer_answers(self) -> None:
        await self.taps("less", "farmer", farmer_buttons.SayLess)
        await self.taps("less of a line", "farmer", farmer_buttons.LessOfLine, last=True)
        await self.says("the card filled", "farmer", TYPED[self.language].less)
        await self.taps("answered", "farmer", farmer_buttons.SendLess)
        await self.looks("a little less", "buyer")
        await self.says("today", "farmer", "/today")
        await self.taps("packed", "farmer", farmer_buttons.PackedToday)
        await self.says("help for a farmer", "farmer", "/help")
        await self.says("how much there is: preview", "farmer", f"{self._name(PICKED)} {TYPED[self.language].arrived}")
        await self.says("a number alone", "farmer", "30")

    async def admin_desk(self) -> None:
        await self.says("orders", "admin", "/orders")
        await self.taps("an order", "admin", admin_buttons.ShowOrder)
        await self.taps("at the point", "admin", admin_buttons.MoveParcel, event="arrive")
        await self.looks("at the point", "buyer")
        await self.market.later(minutes=31)
        await self.market.later(minutes=31)
        await self.market.later(minutes=31)
        await self.looks("a farm that does not answer", "admin")

    async def buyer_comes_back(self) -> None:
        await self.says("my orders, some of them answered", "buyer", "/myorders")
        await self.taps("an order under way", "buyer", buyer_buttons.OpenMyOrder, last=True)
        await self.taps("repeated", "buyer", buyer_buttons.RepeatOrder)

    async def admin_learns_words(self) -> None:
        await self.says("words nobody understood", "admin", "/words")
        await self.taps("a word", "admin", admin_buttons.OpenPhrase)

    async def public(self) -> None:
        channel, group = self.phones["channel"], self.phones["group"]
        assert isinstance(channel, PublicPlace)
        assert isinstance(group, PublicPlace)
        await self.says("no chat to post in", "admin", f"/post {self._name(MUSHROOM)}")
        await channel.lets_in(self.phones["admin"])
        await self.says("post preview", "admin", f"/post {self._name(MUSHROOM)}")
        await self.taps("languages of a post", "admin", admin_buttons.OpenPostLanguages)
        await self.taps("back to the preview", "admin", admin_buttons.PreviewPost, language=self.language)
        await self.taps("posted", "admin", admin_buttons.PostOffer)
        await self.looks("the post", "channel")
        await self.taps("post undone", "admin", admin_buttons.UndoChange)
        await self.market.later(seconds=6)
        await self.looks("the post is over", "channel")
        await group.calls(self.language)
        await self.looks("called by name", "group")

    # -- what people do ----------------------------------------------------------------------------

    async def says(self, name: str, role: str, words: str) -> None:
        await self.phones[role].says(words)
        await self.looks(name, role)

    async def shows(self, name: str, role: str, kind: str) -> None:
        await self.phones[role].shows(kind)
        await self.looks(name, role)

    async def taps(self, name: str, role: str, kind: type[Button], /, *, last: bool = False, **facts: Any) -> None:
        """Tap the first button, or the last, of a kind that carries these facts, of the newest message with any."""
        phone = self.phones[role]
        for message in reversed(await phone.messages()):
            found = [choice.payload for choice in message.choices if _does(choice.payload, kind, facts)]
            if found:
                await phone.presses(found[-1 if last else 0], message.message_id)
                return await self.looks(name, role)
        raise LookupError(f"{role} has no button {kind.verb!r} with {facts} to get to {name!r}")

    async def looks(self, name: str, role: str) -> None:
        phone, before = self.phones[role], self.seen.get(role, {})
        messages = {message.message_id: message for message in await phone.messages()}
        news = tuple(message for key, message in messages.items() if before.get(key) != message.outgoing)
        self.seen[role] = {key: message.outgoing for key, message in messages.items()}
        await self.look(Step(name, role, phone, news, len(messages), phone.toast))

    def _name(self, slug: str) -> str:
        return product(slug).name[self.language]


def _place(market: Market, key: str, name: str, language: str) -> PublicPlace:
    is_channel = key == "channel"
    address = Address(market.line.channel, market.line.place_id(key, name, is_channel=is_channel))
    return PublicPlace(market, address, key, name, language, is_channel=is_channel)


def _does(payload: str, kind: type[Button], facts: dict[str, Any]) -> bool:
    button = unpack(payload) if payload else None
    return isinstance(button, kind) and all(getattr(button, name) == fact for name, fact in facts.items())


def _product_ids(session: Session) -> dict[str, int]:
    table = Product.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    rows = session.connection().execute(sa.select(table.c.slug, table.c.id))
    return {row.slug: row.id for row in rows}
