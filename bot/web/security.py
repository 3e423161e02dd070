"""Headers on every answer, and who may call us from where."""

from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

# Everything comes from ourselves; nothing inline.  Only our own demo page frames our pages.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Links carry one-time codes, which other sites must not read; `no-referrer` would make our forms' Origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def secure(_request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers; a signal rather than a middleware, so that streams and errors have them too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.popall(hdrs.SERVER, None)  # names our versions to whoever looks for old ones


def same_origin(request: web.Request, site_url: str) -> bool | None:
    """Say whether a page of ours made this request, as the browser tells; None where nothing tells."""
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site == "same-origin"
    if origin := request.headers.get(hdrs.ORIGIN):  # "null" for those that hide it
        return origin.partition("://")[2] in {request.host, urlsplit(site_url).netloc}
    return None


def only_for(hosts: Collection[str]) -> Middleware:
    """Make a middleware that answers these host names alone.

    For pages without a password on the own machine: another site whose name is made to point at 127.0.0.1
    ("DNS rebinding") is same-origin for the browser, but its name gives it away.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _name_of(request.host) not in hosts:
            raise web.HTTPMisdirectedRequest
        return await handler(request)

    return check


def _name_of(host: str) -> str | None:
    """The name in a Host header, without its port; None where there is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
