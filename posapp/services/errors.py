"""What a use case may answer instead of doing it.

    Refused                    (domain/errors.py) the rules say no
    ├── UnknownBarcode         nothing is sold under that code
    ├── ScaleLabel             a scale's label, and nothing here is sold by weight
    ├── CodeRefused            a signed code that is not accepted, with the reason
    ├── …
    Unavailable                the world is not ready; says what still works
    ├── MallUnreachable
    ├── PrinterTrouble
    ├── DiskFull · DiskTrouble · DatabaseBusy
    └── …

Everything else is a bug and is caught nowhere but at the edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from posapp.domain.errors import Refused

if TYPE_CHECKING:
    from posapp.domain.permission import Ask


class UnknownBarcode(Refused):
    """Nothing is sold under that code, and it is no code of ours."""

    code = "unknown_barcode"


class ScaleLabel(Refused):
    """The label of a scale, with a weight or a price inside: everything here is sold by the piece."""

    code = "scale_label"


class PaymentCodeTooEarly(Refused):
    """A payment code was scanned while goods are rung up. It is somebody's money: no part of it is repeated."""

    code = "payment_code_too_early"


class BasketRefused(Refused):
    """The basket of a phone is not taken: ``reason`` malformed, replayed, nothing_known."""

    code = "basket_refused"


class Practising(Refused):
    """The till is practising, and what was asked for would be real."""

    code = "practising"


class NoSuchReceipt(Refused):
    """No sale under that number is known here: it is another shop's, too old, or nobody has told of it yet."""

    code = "no_such_receipt"


class ReceiptElsewhere(NoSuchReceipt):
    """A number of this chain that is in no book here: the mall can tell what was sold under it."""


class ReceiptNotTold(Refused):
    """The mall told nothing of a receipt: ``reason`` unreachable, unknown (not booked), newer (than this program)."""

    code = "receipt_not_told"


class ExchangeOver(Refused):
    """The exchange that was to be paid is not there any more: it was finished or given up."""

    code = "exchange_over"


class UnknownGoods(Refused):
    """Goods of a receipt that this till's catalogue does not hold; ``place`` of the line, from 1."""

    code = "unknown_goods"


class NotOfThatStyle(Refused):
    """A piece is exchanged for another of its style; other goods are rung up beside it."""

    code = "not_of_that_style"


class NoSuchRoom(Refused):
    """This shop has no such fitting room any more."""

    code = "no_such_room"


class NoSuchFollowUp(Refused):
    """The mall has taken this follow-up off the list meanwhile."""

    code = "no_such_follow_up"


class RoomTaken(Refused):
    """Somebody is in fitting room ``room``."""

    code = "room_taken"


class RoomKept(Refused):
    """Fitting room ``room`` is kept for ``name``, who has booked it for ``time``; asked again, she goes in."""

    code = "room_kept"


class RoomUnsure(Refused):
    """The mall may have promised fitting room ``room`` since it was last heard; asked again, she goes in."""

    code = "room_unsure"


class BookingOver(Refused):
    """A booking that is not to be changed or called off any more: ``reason`` here, ended."""

    code = "booking_over"


class NotThatSlot(Refused):
    """A slot that cannot be wished: it has begun, or the shop has none then."""

    code = "not_that_slot"


class AnotherDay(Refused):
    """A booking of another day: ``reason`` ahead or past, ``day`` (MM-DD) and ``time``."""

    code = "booking_another_day"


class NobodyInRoom(Refused):
    """Nobody is in fitting room ``room`` any more."""

    code = "nobody_in_room"


class CodeRefused(Refused):
    """A signed code that is not accepted.

    ``reason``: malformed, other_code, unknown_key, forged, expired, not_yet, replayed, blocked, erased, unknown_member,
    wrong_shop, not_open.
    """

    code = "code_refused"


class NotSignedIn(Refused):
    """Nobody is signed in."""

    code = "not_signed_in"


class ManagerWanted(Refused):
    """That is beyond whoever works here; ``ask`` says what it was, for another person to give her word to.

    Its values: ``permission``, ``fen``, ``percent_bp`` and ``subject``.
    """

    code = "manager_wanted"

    def __init__(self, ask: Ask, **values: object) -> None:
        super().__init__(
            permission=ask.permission,
            fen=ask.extent.fen,
            percent_bp=ask.extent.percent_bp,
            subject=ask.subject,
            **values,
        )
        self.ask = ask


class ClockWantsManager(ManagerWanted):
    """The machine's clock is more than a day off, and the shift's date would go by it; ``off_ms`` says how far."""

    code = "clock_wants_manager"


