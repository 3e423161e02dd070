"""The web chat: a channel that needs no account, with a page of its own."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.webchat.chat import Chat
from bot.channels.webchat.cookies import Cookies
from bot.channels.webchat.demo import add_demo
from bot.channels.webchat.documents import Documents
from bot.channels.webchat.hub import Hub
from bot.channels.webchat.links import LinkPages
from bot.channels.webchat.live import Live
from bot.channels.webchat.media import add_media
from bot.channels.webchat.qr import add_qr
from bot.channels.webchat.site import ASSETS, Receive, Site
from bot.channels.webchat.slots import NAME_PATTERN
from bot.clock import Clock, utc_now
from bot.database.contract import Database
from bot.i18n import Language, Languages
from bot.links import Links

PLAIN = "/chat"
NAMED = f"/chat/{{name:{NAME_PATTERN}}}"
NOBODY: Mapping[str, str] = MappingProxyType({})


class WebChat:
    """Serves the pages and hands what people do there to `receive`.

    `hub` wakes open pages: connect it to whatever writes Shown rows, here (`shown`) and elsewhere (`nudge`).
    """

    def __init__(
        self,
        *,
        receive: Receive,
        database: Database,
        languages: Languages,
        secret_key: str,
        public_url: str,
        seller_name: Callable[[Language], str],
        demo_people: Mapping[str, str] = NOBODY,
        links: Links | None = None,
        clock: Clock = utc_now,
    ) -> None:
        """Put the channel together.

        demo_people: external ids by chat name, given to whoever opens that chat; in the demo alone.
        links: where links begin on every channel; None: this is the only one.

        Raises:
            ValueError: there is no secret key.
        """
        cookies = Cookies(secret_key, secure=public_url.startswith("https:"), demo_people=demo_people)
        self.hub = Hub(database)
        links = links or Links(public_url)
        self._site = Site(receive, database, languages, cookies, seller_name, public_url, links, clock)
        self._demo = bool(demo_people)

    def add_to(self, application: web.Application) -> None:
        """Add every route, and the end of all streams when the application shuts down."""
        chat, live, documents = Chat(self._site), Live(self._site, self.hub), Documents(self._site)
        pages = LinkPages(self._site, guests=self._demo)
        for base in (PLAIN, NAMED):
            chat.add_to(application, base)
            live.add_to(application, base)
            documents.add_to(application, base)
            pages.add_redeeming(application, base)
        pages.add_to(application)
        add_media(application, self._site.database)
        add_qr(application, self._site.links)
        ASSETS.add_to(application)
        self._add_front(application)
        application.on_shutdown.append(self._close)

    def _add_front(self, application: web.Application) -> None:
        if self._demo:
            add_demo(application, self._site)
        else:
            application.router.add_get("/", _go_to(PLAIN + "/"))
        application.router.add_get(PLAIN, _go_to(PLAIN + "/"))
        application.router.add_get(NAMED, _go_to(None))  # last: /chat/history is no name

    async def _close(self, _application: web.Application) -> None:
        await self.hub.close()


def _go_to(path: str | None) -> Handler:
    async def redirect(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(path or f"{request.path}/")

    return redirect
