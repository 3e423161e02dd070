"""`/metrics`: Prometheus' numbers, for whoever has the token."""

import hmac

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from prometheus_client import Counter
from prometheus_client.aiohttp import make_aiohttp_handler

# Routes, never paths: a path may hold a code, and each new one would be a new time series.
REQUESTS = Counter("farmgate_http_requests_total", "Requests answered.", ["route", "method", "status"])


def add_metrics(application: web.Application, token: str) -> None:
    """Serve `/metrics` to bearers of the token; without a token there is no such page."""
    if not token:
        return
    show = make_aiohttp_handler()
    expected = f"Bearer {token}".encode()

    async def metrics(request: web.Request) -> web.StreamResponse:
        shown = request.headers.getall(hdrs.AUTHORIZATION, [])
        if len(shown) != 1 or not hmac.compare_digest(shown[0].encode("utf-8", "replace"), expected):
            raise web.HTTPUnauthorized(headers={hdrs.WWW_AUTHENTICATE: "Bearer"})
        return await show(request)

    application.router.add_get("/metrics", metrics)


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every answer by its route."""
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as redirect:
        status = redirect.status
        raise
    finally:
        REQUESTS.labels(route_of(request), _method(request), status).inc()


def route_of(request: web.BaseRequest) -> str:
    """The route's pattern, as "/chat/{name}/send"; a path itself may hold a code or an id."""
    try:
        resource = request.match_info.route.resource if isinstance(request, web.Request) else None
    except AssertionError:  # aiohttp's own word for a request that was too malformed to be routed
        return "-"
    return resource.canonical if resource else "-"


def _method(request: web.Request) -> str:
    return request.method if request.method in hdrs.METH_ALL else "other"
