"""What Telegram lets a bot do, and how fast."""

from bot.notices.ceiling import Ceiling
from bot.notices.pacing import Limits, Pace
from bot.notices.ports import Capabilities

TELEGRAM = "telegram"  # the channel's name
CAPABILITIES = Capabilities(brings_media=True)

# telegram.org, Bots FAQ, "My bot is hitting limits": about one a second in a chat, where short bursts may go over it,
# and 20 a minute in a group.
CHAT_BURST = 3
GROUP_PER_MINUTE = 20
GROUP_BURST = 3


def telegram_limits(rate: float, chat_rate: float) -> Limits:
    """Give the limits for so many messages a second in all, and in each private chat."""
    return Limits(
        account=Ceiling.a_second(rate),
        chat=Pace(chat_rate, CHAT_BURST),
        # With what comes back in a minute the burst makes twenty.
        group=Pace((GROUP_PER_MINUTE - GROUP_BURST) / 60, GROUP_BURST),
        is_group=is_group,
    )


def is_group(external_id: str) -> bool:
    """Whether this is a group or a public channel: their ids are negative (Bot API, Chat.id)."""
    return external_id.startswith("-")
