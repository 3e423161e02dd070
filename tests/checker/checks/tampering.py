"""Healthy evidence made unhealthy: for each rule, what a bug that it is there for would leave behind.

Each of these is a guard that somebody removed, seen from the rows and the log: `test_tampering.py` holds that exactly
the rules named here notice.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.checker import Evidence
from tests.checker.evidence import Row
from tests.checker.talk import key_of
from tests.checker.wording import SHOWS, key, words_of

Act = Callable[[Evidence], None]


@dataclass(frozen=True)
class Tampering:
    """What is done, the rule that it is for, and others that cannot help noticing."""

    rule: str
    act: Act
    also: frozenset[str]

    def __str__(self) -> str:
        return f"{self.rule} {self.act.__name__}"


TAMPERINGS: list[Tampering] = []


def breaks(rule: str, *also: str) -> Callable[[Act], Act]:
    def register(act: Act) -> Act:
        TAMPERINGS.append(Tampering(rule, act, frozenset(also)))
        return act

    return register


def one(rows: list[Row], **facts: Any) -> Row:
    """Give the first row of which all this is so."""
    return next(row for row in rows if all(row[name] == value for name, value in facts.items()))


def added(rows: list[Row], like: Row, **facts: Any) -> Row:
    """Put another row like this one at the end."""
    new = copy.deepcopy(like) | {"id": max(row["id"] for row in rows) + 1} | facts
    rows.append(new)
    return new


def sends(evidence: Evidence, chat: str | None = None) -> list[Row]:
    """Give the accepted texts of the platform's log, in one chat or all."""
    calls = [call for call in evidence.calls if call["kind"] == "accepted" and call["method"] == "sendMessage"]
    return [call for call in calls if chat is None or str(call["parameters"]["chat_id"]) == chat]


def chat_of(evidence: Evidence, name: str) -> str:
    """Find somebody's chat."""
    person = one(evidence["person"], name=name)
    return str(one(evidence["identity"], person_id=person["id"])["external_id"])


def alert_of(evidence: Evidence, number: int = 0) -> tuple[Row, Row]:
    """Give an alert that went out the first time it was tried: its outbox row, and the call."""
    rows = [row for row in evidence["outbox_message"] if row["lane"] == 1 and row["delivery"] == "push"]
    row = [row for row in rows if row["attempts"] == 1][number]
    return row, next(
        call for call in sends(evidence, row["external_id"]) if key("".join(words_of(call))) == key_of(row)
    )


def says_also(evidence: Evidence, words: str) -> Row:
    """Let a message say more, in the row that was written and in the chat; give the call."""
    row, call = alert_of(evidence)
    row["payload"]["text"] += words
    call["parameters"]["text"] += words
    return call


# Stock


@breaks("ST1")
def a_counter_was_raised_without_a_move(evidence: Evidence) -> None:
    evidence["lot"][0]["available"] += 1


@breaks("ST1", "HO1")
def a_hold_was_released_in_name_only(evidence: Evidence) -> None:
    one(evidence["hold"], state="kept")["state"] = "released"


@breaks("ST1")
def holding_made_goods_out_of_nothing(evidence: Evidence) -> None:
    move = one(evidence["stock_move"], kind="held")
    added(evidence["stock_move"], move, kind="released", hold_id=None, available_delta=5, held_delta=0)
    evidence.by_id("lot")[move["lot_id"]]["available"] += 5


@breaks("ST2")
def more_was_sold_for_a_moment_than_was_there(evidence: Evidence) -> None:
    seed = evidence["stock_move"][0]
    for delta in (-(10**9), 10**9):
        added(evidence["stock_move"], seed, kind="adjusted", available_delta=delta)


@breaks("ST3")
def a_move_has_no_cause(evidence: Evidence) -> None:
    evidence["stock_move"][0]["cause"] = ""


@breaks("ST3")
def a_move_names_an_order_that_is_not_there(evidence: Evidence) -> None:
    one(evidence["stock_move"], kind="held")["cause"] = "order:999999"


@breaks("ST3")
def a_hold_was_released_twice(evidence: Evidence) -> None:
    added(evidence["stock_move"], one(evidence["stock_move"], kind="released"), available_delta=0, held_delta=0)


