"""One-time links: looking at one takes nothing, pressing Join does."""

import html
import re
import secrets
from urllib.parse import parse_qs

from aiohttp import hdrs, web

from bot.channels.webchat.events import CHANNEL, PAGE_ID, QUIET, incoming
from bot.channels.webchat.site import Site, load_page
from bot.channels.webchat.slots import Slot, slot_of
from bot.channels.webchat.words import link_words, open_in
from bot.i18n import Language
from bot.links import app_name
from bot.messages import Text
from bot.web.bodies import read_body
from bot.web.pages import Html
from bot.web.security import same_origin
from bot.web.visitors import preferred_language, preferred_tag

CODE = re.compile("[A-Za-z0-9_-]{1,64}")
FORM_MAX_BYTES = 1024

PAGE = load_page("link.html")


class LinkPages:
    """`/i/<code>`, also as `/join/<code>`: invites, and links that bring a person's own chat to this browser.

    guests: open a new phone each time, as in the demo, where everyone sits in one browser.
    """

    def __init__(self, site: Site, *, guests: bool) -> None:
        self._site = site
        self._guests = guests

    def add_to(self, application: web.Application) -> None:
        for path in ("/i", "/join"):
            application.router.add_get(f"{path}/{{code:{CODE.pattern}}}", self._show)

    def add_redeeming(self, application: web.Application, base: str) -> None:
        """Redeem below the chat's own path: the browser sends its cookie nowhere else."""
        application.router.add_post(f"{base}/join", self._redeem)

    async def _show(self, request: web.Request) -> web.Response:
        language = preferred_language(request, self._site.languages)
        slot = Slot(f"guest-{secrets.token_hex(3)}") if self._guests else Slot()
        form = {
            "action": f"{slot.path}join",
            "code": request.match_info["code"],
            # Join pressed twice is one event; the page opened again makes another.
            "id": QUIET + secrets.token_hex(8),
        }
        return PAGE.render(
            language,
            self._site.head(language)
            | link_words(language, self._site.seller_name(language))
            | form
            | {"apps": self._apps(language, form["code"])},
        )

    def _apps(self, language: Language, code: str) -> Html:
        """Offer the messengers that the code works in as well."""
        links = self._site.links
        return Html(
            "".join(
                f'<a class="button" href="{html.escape(links.start(channel, code))}" rel="noreferrer">'
                f"{html.escape(open_in(language, app_name(channel)))}</a>"
                for channel in links.starts
                if channel != CHANNEL
            )
        )

    async def _redeem(self, request: web.Request) -> web.Response:
        """Say "/start <code>" for the person and open their chat, where the answer stands."""
        if not same_origin(request, self._site.url):
            raise web.HTTPForbidden
        code, page_id = await _read_form(request)
        slot = slot_of(request)
        external_id = self._site.cookies.read_or_make(request, slot)
        language = preferred_tag(request, self._site.languages)
        words = Text(f"/start {code}")
        await self._site.receive(incoming(page_id, words, external_id, language=language, now=self._site.clock()))
        response = web.Response(status=303, headers={hdrs.LOCATION: slot.path})
        self._site.cookies.write(response, slot, external_id)
        return response


async def _read_form(request: web.Request) -> tuple[str, str]:
    body = await read_body(request, FORM_MAX_BYTES, "application/x-www-form-urlencoded")
    form = parse_qs(body.decode("utf-8", "replace"))
    code, page_id = (form.get(name, [""])[0] for name in ("code", "id"))
    if not CODE.fullmatch(code) or not PAGE_ID.fullmatch(page_id):
        raise web.HTTPBadRequest
    return code, page_id
