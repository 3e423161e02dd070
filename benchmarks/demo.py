"""How soon `demo` serves its three phones, the first time and again."""

import asyncio
import os
import signal
import socket
import sys
import time
from http import HTTPStatus
from pathlib import Path

import aiohttp

from benchmarks.report import Figure

ROOT = Path(__file__).resolve().parent.parent
GIVE_UP_S = 90.0
LOOK_EVERY_S = 0.02


async def measure(folder: Path) -> list[Figure]:
    """Start the demo twice in a folder of its own."""
    first, again = await _start(folder), await _start(folder)
    return [
        Figure("demo: its page is served, the market still to be set up", first, "s", 60),
        Figure("demo: its page is served again", again, "s", 5),
    ]


async def _start(folder: Path) -> float:
    port = _free_port()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(port)),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(GIVE_UP_S):
            while not await _serves(f"http://127.0.0.1:{port}/"):
                if process.returncode is not None:
                    raise RuntimeError("the demo has ended; its reason stands above")
                await asyncio.sleep(LOOK_EVERY_S)
        return time.perf_counter() - began
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()


async def _serves(url: str) -> bool:
    try:
        async with aiohttp.request("GET", url) as answer:
            return answer.status == HTTPStatus.OK
    except aiohttp.ClientConnectionError:
        return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
