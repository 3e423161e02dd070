"""Files of our pages, kept in memory and served under a name that changes with their content."""

import hashlib
from pathlib import Path

from aiohttp import web

FOR_EVER = "public, max-age=31536000, immutable"  # seconds of a year; the address changes with the content


class Assets:
    """The files of one folder, at `/static/<name>-<version>/<file>`."""

    def __init__(self, name: str, folder: Path) -> None:
        self._files = {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if _type(file.name)}
        digest = hashlib.sha256(b"".join(name.encode() + content for name, content in self._files.items()))
        self._base = f"/static/{name}-{digest.hexdigest()[:12]}"

    def url(self, file: str) -> str:
        """The address of a file.

        Raises:
            KeyError: there is no such file.
        """
        return f"{self._base}/{self._files[file] and file}"

    def add_to(self, application: web.Application) -> None:
        application.router.add_get(f"{self._base}/{{file}}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        file = request.match_info["file"]
        if (content := self._files.get(file)) is None:
            raise web.HTTPNotFound
        response = web.Response(
            body=content, content_type=_type(file), charset="utf-8", headers={"Cache-Control": FOR_EVER}
        )
        response.enable_compression()
        return response


def _type(name: str) -> str | None:
    # Not from the machine's own table, which some systems fill with odd types for scripts.
    known = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    return known.get(Path(name).suffix)
