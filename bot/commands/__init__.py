"""What each command does; `bot.__main__` only reads the command line."""

from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.invite import invite
from bot.commands.problems import READABLE, CannotDo
from bot.commands.serve import serve
from bot.commands.tables import migrate_database, seed
from bot.commands.tour import tour

__all__ = ["READABLE", "CannotDo", "demo", "doctor", "invite", "migrate_database", "seed", "serve", "tour"]
