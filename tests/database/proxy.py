"""A PostgreSQL server's door that can be slammed at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit


class Proxy:
    """Passes everything on; `lose_replies(n)` cuts the next n connections that commit, once the server has done it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket_folder = parse_qs(parts.query).get("host", [""])[0]
        self._host, self._port = parts.hostname, parts.port or 5432
        self._parts = parts
        self.lost = 0  # replies
        self._to_lose = 0
        self._writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Listen, and give the URL that leads through the proxy."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        user = self._parts.netloc.rpartition("@")[0] or "postgres"
        try:
            yield f"postgresql://{user}@127.0.0.1:{port}{self._parts.path}?sslmode=disable"
        finally:
            server.close()
            for writer in self._writers:
                writer.close()
            for writer in self._writers:
                with suppress(OSError):
                    await writer.wait_closed()

    def lose_replies(self, times: int) -> None:
        self._to_lose = times

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._socket_folder:
            address = f"{self._socket_folder}/.s.PGSQL.{self._port}"
            server_reader, server_writer = await asyncio.open_unix_connection(address)
        else:
            server_reader, server_writer = await asyncio.open_connection(self._host, self._port)
        self._writers += [writer, server_writer]
        losing = asyncio.Event()
        with suppress(OSError):
            await asyncio.gather(
                self._ask(reader, server_writer, losing), self._answer(server_reader, writer, server_writer, losing)
            )

    async def _ask(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, losing: asyncio.Event) -> None:
        while asked := await reader.read(65536):
            if b"COMMIT;" in asked and self._to_lose:
                self._to_lose -= 1
                losing.set()
            server.write(asked)
            await server.drain()
        server.close()

    async def _answer(
        self,
        reader: asyncio.StreamReader,
        client: asyncio.StreamWriter,
        server: asyncio.StreamWriter,
        losing: asyncio.Event,
    ) -> None:
        while answered := await reader.read(65536):
            if losing.is_set():  # the server has committed, and nobody will hear of it
                self.lost += 1
                server.close()
                break
            client.write(answered)
            await client.drain()
        client.close()
