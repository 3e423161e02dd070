"""QR codes of our own links to what anyone may open.

The address names the link and not what stands in the code: nobody can have us draw a code that leads to them.
"""

import asyncio
from functools import lru_cache
from io import BytesIO

import segno
from aiohttp import hdrs, web

from bot.links import Links, read_target

PLACE = r"/qr/{channel:[a-z]{1,16}}{payload:(?:/[a-z]_\d{1,18})?}"
KEEP = "public, max-age=86400"  # seconds of a day: a messenger's links move when the bot gets another name
QUIET_ZONE = 4  # modules around the code; ISO/IEC 18004


def qr_path(links: Links, address: str) -> str | None:
    """Say where the code of one of our links is drawn; None: of no other address."""
    for channel, start in links.starts.items():
        if address == links.chat(channel):
            return f"/qr/{channel}"
        payload = address.removeprefix(start)
        if payload != address and read_target(payload) is not None:
            return f"/qr/{channel}/{payload}"
    return None


def add_qr(application: web.Application, links: Links) -> None:
    """Serve the codes."""
    drawing = asyncio.Lock()

    async def code(request: web.Request) -> web.Response:
        channel, payload = request.match_info["channel"], request.match_info["payload"][1:]
        if channel not in links.starts or (payload and read_target(payload) is None):
            raise web.HTTPNotFound
        address = links.start(channel, payload) if payload else links.chat(channel)
        # Some milliseconds of work, for whoever asks: off the loop, and one after the other.
        async with drawing:
            image = await asyncio.to_thread(_drawn, address)
        return web.Response(body=image, content_type="image/svg+xml", headers={hdrs.CACHE_CONTROL: KEEP})

    application.router.add_get(PLACE, code)


@lru_cache(maxsize=1_000)
def _drawn(address: str) -> bytes:
    image = BytesIO()
    # Error correction M: the code is read from a screen, and smaller modules would be harder to read than a scratch.
    code = segno.make(address, error="m", micro=False, boost_error=False)
    code.save(image, kind="svg", border=QUIET_ZONE, light="#fff", xmldecl=False, omitsize=True)
    return image.getvalue()
