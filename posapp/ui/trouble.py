"""What a screen may show when a use case did not do it; everything else is a bug and goes on to the one edge."""

from __future__ import annotations

from posapp.domain.errors import Refused
from posapp.services.errors import Unavailable

Trouble = Refused | Unavailable


def trouble_of(error: Exception) -> Trouble:
    """Return the refusal or the unavailability that a screen shows in place. Raises anything else again."""
    if isinstance(error, Refused | Unavailable):
        return error
    raise error
