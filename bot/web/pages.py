"""HTML pages from files with `$placeholders`: everything put in is escaped unless it is marked as HTML."""

import html
import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

from aiohttp import web

from bot.i18n import Language


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


class Page:
    """One page; read from its file once."""

    def __init__(self, file: Path) -> None:
        self._template = Template(file.read_text(encoding="utf-8"))

    def render(self, language: Language, values: Mapping[str, str], *, status: int = 200) -> web.Response:
        """Fill in the page; `lang` and `dir` are the language's.

        Raises:
            KeyError: the page has a placeholder without a value.
        """
        filled = {"lang": tag_of(language), "dir": language.direction} | dict(values)
        text = self._template.substitute({name: _escaped(value) for name, value in filled.items()})
        return web.Response(text=text, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})


def tag_of(language: Language) -> str:
    """The language's name in HTML: "zh-Hans"."""
    return language.code.replace("_", "-")


def data(value: object) -> Html:
    """Write a value for `<script type="application/json">`, where only "</script>" could end it too early."""
    return Html(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


def _escaped(value: str) -> str:
    return value if isinstance(value, Html) else html.escape(value)
