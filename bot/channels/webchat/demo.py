"""The demo's front page: a buyer's, a farmer's and an admin's phone side by side."""

from aiohttp import web

from bot.channels.webchat.site import ASSETS, Site, language_options, load_page
from bot.channels.webchat.words import demo_words
from bot.web.visitors import preferred_language

PAGE = load_page("demo.html")


def add_demo(application: web.Application, site: Site) -> None:
    """Show the three phones at `/`."""

    async def phones(request: web.Request) -> web.Response:
        language = preferred_language(request, site.languages)
        words = {f"word_{key}": word for key, word in demo_words(language).items()}
        values = {
            "options": language_options(site.languages, language),
            "demo_css": ASSETS.url("demo.css"),
            "demo_js": ASSETS.url("demo.js"),
        }
        return PAGE.render(language, site.head(language) | words | values)

    application.router.add_get("/", phones)
