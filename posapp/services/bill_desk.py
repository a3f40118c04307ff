"""The channels' bills as people see them: how far they are read, what differs from the books, what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from posapp.domain.bill_days import is_late
from posapp.domain.card_number import without_card_numbers
from posapp.domain.clock import Clock, Millis, local
from posapp.domain.funds import finding_of
from posapp.domain.money import Fen
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.domain.permission import Leave, OverrideId
from posapp.domain.reconciling import Act
from posapp.services.bill_book import ClosedFinding, KeptBill, KeptFinding
from posapp.services.bills import Bills
from posapp.services.errors import ReasonWanted
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.payment_errors import PaymentMovedOn
from posapp.services.permitting import LONGEST_REASON, require
from posapp.services.refunds import PaidByPhone, request_refund
from posapp.services.till_data import TillData, UnitOfWork, View

SHOWN_DAYS = 7

GIVEN_BACK = "given_back"
"""The reason under which money without a sale is closed when it is given back from here."""

Way = Literal["give_back", "settle"]

_WAYS: Mapping[Act, tuple[Way, ...]] = {"give_back": ("give_back", "settle"), "wait": ()}


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """A difference between bill and books, and what a person may do about it now."""

    finding: KeptFinding
    ways: tuple[Way, ...]
    wants_a_look: bool


@dataclass(frozen=True, slots=True)
class BillsShown:
    """The newest bill of each channel, those that are late, and every open difference, the oldest first.

    ``funds`` are the days whose money moved otherwise than the bill says, or whose movements are late.
    """

    newest: tuple[KeptBill, ...] = ()
    late: tuple[KeptBill, ...] = ()
    differences: tuple[OpenDifference, ...] = ()
    funds: tuple[KeptBill, ...] = ()

    @property
    def want_a_look(self) -> int:
        """Return how many differences wait for a person, with the bills that cannot be read."""
        return len(self.late) + len(self.funds) + sum(one.wants_a_look for one in self.differences)

    def holds(self, finding_id: str) -> bool:
        """Tell whether something of this name is still open."""
        named = {one.finding.finding_id for one in self.differences} | {bill.funds_id for bill in self.funds}
        return finding_id in named


class BillDesk:
    """Lists what differs, and does what a person may do about it."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, bills: Bills) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._bills = bills

    def shown(self) -> BillsShown:
        """Return what people see. Where the mall holds the merchant's keys there is nothing here."""
        now = self._clock.now()
        since = local(now).date() - timedelta(days=SHOWN_DAYS)
        newest: list[KeptBill] = []
        late: list[KeptBill] = []
        funds: list[KeptBill] = []
        with self._till.view() as view:
            for channel in CHANNELS:
                known = view.bills.bills(channel, since)
                newest += [bill for bill in known if bill.progress.is_read][:1]
                late += [bill for bill in known if is_late(bill.progress, now)]
                funds += [bill for bill in known if _wants_a_look(view, bill, now)]
            found = tuple(_difference(one) for one in view.bills.open_findings())
        return BillsShown(tuple(newest), tuple(late), found, tuple(funds))

    def want_a_look(self) -> int:
        """Return how many of them a person should look at, for the bar."""
        return self.shown().want_a_look

    def read(self, channel: Channel, day: date) -> KeptBill:
        """Fetch a bill now, whatever the schedule says. Takes seconds. Raises ``LookupError`` as ``Bills.read``."""
        return self._bills.read(channel, day)

    def give_back(self, finding_id: str, *, override: OverrideId | None = None) -> None:
        """Have money without a sale go back the way it came; what the channel says of it ends it.

        Raises ``PaymentMovedOn``, ``RefundTooMuch``, ``ManagerWanted`` or ``NotSignedIn``.
        """

        def job(unit: UnitOfWork) -> None:
            one = _found(unit, finding_id, "give_back")
            who, now = on_duty(self._duty, unit), self._clock.now()
            by = require(unit, who, "refund", amount=one.in_bill, subject=one.number, override=override)
            request_refund(
                unit, PaidByPhone(one.channel, one.number, one.in_bill), one.in_bill, about=one.number, now=now
            )
            self._close(unit, one, by, GIVEN_BACK, now)

        self._till.write(job)

    def settle(self, finding_id: str, reason: str, *, override: OverrideId | None = None) -> None:
        """Take off the list what somebody has looked into; bill and books stay as they are.

        Raises ``ReasonWanted``, ``PaymentMovedOn``, ``ManagerWanted`` or ``NotSignedIn``.
        """
        reason = without_card_numbers(reason.strip())[:LONGEST_REASON]
        if not reason:
            raise ReasonWanted

        def job(unit: UnitOfWork) -> None:
            who, now = on_duty(self._duty, unit), self._clock.now()
            one = _funds_found(unit, finding_id, now) or _found(unit, finding_id, "settle")
            amount = max(one.in_bill, one.claimed)
            about = one.number or one.finding_id
            by = require(unit, who, "close_payment", amount=amount, subject=about, override=override)
            self._close(unit, one, by, reason, now)

        self._till.write(job)

    def _close(self, unit: UnitOfWork, one: KeptFinding, by: Leave, reason: str, now: Millis) -> None:
        unit.bills.close(ClosedFinding(one.finding_id, now, by.given_by or by.staff_id, reason))
        known = {
            "channel": one.channel,
            "bill": one.day.isoformat(),
            "verdict": "funds" if one.finding_id == finding_of(f"{one.channel}/{one.day.isoformat()}") else one.verdict,
            "number": one.number,
            "refund_number": one.refund_number,
            "channel_no": one.channel_no,
            "in_bill_fen": one.in_bill,
            "claimed_fen": one.claimed,
            "reason": reason,
            "staff_id": by.staff_id,
            "given_by": by.given_by,
        }
        shift = unit.shifts.open_now()
        unit.journal("SETTLE_BILL", known, local(now).date().isoformat() if shift is None else shift.business_date)


def _difference(finding: KeptFinding) -> OpenDifference:
    # What the channel was asked about and is open all the same does not heal by itself.
    wants = finding.act in ("give_back", "look") or (finding.act == "ask" and finding.asked_at > 0)
    return OpenDifference(finding, _WAYS.get(finding.act, ("settle",)), wants)


def _wants_a_look(view: View, bill: KeptBill, now: Millis) -> bool:
    moved = bill.movements
    if not bill.progress.is_read:
        return False  # the bill itself is late
    return is_late(moved.progress, now) or (moved.differs and not view.bills.is_closed(bill.funds_id))


def _funds_found(unit: UnitOfWork, finding_id: str, now: Millis) -> KeptFinding | None:
    """Return the movements of a day as a difference, if they are open under this name."""
    since = local(now).date() - timedelta(days=SHOWN_DAYS)
    for channel in CHANNELS:
        for bill in unit.bills.bills(channel, since):
            if bill.funds_id == finding_id and bill.movements.differs and not unit.bills.is_closed(finding_id):
                billed, moved = (
                    Fen(sum(abs(one.amount) for one in bill.movements.figures.unmatched if one.is_billed is side))
                    for side in (True, False)
                )
                return KeptFinding(finding_id, channel, bill.day, "amount_diff", "look", "", "", False, billed, moved)
    return None


def _found(unit: UnitOfWork, finding_id: str, way: Way) -> KeptFinding:
    for one in unit.bills.open_findings():
        if one.finding_id == finding_id and way in _difference(one).ways:
            return one
    raise PaymentMovedOn
