"""How a bot gets its updates."""

from typing import Any

from tests.telegram.fake.answers import conflict
from tests.telegram.fake.calls import Call, answers
from tests.telegram.fake.webhooks import Target

LONGEST_POLL_S = 50  # the real server caps the timeout there


@answers("getUpdates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    updates = call.account.updates
    if "allowed_updates" in call.parameters:
        updates.allowed = frozenset(call.get("allowed_updates"))
    limit = min(max(call.get("limit", 100), 1), 100)
    return await updates.poll(call.get("offset", 0), limit, min(call.get("timeout", 0), LONGEST_POLL_S))


@answers("setWebhook")
async def set_webhook(call: Call) -> bool:
    if not call.get("url"):
        await _unset(call)
        return True
    target = Target(call.get("url"), call.get("secret_token", ""), call.get("max_connections", 40))
    target.check()
    if "allowed_updates" in call.parameters:
        call.account.updates.allowed = frozenset(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        call.account.updates.forget()
    call.account.updates.interrupt(conflict("terminated by setWebhook request"))
    await call.platform.set_webhook(call.account, target)
    return True


@answers("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    await _unset(call)
    return True


@answers("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    account, webhook = call.account, call.account.webhook
    info: dict[str, Any] = {
        "url": webhook.target.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": account.updates.undelivered,
    }
    if webhook:
        info["max_connections"] = webhook.target.max_connections
        if webhook.last_error:
            info |= {"last_error_date": int(webhook.last_error_at), "last_error_message": webhook.last_error}
    if account.updates.allowed:
        info["allowed_updates"] = sorted(account.updates.allowed)
    return info


@answers("logOut", "close")
def log_out(call: Call) -> bool:
    return True


async def _unset(call: Call) -> None:
    if call.get("drop_pending_updates"):
        call.account.updates.forget()
    await call.platform.set_webhook(call.account, None)
