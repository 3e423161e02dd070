"""The fake Bot API server as a process of its own: it prints where it listens and serves until it is ended.

python -m tests.telegram.fake --port 0 --log calls.jsonl
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from tests.telegram.fake.control import Desk
from tests.telegram.fake.server import FakeBotApi


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.telegram.fake", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--log", type=Path, help="a JSON line for each call and update, written before the answer")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="what every answer takes")
    parser.add_argument("--no-check", action="store_true", help="leave the specification aside, for speed")
    parser.add_argument("--forget", action="store_true", help="keep no calls in memory, for long runs")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(given: argparse.Namespace) -> None:
    api = FakeBotApi(check=not given.no_check, log=given.log, port=given.port)
    api.faults.latency_s = given.latency
    api.platform.ledger.keeps = not given.forget
    await api.start(*Desk(api).routes())
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    print(json.dumps({"url": api.url, "token": api.token}), flush=True)
    await ended.wait()
    await api.stop()


if __name__ == "__main__":
    main()
