"""Figures that differ from run to run: a platform's limits, and how patient a run wants to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run holds its bot to.  None: not judged.

    per_second, chat_burst, group_per_minute: messages that a platform takes; `chat_burst` of one chat within as many
    seconds. alert_within_s: between an order and its alert, the slowest. sweep_s: how late the clock's work may be.
    on_the_wire_s: a call that arrives so soon after a 429 was sent before it was known.
    """

    per_second: int | None = None
    chat_burst: int | None = None
    group_per_minute: int | None = None
    alert_within_s: float | None = None
    sweep_s: float = 60.0
    on_the_wire_s: float = 0.5
