"""Try-on bookings: the day's list, check-in, what became of each garment, kept pieces into the cart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from posapp.domain.clock import HOUR, MINUTE, Clock, Millis, at, local
from posapp.domain.fit import Verdict
from posapp.domain.identity import BookingId, GarmentId, MemberId, StaffId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.names import is_called
from posapp.domain.scan import clean
from posapp.domain.text import Bilingual
from posapp.services.books import KeptBooking
from posapp.services.carts import Cart, Colour, colour_of, member_name
from posapp.services.kept_pieces import KeptPiece, to_cart
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.outcomes import NOTHING_SAID, Outcome, Outcomes, Said, ask_for, is_misfit, keep_booked
from posapp.services.rebooking import SlotHere, call_off, slots_of, wish
from posapp.services.room_promises import mall_time, own_shop
from posapp.services.row_changes import checked_in
from posapp.services.scanning import refuse
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.booking_steps import is_missed
from sync.protocol.bookings import BookingAnswer
from sync.protocol.kinds import BookingCheckIn
from sync.protocol.prepared import Prepared

LATE_AFTER = 10 * MINUTE
NEW_FOR = MINUTE
MAY_BE_HERE = 3 * HOUR

CheckedInBy = Literal["booking_code", "member_code", "last_four", "list"]


@dataclass(frozen=True, slots=True)
class BookedGarment:
    """A garment of a booking: where it hangs, whether it is here, what became of it."""

    garment_id: GarmentId
    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    is_my_size: bool
    shelf: str
    price: Fen
    on_hand: int
    outcome: Outcome = NOTHING_SAID
    prepared: Prepared | None = None  # how far it is on the walking list
    is_gone: bool = False  # somebody else bought the piece that was kept for her

    @property
    def verdict(self) -> Verdict | None:
        """Return the verdict, None while nobody has said."""
        return self.outcome.verdict


@dataclass(frozen=True, slots=True)
class BookingCard:
    """A booking on the day's board. ``is_late`` ten minutes after its start while she is not here."""

    booking_id: BookingId
    member_id: MemberId
    member_name: Bilingual
    phone_masked: str
    code: str
    starts: Millis
    ends: Millis
    room: int
    status: str
    note: str
    garments: tuple[BookedGarment, ...]
    checked_in: Millis | None
    is_late: bool
    is_new: bool  # arrived from the mall within the last minute
    companions: int = 0
    answer: BookingAnswer = ""  # what the mall said to the counter's last wish for another slot
    minutes_early: int = 0  # she may come that much later, by the rule of the shop

    def is_meant(self, typed: str) -> bool:
        """Tell whether a typed text means her: a name, the end of her phone number, the digits of her booking."""
        plain = clean(typed)
        if plain.isascii() and plain.isdigit():
            return self.phone_masked.endswith(plain[-4:]) if len(plain) <= 4 else self.code.startswith(plain)
        return is_called(typed, self.member_name.zh, self.member_name.en)


class Bookings:
    """The fitting rooms of this shop: each act is a fact for the mall and at once visible here."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def today(self) -> tuple[BookingCard, ...]:
        """Return today's bookings in the order of their time, without those that were called off."""
        now = self._clock.now()
        day = local(now).date()
        with self._till.view() as view:
            kept = view.bookings.between(at(day, 0), at(day + timedelta(days=1), 0))
            return _cards(view, [one for one in kept if one.row.status != "cancelled"], now)

    def get(self, booking_id: BookingId) -> BookingCard:
        """Return a booking. Raises ``CodeRefused`` when this shop has none such."""
        with self._till.view() as view:
            return _card(view, booking_id, self._clock.now())

    def check_in(self, booking_id: BookingId, how: CheckedInBy) -> BookingCard:
        """Keep that she is here: never refused, and only the first time counts."""

        def job(unit: UnitOfWork) -> BookingCard:
            now = self._clock.now()
            keep_arrival(unit, _get(unit, booking_id).row, how, staff_on(self._duty, unit), now)
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def slots(self, booking_id: BookingId, day: date) -> tuple[SlotHere, ...]:
        """Return the slots of a day to which a booking may move. Raises ``CodeRefused``."""
        with self._till.view() as view:
            return slots_of(view, _get(view, booking_id).row, day, self._clock.now())

    def change(
        self,
        booking_id: BookingId,
        *,
        starts: Millis | None = None,
        note: str | None = None,
        companions: int | None = None,
    ) -> BookingCard:
        """Keep that she wishes another slot, note or company; what is None stays. The mall answers when it hears.

        Raises ``BookingOver`` or ``NotThatSlot``.
        """

        def job(unit: UnitOfWork) -> BookingCard:
            now, row = self._clock.now(), _get(unit, booking_id).row
            wish(
                unit,
                row,
                starts=Millis(row.starts_ms) if starts is None else starts,
                note=row.note if note is None else note,
                companions=row.companions if companions is None else companions,
                staff_id=staff_on(self._duty, unit),
                now=now,
            )
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def cancel(self, booking_id: BookingId) -> BookingCard:
        """Call a booking off, as she asked for at the counter. Raises ``BookingOver``."""

        def job(unit: UnitOfWork) -> BookingCard:
            now = self._clock.now()
            call_off(unit, _get(unit, booking_id).row, staff_id=staff_on(self._duty, unit), now=now)
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def record(self, booking_id: BookingId, garment_id: GarmentId, said: Said) -> BookingCard:
        """Keep what became of a garment; a newer word replaces the older. With the last one the booking is done."""

        def job(unit: UnitOfWork) -> BookingCard:
            now = self._clock.now()
            keep_booked(unit, _get(unit, booking_id).row, garment_id, said, staff_on(self._duty, unit), now)
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def want(self, booking_id: BookingId, garment_id: GarmentId, said: Said, variant_id: VariantId) -> BookingCard:
        """Keep that a garment does not fit and which size she wants; ask for it when she is in a room."""

        def job(unit: UnitOfWork) -> BookingCard:
            now, staff_id = self._clock.now(), staff_on(self._duty, unit)
            keep_booked(unit, _get(unit, booking_id).row, garment_id, said, staff_id, now)
            for room in unit.rooms.all():
                if room.visit is not None and room.visit.booking_id == booking_id:
                    ask_for(unit, room, room.visit, variant_id, staff_id, now)
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def kept_to_cart(self, booking_id: BookingId) -> Cart:
        """Put what she keeps into the cart, with herself on it; done twice, nothing is added twice.

        Whoever heard that she keeps a piece is credited with it. A cart of somebody else is put aside first.
        """

        def job(unit: UnitOfWork) -> Cart:
            row, here = _get(unit, booking_id).row, staff_on(self._duty, unit)
            return to_cart(
                unit,
                [
                    KeptPiece(VariantId(garment.variant_id), StaffId(garment.judged_by or here))
                    for garment in row.garments
                    if garment.verdict == "kept"
                ],
                member_id=MemberId(row.member_id),
                booking_id=booking_id,
                by=here,
                now=self._clock.now(),
            )

        return self._till.write(job)


