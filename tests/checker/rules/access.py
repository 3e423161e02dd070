"""Access: who did it might do it, it is written down, and no secret stands where it does not belong."""

import re
from collections import Counter, defaultdict
from typing import Any

from tests.checker.evidence import Evidence, Row, grouped
from tests.checker.people import answered_for, had_role, people_of
from tests.checker.registry import Inspection, rule

ADMINS = frozenset(
    {"price_changed", "setting_changed", "product_hidden_changed", "product_season_changed", "phone_shown", "posted"}
    | {"product_pictures_changed", "product_clip_changed"}
    | {"farm_added", "point_added", "alias_made", "phrase_put_aside"}
    | {"courier_changed", "days_changed", "point_changed"}
    | {"product_added", "invite_revoked", "role_granted", "member_added"}
    | {"parcel_arrive", "parcel_depart", "parcel_collect", "parcel_uncollect"}
)
FARMERS = frozenset(
    {"parcel_accept", "parcel_reduce", "parcel_decline", "parcel_pack", "parcel_unpack", "farm_tested", "stock_changed"}
)
BUYERS = frozenset({"order_cancelled", "parcel_cancel"})  # or an admin
BUYER_ALONE = frozenset({"order_placed", "order_extended"})
CLOCK = frozenset({"parcel_lapse"})
COMMAND_LINE = frozenset({"stock_recounted"})
ANYONE = frozenset({"denied", "invite_refused", "invite_redeemed", "joined", "public_chat_changed", "order_done"})
FROM_OUTSIDE = frozenset({"invite_created", "role_granted", "member_added"})  # the command line and the settings too
UNDONE = "_undone"


@rule("SE1", "whoever changed something had the right to it at that moment, and it was theirs")
def authority(evidence: Evidence, look: Inspection) -> None:
    for entry in evidence["audit_entry"]:
        look.saw()
        if (why := _wrong(evidence, entry)) is not None:
            look.wrong(f"{entry['action']} by {entry['actor_id']}: {why}", entry)
    orders, parcels = evidence.by_id("orders"), evidence.by_id("parcel")
    for parcel in parcels.values():
        person_id, at = parcel["answered_by_id"], parcel["answered_at"]
        if person_id is None or orders[parcel["order_id"]]["state"] == "basket":
            continue
        look.saw()
        theirs = answered_for(evidence, person_id, parcel["farm_id"], at) or had_role(evidence, person_id, at)
        look.expect(theirs, f"parcel {parcel['id']} was answered by {person_id}, whose it is not", parcel)


def _wrong(evidence: Evidence, entry: Row) -> str | None:
    action, actor, at = entry["action"].removesuffix(UNDONE), entry["actor_id"], entry["at"]
    if action in CLOCK:
        return None if actor is None else "only the clock does that"
    if action in COMMAND_LINE:
        return None if actor is None else "only the command line does that"
    if action in ANYONE or action.startswith("payment_") or (action in FROM_OUTSIDE and actor is None):
        return None
    if action == "invite_created":  # of one's own other phone, or by somebody who may
        own = (entry["after"] or {}).get("kind") == "join"
        return None if own or had_role(evidence, actor, at) else "no admin then"
    if action in ADMINS:
        return None if had_role(evidence, actor, at) else "no admin then"
    if action in FARMERS:
        farm_id = _farm_of(evidence, entry)
        theirs = farm_id is not None and answered_for(evidence, actor, farm_id, at)
        return None if theirs or had_role(evidence, actor, at) else "neither theirs nor an admin then"
    if action in BUYERS or action in BUYER_ALONE:
        undone = action == "order_placed" and (entry["before"] or {}).get("state") != "basket"
        theirs = _buyer_of(evidence, entry) == people_of(evidence).get(actor)
        may = theirs or ((action in BUYERS or undone) and had_role(evidence, actor, at))
        return None if may else "neither theirs nor an admin then"
    return "an action that no rule knows"


def _farm_of(evidence: Evidence, entry: Row) -> int | None:
    subject_id = entry["subject_id"]
    match entry["subject"]:
        case "farm":
            return int(subject_id)
        case "parcel":
            return int(evidence.by_id("parcel")[subject_id]["farm_id"])
        case "lot":
            product_id = evidence.by_id("lot")[subject_id]["product_id"]
            return int(evidence.by_id("product")[product_id]["farm_id"])
    return None


def _buyer_of(evidence: Evidence, entry: Row) -> int | None:
    order_id = entry["subject_id"]
    if entry["subject"] == "parcel":
        order_id = evidence.by_id("parcel")[order_id]["order_id"]
    order = evidence.by_id("orders").get(order_id)
    return people_of(evidence)[order["buyer_id"]] if order else None


