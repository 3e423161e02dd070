"""Figures that differ from run to run: a platform's limits, and how patient a run wants to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run holds its bot to.  None: not judged.

    per_second, group_per_minute: messages that a platform takes, in any second and minute.
    chat_burst: how many one chat takes at once after a rest, beside `chat_per_second`.
    alert_within_s: between an order and its alert, the slowest.
    sweep_s: how late the clock's work may be.
    on_the_wire_s: a call that arrives so soon after a 429 was sent before it was known.
    """

    per_second: int | None = None
    chat_burst: int | None = None
    chat_per_second: float = 1.0
    group_per_minute: int | None = None
    alert_within_s: float | None = None
    sweep_s: float = 60.0
    on_the_wire_s: float = 0.5
