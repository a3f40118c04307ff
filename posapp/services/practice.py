"""Practice at a real till: real goods, real prices, nothing posted.

A practising till has an open cart that is marked so; a restart or a power cut therefore changes nothing. Its sales
write no operation, no movement and no receipt number; the journal alone tells that somebody practised (``TRAINING``).
``UnitOfWork.append`` refuses whatever else would be posted meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from posapp.domain.clock import Clock, Millis, local
from posapp.domain.identity import ShiftId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services import holding
from posapp.services.carts import Cart, open_cart, shown
from posapp.services.on_duty import OnDuty, SignedIn, staff_on
from posapp.services.ports import Receipt
from posapp.services.shift_book import ShiftRecord
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol.kinds import SaleCommit

JOURNAL = "TRAINING"
PRACTICE_RECEIPT = Bilingual("练习，不是收款凭证", "Practice, not a receipt")


class Practice:
    """Begins and ends it. Both may be asked for at any time; what stands already changes nothing."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def is_on(self) -> bool:
        """Tell whether this till is practising."""
        with self._till.view() as view:
            return view.carts.is_practising()

    def begin(self) -> Cart:
        """Put the real cart aside and open one to practise with. Raises ``NotSignedIn``."""

        def job(unit: UnitOfWork) -> Cart:
            now = self._clock.now()
            kept = open_cart(unit, now)
            if not kept.body.is_practice:
                self._note(unit, "begun", now)
                if kept.body.is_empty:
                    unit.carts.forget(kept.cart_id)
                else:
                    holding.put_aside(unit, kept, staff_on(self._duty, unit), now)
                kept = holding.begin(unit, is_practice=True, now=now)
            return shown(unit, kept, now)

        return self._till.write(job)

    def end(self) -> Cart:
        """Throw away what was practised with; the cart that was put aside last is there again."""

        def job(unit: UnitOfWork) -> Cart:
            now = self._clock.now()
            kept = open_cart(unit, now)
            if kept.body.is_practice:
                self._note(unit, "ended", now)
                for one in (kept, *holding.of_kind(unit, is_practice=True)):
                    unit.carts.forget(one.cart_id)
                aside = holding.of_kind(unit, is_practice=False)
                if aside:
                    holding.take_back(unit, aside[-1], holding.who(self._duty), now)
                kept = open_cart(unit, now)
            return shown(unit, kept, now)

        return self._till.write(job)

    def _note(self, unit: UnitOfWork, what: Literal["begun", "ended"], now: Millis) -> None:
        body = {"what": what, "staff_id": staff_on(self._duty, unit)}
        unit.journal(JOURNAL, body, local(now).date().isoformat())


def practice_shift(staff: SignedIn, now: Millis) -> ShiftRecord:
    """Return what stands for the shift while practising: it needs no float, and no drawer is counted after it."""
    return ShiftRecord(ShiftId(""), local(now).date().isoformat(), staff.staff_id, now, Fen(0), opened_seq=0)


def practised(unit: UnitOfWork, sale: SaleCommit, receipt: Receipt) -> Receipt:
    """Keep in the journal that a sale was practised, and return its receipt marked as what it is."""
    body = {"what": "sale", "staff_id": sale.staff_id, "lines": len(sale.lines), "total_fen": sale.total_fen}
    unit.journal(JOURNAL, body, sale.business_date)
    return replace(receipt, title=PRACTICE_RECEIPT.in_(receipt.language))
