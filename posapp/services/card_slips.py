"""Slips of an outside card terminal that nobody can look up: they take a word of whoever may record a payment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from posapp.domain.permission import OverrideId
from posapp.services.permitting import require

if TYPE_CHECKING:
    from posapp.services.on_duty import SignedIn
    from posapp.services.phone_tenders import CardSlip
    from posapp.services.till_data import UnitOfWork


def allow_unproven(
    unit: UnitOfWork, who: SignedIn, cards: Sequence[CardSlip], subject: str, override: OverrideId | None
) -> None:
    """See that the slips without a reference are allowed, in the transaction of what they pay.

    With the reference of its slip a payment is found again at the terminal's bank; without one it is a person's word.
    Raises ``ManagerWanted``.
    """
    unproven = sum(slip.amount for slip in cards if not slip.reference.strip())
    if unproven:
        require(unit, who, "record_payment", amount=unproven, subject=subject, override=override)
