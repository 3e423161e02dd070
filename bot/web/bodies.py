"""What people and machines post to us, read with a limit before it is understood."""

import json
from math import isfinite
from typing import Any

from aiohttp import hdrs, web


async def read_body(request: web.Request, limit: int, content_type: str) -> bytes:
    """Read a body of at most `limit` bytes.

    Raises:
        HTTPUnsupportedMediaType: of another content type, or compressed: a small body may hold gigabytes.
        HTTPRequestEntityTooLarge: longer than `limit`.
    """
    if request.content_type != content_type or hdrs.CONTENT_ENCODING in request.headers:
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=limit + 1)
    body = bytearray()
    # The length above is the sender's word, and a chunked body has none.
    async for chunk in request.content.iter_chunked(limit + 1):
        body += chunk
        if len(body) > limit:
            raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=len(body))
    return bytes(body)


async def read_json(request: web.Request, limit: int) -> dict[str, Any]:
    """Read a JSON object of at most `limit` bytes.

    Raises:
        HTTPBadRequest: no JSON, or no object.
        HTTPUnsupportedMediaType, HTTPRequestEntityTooLarge: see `read_body`.
    """
    body = await read_body(request, limit, "application/json")
    try:
        value = json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):  # also bytes that are no UTF-8, and numbers of thousands of digits
        raise web.HTTPBadRequest from None
    if not isinstance(value, dict):
        raise web.HTTPBadRequest
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")  # Python's parser would take NaN and Infinity


def _finite(digits: str) -> float:
    value = float(digits)
    if not isfinite(value):  # 1e400, which is a number in JSON and none in a computer
        _refuse(digits)
    return value
