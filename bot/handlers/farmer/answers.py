"""The farmer's answers: Yes, No, Yes to all, Sold out, and "I see it" to a test alert.  (Less asks: see `less.py`.)"""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from bot.catalog.desk_stock import say_sold_out
from bot.catalog.farms import mark_tested
from bot.catalog.words import item_name
from bot.handlers.admin.orders_desk import order_card
from bot.handlers.admin.previews import own_item
from bot.handlers.admin.stock_words import level_typed
from bot.handlers.context import Context
from bot.handlers.farmer.alerts import alert_card, is_open
from bot.handlers.farmer.buttons import AnswerTest, SayNo, SaySoldOut, SayYes, SayYesToAll, ShowAlert
from bot.handlers.present import present_state
from bot.handlers.routes import Replies, Routes, Who
from bot.messages import Outgoing
from bot.notices.cards import NoticeCard, card_about, card_of
from bot.orders.answers import answer_no, answer_yes, answer_yes_to_all
from bot.orders.desk import parcel_question
from bot.orders.receipts import load_order
from bot.refusals import NotAvailable

routes = Routes()


class Answering(TypedDict):
    """What every answer to an order is given."""

    actor_id: int
    farm_ids: frozenset[int]
    is_admin: bool
    now: datetime


@routes.press(SayYes, Who.FARMER_OR_ADMIN)
def say_yes(ctx: Context, button: SayYes) -> Replies:
    answer_yes(ctx.session, button.parcel_id, **answering(ctx))
    return [alert_as_it_stands(ctx, button.parcel_id, toast=ctx.reader.gettext("Thank you, noted."))]


@routes.press(SayNo, Who.FARMER_OR_ADMIN)
def say_no(ctx: Context, button: SayNo) -> Replies:
    answer_no(ctx.session, button.parcel_id, **answering(ctx))
    return [alert_as_it_stands(ctx, button.parcel_id)]


@routes.press(SayYesToAll, Who.FARMER_OR_ADMIN)
def say_yes_to_all(ctx: Context, button: SayYesToAll) -> Replies:
    card = card_of(ctx.session, ctx.asker.person_id, button.notice_id)
    if card is None:
        raise NotAvailable
    waiting = [view.about_id for view in card.views if is_open(view) and view.about_id is not None]
    answer_yes_to_all(ctx.session, waiting, **answering(ctx))
    return [_drawn(ctx, card_of(ctx.session, ctx.asker.person_id, button.notice_id))]


@routes.press(ShowAlert, Who.FARMER_OR_ADMIN)
def show_alert(ctx: Context, button: ShowAlert) -> Replies:
    card = card_about(ctx.session, ctx.asker.person_id, "parcel", button.parcel_id)
    if card is None or not _is_theirs(ctx, card):
        raise NotAvailable
    return [_drawn(ctx, card)]


@routes.press(SaySoldOut, Who.FARMER_OR_ADMIN)
def sold_out(ctx: Context, button: SaySoldOut) -> Replies:
    item = own_item(ctx, button.product_id)
    say_sold_out(ctx.session, item, actor_id=ctx.asker.person_id, now=ctx.now)
    told = ctx.reader.gettext(
        "%(product)s is sold out: nobody can order more of it. When there is some again, type how much: %(example)s"
    )
    facts = {"product": item_name(item, ctx.reader), "example": level_typed(ctx.reader, item)}
    return [Outgoing(text=told % facts)]


@routes.press(AnswerTest, Who.FARMER)
def answer_test(ctx: Context, button: AnswerTest) -> Replies:
    if button.farm_id not in ctx.asker.farm_ids:
        raise NotAvailable
    mark_tested(ctx.session, button.farm_id, actor_id=ctx.asker.person_id, now=ctx.now)
    farm = ctx.catalogue.farms.get(button.farm_id)
    asked = card_about(ctx.session, ctx.asker.person_id, "farm", button.farm_id)
    return [
        Outgoing(
            card=asked.name if asked else None,
            title=ctx.reader.gettext("✅ It works"),
            text=ctx.reader.gettext("Alerts reach you here, and %(farm)s is on sale.")
            % {"farm": ctx.reader.word(farm.names) if farm else ""},
        )
    ]


def alert_as_it_stands(ctx: Context, parcel_id: int, toast: str | None = None) -> Outgoing:
    """Draw the alert that this person has about a parcel; for a coordinator who was never asked, its order."""
    card = card_about(ctx.session, ctx.asker.person_id, "parcel", parcel_id)
    if card is not None:
        return _drawn(ctx, card, toast)
    facts = parcel_question(ctx.session, parcel_id, farm_ids=ctx.asker.farm_ids, is_admin=ctx.asker.is_admin)
    if ctx.asker.is_admin:
        return replace(order_card(ctx, load_order(ctx.session, facts["order_id"])), toast=toast)
    return present_state(ctx)


def answering(ctx: Context) -> Answering:
    """Say who answers, with the rights of this moment."""
    return {
        "actor_id": ctx.asker.person_id,
        "farm_ids": ctx.asker.farm_ids,
        "is_admin": ctx.asker.is_admin,
        "now": ctx.now,
    }


def _is_theirs(ctx: Context, card: NoticeCard) -> bool:
    """Whether they still answer for a farm of the alert: they may have left since they were asked."""
    return ctx.asker.is_admin or any(view.params["farm_id"] in ctx.asker.farm_ids for view in card.views)


def _drawn(ctx: Context, card: NoticeCard | None, toast: str | None = None) -> Outgoing:
    if card is None:  # an admin's press on something they were never asked about
        return present_state(ctx)
    return replace(alert_card(card.views, ctx.reader, ctx.catalogue), card=card.name, toast=toast)