@rule("AU1", "every change by hand is written down, and the record replayed gives what stands now")
def audited(evidence: Evidence, look: Inspection) -> None:
    entries = evidence.by_id("audit_entry")
    for move in evidence["stock_move"]:
        cause, _, number = move["cause"].partition(":")
        if cause != "audit":
            # Goods come and are corrected by somebody's word, by the seed, or by a repair; never by an order.
            by_order = cause in ("order", "parcel", "sweep")
            look.expect(
                move["kind"] not in ("received", "adjusted") or not by_order, f"move {move['id']}: by whom?", move
            )
            continue
        look.saw()
        entry = entries.get(int(number))
        fits = entry and (entry["subject"], entry["subject_id"]) == ("lot", move["lot_id"])
        same = entry and (entry["at"], entry["actor_id"]) == (move["at"], move["actor_id"])
        look.expect(fits and same, f"move {move['id']} is not what its entry says", move, *filter(None, [entry]))
    _stock(evidence, look)
    for subject, table, names in (
        ("offer", "offer", ("price_minor",)),
        ("product", "product", ("hidden",)),
        ("point", "point", ("hours", "closed")),
    ):
        last = {entry["subject_id"]: entry for entry in evidence["audit_entry"] if entry["subject"] == subject}
        for row_id, entry in last.items():
            look.saw()
            row = evidence.by_id(table)[row_id]
            for name in names:
                said = (entry["after"] or {}).get(name, row[name])
                look.expect(row[name] == said, f"{table} {row_id}: {name} is {row[name]}, recorded {said}", row, entry)
    _settings(evidence, look)
    granted = {entry["subject_id"] for entry in evidence["audit_entry"] if entry["action"] == "role_granted"}
    for role in evidence["role"]:
        if role["granted_by_id"] is not None:
            look.saw()
            look.expect(role["id"] in granted, f"role {role['id']} was granted, and nobody wrote it down", role)


def _stock(evidence: Evidence, look: Inspection) -> None:
    moved = grouped(evidence["stock_move"], "cause")
    for entry in evidence["audit_entry"]:
        if entry["action"].removesuffix(UNDONE) != "stock_changed":
            continue
        look.saw()
        sides = [max(0, side["there"] - side["promised"]) for side in (entry["before"], entry["after"])]
        short = any(side["there"] < side["promised"] for side in (entry["before"], entry["after"]))
        raised = sum(move["available_delta"] for move in moved[f"audit:{entry['id']}"])
        look.expect(short or raised == sides[1] - sides[0], f"entry {entry['id']}: {raised} moved, of {sides}", entry)


def _settings(evidence: Evidence, look: Inspection) -> None:
    stands: dict[str, Any] = {row["key"]: row["value"] for row in evidence["setting"]}
    said: dict[str, Any] = {}
    for entry in evidence["audit_entry"]:
        if entry["subject"] == "setting":
            look.saw()
            for name, value in entry["before"].items():
                known = said.get(name, value)
                look.expect(known == value, f"setting {name} was {known}, the entry says {value}", entry)
            said |= entry["after"]
    for name, value in said.items():
        look.expect(stands.get(name) == value, f"setting {name} is {stands.get(name)!r}, recorded {value!r}")


SECRETS = re.compile(
    r"(?<!\d)\d{8,12}:[A-Za-z0-9_-]{30,}"  # a bot's token
    r"|(?i:secret[_-]?token|x-telegram-bot-api-secret-token|authorization)['\"]?\s*[:=]\s*['\"]?[\w-]{8,}"
    r"|postgres(?:ql)?(?:\+\w+)?://[^\s:@/]+:[^\s@/]+@"  # a password in an address
)


@rule("SE3", "no secret and nothing personal stands in a log, a dead letter or the record")
def no_secrets(evidence: Evidence, look: Inspection) -> None:
    for name, lines in evidence.app_logs.items():
        look.saw(len(lines))
        for number, line in enumerate(lines, start=1):
            if found := _found(line, evidence.canaries):
                look.wrong(f"{name}:{number} holds {found}", {"line": line})
    for letter in evidence["dead_letter"]:
        look.saw()
        found = _found(letter["traceback"], evidence.canaries)
        look.expect(not found, f"dead letter {letter['id']} holds {found}", letter)
    for entry in evidence["audit_entry"]:
        found = _found(f"{entry['before']} {entry['after']}", evidence.canaries)
        look.expect(not found, f"audit entry {entry['id']} holds {found}", entry)


def _found(text: str, canaries: list[str]) -> str | None:
    if found := SECRETS.search(text):
        return f"a secret: {found[0][:12]}…"
    return next((f"the canary {canary!r}" for canary in canaries if canary in text), None)


@rule("SE4", "an invitation let one person in, in its time; only hashes of codes are kept, and guessing is limited")
def invitations(evidence: Evidence, look: Inspection) -> None:
    used = Counter(one["subject_id"] for one in evidence["audit_entry"] if one["action"] == "invite_redeemed")
    for invite in evidence["invite"]:
        look.saw()
        name, at = f"invite {invite['id']}", invite["redeemed_at"]
        look.expect(re.fullmatch(r"[0-9a-f]{64}", invite["code_hash"]), f"{name} keeps more than a hash", invite)
        look.expect(used[invite["id"]] == (at is not None), f"{name} was redeemed {used[invite['id']]} times", invite)
        if at is not None:
            look.expect(invite["redeemed_by_id"], f"{name} was redeemed by nobody", invite)
            look.expect(at < invite["expires_at"], f"{name} was redeemed after its time", invite)
            look.expect(not invite["revoked_at"] or at <= invite["revoked_at"], f"{name} was revoked before", invite)
    guesses: defaultdict[Any, list[Row]] = grouped(
        (one for one in evidence["audit_entry"] if one["action"] == "invite_refused"), "subject_id"
    )
    for tries in guesses.values():
        look.saw(len(tries))
        for first, sixth in zip(tries, tries[5:], strict=False):
            hour_s = (sixth["at"] - first["at"]).total_seconds()
            look.expect(hour_s >= 3600, "six wrong codes within an hour were looked at", first, sixth)
