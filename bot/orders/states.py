"""What may happen to orders, parcels, payments and wishes: tables that say everything, read by the conditional UPDATEs.

A pair of state and event that is not here cannot happen.  Undoing is an event of its own.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from bot.orders.models import OrderState, ParcelState, PaymentState, WishState

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class OrderEvent(StrEnum):
    PLACE = "place"
    CANCEL = "cancel"
    EXTEND = "extend"  # its buyer added to it
    FINISH = "finish"  # its last parcel ended
    REOPEN = "reopen"  # that end was undone


class ParcelEvent(StrEnum):
    ACCEPT = "accept"
    REDUCE = "reduce"  # accepted with less
    DECLINE = "decline"
    LAPSE = "lapse"
    CANCEL = "cancel"
    PACK = "pack"
    UNPACK = "unpack"
    ARRIVE = "arrive"
    DEPART = "depart"  # not at the point after all
    COLLECT = "collect"
    UNCOLLECT = "uncollect"


class PaymentEvent(StrEnum):
    TAKE = "take"
    GIVE_BACK = "give_back"  # the mistaken Collected was undone
    VOID = "void"  # nothing is left to pay


class WishEvent(StrEnum):
    OFFER = "offer"
    TAKE = "take"  # all of it, or the last of it
    TAKE_PART = "take_part"  # the rest stays in line
    KEEP_WAITING = "keep_waiting"  # a part is left for the others
    DECLINE = "decline"
    LAPSE = "lapse"
    TELL = "tell"
    WITHDRAW = "withdraw"


ORDER_MOVES: Mapping[tuple[OrderState, OrderEvent], OrderState] = {
    (OrderState.BASKET, OrderEvent.PLACE): OrderState.PLACED,
    (OrderState.PLACED, OrderEvent.CANCEL): OrderState.CANCELLED,
    (OrderState.PLACED, OrderEvent.EXTEND): OrderState.PLACED,
    (OrderState.PLACED, OrderEvent.FINISH): OrderState.DONE,
    (OrderState.DONE, OrderEvent.REOPEN): OrderState.PLACED,
}

PARCEL_MOVES: Mapping[tuple[ParcelState, ParcelEvent], ParcelState] = {
    (ParcelState.REQUESTED, ParcelEvent.ACCEPT): ParcelState.ACCEPTED,
    (ParcelState.REQUESTED, ParcelEvent.REDUCE): ParcelState.ACCEPTED,
    (ParcelState.REQUESTED, ParcelEvent.DECLINE): ParcelState.DECLINED,
    (ParcelState.REQUESTED, ParcelEvent.LAPSE): ParcelState.LAPSED,
    (ParcelState.REQUESTED, ParcelEvent.CANCEL): ParcelState.CANCELLED,
    # A Yes may become Less or No until it is packed.
    (ParcelState.ACCEPTED, ParcelEvent.REDUCE): ParcelState.ACCEPTED,
    (ParcelState.ACCEPTED, ParcelEvent.DECLINE): ParcelState.DECLINED,
    (ParcelState.ACCEPTED, ParcelEvent.CANCEL): ParcelState.CANCELLED,
    (ParcelState.ACCEPTED, ParcelEvent.PACK): ParcelState.PACKED,
    (ParcelState.PACKED, ParcelEvent.UNPACK): ParcelState.ACCEPTED,
    (ParcelState.PACKED, ParcelEvent.CANCEL): ParcelState.CANCELLED,
    (ParcelState.PACKED, ParcelEvent.ARRIVE): ParcelState.AT_POINT,
    (ParcelState.AT_POINT, ParcelEvent.DEPART): ParcelState.PACKED,
    (ParcelState.AT_POINT, ParcelEvent.CANCEL): ParcelState.CANCELLED,
    (ParcelState.AT_POINT, ParcelEvent.COLLECT): ParcelState.COLLECTED,
    (ParcelState.COLLECTED, ParcelEvent.UNCOLLECT): ParcelState.AT_POINT,
}

PAYMENT_MOVES: Mapping[tuple[PaymentState, PaymentEvent], PaymentState] = {
    (PaymentState.DUE, PaymentEvent.TAKE): PaymentState.TAKEN,
    (PaymentState.TAKEN, PaymentEvent.GIVE_BACK): PaymentState.DUE,
    (PaymentState.DUE, PaymentEvent.VOID): PaymentState.VOID,
}

WISH_MOVES: Mapping[tuple[WishState, WishEvent], WishState] = {
    (WishState.WAITING, WishEvent.OFFER): WishState.OFFERED,
    (WishState.WAITING, WishEvent.TELL): WishState.TOLD,
    (WishState.WAITING, WishEvent.WITHDRAW): WishState.CANCELLED,
    (WishState.OFFERED, WishEvent.TAKE): WishState.TAKEN,
    (WishState.OFFERED, WishEvent.TAKE_PART): WishState.WAITING,
    (WishState.OFFERED, WishEvent.KEEP_WAITING): WishState.WAITING,
    (WishState.OFFERED, WishEvent.DECLINE): WishState.DECLINED,
    (WishState.OFFERED, WishEvent.LAPSE): WishState.LAPSED,
    (WishState.OFFERED, WishEvent.WITHDRAW): WishState.CANCELLED,
}

# Where a parcel's way ends; an order is done when all of its parcels are here.
PARCEL_ENDS = frozenset(
    {
        ParcelState.DECLINED,
        ParcelState.LAPSED,
        ParcelState.CANCELLED,
        ParcelState.COLLECTED,
        ParcelState.RETURNED,
        ParcelState.RESOLD,
    }
)
# Ends, or beginnings, in which nothing of it is paid for.
PARCEL_NOTHING = frozenset({ParcelState.DECLINED, ParcelState.LAPSED, ParcelState.CANCELLED})


def after(moves: Mapping[tuple[State, Event], State], state: State, event: Event) -> State | None:
    """Say where an event leads from a state, or None where it cannot happen."""
    return moves.get((state, event))
