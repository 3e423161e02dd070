"""The web application: everything that answers HTTP, put together, and the server that runs it."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.database.contract import Database
from bot.i18n import Languages
from bot.web.assets import Assets
from bot.web.errors import answers_for_errors
from bot.web.health import add_health
from bot.web.logs import AccessLog, server_log
from bot.web.metrics import add_metrics, counted
from bot.web.security import only_for, secure

BODY_MAX_BYTES = 256 * 1024  # a route may allow less (faults.md T1)
SHUTDOWN_S = 1.5  # twice, as aiohttp counts; for requests under way; streams are ended at once by their owners

BASE_ASSETS = Assets("web", Path(__file__).with_name("static"))


def make_application(
    *,
    database: Database,
    languages: Languages,
    routes: Iterable[Callable[[web.Application], None]] = (),
    metrics_token: str = "",
    hosts: Collection[str] = (),
) -> web.Application:
    """Build the application.

    routes: what each channel adds, as `WebChat.add_to`.
    hosts: the only host names to answer, for the demo; empty: any, since a proxy in front decides.
    """
    middlewares: list[Middleware] = [
        counted,
        answers_for_errors(languages, BASE_ASSETS),
        *([only_for(hosts)] if hosts else []),
    ]
    application = web.Application(middlewares=middlewares, client_max_size=BODY_MAX_BYTES)
    application.on_response_prepare.append(secure)
    BASE_ASSETS.add_to(application)
    add_health(application, database)
    add_metrics(application, metrics_token)
    for add in routes:
        add(application)
    return application


async def serve(application: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; `await runner.cleanup()` ends it gracefully.

    Raises:
        OSError: the port is taken, or not ours to take.
    """
    runner = web.AppRunner(
        application,
        access_log_class=AccessLog,
        logger=server_log(),
        auto_decompress=False,  # we read no compressed bodies, so nothing of one is unpacked either
        shutdown_timeout=SHUTDOWN_S,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
