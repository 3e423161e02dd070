"""Answers to taps and to inline queries."""

import json

from tests.telegram.fake.answers import QUERY_TOO_OLD, bad_request
from tests.telegram.fake.calls import Call, answers

TAP_LIVES_S = 15.0  # after that the phone has stopped waiting
ASKING_LIVES_S = 30.0
TOAST_MAX = 200  # Bot API, answerCallbackQuery.text
MOST_RESULTS = 50  # Bot API, answerInlineQuery.results


@answers("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    tap = call.account.taps.get(call.get("callback_query_id"))
    if tap is None or tap.answered or call.now - tap.at > TAP_LIVES_S:
        raise bad_request(QUERY_TOO_OLD)
    if len(call.get("text", "")) > TOAST_MAX:
        raise bad_request("MESSAGE_TOO_LONG")
    if url := call.get("url"):
        if not url.startswith(f"https://t.me/{call.account.username}"):
            raise bad_request("URL_INVALID")
        tap.url = url
    tap.answered, tap.toast, tap.is_alert = True, call.get("text") or None, bool(call.get("show_alert"))
    return True


@answers("answerInlineQuery")
def answer_inline_query(call: Call) -> bool:
    asking = call.account.askings.get(call.get("inline_query_id"))
    if asking is None or asking.answered or call.now - asking.at > ASKING_LIVES_S:
        raise bad_request(QUERY_TOO_OLD)
    results = call.get("results")
    if len(results) > MOST_RESULTS:
        raise bad_request("Too many inline query results specified")
    ids = [one["id"] for one in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if any(not 0 < len(one.encode()) <= 64 for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    asking.answered, asking.results = True, json.loads(json.dumps(results))
    asking.answer = {key: value for key, value in call.parameters.items() if key not in {"inline_query_id", "results"}}
    return True
