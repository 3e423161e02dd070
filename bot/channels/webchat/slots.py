"""The chats of one browser: the plain one, and one for each name behind it."""

from dataclasses import dataclass

from aiohttp import web

NAME_PATTERN = "[a-z0-9][a-z0-9-]{0,39}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One chat of a browser: `/chat/`, or `/chat/<name>/`, each with a cookie of its own."""

    name: str = ""

    @property
    def path(self) -> str:
        return f"/chat/{self.name}/" if self.name else "/chat/"

    @property
    def cookie(self) -> str:
        # A name of its own, because the browser sends the plain chat's cookie to every path below it too.
        return f"farmgate_{self.name}" if self.name else "farmgate"


def slot_of(request: web.Request) -> Slot:
    return Slot(request.match_info.get("name", ""))
