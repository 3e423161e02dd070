"""`/healthz`: whether this process can serve."""

import asyncio

from aiohttp import web
from sqlalchemy import select
from sqlmodel import Session

from bot.database.contract import Database

PATIENCE_S = 1.0

_TRIVIAL = select(1)


def add_health(application: web.Application, database: Database) -> None:
    """Answer 200 while the database answers a trivial question within a second, else 503."""

    async def health(_request: web.Request) -> web.Response:
        try:
            await asyncio.wait_for(database.read(_ask), PATIENCE_S)
        except Exception:  # noqa: BLE001 - whatever it was, the answer is no
            return web.Response(status=503, text="unavailable\n")
        return web.Response(text="ok\n", headers={"Cache-Control": "no-store"})

    application.router.add_get("/healthz", health)


def _ask(session: Session) -> int:
    return int(session.connection().execute(_TRIVIAL).scalar_one())