@breaks("HO1")
def the_sweep_passed_a_hold_over(evidence: Evidence) -> None:
    orders = evidence.by_id("orders")
    hold = next(
        hold
        for hold in evidence["hold"]
        if hold["state"] == "released" and hold["order_id"] and orders[hold["order_id"]]["state"] == "basket"
    )
    move = one(evidence["stock_move"], hold_id=hold["id"], kind="released")
    evidence["stock_move"].remove(move)
    hold["state"] = "active"
    lot = evidence.by_id("lot")[hold["lot_id"]]
    lot["available"] -= hold["quantity"]
    lot["held"] += hold["quantity"]


@breaks("HO1")
def a_hold_was_used_and_nothing_handed_over(evidence: Evidence) -> None:
    one(evidence["hold"], state="released")["state"] = "used"


# The line


@breaks("WL1")
def an_offer_was_made_twice(evidence: Evidence) -> None:
    added(evidence["notice"], one(evidence["notice"], kind="wish_offered"))


@breaks("WL1", "HO1")
def a_lapse_released_nothing(evidence: Evidence) -> None:
    wish = one(evidence["wish"], state="lapsed")
    hold = one(evidence["hold"], wish_id=wish["id"])
    evidence["stock_move"].remove(one(evidence["stock_move"], hold_id=hold["id"], kind="released"))
    hold["state"] = "active"
    lot = evidence.by_id("lot")[hold["lot_id"]]
    lot["available"] -= hold["quantity"]
    lot["held"] += hold["quantity"]


@breaks("WL1")
def an_offer_never_lapsed(evidence: Evidence) -> None:
    wish = one(evidence["wish"], state="lapsed")
    until = one(evidence["hold"], wish_id=wish["id"])["expires_at"]
    wish.update(state="offered", offered_until=until, ended_at=None)


@breaks("WL1")
def somebody_stands_in_line_twice(evidence: Evidence) -> None:
    for _ in range(2):
        added(evidence["wish"], evidence["wish"][0], state="waiting", ended_at=None)


@breaks("WL1")
def who_took_it_has_nothing(evidence: Evidence) -> None:
    one(evidence["wish"], state="lapsed")["state"] = "taken"


# Orders and money


@breaks("OR1")
def an_order_is_paid_for_twice(evidence: Evidence) -> None:
    evidence["payment"].append(evidence["payment"][0])


@breaks("OR1")
def the_farm_was_asked_in_another_transaction(evidence: Evidence) -> None:
    one(evidence["notice"], kind="parcel_requested")["created_at"] += timedelta(seconds=1)


@breaks("OR2")
def an_order_that_nobody_confirmed(evidence: Evidence) -> None:
    del evidence.history[0]


@breaks("OR2", "DB1")
def an_order_of_a_tap_that_was_refused(evidence: Evidence) -> None:
    evidence.history[0] |= {"ended": "failed", "code": None}
    evidence.history[1]["code"] = "ZZZZ"


@breaks("OR2", "OR3")
def a_basket_was_placed_by_two_taps(evidence: Evidence) -> None:
    added(evidence["audit_entry"], one(evidence["audit_entry"], action="order_placed"))


@breaks("DB1")
def another_code_was_told(evidence: Evidence) -> None:
    evidence.history[0]["code"] = "ZZZZ"


@breaks("OR3")
def a_share_was_packed_without_a_record(evidence: Evidence) -> None:
    one(evidence["parcel"], state="accepted")["state"] = "packed"


@breaks("OR3")
def a_share_was_collected_from_the_field(evidence: Evidence) -> None:
    entry = one(evidence["audit_entry"], action="parcel_pack")
    entry["action"], entry["after"]["state"] = "parcel_arrive", "at_point"
    following = [one for one in evidence["audit_entry"] if one["id"] > entry["id"]]
    following = [one for one in following if (one["subject"], one["subject_id"]) == ("parcel", entry["subject_id"])]
    evidence["audit_entry"].remove(following[0])


@breaks("OR4", "DB1")
def two_open_orders_have_one_code(evidence: Evidence) -> None:
    open_orders = [order for order in evidence["orders"] if order["state"] == "placed"]
    open_orders[1]["code"] = open_orders[0]["code"]


@breaks("TM2")
def an_order_came_after_its_cut_off(evidence: Evidence) -> None:
    order = one(evidence["orders"], state="placed")
    order["cut_off_at"] = order["placed_at"] - timedelta(minutes=1)


@breaks("TM2")
def an_answer_is_due_before_the_cut_off(evidence: Evidence) -> None:
    parcel = evidence["parcel"][0]
    parcel["due_at"] = evidence.by_id("orders")[parcel["order_id"]]["cut_off_at"] - timedelta(hours=1)


@breaks("MO1")
def a_total_is_not_the_sum(evidence: Evidence) -> None:
    one(evidence["orders"], state="placed")["total_minor"] += 1


