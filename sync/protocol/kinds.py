"""The kinds of operation and the bodies they carry, at their newest version.

A body never changes once tills have sent it: a new shape is a new version, and the hub keeps reading the old ones
(``upcasters``).
Amounts are whole fen, instants milliseconds since the epoch UTC, dates ``YYYY-MM-DD``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from posapp.domain.fit import Verdict as Verdict
from sync.protocol.asides import CartPutAside, CartTakeUp
from sync.protocol.body import Body as Body
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.bookings import BookingCheckIn as BookingCheckIn
from sync.protocol.canonical import is_plainly_keepable, plain_body
from sync.protocol.codes_taken import CodeTaken
from sync.protocol.counted import ZFigures
from sync.protocol.decoding import from_json, from_plain
from sync.protocol.defective import DefectiveSettle
from sync.protocol.follow_ups import FollowUpDecide
from sync.protocol.glances import AdviceLooked
from sync.protocol.orders import PickupCannotFind as PickupCannotFind
from sync.protocol.orders import PickupHandOver as PickupHandOver
from sync.protocol.orders import PickupPick as PickupPick
from sync.protocol.orders import PickupPutBack as PickupPutBack
from sync.protocol.prepared import BookingPrepare, BookingRelease, BookingSubstitute
from sync.protocol.returned import Proof, Refund, ReturnedLine
from sync.protocol.rooms import RoomCarry, RoomEnter, RoomLeave, RoomReady
from sync.protocol.sold import Movement, SaleLine, Tender, Trust
from sync.protocol.transfers import TransferAsk, TransferCallOff, TransferDecline, TransferReceive, TransferSend
from sync.protocol.tried import TryOn as TryOn
from sync.protocol.upcasters import lift


class SaleCommit(Body, frozen=True, kw_only=True):
    """``sale.commit`` 5: a paid sale. Never refused; never edited.

    ``coupon_ids`` are the coupons that it used up; what each took off which line stands in that line's adjustments.
    ``cart_id`` names its cart where that was put aside before, so that another till may have had it too; else "".
    """

    sale_id: str
    receipt_no: str
    shop_id: str
    shift_id: str
    business_date: str
    occurred_ms: int
    staff_id: str
    member_id: str | None
    member_trust: Trust | None
    coupon_ids: list[str]
    booking_id: str | None
    lines: list[SaleLine]
    tenders: list[Tender]
    movements: list[Movement]
    gross_fen: int
    discount_fen: int
    total_fen: int
    tax_fen: int
    points_earned: int
    cart_id: str = ""


class ReturnCommit(Body, frozen=True, kw_only=True):
    """``return.commit`` 3: goods of one sale came back. Never refused; never edited.

    ``refunds`` were given out; ``carried`` stands behind the goods that left in the same moment: an exchange is one
    ticket, and ``sale`` its other half under the same receipt number, whose tenders pay what ``carried`` does not.
    """

    return_id: str
    receipt_no: str
    of_receipt_no: str
    proof: Proof
    shop_id: str
    shift_id: str
    business_date: str
    occurred_ms: int
    staff_id: str
    approver_id: str  # whoever allowed it, "" where nobody was asked
    member_id: str | None
    coupon_ids: list[str]  # given back, each with the last piece that it had lowered
    lines: list[ReturnedLine]
    refunds: list[Refund]
    carried: list[Refund]
    movements: list[Movement]  # pieces that hang on the floor again
    set_aside: list[Movement]  # defective ones
    total_fen: int
    tax_fen: int
    points_back: int
    sale: SaleCommit | None


class ShiftOpen(Body, frozen=True, kw_only=True):
    """``shift.open`` 1: a cashier opened the drawer with a float."""

    shift_id: str
    shop_id: str
    business_date: str
    occurred_ms: int
    staff_id: str
    float_fen: int


class ShiftClose(Body, frozen=True, kw_only=True):
    """``shift.close`` 2: the drawer was counted. A difference is a fact, not an error. Version 1 knew no ``z``."""

    shift_id: str
    shop_id: str
    business_date: str
    occurred_ms: int
    staff_id: str
    sales: int
    takings_fen: int
    expected_fen: int
    counted_fen: int
    z: ZFigures | None = None


class CashMove(Body, frozen=True, kw_only=True):
    """``cash.move`` 1: cash came into the drawer, was paid out of it, or was dropped into the safe."""

    move_id: str
    shop_id: str
    shift_id: str
    business_date: str
    occurred_ms: int
    staff_id: str
    approver_id: str  # whoever allowed it, "" where nobody was asked
    direction: Literal["in", "out", "drop"]
    amount_fen: int  # positive in every direction
    reason: str


class JournalAnchor(Body, frozen=True, kw_only=True):
    """``journal.anchor`` 1: the head of the till's journal, so that nobody can later cut or rewrite what is before."""

    shop_id: str
    occurred_ms: int
    seq: int
    hash: str


