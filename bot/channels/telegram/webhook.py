"""The address to which Telegram brings updates, and keeping Telegram told of it."""

import hashlib
import hmac

import structlog
from aiohttp import web
from telegram import Bot

from bot.channels.telegram.markup import TOAST_MAX, clean, shortened
from bot.channels.telegram.receiver import Answer, Receiver
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.web.bodies import read_json

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # Bot API, setWebhook
BODY_MAX_BYTES = 256 * 1024  # a text of 4096 characters with all its entities is a tenth of that
MAX_CONNECTIONS = 40  # that Telegram opens to us at once; its own default
PATH_LENGTH = 32  # hexadecimal digits, 128 bits

log = structlog.get_logger()


def path_of(secret: str) -> str:
    """Give the path that belongs to a secret.

    It changes with the secret, which Telegram never tells: so a look at the address shows whether both are ours.
    """
    return f"/telegram/{hashlib.sha256(b'farmgate telegram webhook ' + secret.encode()).hexdigest()[:PATH_LENGTH]}"


class Webhook:
    """Takes one update a request.  200 means that it is committed; only then does Telegram forget it."""

    def __init__(self, receiver: Receiver, secret: str) -> None:
        self._receiver = receiver
        self._secret = secret

    def add_to(self, application: web.Application) -> None:
        application.router.add_post(path_of(self._secret), self._take)

    async def _take(self, request: web.Request) -> web.Response:
        """Take an update.  What is not from Telegram is refused unread.

        Raises:
            HTTPForbidden: without the secret.
            HTTPClientError: no JSON object; Telegram sends nothing else.
            DatabaseUnavailable: answered with 503, and Telegram sends it again.
        """
        if not self._is_telegram(request):
            raise web.HTTPForbidden
        raw = await read_json(request, BODY_MAX_BYTES)
        answer = await self._receiver.take(self._receiver.read(raw))
        # The answer to a press rides back with the response, which saves a call.  Bot API, "Making requests when
        # getting updates": Telegram does not say what became of it, which is fair for what may be lost.
        return web.Response() if answer is None else web.json_response(_call(answer))

    def _is_telegram(self, request: web.Request) -> bool:
        given = request.headers.getall(SECRET_HEADER, [""])
        # As bytes and in constant time, however many came: neither length of time nor of list tells anything.
        same = [hmac.compare_digest(one.encode("utf-8", "surrogateescape"), self._secret.encode()) for one in given]
        return same == [True]


async def ensure_webhook(bot: Bot, base_url: str, secret: str) -> None:
    """Tell Telegram our address, unless that is what it knows already.

    Raises:
        TelegramError: it was not told.
    """
    url = base_url + path_of(secret)
    known = await bot.get_webhook_info()
    if (known.url, set(known.allowed_updates), known.max_connections) == (url, set(ALLOWED_UPDATES), MAX_CONNECTIONS):
        return
    if known.url and known.url != url:
        log.warning("another webhook was set, and is replaced by ours")
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=ALLOWED_UPDATES,
        max_connections=MAX_CONNECTIONS,
        drop_pending_updates=False,
    )


def _call(answer: Answer) -> dict[str, str]:
    call = {"method": "answerCallbackQuery", "callback_query_id": answer.press_id}
    return call | {"text": shortened(clean(answer.toast), TOAST_MAX)} if answer.toast else call
