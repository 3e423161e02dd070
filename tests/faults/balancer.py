"""One address for several web processes, as a proxy in front of them gives it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress


class Balancer:
    """Passes each connection on to the first of its ports that takes one, another one first each time."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._open: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def serve(self, port: int) -> AsyncIterator[None]:
        """Listen for the length of the block."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()
            for writer in self._open:
                writer.close()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ports.append(self._ports.pop(0))
        for port in self._ports:
            with suppress(OSError):
                behind_reader, behind = await asyncio.open_connection("127.0.0.1", port)
                break
        else:
            writer.close()
            return
        self._open |= {writer, behind}
        await asyncio.gather(_pass(reader, behind), _pass(behind_reader, writer))
        self._open -= {writer, behind}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()