class OverrideSaid(Body, frozen=True, kw_only=True):
    """``override.said`` 1: another person's word for one act of a colleague, when it was used up, or refused.

    ``permission`` names the act, ``subject`` what it was done to; ``fen`` and ``percent_bp`` are how far the word
    reached. ``refused``: whoever gave it may not do that herself.
    """

    override_id: str
    shop_id: str
    business_date: str
    occurred_ms: int
    permission: str
    subject: str
    fen: int  # copies where the act is a print
    percent_bp: int
    reason: str
    asked_by: str
    given_by: str
    outcome: Literal["used", "refused"]


class StockCount(Body, frozen=True, kw_only=True):
    """``stock.count`` 1: somebody counted ``observed`` pieces of a variant in the shop, the reserve shelf included.

    What this till did before, and what the shop's other tills did up to ``occurred_ms``, is in the count.
    """

    shop_id: str
    variant_id: str
    observed: int
    occurred_ms: int
    staff_id: str


class LeaseReturn(Body, frozen=True, kw_only=True):
    """``lease.return`` 1: a till gives back a lease and spends no more of it; ``units_left`` were not spent."""

    lease_id: str
    shop_id: str
    occurred_ms: int
    units_left: int


class ShownSuggestion(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion of a showing: its style, its place from 1, and the kind of its reason."""

    style_id: str
    rank: int
    reason: str


class AdviceShown(Body, frozen=True, kw_only=True):
    """``advice.shown`` 1: suggestions that a clerk saw for a member.

    ``experiment_id`` and ``arm`` say for which experiment they were shown, "" for none.
    """

    exposure_id: str
    shop_id: str
    member_id: str
    occurred_ms: int
    staff_id: str
    pack_version: str
    shown: list[ShownSuggestion]
    experiment_id: str = ""
    arm: str = ""


class AdviceDismissed(Body, frozen=True, kw_only=True):
    """``advice.dismissed`` 1: "not this" for a member."""

    shop_id: str
    member_id: str
    style_id: str
    occurred_ms: int
    staff_id: str


class InvoiceRequest(Body, frozen=True, kw_only=True):
    """``invoice.request`` 1: a customer wants an invoice of a sale. The newest request of a sale stands.

    ``tax_no`` is a company's unified social credit code, empty for a person.
    """

    request_id: str
    sale_id: str
    receipt_no: str
    shop_id: str
    occurred_ms: int
    staff_id: str
    title: str
    tax_no: str


class ParkedSettle(Body, frozen=True, kw_only=True):
    """``parked.settle`` 1: a manager asks the mall to settle a parked operation of this shop.

    ``map`` says that where the operation names ``from_id`` of a kind of thing (``what``) it means ``to_id``;
    ``correct`` that nothing of it is to be booked. The mall checks who asks and what is possible; the ``parked`` row
    tells the end.
    """

    op_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str
    action: Literal["retry", "map", "suspense", "correct"]
    what: str = ""
    from_id: str = ""
    to_id: str = ""
    reason: str = ""


KINDS: dict[tuple[str, int], type[Body]] = {
    ("sale.commit", 5): SaleCommit,
    ("return.commit", 3): ReturnCommit,
    ("defective.settle", 1): DefectiveSettle,
    ("shift.open", 1): ShiftOpen,
    ("shift.close", 2): ShiftClose,
    ("cash.move", 1): CashMove,
    ("journal.anchor", 1): JournalAnchor,
    ("override.said", 1): OverrideSaid,
    ("cart.put_aside", 1): CartPutAside,
    ("cart.take_up", 1): CartTakeUp,
    ("booking.check_in", 1): BookingCheckIn,
    ("booking.change", 1): BookingChange,
    ("booking.cancel", 1): BookingCancel,
    ("try_on.outcome", 2): TryOn,
    ("pickup.hand_over", 2): PickupHandOver,
    ("pickup.pick", 2): PickupPick,
    ("pickup.put_back", 1): PickupPutBack,
    ("pickup.cannot_find", 1): PickupCannotFind,
    ("booking.prepare", 1): BookingPrepare,
    ("booking.substitute", 1): BookingSubstitute,
    ("booking.release", 1): BookingRelease,
    ("room.enter", 1): RoomEnter,
    ("room.carry", 1): RoomCarry,
    ("room.leave", 1): RoomLeave,
    ("room.ready", 1): RoomReady,
    ("transfer.ask", 1): TransferAsk,
    ("transfer.decline", 1): TransferDecline,
    ("transfer.send", 1): TransferSend,
    ("transfer.receive", 1): TransferReceive,
    ("transfer.call_off", 1): TransferCallOff,
    ("stock.count", 1): StockCount,
    ("lease.return", 1): LeaseReturn,
    ("advice.shown", 1): AdviceShown,
    ("advice.dismissed", 1): AdviceDismissed,
    ("advice.looked", 1): AdviceLooked,
    ("code.taken", 1): CodeTaken,
    ("invoice.request", 1): InvoiceRequest,
    ("follow_up.decide", 1): FollowUpDecide,
    ("parked.settle", 1): ParkedSettle,
}
"""The newest version of every kind: what this program's tills send. ``upcasters`` brings older ones up to it."""

_NAMES = {body: name for name, body in KINDS.items()}
_NEWEST = {kind: max(v for name, v in KINDS if name == kind) for kind, _ in KINDS}


class UnknownKind(Exception):
    """This program does not know that kind at that version; a newer one may."""


def kind_of(body: Body) -> tuple[str, int]:
    """Return the ``(kind, version)`` under which a body travels."""
    return _NAMES[type(body)]


def read_body(kind: str, v: int, data: str) -> Body:
    """Decode a body of any version up to the newest, which is what it comes back as.

    Raises ``UnknownKind``, or ``msgspec.ValidationError`` when the content is not of its kind.
    """
    newest = _NEWEST.get(kind, 0)
    if not 1 <= v <= newest:
        raise UnknownKind(f"{kind} {v}")
    if v == newest:
        if not is_plainly_keepable(data):
            plain_body(data)
        return _read_newest(KINDS[kind, v], data)
    plain = plain_body(data)
    try:
        lifted = lift(kind, v, plain, newest)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as not_of_its_kind:
        # An upcaster may take for granted what its version promises; this body breaks the promise.
        raise msgspec.ValidationError(f"{kind} {v}: {not_of_its_kind!r}") from not_of_its_kind
    return from_plain(lifted, KINDS[kind, newest])


def _read_newest(shape: type[Body], data: str) -> Body:
    try:
        return from_json(data, shape)
    except (UnicodeError, msgspec.DecodeError) as unreadable:
        raise msgspec.ValidationError(str(unreadable)) from unreadable
