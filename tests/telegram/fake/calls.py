"""One call from its arrival to its outcome, whether it came by itself or as the answer of a webhook."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram.fake.access import let_in
from tests.telegram.fake.account import Account
from tests.telegram.fake.answers import bad_request
from tests.telegram.fake.chats import Chat
from tests.telegram.fake.files import Files, Upload

if TYPE_CHECKING:
    from tests.telegram.fake.platform import Platform


@dataclass(frozen=True, slots=True)
class Call:
    """What a method gets to work with."""

    platform: "Platform"
    account: Account
    parameters: Mapping[str, Any]
    uploads: Mapping[str, Upload]
    now: float

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)

    @property
    def files(self) -> Files:
        return self.platform.files

    def chat(self, *, writing: bool = True) -> Chat:
        """The chat a call is about; raises what a bot hears that may not reach it."""
        chat_id = self.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.account.find_chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        let_in(chat, writing=writing)
        return chat


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}


def answers(*methods: str) -> Callable[[Handler], Handler]:
    """Register a function as what carries out these methods."""

    def register(handler: Handler) -> Handler:
        HANDLERS.update({method.lower(): handler for method in methods})
        return handler

    return register


async def carry_out(handler: Handler, call: Call) -> Any:
    result = handler(call)
    return await result if inspect.isawaitable(result) else result
