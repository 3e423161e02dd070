"""What people send as files: their bytes, bounded in size and time."""

import re
from collections.abc import Mapping

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.calls import call
from bot.channels.telegram.request import AiohttpRequest
from bot.notices.ports import CannotFetch

FETCH_WITHIN_S = 20.0  # less than a job's lease
# As Telegram's own server writes them: "photos/file_12.jpg".  Anything else would lead elsewhere under our token.
FILE_PATH = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*", re.ASCII)


async def fetch(bot: Bot, file_id: str, *, at_most: int) -> bytes:
    """Ask where a file is, and get it.

    Raises:
        CannotFetch: as `bot.notices.ports` says.
    """
    request = bot.request
    assert isinstance(request, AiohttpRequest)  # see `Account.client`
    try:
        told = await call(bot, "getFile", {"file_id": file_id}, read_timeout=FETCH_WITHIN_S)
        url = f"{bot.base_file_url}/{_path(told, at_most)}"
        return await request.download(url, at_most=at_most, within_s=FETCH_WITHIN_S)
    except TelegramError as error:
        reason = type(error).__name__
    raise CannotFetch(reason)


def _path(told: object, at_most: int) -> str:
    """Read where the file is.

    Raises:
        BadRequest: it is nowhere, or too big.
    """
    facts: Mapping[str, object] = told if isinstance(told, dict) else {}
    path, size = facts.get("file_path"), facts.get("file_size")
    if not isinstance(path, str) or not FILE_PATH.fullmatch(path):
        raise BadRequest("no such file")
    if isinstance(size, int) and size > at_most:
        raise BadRequest("file is too big")
    return path
