"""How one bot is reached, and how it is told of what people do."""

from typing import NamedTuple

from telegram import Bot

from bot.channels.telegram.request import AiohttpRequest


class Account(NamedTuple):
    """One bot's settings.  `webhook_url`: the public base address; empty: updates are asked for."""

    token: str
    api_url: str
    webhook_url: str = ""
    webhook_secret: str = ""

    @property
    def bot_id(self) -> int:
        """The bot's id, with which its token begins."""
        return int(self.token.partition(":")[0])

    def client(self, request: AiohttpRequest) -> Bot:
        """Make a client.  It is given one request for all it does, since updates are asked for past it."""
        return Bot(
            self.token,
            base_url=f"{self.api_url}/bot",
            base_file_url=f"{self.api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )
