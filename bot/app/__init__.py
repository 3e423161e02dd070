"""Every part, built once and handed on.  The only package that knows all the others."""

from bot.app.house import make_house
from bot.app.opening import CannotListen, Part, open_app
from bot.app.parts import App

__all__ = ["App", "CannotListen", "Part", "make_house", "open_app"]