@breaks("MO1")
def money_was_taken_and_not_counted(evidence: Evidence) -> None:
    del evidence["entry"][0]


@breaks("MO1")
def a_proof_was_counted_twice(evidence: Evidence) -> None:
    added(evidence["entry"], evidence["entry"][0])


@breaks("MO1")
def the_courier_was_paid_twice(evidence: Evidence) -> None:
    added(evidence["entry"], one(evidence["entry"], parcel_id=None))


@breaks("MO1")
def an_addition_paid_a_second_fee(evidence: Evidence) -> None:
    entry = one(evidence["audit_entry"], action="order_extended")
    entry["after"]["fee_minor"] = entry["before"]["fee_minor"] + 1


@breaks("MO1")
def a_pickup_pays_a_courier(evidence: Evidence) -> None:
    next(order for order in evidence.orders if order["address"] and order["fee_minor"])["address"] = None


@breaks("MO2")
def a_line_was_sold_at_a_price_of_its_own(evidence: Evidence) -> None:
    lines = evidence["line"]
    orders = evidence.by_id("orders")
    placed = [line for line in lines if orders[line["order_id"]]["state"] != "basket"]
    line = next(
        line for line in placed if not any(e["subject_id"] == line["offer_id"] for e in offers_changed(evidence))
    )
    evidence.by_id("offer")[line["offer_id"]]["price_minor"] += 1


def offers_changed(evidence: Evidence) -> list[Row]:
    return [entry for entry in evidence["audit_entry"] if entry["subject"] == "offer"]


# Alerts and messages


@breaks("AL1")
def an_alert_was_forgotten_in_the_queue(evidence: Evidence) -> None:
    one(evidence["notice"], kind="parcel_requested", answer="yes")["state"] = "queued"


@breaks("AL1")
def an_alert_does_not_name_its_order(evidence: Evidence) -> None:
    code = one(evidence["orders"], state="placed")["code"]
    for row in evidence["outbox_message"]:
        for name in ("title", "text"):
            if name in row["payload"] and not str(row["payload"].get("card")).startswith(("order", "news")):
                row["payload"][name] = row["payload"][name].replace(code, "")
    for call in evidence.calls:
        if "text" in call["parameters"] and str(call["parameters"].get("chat_id")) in staff_chats(evidence):
            call["parameters"]["text"] = call["parameters"]["text"].replace(code, "")


def staff_chats(evidence: Evidence) -> set[str]:
    people = {row["person_id"] for table in ("farm_member", "role") for row in evidence[table]}
    return {row["external_id"] for row in evidence["identity"] if row["person_id"] in people}


@breaks("AL2")
def an_alert_took_two_hours(evidence: Evidence) -> None:
    _, call = alert_of(evidence, -1)
    for later in evidence.calls[evidence.calls.index(call) :]:
        later["at"] += 7200


@breaks("AL3")
def an_alert_came_twice(evidence: Evidence) -> None:
    _, call = alert_of(evidence)
    evidence.calls.insert(evidence.calls.index(call) + 1, copy.deepcopy(call))


@breaks("AL3")
def a_repetition_does_not_say_so(evidence: Evidence) -> None:
    one(evidence["outbox_message"], repeats=True)["repeats"] = False


@breaks("AL4")
def a_try_has_no_end(evidence: Evidence) -> None:
    evidence["send_attempt"][0] |= {"ended_at": None, "outcome": None}


@breaks("AL4")
def a_try_followed_the_last_word(evidence: Evidence) -> None:
    added(evidence["send_attempt"], evidence["send_attempt"][0])


@breaks("AL4", "AL1", "AL5")
def a_message_is_said_to_be_sent_and_never_was(evidence: Evidence) -> None:
    _, call = alert_of(evidence)
    call["parameters"]["text"] = "something else"


@breaks("AL5")
def a_message_came_out_of_nowhere(evidence: Evidence) -> None:
    call = sends(evidence)[-1]
    call = copy.deepcopy(call) | {"number": 10**6}
    call["parameters"]["text"] = "What nobody has written down"
    evidence.calls.append(call)


@breaks("AL6")
def a_chat_heard_things_the_wrong_way_round(evidence: Evidence) -> None:
    (_, first), (_, second) = alert_of(evidence, 0), alert_of(evidence, 1)
    first["parameters"], second["parameters"] = second["parameters"], first["parameters"]


