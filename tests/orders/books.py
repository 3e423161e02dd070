"""What must be true of the tables after anything at all: checked by SQL that shares nothing with the product."""

import json
from collections import Counter, defaultdict

from sqlmodel import Session

from bot.orders.states import ORDER_MOVES, PARCEL_MOVES, OrderEvent, ParcelEvent

ENDED = {"declined", "lapsed", "cancelled", "collected", "returned", "resold"}
CLAIMS = {"active", "kept"}
FIRST = {"orders": "basket", "parcel": "requested"}


def faults(session: Session) -> list[str]:
    """Name every rule that is broken."""
    names = ("lot", "stock_move", "hold", "orders", "line", "parcel", "payment", "entry", "audit_entry", "wish")
    rows = {name: _rows(session, name) for name in names}
    return [
        *_ledger(rows["lot"], rows["stock_move"]),
        *_claims(rows["lot"], rows["hold"], rows["orders"]),
        *_wishes(rows["wish"], rows["hold"]),
        *_orders(rows["orders"], rows["line"], rows["parcel"], rows["hold"]),
        *_money(rows["orders"], rows["line"], rows["payment"], rows["entry"]),
        *_transitions(rows["audit_entry"], {"orders": rows["orders"], "parcel": rows["parcel"]}),
    ]


def _rows(session: Session, table: str) -> list[dict]:
    """All of a table, as the driver gives it: it is read after each of ten thousand steps."""
    cursor = session.connection().connection.cursor()
    cursor.execute(f"SELECT * FROM {table} ORDER BY id")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _ledger(lots: list[dict], moves: list[dict]) -> list[str]:
    found = []
    running: dict[int, Counter] = defaultdict(Counter)
    kinds: dict[int, Counter] = defaultdict(Counter)
    for move in moves:
        sums = running[move["lot_id"]]
        sums["available"] += move["available_delta"]
        sums["held"] += move["held_delta"]
        kinds[move["lot_id"]][move["kind"]] += move["available_delta"] + move["held_delta"]
        if sums["available"] < 0 or sums["held"] < 0:
            found.append(f"move {move['id']}: the replayed lot {move['lot_id']} stands at {dict(sums)}")
        if not move["cause"]:
            found.append(f"move {move['id']} has no cause")
    for lot in lots:
        sums, by_kind = running[lot["id"]], kinds[lot["id"]]
        if (lot["available"], lot["held"]) != (sums["available"], sums["held"]):
            found.append(f"lot {lot['id']}: {lot['available']}, {lot['held']}, but its moves say {dict(sums)}")
        came = by_kind["received"] + by_kind["adjusted"] + by_kind["returned"]
        went = -by_kind["handed_over"] - by_kind["written_off"]
        if came != lot["available"] + lot["held"] + went:
            found.append(f"lot {lot['id']}: {came} came, {went} went, {lot['available']} + {lot['held']} are there")
        if by_kind["held"] or by_kind["released"]:
            found.append(f"lot {lot['id']}: holding made or lost goods")
    return found


def _claims(lots: list[dict], holds: list[dict], orders: list[dict]) -> list[str]:
    found = []
    state_of = {order["id"]: order["state"] for order in orders}
    claimed: Counter = Counter()
    for hold in holds:
        if hold["state"] in CLAIMS:
            claimed[hold["lot_id"]] += hold["quantity"]
        expected = {"active": {"basket"}, "kept": {"placed"}}.get(hold["state"])
        if hold["order_id"] is None:
            continue  # an offer; see `_wishes`
        if expected and state_of[hold["order_id"]] not in expected:
            found.append(f"hold {hold['id']} is {hold['state']} for a {state_of[hold['order_id']]} order")
    found += [
        f"lot {lot['id']}: held {lot['held']}, claimed {claimed[lot['id']]}"
        for lot in lots
        if lot["held"] != claimed[lot["id"]]
    ]
    return found


def _wishes(wishes: list[dict], holds: list[dict]) -> list[str]:
    """What is kept without an order is one offer to one open wish, of no more than they want."""
    offers = Counter(hold["wish_id"] for hold in holds if hold["order_id"] is None and hold["state"] == "active")
    found = [
        f"offer {hold['id']} is {hold['state']}"
        for hold in holds
        if hold["order_id"] is None and hold["state"] not in ("active", "released")
    ]
    for wish in wishes:
        # An offer whose time is over may have been released by somebody's Review before the wish lapses.
        most = 1 if wish["state"] == "offered" else 0
        if offers[wish["id"]] > most:
            found.append(f"wish {wish['id']} is {wish['state']} with {offers[wish['id']]} offers")
        if (wish["state"] in ("waiting", "offered")) == (wish["ended_at"] is not None):
            found.append(f"wish {wish['id']} is {wish['state']}, ended at {wish['ended_at']}")
    open_wishes = Counter((w["person_id"], w["product_id"]) for w in wishes if w["state"] in ("waiting", "offered"))
    return found + [f"person and product {both} wait twice" for both, times in open_wishes.items() if times > 1]


