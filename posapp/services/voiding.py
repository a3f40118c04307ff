"""Goods that leave the cart before they are paid: by permission, and written into the journal.

With the last of them the sale is given up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis, local
from posapp.domain.permission import OverrideId
from posapp.services.aborting import sale_aborted
from posapp.services.carts import priced
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.permitting import require
from posapp.services.till_data import UnitOfWork


def voided(
    unit: UnitOfWork,
    duty: OnDuty,
    before: CartBody,
    after: CartBody,
    *,
    permission: Literal["void_line", "clear_cart"],
    subject: str,
    override: OverrideId | None,
    now: Millis,
) -> CartBody:
    """Return the cart with fewer pieces, if whoever works here may take them off; practice asks nobody.

    ``subject`` is the line, or empty for the whole cart. Raises ``ManagerWanted`` or ``NotSignedIn``.
    """
    pieces = before.pieces - after.pieces
    if pieces <= 0 or before.is_practice:
        return after
    amount = max(priced(unit, before, now).total - priced(unit, after, now).total, 0)
    leave = require(unit, on_duty(duty, unit), permission, amount=amount, subject=subject, override=override)
    shift = unit.shifts.open_now()
    unit.journal(
        "VOID",
        {
            "line_id": subject,
            "pieces": pieces,
            "fen": amount,
            "staff_id": leave.staff_id,
            "given_by": leave.given_by or "",
        },
        shift.business_date if shift is not None else local(now).date().isoformat(),
    )
    kept = unit.carts.open()
    if kept is not None and not after.lines:
        sale_aborted(unit, replace(kept, body=before), leave.staff_id, now, given_by=leave.given_by or "")
    return after
