"""When the mall may write to a member: what for, in which hours, and how often. The hub and the tills ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from posapp.domain.clock import DAY, Millis, at, local

Purpose = Literal["service", "marketing"]
"""``service`` belongs to what she ordered or booked herself; ``marketing`` is all that we would like her to do."""


@dataclass(frozen=True, slots=True)
class MessageRules:
    """The chain's rules; hours are of the shop's day, spans in ms.

    Between ``quiet_from`` and ``quiet_until`` nothing goes out that can wait. She hears at most one offer in
    ``marketing_every_ms``, and at most ``service_a_day`` service messages in 24 hours. Whoever comes within
    ``comes_back_ms`` after a message came back.
    """

    quiet_from: int = 21
    quiet_until: int = 9
    marketing_every_ms: int = 7 * DAY
    service_a_day: int = 12
    comes_back_ms: int = 14 * DAY

    def is_quiet(self, instant: int) -> bool:
        """Tell whether an instant lies in the quiet hours."""
        hour = local(instant).hour
        return hour >= self.quiet_from or hour < self.quiet_until

    def after_quiet(self, instant: int) -> Millis:
        """Return the first instant from this one on at which something that can wait may go out."""
        if not self.is_quiet(instant):
            return Millis(instant)
        here = local(instant)
        day = here.date() if here.hour < self.quiet_until else here.date() + timedelta(days=1)
        return at(day, self.quiet_until)

    def cap(self, purpose: Purpose) -> tuple[int, int]:
        """Return how many messages of a purpose she may get, and in how many ms."""
        return (1, self.marketing_every_ms) if purpose == "marketing" else (self.service_a_day, DAY)


STANDARD_MESSAGES = MessageRules()
