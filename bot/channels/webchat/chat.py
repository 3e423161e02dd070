"""The chat page, the words around it, and what it posts."""

from functools import partial

from aiohttp import hdrs, web

from bot.channels.webchat.events import BODY_MAX_BYTES, CHANNEL, BadMessage, read_message
from bot.channels.webchat.site import ASSETS, Site, language_options, load_page
from bot.channels.webchat.slots import Slot, slot_of
from bot.channels.webchat.words import page_words, script_needed
from bot.database.errors import DatabaseUnavailable
from bot.i18n import Language
from bot.people.service import language_of
from bot.web.bodies import read_json
from bot.web.pages import Html, data, tag_of
from bot.web.security import same_origin
from bot.web.visitors import preferred_language, preferred_tag

# Another site's form cannot set it, and another site's script would have to ask us first; we allow nobody.
OWN_HEADER = "X-Farmgate"
BUSY_RETRY_AFTER_S = 2

PAGE = load_page("page.html")
# Named here, so that a slow line fetches them together and not one after the other.
MODULES = ("composer.js", "live.js", "memory.js", "message.js", "messages.js", "outbox.js", "request.js")
PRELOADS = Html("\n".join(f'<link rel="modulepreload" href="{ASSETS.url(name)}">' for name in MODULES))


class Chat:
    """One conversation in a browser."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add_to(self, application: web.Application, base: str) -> None:
        application.router.add_get(f"{base}/", self._page)
        application.router.add_get(f"{base}/words", self._words)
        application.router.add_post(f"{base}/send", self._send)

    async def _page(self, request: web.Request) -> web.Response:
        slot = slot_of(request)
        external_id = self._site.cookies.read_or_make(request, slot)
        language = await self._language(request, external_id)
        response = PAGE.render(language, self._values(slot, language))
        self._site.cookies.write(response, slot, external_id)
        return response

    async def _words(self, request: web.Request) -> web.Response:
        """`?language=zh_Hans`: the words again, for a page whose reader chose another language."""
        language = self._site.languages.get(request.query.get("language", "")[:32])
        return web.json_response(_in_language(language))

    async def _send(self, request: web.Request) -> web.Response:
        """Take one message.  200 means that it is stored for good; only then does the page forget it."""
        if OWN_HEADER not in request.headers or same_origin(request, self._site.url) is False:
            return _refuse(403)
        external_id = self._site.cookies.read(request, slot_of(request))
        if external_id is None:
            return _refuse(401)  # the page loads itself again, which makes a cookie, and repeats
        try:
            fields = await read_json(request, BODY_MAX_BYTES)
            language = preferred_tag(request, self._site.languages)
            message = read_message(fields, external_id, language=language, now=self._site.clock())
        except BadMessage:
            return _refuse(400)
        except web.HTTPClientError as error:
            return _refuse(error.status)
        try:
            receipt = await self._site.receive(message)
        except DatabaseUnavailable:
            return _refuse(503, {hdrs.RETRY_AFTER: str(BUSY_RETRY_AFTER_S)})
        return web.json_response({"ok": True, "toast": receipt.toast})

    async def _language(self, request: web.Request, external_id: str) -> Language:
        code = await self._site.database.read(partial(language_of, channel=CHANNEL, external_id=external_id))
        return self._site.languages.get(code) if code else preferred_language(request, self._site.languages)

    def _values(self, slot: Slot, language: Language) -> dict[str, str]:
        facts = _in_language(language) | {"base": slot.path, "site": self._site.url}
        words = {f"word_{key}": word for key, word in page_words(language).items()}
        return {
            **self._site.head(language),
            **words,
            "page": data(facts),
            "options": language_options(self._site.languages, language),
            "script_needed": script_needed(language),
            "chat_css": ASSETS.url("chat.css"),
            "chat_js": ASSETS.url("chat.js"),
            "modules": PRELOADS,
        }


def _in_language(language: Language) -> dict[str, object]:
    """All that changes on the page with the reader's language."""
    return {
        "language": language.code,
        "tag": tag_of(language),
        "direction": language.direction,
        "words": page_words(language),
    }


def _refuse(status: int, headers: dict[str, str] | None = None) -> web.Response:
    # `ok` is how the page knows that we answered, and not a hotel's login page in between.
    return web.json_response({"ok": False}, status=status, headers=headers)