@breaks("ES1")
def the_same_person_was_asked_again(evidence: Evidence) -> None:
    asked = evidence_of_two(evidence)
    asked[1]["person_id"] = asked[0]["person_id"]


@breaks("ES1")
def a_question_was_repeated_without_end(evidence: Evidence) -> None:
    one(evidence["notice"], kind="parcel_requested")["step"] = 2


@breaks("ES1")
def nobody_was_asked_after_the_silent_one(evidence: Evidence) -> None:
    evidence["notice"].remove(evidence_of_two(evidence, "unanswered")[1])


def evidence_of_two(evidence: Evidence, state: str | None = None) -> list[Row]:
    """Give the questions about a share that somebody else was asked about as well."""
    for parcel in evidence["parcel"]:
        asked = [
            n for n in evidence["notice"] if n["about"] == "parcel" and n["about_id"] == parcel["id"] and n["asks"]
        ]
        if len(asked) > 1 and state in (None, asked[0]["state"]):
            return asked
    raise LookupError("nobody was followed by anybody")


@breaks("CO1")
def a_receipt_went_to_a_stranger(evidence: Evidence) -> None:
    stranger = one(evidence["identity"], external_id=chat_of(evidence, "Ivo"))
    rows = [row for row in evidence["outbox_message"] if str(row["payload"].get("card")).startswith("news:")]
    row = rows[-1]
    call = next(call for call in sends(evidence, row["external_id"]) if row["payload"]["title"] in words(call))
    added(evidence["outbox_message"], row, identity_id=stranger["id"], external_id=stranger["external_id"])
    call = copy.deepcopy(call)
    call["parameters"]["chat_id"] = int(stranger["external_id"])
    evidence.calls.append(call)


def words(call: Row) -> str:
    return str(call["parameters"]["text"])


@breaks("LO1")
def a_placeholder_was_left(evidence: Evidence) -> None:
    says_also(evidence, " for %(name)s")


@breaks("LO1", "AL1", "AL4", "AL5")  # what stands in the chat is not what was written down
def markup_was_escaped_twice(evidence: Evidence) -> None:
    row, call = alert_of(evidence)
    row["payload"]["text"] += " & more"
    call["parameters"]["text"] += " &amp;amp; more"


@breaks("LO1")
def a_message_was_too_long(evidence: Evidence) -> None:
    says_also(evidence, "long " * 1000)


@breaks("LO1")
def somebody_was_written_to_in_another_language(evidence: Evidence) -> None:
    one(evidence["person"], name="Hana")["language"] = "ru"


@breaks("OR5")
def another_version_was_confirmed_than_was_shown(evidence: Evidence) -> None:
    evidence.history[0]["version"] += 1


@breaks("OR5")
def another_total_was_shown(evidence: Evidence) -> None:
    for row in evidence["outbox_message"]:
        if "confirm:" in str(row["payload"].get("rows")):
            row["payload"]["text"] = row["payload"]["text"].replace("¥6.00", "¥5.99")
    for call in evidence.calls:
        if "confirm:" in str(call["parameters"].get("reply_markup")):
            call["parameters"]["text"] = call["parameters"]["text"].replace("¥6.00", "¥5.99")


@breaks("OR6")
def who_confirmed_was_told_nothing(evidence: Evidence) -> None:
    evidence.history[0]["at"] += 10**6


@breaks("RL1")
def a_call_broke_a_penalty(evidence: Evidence) -> None:
    penalty = one(evidence.calls, kind="refused", code=429)
    call = {"kind": "accepted", "method": "sendChatAction", "parameters": {"chat_id": 1}, "at": penalty["at"] + 1}
    evidence.calls.insert(evidence.calls.index(penalty) + 1, call)


@breaks("RL1")
def the_bot_was_faster_than_it_may(evidence: Evidence) -> None:
    burst = [call for call in evidence.calls if call["kind"] == "accepted" and call["method"] in SHOWS][:65]
    for call in burst:
        call["at"] = burst[-1]["at"]


# Ingest, access and the engine


@breaks("IN1")
def an_event_was_handled_twice(evidence: Evidence) -> None:
    evidence["inbox"].append(evidence["inbox"][0])


@breaks("IN1")
def an_event_was_never_finished(evidence: Evidence) -> None:
    evidence["inbox"][0]["state"] = "begun"


@breaks("IN2")
def an_update_was_taken_and_lost(evidence: Evidence) -> None:
    del evidence["inbox"][0]


@breaks("IN3")
def the_platform_was_told_that_it_is_wrong(evidence: Evidence) -> None:
    evidence.updates.append(evidence.updates[0] | {"acknowledged": False, "status": 410})


