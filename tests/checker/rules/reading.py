"""What people read: about their own things only, in their language, and what they confirm is what they saw."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from tests.checker.evidence import Evidence, Row
from tests.checker.people import admins_of, farmers_of, people_of
from tests.checker.registry import Inspection, rule
from tests.checker.rules.orders import confirms, placings
from tests.checker.talk import Sent, talk_of
from tests.checker.wording import CAPTION_MAX, TEXT_MAX, payloads_of, units, words_of

SCRIPTS = {"zh_Hans": "CJK", "ar": "ARABIC", "ru": "CYRILLIC", "en": "LATIN", "es": "LATIN"}
LETTERS_MIN = 12  # fewer tell nothing of a language: a name, an amount
SHARE_MIN = 0.2  # of the letters; the rest may be names that people typed
QUOTED = re.compile(r"“.*?”|«.*?»|„.*?“|「.*?」", re.DOTALL)
LEFT_OVER = re.compile(r"%\(\w*\)?|\{\w*\}")
MARKUP_LEFT = re.compile(r"</?(b|i|a|code|pre)\b[^>]*>|&(amp|lt|gt|quot);")


@rule("CO1", "a message about an order is in the chats of those whom it concerns, and in no other")
def parties_only(evidence: Evidence, look: Inspection) -> None:
    talk, now, admins = talk_of(evidence), people_of(evidence), admins_of(evidence)
    concerned: dict[str, set[int]] = {}
    for order in evidence.orders:
        farms = {parcel["farm_id"] for parcel in evidence.of("parcel", "order_id")[order["id"]]}
        people = admins | {now[order["buyer_id"]]} | {one for farm in farms for one in farmers_of(evidence, farm)}
        concerned.setdefault(order["code"], set()).update(people)
    for sent in talk.sent:
        person = talk.person_of(sent.chat)
        for code in sent.codes & concerned.keys():
            look.saw()
            theirs = person in concerned[code]
            look.expect(theirs, f"chat {sent.chat} of person {person} reads of order {code}", sent.call)
    for row in evidence["outbox_message"]:
        _card(evidence, look, row)


def _card(evidence: Evidence, look: Inspection, row: Row) -> None:
    """An order's receipt and its news are its buyer's."""
    name, _, number = (row["payload"].get("card") or "").partition(":")
    if name not in ("order", "news") or not number.isdecimal():
        return
    look.saw()
    order, now = evidence.by_id("orders").get(int(number)), people_of(evidence)
    identity = evidence.by_id("identity")[row["identity_id"]]
    theirs = order is not None and now[identity["person_id"]] == now[order["buyer_id"]]
    look.expect(theirs, f"message {row['id']} shows order {number} to another person", row)


@rule("LO1", "no placeholder, no key, no markup is left in what people read; it fits, and is in their script")
def readable(evidence: Evidence, look: Inspection) -> None:
    talk = talk_of(evidence)
    # What people wrote is theirs: words that are handed on, that are quoted, and their names.
    names = {person["name"] for person in evidence["person"]}
    quoting = {one["id"] for one in evidence["notice"] if one["kind"] == "person_wanted"}
    for sent in talk.sent:
        look.saw()
        ours = "" if any(quoting & set(row["notice_ids"]) for row in talk.rows_of(sent)) else QUOTED.sub("", sent.text)
        for found in (LEFT_OVER.search(ours), MARKUP_LEFT.search(ours)):
            if found and not any(found[0] in name for name in names):
                look.wrong(f"left over in a message: {found[0]!r}", sent.call)
        for text, most in _measured(sent.call):
            look.expect(units(text) <= most, f"{units(text)} UTF-16 units, at most {most}", sent.call)
    persons = evidence.by_id("person")
    for chat, said in talk.sent_by_chat.items():
        person_id = talk.person_of(chat)
        language = persons[person_id]["language"] if person_id else None
        letters = _letters(said[-1].text) if said else Counter()
        if language in SCRIPTS and letters.total() >= LETTERS_MIN:
            # Of the newest message only: before it they may have read another language.
            share = letters[SCRIPTS[language]] / letters.total()
            look.expect(share >= SHARE_MIN, f"{share:.0%} in the script of a reader of {language}", said[-1].call)


def _measured(call: Row) -> Iterator[tuple[str, int]]:
    most = TEXT_MAX if call["method"] in ("sendMessage", "editMessageText") else CAPTION_MAX
    return ((text, most) for text in words_of(call))


def _letters(text: str) -> Counter[str]:
    return Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha())


@rule("OR5", "what was ordered is what the last Review showed: that version, and that total")
def as_seen(evidence: Evidence, look: Inspection) -> None:
    shown: dict[int, list[tuple[int, Sent]]] = {}
    for sent in talk_of(evidence).sent:
        for payload in payloads_of(sent.call):
            if found := re.fullmatch(r"confirm:(\d+):(\d+)", payload):
                shown.setdefault(int(found[1]), []).append((int(found[2]), sent))
    placed, history = placings(evidence), confirms(evidence)
    for order in evidence.orders:
        if order["id"] not in shown:  # reviewed elsewhere than on the platform
            continue
        look.saw()
        version, sent = shown[order["id"]][-1]
        for entry in placed[order["id"]]:
            total = entry["after"]["total_minor"]
            look.expect(
                total in _amounts(sent.text), f"order {order['id']} costs {total}, not as shown", sent.call, entry
            )
        for one in history[order["id"]]:
            look.expect(
                one["ended"] != "ok" or one["version"] == version,
                f"order {order['id']}: version {one['version']} was confirmed, {version} was shown last",
                one,
                sent.call,
            )


def _amounts(text: str) -> set[int]:
    """Read every number of a text as money with two decimals, whichever digits and signs it is written in."""
    amounts = set()
    for found in re.findall(r"\d[\d.,٫٬\u00a0\u202f]*\d|\d", text):
        digits = "".join(str(unicodedata.decimal(one)) for one in found if one.isdecimal())
        amounts |= {int(digits), 100 * int(digits)}
    return amounts


@rule("OR6", "nobody is left hanging: who confirms is told what came of it")
def answered(evidence: Evidence, look: Inspection) -> None:
    talk, identities = talk_of(evidence), evidence.by_id("identity")
    for row in evidence["outbox_message"]:
        if row["lane"] == 0:
            look.saw()
            look.expect(row["state"] not in ("queued", "sending"), f"answer {row['id']} still waits", row)
    told = {(sent.chat, sent.call["at"]) for sent in talk.sent} | {
        (str(call["parameters"].get("chat_id")), call["at"]) for call in evidence.calls if call["kind"] == "lost"
    }
    latest: dict[str, float] = {}
    for chat, at in told:
        latest[chat] = max(at, latest.get(chat, at))
    blocked = {row["external_id"] for row in identities.values() if row["state"] == "blocked"}
    for tries in confirms(evidence).values():
        for one in tries:
            if one.get("channel") != "telegram" or one["ended"] == "unknown" or one["who"] in blocked:
                continue
            look.saw()
            look.expect(latest.get(str(one["who"]), 0.0) >= one["at"], f"{one['who']} never heard what came of it", one)
