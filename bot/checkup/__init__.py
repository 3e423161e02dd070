"""What an operator can check on a live database: rules that must hold, and work that must not lie about.

Each file looks at one family, with statements that count in the database and bring home a number and a few examples.
Nothing is changed here; `bot.orders.recount` repairs the stock.
"""

from bot.checkup.finding import Finding
from bot.checkup.market import examine_market
from bot.checkup.storage import examine_storage

__all__ = ["Finding", "examine_market", "examine_storage"]
