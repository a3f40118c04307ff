"""Who works at this till now, for the use cases that must say who did it."""

from __future__ import annotations

from typing import Protocol

from posapp.domain.identity import StaffId
from posapp.services.errors import NotSignedIn
from posapp.services.shifts import SignedIn


class OnDuty(Protocol):
    """Knows who is signed in; ``SigningIn`` does."""

    def who(self) -> SignedIn | None:
        """Return who works at the till now, or None."""
        ...


def staff_on(duty: OnDuty) -> StaffId:
    """Return the id of whoever is signed in. Raises ``NotSignedIn``."""
    who = duty.who()
    if who is None:
        raise NotSignedIn
    return who.staff_id