def _orders(orders: list[dict], lines: list[dict], parcels: list[dict], holds: list[dict]) -> list[str]:
    found = []
    kept = Counter({hold["line_id"]: hold["quantity"] for hold in holds if hold["state"] == "kept"})
    for order in orders:
        own_lines = [line for line in lines if line["order_id"] == order["id"]]
        own_parcels = [parcel for parcel in parcels if parcel["order_id"] == order["id"]]
        states = {_share(parcel): parcel["state"] for parcel in own_parcels}
        if order["state"] == "basket":
            if own_parcels:
                found.append(f"basket {order['id']} has parcels")
            continue
        if states.keys() != {_share(line) for line in own_lines} or not own_lines:
            found.append(f"order {order['id']}: parcels do not match its farms")
        over = all(state in ENDED for state in states.values())
        if order["state"] in ("placed", "done") and over != (order["state"] == "done"):
            found.append(f"order {order['id']} is {order['state']} with parcels {states}")
        if order["state"] == "cancelled" and not over:
            found.append(f"order {order['id']} is cancelled with parcels {states}")
        for line in own_lines:
            wanted = 0 if states[_share(line)] in ENDED else _in_force(line)
            if kept[line["id"]] != wanted:
                found.append(f"line {line['id']} of {states[_share(line)]}: {kept[line['id']]} kept of {wanted}")
    return found


def _share(row: dict) -> tuple[int, int]:
    """A line and its parcel: one farm's share of the order, or of one addition."""
    return row["farm_id"], row["addition"]


def _money(orders: list[dict], lines: list[dict], payments: list[dict], entries: list[dict]) -> list[str]:
    found = []
    by_id = {order["id"]: order for order in orders}
    taken: Counter = Counter()
    for entry in entries:
        taken[entry["payment_id"]] += entry["amount_minor"]
    for payment in payments:
        order = by_id[payment["order_id"]]
        total = sum(_amount(line) for line in lines if line["order_id"] == order["id"])
        owed = 0 if order["state"] == "cancelled" else total
        if payment["amount_minor"] != owed:
            found.append(f"payment {payment['id']}: {payment['amount_minor']} instead of {owed}")
        if order["state"] != "cancelled" and order["total_minor"] != total:
            found.append(f"order {order['id']}: total {order['total_minor']} instead of {total}")
        state = "void" if owed == 0 else "taken" if taken[payment["id"]] == owed else "due"
        if payment["state"] != state:
            found.append(f"payment {payment['id']} is {payment['state']}, not {state}")
    return found


def _transitions(entries: list[dict], tables: dict[str, list[dict]]) -> list[str]:
    """Every step stands in the record, and follows the tables of states."""
    found = []
    stands: dict[tuple[str, int], str] = {}
    for entry in entries:
        subject, action = entry["subject"], entry["action"]
        if subject not in tables:
            continue
        old, new = _state(entry["before"]), _state(entry["after"])
        key = (subject, entry["subject_id"])
        if stands.get(key, FIRST[subject]) != old:
            found.append(f"{key}: {action} from {old}, but it stood at {stands.get(key, FIRST[subject])}")
        if not _is_legal(subject, action, old, new):
            found.append(f"{key}: {action} from {old} to {new}")
        stands[key] = new
    for subject, rows in tables.items():
        for row in rows:
            if row["state"] != stands.get((subject, row["id"]), FIRST[subject]):
                recorded = stands.get((subject, row["id"]))
                found.append(f"{subject} {row['id']} is {row['state']}, recorded is {recorded}")
    return found


def _state(told: str | dict) -> str:
    """What an entry of the record says of a state; JSON is text to the drivers."""
    return (json.loads(told) if isinstance(told, str) else told)["state"]


def _is_legal(subject: str, action: str, old: str, new: str) -> bool:
    if subject == "orders":
        return any(ORDER_MOVES.get((old, event)) == new for event in OrderEvent)  # type: ignore[call-overload]
    event = ParcelEvent(action.removeprefix("parcel_"))
    return PARCEL_MOVES.get((old, event)) == new  # type: ignore[call-overload]


def _in_force(line: dict) -> int:
    return next(line[name] for name in ("packed", "confirmed", "ordered") if line[name] is not None)


def _amount(line: dict) -> int:
    twice = 2 * line["price_minor"] * _in_force(line)
    return (twice + line["price_unit"]) // (2 * line["price_unit"])