@breaks("IN4")
def nobody_was_told_of_a_dead_letter(evidence: Evidence) -> None:
    told = [notice for notice in evidence["notice"] if notice["kind"] == "dead_letter"]
    evidence.tables["notice"] = [notice for notice in evidence["notice"] if notice not in told]


@breaks("IN4")
def a_dead_event_left_no_letter(evidence: Evidence) -> None:
    one(evidence["inbox"], state="handled")["state"] = "dead"


@breaks("RT1")
def old_events_were_kept(evidence: Evidence) -> None:
    evidence["inbox"][0]["received_at"] -= timedelta(days=40)


@breaks("SE1")
def an_admin_was_none_any_more(evidence: Evidence) -> None:
    for role in evidence["role"]:
        role["ended_at"] = role["granted_at"]


@breaks("SE1")
def a_farmer_answered_for_another_farm(evidence: Evidence) -> None:
    entry = one(evidence["audit_entry"], action="parcel_accept")
    for member in evidence["farm_member"]:
        if member["person_id"] == entry["actor_id"]:
            member["ended_at"] = member["since"]


@breaks("SE1")
def somebody_placed_the_order_of_another(evidence: Evidence) -> None:
    entry = one(evidence["audit_entry"], action="order_placed")
    entry["actor_id"] = one(evidence["person"], name="Ivo")["id"]


@breaks("SE1")
def something_was_done_that_no_rule_knows(evidence: Evidence) -> None:
    one(evidence["audit_entry"], action="denied")["action"] = "till_emptied"


@breaks("AU1")
def a_product_was_shown_without_a_word(evidence: Evidence) -> None:
    one(evidence["product"], hidden=True)["hidden"] = False


@breaks("AU1")
def a_setting_was_changed_without_a_word(evidence: Evidence) -> None:
    one(evidence["setting"], key="hold_minutes")["value"] = 99


@breaks("AU1")
def stock_was_changed_by_another_than_is_recorded(evidence: Evidence) -> None:
    move = next(move for move in evidence["stock_move"] if move["cause"].startswith("audit:"))
    move["actor_id"] = None


@breaks("AU1")
def less_was_moved_than_is_recorded(evidence: Evidence) -> None:
    one(evidence["audit_entry"], action="stock_changed")["after"]["there"] += 1


@breaks("AU1")
def an_admin_was_made_without_a_word(evidence: Evidence) -> None:
    granted = [entry for entry in evidence["audit_entry"] if entry["action"] == "role_granted"]
    evidence.tables["audit_entry"] = [entry for entry in evidence["audit_entry"] if entry not in granted]


@breaks("SE3")
def a_token_stands_in_the_log(evidence: Evidence) -> None:
    lines = next(iter(evidence.app_logs.values()))
    lines.append('{"event": "called", "url": "/bot6100000001:AAfake-token-of-the-test-bot-000001/getMe"}')


@breaks("SE3")
def a_name_stands_in_the_log(evidence: Evidence) -> None:
    next(iter(evidence.app_logs.values())).append(f'{{"event": "ordered", "by": "{evidence.canaries[0]}"}}')


@breaks("SE3")
def a_name_stands_in_a_dead_letter(evidence: Evidence) -> None:
    evidence["dead_letter"][0]["traceback"] += evidence.canaries[0]


@breaks("SE4")
def a_code_is_kept_in_clear(evidence: Evidence) -> None:
    evidence["invite"][0]["code_hash"] = "23456789ABCDEFGHJKMNPQRSTU"


@breaks("SE4")
def an_invitation_was_used_after_its_time(evidence: Evidence) -> None:
    invite = next(invite for invite in evidence["invite"] if invite["redeemed_at"])
    invite["expires_at"] = invite["redeemed_at"]


@breaks("SE4")
def an_invitation_let_two_in(evidence: Evidence) -> None:
    added(evidence["audit_entry"], one(evidence["audit_entry"], action="invite_redeemed"))


@breaks("SE4")
def somebody_guessed_on(evidence: Evidence) -> None:
    for _ in range(5):
        added(evidence["audit_entry"], one(evidence["audit_entry"], action="invite_refused"))


@breaks("DB2")
def a_notice_is_about_nothing(evidence: Evidence) -> None:
    one(evidence["notice"], about="orders")["about_id"] = 10**6


@breaks("DB2")
def the_engine_complains(evidence: Evidence) -> None:
    evidence.engine.append("row 1 missing from index ix_hold_lot_id_state")
