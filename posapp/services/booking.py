"""Try-on bookings: the day's list, check-in, what became of each garment, kept pieces into the cart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from posapp.domain import cart
from posapp.domain.clock import MINUTE, Clock, Millis, at, local
from posapp.domain.identity import BookingId, GarmentId, LineId, MemberId, StyleId, VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.books import KeptBooking, KeptCart
from posapp.services.carts import Cart, Colour, as_added, colour_of, member_name, open_cart, shown
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.row_changes import checked_in, with_verdict
from posapp.services.scanning import refuse
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.kinds import BookingCheckIn, TryOn, Verdict

LATE_AFTER = 10 * MINUTE
NEW_FOR = MINUTE

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
    verdict: Verdict | None


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
            row = _get(unit, booking_id).row
            if row.checked_in_ms is None:
                operation = unit.append(
                    BookingCheckIn(
                        booking_id=row.id,
                        shop_id=row.shop_id,
                        member_id=row.member_id,
                        occurred_ms=now,
                        staff_id=staff_on(self._duty, unit),
                        how=how,
                    ),
                    subject=row.code,
                )
                unit.bookings.project(checked_in(row, now), operation.seq)
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def record(self, booking_id: BookingId, garment_id: GarmentId, verdict: Verdict) -> BookingCard:
        """Keep what became of a garment; a newer verdict replaces the older. With the last one the booking is done."""

        def job(unit: UnitOfWork) -> BookingCard:
            now = self._clock.now()
            row = _get(unit, booking_id).row
            garment = next((one for one in row.garments if one.id == garment_id), None)
            if garment is not None and garment.verdict != verdict:
                operation = unit.append(
                    TryOn(
                        booking_id=row.id,
                        garment_id=garment.id,
                        shop_id=row.shop_id,
                        member_id=row.member_id,
                        style_id=garment.style_id,
                        variant_id=garment.variant_id,
                        occurred_ms=now,
                        staff_id=staff_on(self._duty, unit),
                        verdict=verdict,
                    ),
                    subject=row.code,
                )
                unit.bookings.project(with_verdict(row, garment_id, verdict), operation.seq)
            return _card(unit, booking_id, now)

        return self._till.write(job)

    def kept_to_cart(self, booking_id: BookingId) -> Cart:
        """Put what she keeps into the cart, with herself on it; done twice, nothing is added twice.

        A cart of somebody else is put aside first.
        """

        def job(unit: UnitOfWork) -> Cart:
            now = self._clock.now()
            row = _get(unit, booking_id).row
            kept = self._cart_for(unit, MemberId(row.member_id), now)
            body = cart.attach_member(kept.body, MemberId(row.member_id), "B")
            there = {line.variant_id for line in body.lines if line.source == "try_on"}
            articles = unit.catalogue.articles({VariantId(garment.variant_id) for garment in row.garments})
            for garment in row.garments:
                variant_id = VariantId(garment.variant_id)
                if garment.verdict == "kept" and variant_id not in there:
                    line_id, clerk_id = LineId(new_id(now)), staff_on(self._duty, unit)
                    kept_as = as_added(articles[variant_id]) if variant_id in articles else ""
                    body, _ = cart.add(body, line_id, variant_id, "try_on", clerk_id, as_added=kept_as)
            body = replace(body, booking_id=booking_id)
            unit.carts.keep(kept.cart_id, body, now)
            return shown(unit, KeptCart(kept.cart_id, body, now), now)

        return self._till.write(job)

    def _cart_for(self, unit: UnitOfWork, member_id: MemberId, now: Millis) -> KeptCart:
        kept = open_cart(unit, now)
        if kept.body.lines and kept.body.member_id not in (None, member_id):
            unit.carts.hold(kept.cart_id, now)
            return open_cart(unit, now)
        return kept


def _get(view: View, booking_id: BookingId) -> KeptBooking:
    kept = view.bookings.get(booking_id)
    if kept is None:
        raise refuse("wrong_shop")
    return kept


def _card(view: View, booking_id: BookingId, now: Millis) -> BookingCard:
    return _cards(view, [_get(view, booking_id)], now)[0]


def _cards(view: View, kept: Sequence[KeptBooking], now: Millis) -> tuple[BookingCard, ...]:
    members = view.rows.many(rows.Member, {one.row.member_id for one in kept})
    variant_ids = {VariantId(garment.variant_id) for one in kept for garment in one.row.garments}
    articles, levels = view.catalogue.articles(variant_ids), view.catalogue.levels(variant_ids)
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
                    verdict=garment.verdict,
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
                status=row.status,
                note=row.note,
                garments=tuple(garments),
                checked_in=Millis(row.checked_in_ms) if row.checked_in_ms is not None else None,
                is_late=row.status == "booked" and now > row.starts_ms + LATE_AFTER,
                is_new=0 <= now - one.first_seen < NEW_FOR and 0 <= now - row.booked_ms < 15 * NEW_FOR,
            )
        )
    return tuple(cards)
