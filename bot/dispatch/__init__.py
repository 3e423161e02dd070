"""One message, one transaction: what lies between a channel's event and the rows it leaves."""

from bot.dispatch.patience import Patience
from bot.dispatch.receive import Acknowledged, Dispatch
from bot.dispatch.turn import House

__all__ = ["Acknowledged", "Dispatch", "House", "Patience"]