class SamePerson(Refused):
    """Nobody gives her word to herself: another person has to."""

    code = "same_person"


class NotEntitled(Refused):
    """She may not do that herself, so her word is none; ``zh`` and ``en`` name her."""

    code = "not_entitled"


class ReasonWanted(Refused):
    """It is done with a reason only."""

    code = "reason_wanted"


class DiscountRefused(Refused):
    """It cannot be taken off: ``reason`` nothing, too_much, to_nothing, line_gone, not_so."""

    code = "discount_refused"


class NoLongerParked(Refused):
    """It waits for nobody any more; somebody else has settled it."""

    code = "no_longer_parked"


class WrongPin(Refused):
    """Staff number or PIN is wrong; ``tries_left`` before the till waits."""

    code = "wrong_pin"


class LockedOut(Refused):
    """Too many wrong PINs; ``seconds`` to wait."""

    code = "locked_out"


class ShiftNotOpen(Refused):
    """There is no open shift."""

    code = "shift_not_open"


class ShiftStillOpen(Refused):
    """A shift is open already."""

    code = "shift_still_open"


class EmptyCart(Refused):
    """There is nothing to pay for."""

    code = "empty_cart"


class NotEnoughCash(Refused):
    """Less was received than is due; ``due`` and ``received`` in fen."""

    code = "not_enough_cash"


class PriceChanged(Refused):
    """The price is not the one the cashier saw any more; ``shown`` and ``now`` in fen."""

    code = "price_changed"


class CouponRefused(Refused):
    """The coupon cannot be used: ``reason`` used, taken, expired, not_hers, below_threshold, better_without,
    other_shop, needs_mall, unknown; on_cart: it works already; beside_others: the one that ``stays`` saves more.

    Of several coupons ``title`` says which one.
    """

    code = "coupon_refused"


class ValueRefused(Refused):
    """So much cannot be paid with an account: ``instrument``, ``available`` in fen where some is to be had.

    ``reason``: not_enough_value, unknown_value, value_blocked are the mall's; offline and beyond_offline this till's,
    which reaches nobody; over: the right has ended meanwhile; nothing: there is nothing to pay.
    """

    code = "value_refused"


class NotPaired(Refused):
    """The till does not belong to a shop yet, or has not loaded that shop."""

    code = "not_paired"


class PairingRefused(Refused):
    """The pairing code is not accepted: ``reason`` unknown, used, expired; other_till: it is of another till."""

    code = "pairing_refused"


class NotOpenForHandOver(Refused):
    """The order cannot be handed over.

    ``reason``: pending, declined, handed_over, cancelled, expired, group_forming, nothing_waits, no_swap, wrong_code,
    wrong_shop.
    """

    code = "not_open_for_hand_over"


class WrongPiece(Refused):
    """Another size or colour is to be fetched: ``name``, ``colour``, ``size``; ``wanted_colour``, ``wanted_size``."""

    code = "wrong_piece"


class NotOnTheList(Refused):
    """Nobody waits for this piece: ``reason`` done, gone (somebody else settled it), not_wanted (with its ``name``)."""

    code = "not_on_the_list"


class BadPrinterSetting(Refused):
    """The ``setting`` names no printer; the one in use stays."""

    code = "bad_printer_setting"


class Unavailable(Exception):
    """The world is not ready. ``code`` is stable; the sentence says what still works."""

    code: ClassVar[str] = "unavailable"

    def __init__(self, **values: object) -> None:
        super().__init__(f"{self.code} {values}" if values else self.code)
        self.values = values


class MallUnreachable(Unavailable):
    """The mall does not answer."""

    code = "mall_unreachable"


class PrinterTrouble(Unavailable):
    """The receipt could not be printed; it is kept and is printed once the printer is back. ``place``: which printer.

    ``reason``: away, paper_out, cover_open, error; unfinished: it took the paper and never said that it was done;
    bad_setting: the settings name no printer.
    """

    code = "printer_trouble"


class DiskFull(Unavailable):
    """The disk is full; the sale was not written."""

    code = "disk_full"


class DiskTrouble(Unavailable):
    """The disk could not be read or written, for another reason than being full."""

    code = "disk_trouble"


class DatabaseBusy(Unavailable):
    """Another program holds the till's database."""

    code = "database_busy"


class DatabaseUnreadable(Unavailable):
    """The till's file cannot be opened: ``reason`` wrong_key, newer, damaged, other_shop."""

    code = "database_unreadable"


class AlreadyRunning(Unavailable):
    """Another till program runs on this data folder."""

    code = "already_running"
