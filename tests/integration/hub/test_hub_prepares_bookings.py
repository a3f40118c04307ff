"""What a shop relies on when the mall hears what its clerks fetched, did not find, and laid out instead."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from posapp.domain.clock import HOUR
from sync.hub import bookings, ledgers, members, preparing
from sync.hub.bookings import WishedGarment
from sync.hub.db import tables
from sync.hub.db.message_tables import message
from sync.hub.errors import NothingOffered, UnknownBooking
from sync.protocol.bookings import Booking, Garment
from sync.protocol.kinds import Body
from sync.protocol.prepared import BookingPrepare, BookingRelease, BookingSubstitute, Choice, PieceSaid, PieceState
from sync.protocol.preparing import state_of
from sync.protocol.tried import TryOn
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, COAT_S, LIN, NOW, OTHER_SHOP, SHOP, ZHOU


@pytest.fixture
def till(hub: RunningHub) -> PaperTill:
    return hub.till()


@pytest.fixture
def booking(hub: RunningHub) -> Booking:
    with hub.database.writing() as conn:
        return bookings.book(
            conn,
            hub.clock,
            member_id=LIN,
            shop_id=SHOP,
            starts_ms=hub.clock.now() + HOUR,
            garments=[WishedGarment("coat", COAT_M)],
        )


def shared(booking: Booking, at: int, by: str) -> dict[str, str | int]:
    return {"booking_id": booking.id, "shop_id": SHOP, "occurred_ms": NOW + at, "staff_id": by}


def said(booking: Booking, state: PieceState, at: int = 1, by: str = "st-1") -> BookingPrepare:
    garment = booking.garments[0]
    pieces = [PieceSaid(id=garment.id, variant_id=garment.variant_id, state=state)]
    return BookingPrepare(**shared(booking, at, by), pieces=pieces)  # type: ignore[arg-type]  # a plain dictionary


def instead(booking: Booking, choice: Choice, variant_id: str = COAT_S, at: int = 2) -> BookingSubstitute:
    garment_id = booking.garments[0].id
    return BookingSubstitute(
        **shared(booking, at, "st-1"),  # type: ignore[arg-type]  # a plain dictionary
        garment_id=garment_id, choice=choice, variant_id=variant_id, style_id="coat",
    )  # fmt: skip


def released(booking: Booking, at: int = 1) -> BookingRelease:
    garment = booking.garments[0]
    return BookingRelease(
        **shared(booking, at, "st-1"),  # type: ignore[arg-type]  # a plain dictionary
        garment_id=garment.id, variant_id=garment.variant_id, approver_id="",
    )  # fmt: skip


def push(till: PaperTill, *bodies: Body) -> list[str]:
    return [result.result for result in till.push(*(till.seal(body) for body in bodies)).results]


def told(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code).order_by(tables.trade_exception.c.exception_no)))


def labelled(hub: RunningHub, variant_id: str) -> int:
    with hub.database.reading() as conn:
        return ledgers.levels(conn, [(SHOP, variant_id)])[SHOP, variant_id].labelled


def garment_at(till: PaperTill, booking: Booking) -> Garment:
    till.pull()
    return till.row(Booking, booking.id).garments[0]


def state_at(till: PaperTill, booking: Booking) -> PieceState:
    return state_of(garment_at(till, booking))


def test_what_one_till_ticks_every_till_of_the_shop_sees(hub: RunningHub, till: PaperTill, booking: Booking) -> None:
    other = hub.till(till_no="07")
    assert push(till, said(booking, "fetching")) == ["applied"]
    assert state_at(other, booking) == "fetching"
    push(till, said(booking, "found", at=2))
    assert (state_at(other, booking), told(hub)) == ("found", [])


def test_a_piece_that_two_clerks_fetched_is_told_once(hub: RunningHub, till: PaperTill, booking: Booking) -> None:
    other = hub.till(till_no="07")
    push(till, said(booking, "found"))
    assert push(other, said(booking, "found", at=2, by="st-2")) == ["applied"]
    push(till, said(booking, "found", at=3, by="st-2"))
    assert told(hub) == ["fetched_twice"]


def test_a_piece_that_nobody_finds_is_told_once_and_holds_nothing(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    assert labelled(hub, COAT_M) == 1
    push(till, said(booking, "missing"), said(booking, "missing", at=2))
    assert (told(hub), labelled(hub, COAT_M), garment_at(till, booking).label) == (["piece_not_found"], 0, "")


def test_another_size_is_labelled_for_her_and_the_first_one_hangs_free(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    push(till, said(booking, "missing"), instead(booking, "taken"))
    garment = garment_at(till, booking)
    assert (garment.variant_id, garment.label, labelled(hub, COAT_S), labelled(hub, COAT_M)) == (COAT_S, "held", 1, 0)
    push(till, said(booking, "found", at=5, by="st-2"))
    assert told(hub) == ["piece_not_found", "fetched_in_vain"], "the coat in M turned up, and nobody wants it now"


def test_she_answers_on_her_phone_and_her_word_stands(hub: RunningHub, till: PaperTill, booking: Booking) -> None:
    push(till, said(booking, "missing"), instead(booking, "offered"))
    garment_id = booking.garments[0].id
    answer = {"member_id": LIN, "booking_id": booking.id, "garment_id": garment_id}
    with hub.database.writing() as conn:
        with pytest.raises(UnknownBooking):
            preparing.answer(conn, hub.clock, **{**answer, "member_id": ZHOU}, takes=True)
        with pytest.raises(NothingOffered):
            preparing.answer(conn, hub.clock, **{**answer, "garment_id": "g-9"}, takes=True)
        preparing.answer(conn, hub.clock, **answer, takes=True)
        with pytest.raises(NothingOffered):
            preparing.answer(conn, hub.clock, **answer, takes=False)
    assert (garment_at(till, booking).variant_id, labelled(hub, COAT_S)) == (COAT_S, 1)
    push(till, instead(booking, "taken", COAT_S, at=9))
    assert told(hub) == ["piece_not_found"], "the clerk laid out what she wants"
    push(till, instead(booking, "taken", COAT_L, at=10))
    assert garment_at(till, booking).variant_id == COAT_S
    assert told(hub) == ["piece_not_found", "substitute_after_answer"]


def test_what_is_offered_is_written_to_her_and_opens_the_booking(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    push(till, said(booking, "missing"), instead(booking, "offered"), instead(booking, "offered"))
    with hub.database.reading() as conn:
        written = conn.execute(select(message).where(message.c.kind == "substitute_asked")).all()
    assert [(one.member_id, one.link_id, one.purpose) for one in written] == [(LIN, booking.id, "service")]


def test_sold_to_a_walk_in_she_reads_it_before_she_comes(hub: RunningHub, till: PaperTill, booking: Booking) -> None:
    push(till, released(booking), released(booking, at=2))
    with hub.database.reading() as conn:
        kinds = list(conn.scalars(select(message.c.kind).where(message.c.link_id == booking.id)))
    assert kinds.count("piece_missing") == 1


def test_what_clerks_say_of_a_garment_that_she_changed_meanwhile_holds_nothing_up(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    with hub.database.writing() as conn:
        both = bookings.change(
            conn,
            hub.clock,
            member_id=LIN,
            booking_id=booking.id,
            garments=[WishedGarment("coat", COAT_M), WishedGarment("coat", COAT_S)],
        )
        bookings.change(conn, hub.clock, member_id=LIN, booking_id=booking.id, garments=[WishedGarment("coat", COAT_S)])
    found = [PieceSaid(id=one.id, variant_id=one.variant_id, state="found") for one in both.garments]
    laid_out = BookingPrepare(**shared(booking, 1, "st-1"), pieces=found)  # type: ignore[arg-type]
    gone = both.garments[0]
    tried = TryOn(
        booking_id=booking.id, garment_id=gone.id, shop_id=SHOP, member_id=LIN, style_id=gone.style_id,
        variant_id=gone.variant_id, occurred_ms=NOW + 5, staff_id="st-1", verdict="price",
    )  # fmt: skip
    assert push(till, laid_out, instead(booking, "offered"), released(booking, at=3), tried) == ["applied"] * 4
    assert state_of(garment_at(till, booking)) == "found"
    assert told(hub) == ["fetched_in_vain"]
    with hub.database.reading() as conn:
        assert [one.verdict for one in members.history(conn, LIN).happenings if one.kind == "tried"][:1] == ["price"]


def test_of_a_booking_that_she_called_off_she_is_asked_nothing_more(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booking.id)
    push(till, instead(booking, "offered"), released(booking, at=3))
    with hub.database.reading() as conn:
        assert list(conn.scalars(select(message.c.kind).where(message.c.link_id == booking.id))) == []


def test_what_she_does_without_is_laid_out_no_more(hub: RunningHub, till: PaperTill, booking: Booking) -> None:
    push(till, instead(booking, "dropped"), said(booking, "found", at=4))
    assert garment_at(till, booking).verdict == "untried"
    assert (told(hub), labelled(hub, COAT_M)) == (["fetched_in_vain"], 0)


def test_a_piece_that_goes_to_a_walk_in_is_told_once_however_it_goes(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    push(till, released(booking), released(booking, at=2))
    assert (garment_at(till, booking).label, labelled(hub, COAT_M), told(hub)) == ("gone", 0, ["label_lost"])
    till.push(till.seal(till.sale(("coat", COAT_M, 2, 1000))))
    assert told(hub) == ["label_lost"], "the sale breaks nothing that is not told already"


def test_sold_before_the_word_came_it_is_told_once_too(hub: RunningHub, till: PaperTill, booking: Booking) -> None:
    till.push(till.seal(till.sale(("coat", COAT_M, 2, 1000))))
    push(till, released(booking))
    assert (told(hub), garment_at(till, booking).label) == (["label_lost"], "gone")


def test_words_of_another_shop_and_of_no_garment_wait_for_a_person(
    hub: RunningHub, till: PaperTill, booking: Booking
) -> None:
    elsewhere = hub.till(OTHER_SHOP)
    assert push(elsewhere, said(booking, "found")) == ["parked"]
    lost = BookingPrepare(
        **shared(booking, 1, "st-1"),  # type: ignore[arg-type]  # a plain dictionary
        pieces=[PieceSaid(id="g-9", variant_id=COAT_M, state="found")],
    )
    assert push(till, lost) == ["parked"]
    with hub.database.reading() as conn:
        assert bookings.of_member(conn, LIN)[0].garments[0].prepared is None
