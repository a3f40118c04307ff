"""What waits for a person at the mall, and how a manager at the counter has it settled."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import MINUTE, Clock, Millis
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.errors import NoLongerParked, NotPaired
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.permitting import is_allowed, require
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol.kinds import ParkedSettle
from sync.protocol.rows import Fix, ParkedOperation

LONG_PARKED = 15 * MINUTE
"""From then on the mall calls somebody, while the shop is open."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way to settle a parked operation, ready to be chosen. ``is_final``: nothing of it can be booked afterwards."""

    what: Bilingual
    is_final: bool


@dataclass(frozen=True, slots=True)
class ParkedCard:
    """An operation of this shop that waits for a person at the mall.

    ``tried`` says how the last try to settle it ended; ``is_asked``: the mall has not heard yet what was chosen here.
    """

    op_id: str
    kind: str
    subject: str
    till_no: str
    hub_no: int
    reason: Bilingual
    amount: Fen
    since: Millis
    is_overdue: bool
    ways_out: tuple[WayOut, ...]
    tried: Bilingual | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class ParkedList:
    """What waits for a person, the oldest first, and whether whoever works here may settle it."""

    cards: tuple[ParkedCard, ...]
    may_settle: bool


class Settling:
    """Shows what is parked and asks the mall to settle it. What is asked travels like any other fact."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def parked(self) -> ParkedList:
        """Return what waits for a person in this shop."""
        now = self._clock.now()
        with self._till.view() as view:
            rows = sorted(view.rows.all(ParkedOperation), key=lambda row: (row.since_ms, row.hub_no))
            asked = view.sync.asked_to_settle() if rows else frozenset()
            may_settle = is_allowed(view, self._duty.who(), "settle")
            return ParkedList(tuple(_card(row, asked, now) for row in rows), may_settle)

    def settle(self, op_id: str, choice: int, *, override: OverrideId | None = None) -> None:
        """Ask the mall for one of the ways out, by its place in ``ways_out``.

        Raises ``NotSignedIn``, ``ManagerWanted`` or ``NoLongerParked``.
        """

        def job(unit: UnitOfWork) -> None:
            who = on_duty(self._duty, unit)
            by = require(unit, who, "settle", subject=op_id, override=override)
            if unit.paired is None:
                raise NotPaired
            row = unit.rows.get(ParkedOperation, op_id)
            if row is None or not 0 <= choice < len(row.fixes):
                raise NoLongerParked
            fix = row.fixes[choice]
            unit.append(
                ParkedSettle(
                    op_id=op_id,
                    shop_id=unit.paired.shop_id,
                    occurred_ms=self._clock.now(),
                    staff_id=by.given_by or by.staff_id,
                    action=fix.action,
                    what=fix.what,
                    from_id=fix.from_id,
                    to_id=fix.to_id,
                ),
                subject=row.subject,
            )

        self._till.write(job)


def _card(row: ParkedOperation, asked: frozenset[str], now: Millis) -> ParkedCard:
    return ParkedCard(
        op_id=row.id,
        kind=row.kind,
        subject=row.subject,
        till_no=row.till_no,
        hub_no=row.hub_no,
        reason=Bilingual(row.zh, row.en),
        amount=Fen(row.amount_fen),
        since=Millis(row.since_ms),
        is_overdue=now - row.since_ms > LONG_PARKED,
        ways_out=tuple(_way_out(fix) for fix in row.fixes),
        tried=Bilingual(row.tried_zh, row.tried_en) if row.tried_ms is not None and row.tried_zh else None,
        is_asked=row.id in asked,
    )


def _way_out(fix: Fix) -> WayOut:
    return WayOut(Bilingual(fix.zh, fix.en), is_final=fix.action in ("suspense", "correct"))
