"""Who can work at this till, as every screen names her. It stands alone, so that the door needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who works at the till now."""

    staff_id: StaffId
    number: str
    name: Bilingual
    role: str


def is_number_of(who: SignedIn, number: str) -> bool:
    """Tell whether a staff number is hers; a badge knows no leading zeros."""
    return who.number == number or who.number.lstrip("0") == number
