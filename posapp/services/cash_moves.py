"""Cash that comes into the drawer, is paid out of it, or is brought to the safe, each with a reason and a slip."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.card_number import without_card_numbers
from posapp.domain.clock import Clock
from posapp.domain.drawer import check_amount
from posapp.domain.identity import new_id
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId, Permission
from posapp.domain.text import Language
from posapp.services.drawer_book import Direction, KeptMove
from posapp.services.errors import NotPaired, ReasonWanted, ShiftNotOpen
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.permitting import require
from posapp.services.printing import queue_slip
from posapp.services.shift_papers import move_slip
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol.kinds import CashMove

LONGEST_REASON = 80

_PERMISSIONS: dict[Direction, Permission] = {"in": "cash_in", "out": "cash_out", "drop": "cash_drop"}


class CashMoves:
    """Moves cash that no sale moved. ``language`` tells in which language the slip is printed."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, language: Callable[[], Language]) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._language = language

    def move(self, direction: Direction, amount: Fen, reason: str, *, override: OverrideId | None = None) -> KeptMove:
        """Keep that ``amount`` fen went ``in``, ``out``, or as a ``drop`` to the safe; kick the drawer, print a slip.

        Raises ``ShiftNotOpen``, ``NotSignedIn``, ``BadAmount`` (of nothing too), ``ReasonWanted`` or ``ManagerWanted``.
        """
        why = without_card_numbers(" ".join(reason.split()))[:LONGEST_REASON]

        def job(unit: UnitOfWork) -> KeptMove:
            now, who, shift = self._clock.now(), on_duty(self._duty, unit), unit.shifts.open_now()
            check_amount(amount, least=1)
            if shift is None:
                raise ShiftNotOpen
            if unit.paired is None:
                raise NotPaired
            if not why:
                raise ReasonWanted
            leave = require(unit, who, _PERMISSIONS[direction], amount=amount, subject=direction, override=override)
            move = KeptMove(new_id(now), shift.shift_id, direction, amount, why, who.staff_id, now)
            body = CashMove(
                move_id=move.move_id,
                shop_id=unit.paired.shop_id,
                shift_id=shift.shift_id,
                business_date=shift.business_date,
                occurred_ms=now,
                staff_id=who.staff_id,
                approver_id=leave.given_by or "",
                direction=direction,
                amount_fen=amount,
                reason=why,
            )
            operation = unit.append(body, subject=why)
            unit.drawer.add_move(move)
            kind = f"CASH_{direction.upper()}"
            unit.journal(kind, {"op_id": operation.op_id, "move": body}, shift.business_date)
            slip = move_slip(unit, move, who.name, body.approver_id, self._language())
            queue_slip(unit, slip, now, kick_drawer=True)
            return move

        return self._till.write(job)
