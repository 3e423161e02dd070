"""The documented ways of orders, parcels and payments, written down a second time: (state, action) -> state.

Actions are those of the audit entries.  An order that was done goes back to placed when its end is undone.
"""

from collections.abc import Mapping

Moves = Mapping[tuple[str, str], str]

ORDER: Moves = {
    ("basket", "order_placed"): "placed",
    ("placed", "order_extended"): "placed",
    ("placed", "order_done"): "done",
    ("placed", "order_cancelled"): "cancelled",
    ("done", "order_placed"): "placed",
}
PARCEL: Moves = {
    ("requested", "parcel_accept"): "accepted",
    ("requested", "parcel_reduce"): "accepted",
    ("requested", "parcel_decline"): "declined",
    ("requested", "parcel_lapse"): "lapsed",
    ("requested", "parcel_cancel"): "cancelled",
    ("accepted", "parcel_reduce"): "accepted",
    ("accepted", "parcel_decline"): "declined",
    ("accepted", "parcel_cancel"): "cancelled",
    ("accepted", "parcel_pack"): "packed",
    ("packed", "parcel_unpack"): "accepted",
    ("packed", "parcel_arrive"): "at_point",
    ("packed", "parcel_cancel"): "cancelled",
    ("at_point", "parcel_depart"): "packed",
    ("at_point", "parcel_cancel"): "cancelled",
    ("at_point", "parcel_collect"): "collected",
    ("collected", "parcel_uncollect"): "at_point",
}
PAYMENT: Moves = {
    ("due", "payment_taken"): "taken",
    ("taken", "payment_due"): "due",
    ("due", "payment_void"): "void",
}
# By table: the moves, and the states in which a row may begin.
WAYS: Mapping[str, tuple[Moves, frozenset[str]]] = {
    "orders": (ORDER, frozenset({"basket"})),
    "parcel": (PARCEL, frozenset({"requested"})),
    "payment": (PAYMENT, frozenset({"due", "void"})),  # what is rounded to nothing is not due at all
}
PARCEL_ENDS = frozenset({"declined", "lapsed", "cancelled", "collected", "returned", "resold"})
NOTHING_COMES = frozenset({"declined", "lapsed", "cancelled"})
