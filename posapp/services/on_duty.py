"""Who works at this till now, for the use cases that must say who did it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.errors import NotSignedIn


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who works at the till now."""

    staff_id: StaffId
    number: str
    name: Bilingual
    role: str


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