def keep_arrival(unit: UnitOfWork, row: rows.Booking, how: CheckedInBy, staff_id: StaffId, now: Millis) -> None:
    """Keep that she is here, in the caller's transaction, unless that is known."""
    if row.checked_in_ms is not None:
        return
    arrival = BookingCheckIn(
        booking_id=row.id,
        shop_id=row.shop_id,
        member_id=row.member_id,
        occurred_ms=now,
        staff_id=staff_id,
        how=how,
    )
    unit.bookings.project(checked_in(row, now, staff_id), unit.append(arrival, subject=row.code).seq)


def _minutes_early(shop: rows.Shop | None, row: rows.Booking, now: Millis) -> int:
    """Return how many minutes it is until she may come, 0 from then on."""
    if shop is None or row.status != "booked":
        return 0
    return max(0, -(-(row.starts_ms - shop.try_on.early_minutes * MINUTE - now) // MINUTE))


def _get(view: View, booking_id: BookingId) -> KeptBooking:
    kept = view.bookings.get(booking_id)
    if kept is None:
        raise refuse("wrong_shop")
    return kept


def _is_here(row: rows.Booking, now: Millis) -> bool:
    """Tell whether she may still be trying on, so that another size can be brought."""
    return row.checked_in_ms is not None and now - row.checked_in_ms < MAY_BE_HERE


def _card(view: View, booking_id: BookingId, now: Millis) -> BookingCard:
    return _cards(view, [_get(view, booking_id)], now)[0]


def _cards(view: View, kept: Sequence[KeptBooking], now: Millis) -> tuple[BookingCard, ...]:
    members = view.rows.many(rows.Member, {one.row.member_id for one in kept})
    shop, mall_now = own_shop(view), mall_time(view, now)
    variant_ids = {VariantId(garment.variant_id) for one in kept for garment in one.row.garments}
    articles, levels = view.catalogue.articles(variant_ids), view.catalogue.levels(variant_ids)
    here = [garment for one in kept if _is_here(one.row, now) for garment in one.row.garments]
    outcomes = Outcomes(view, articles, [VariantId(garment.variant_id) for garment in here if is_misfit(garment)])
    cards = []
    for one in kept:
        row, member = one.row, members.get(one.row.member_id)
        garments = []
        for garment in row.garments:
            article = articles.get(VariantId(garment.variant_id))
            if article is None:
                continue
            garments.append(
                BookedGarment(
                    garment_id=GarmentId(garment.id),
                    style_id=StyleId(garment.style_id),
                    variant_id=VariantId(garment.variant_id),
                    name=Bilingual(article.style.name_zh, article.style.name_en),
                    art=article.style.art,
                    colour=colour_of(article.variant),
                    size=article.variant.size,
                    is_my_size=garment.my_size,
                    shelf=article.variant.shelf,
                    price=Fen(article.variant.list_fen),
                    on_hand=levels[VariantId(garment.variant_id)].on_hand,
                    prepared=garment.prepared,
                    is_gone=garment.label == "gone" and garment.verdict is None,
                    outcome=outcomes.of(VariantId(garment.variant_id), garment),
                )
            )
        cards.append(
            BookingCard(
                booking_id=BookingId(row.id),
                member_id=MemberId(row.member_id),
                member_name=member_name(member) if member is not None else Bilingual("", ""),
                phone_masked=member.phone_masked if member is not None else "",
                code=row.code,
                starts=Millis(row.starts_ms),
                ends=Millis(row.ends_ms),
                room=row.room,
                status="no_show" if shop is not None and is_missed(shop, row, mall_now) else row.status,
                note=row.note,
                garments=tuple(garments),
                checked_in=Millis(row.checked_in_ms) if row.checked_in_ms is not None else None,
                is_late=row.status == "booked" and now > row.starts_ms + LATE_AFTER,
                is_new=0 <= now - one.first_seen < NEW_FOR and 0 <= now - row.booked_ms < 15 * NEW_FOR,
                companions=row.companions,
                answer=row.answer,
                minutes_early=_minutes_early(shop, row, mall_now),
            )
        )
    return tuple(cards)
