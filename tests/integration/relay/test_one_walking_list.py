"""What two clerks rely on while the mall is away: a piece that one of them has is on the other's list as fetched."""

from __future__ import annotations

from posapp.domain.clock import HOUR
from sync.protocol import rows
from sync.protocol.prepared import BookingPrepare, BookingRelease, BookingSubstitute, PieceSaid, PieceState
from sync.protocol.preparing import state_of
from tests.fakes.hub_process import SHOP
from tests.fakes.shop_in_one_process import VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop

DRESS = VARIANTS[0].id


def a_booking(now: int) -> rows.Booking:
    garment = rows.Garment(id="g-1", style_id="dress", variant_id=DRESS, my_size=False, label="held")
    return rows.Booking(
        id="booking-1", shop_id=SHOP.id, member_id="m-1", code_no=2, code="87654321", starts_ms=now + HOUR,
        ends_ms=now + 2 * HOUR, room=1, status="booked", note="", garments=[garment], booked_ms=now,
    )  # fmt: skip


def said(state: PieceState, now: int) -> BookingPrepare:
    pieces = [PieceSaid(id="g-1", variant_id=DRESS, state=state)]
    return BookingPrepare(booking_id="booking-1", shop_id=SHOP.id, occurred_ms=now, staff_id="wang", pieces=pieces)


def garment_at(till: TillHere) -> rows.Garment:
    with till.file.view() as view:
        seen = view.rows.get(rows.Booking, "booking-1")
    assert seen is not None
    return seen.garments[0]


def test_what_is_fetched_missed_and_changed_at_one_till_is_on_the_list_of_the_other(shop: SmallShop) -> None:
    now = shop.clock.now()
    shop.hub.open_books(a_booking(now))
    shop.one.pull_all()
    shop.two.pull_all()
    shop.one.happen(said("fetching", now))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert state_of(garment_at(shop.two)) == "fetching"
    shared = {"booking_id": "booking-1", "shop_id": SHOP.id, "staff_id": "wang", "garment_id": "g-1"}
    other = VARIANTS[1].id
    shop.one.happen(said("missing", now + 1))
    shop.one.happen(
        BookingSubstitute(**shared, occurred_ms=now + 2, choice="taken", variant_id=other, style_id="shirt")
    )
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert (garment_at(shop.two).variant_id, state_of(garment_at(shop.two))) == (other, "wanted")
    shop.one.happen(BookingRelease(**shared, occurred_ms=now + 3, variant_id=other, approver_id=""))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert garment_at(shop.two).label == "gone"
    shop.one.push(100)
    shop.two.pull_all()
    assert garment_at(shop.two).label == "gone", "the mall made the same of it"
