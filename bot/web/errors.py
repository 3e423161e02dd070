"""How we say no: an empty answer for machines, one plain sentence for people, nothing about our insides."""

from pathlib import Path

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from bot.database.errors import DatabaseUnavailable
from bot.i18n import Language, Languages
from bot.web.assets import Assets
from bot.web.logs import Refused, log_crash
from bot.web.pages import Page
from bot.web.visitors import preferred_language

BUSY_RETRY_AFTER_S = 2


PAGE = Page(Path(__file__).with_name("error.html"))
KEPT_HEADERS = (hdrs.ALLOW, hdrs.CONTENT_RANGE, hdrs.RETRY_AFTER, hdrs.WWW_AUTHENTICATE)


def answers_for_errors(languages: Languages, assets: Assets) -> Middleware:
    """Make the middleware that turns refusals and failures into answers."""
    refused = Refused()

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            refused.count(error.status)
            kept: dict[str, str] = {name: error.headers[name] for name in KEPT_HEADERS if name in error.headers}
            return error_response(request, error.status, kept)
        except DatabaseUnavailable:
            return error_response(request, 503, {hdrs.RETRY_AFTER: str(BUSY_RETRY_AFTER_S)})
        except ConnectionError:  # the visitor left; nobody hears this
            return web.Response(status=400)
        except Exception as error:  # noqa: BLE001 - the last door before aiohttp's own page, which says too much
            log_crash(request, error)
            return error_response(request, 500, {})

    def error_response(request: web.Request, status: int, headers: dict[str, str]) -> web.Response:
        if request.method != hdrs.METH_GET or "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
            return web.Response(status=status, headers=headers)
        language = preferred_language(request, languages)
        response = PAGE.render(language, _words(status, language) | {"css": assets.url("base.css")}, status=status)
        response.headers.update(headers)
        return response

    return answer


def _words(status: int, language: Language) -> dict[str, str]:
    _ = language.translations.gettext
    if status == 404:
        sentence = _("There is nothing at this address.")
    elif status >= 500:
        sentence = _("Something is not working here. It is not your fault. Please try again in a moment.")
    else:
        sentence = _("That did not work. Please go back and try again.")
    return {"sentence": sentence, "chat": _("Open the chat")}
