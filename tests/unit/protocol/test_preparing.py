"""What a shop relies on while pieces are laid out: in whatever order things are said, what was found is found."""

from __future__ import annotations

from itertools import permutations

import pytest

from sync.protocol import preparing
from sync.protocol.bookings import Booking, Garment
from sync.protocol.prepared import (
    BookingPrepare,
    BookingRelease,
    BookingSubstitute,
    Choice,
    PieceSaid,
    PieceState,
    PrepareStep,
)


def booked() -> Booking:
    garment = Garment(id="g-1", style_id="coat", variant_id="coat-M", my_size=True, label="held")
    return Booking(
        id="bk-1", shop_id="jingan", member_id="m-1", code_no=1, code="10000001", starts_ms=100, ends_ms=200, room=1,
        status="booked", note="", garments=[garment], booked_ms=1,
    )  # fmt: skip


def said(state: PieceState, at: int, by: str = "wang", variant: str = "coat-M") -> BookingPrepare:
    pieces = [PieceSaid(id="g-1", variant_id=variant, state=state)]
    return BookingPrepare(booking_id="bk-1", shop_id="jingan", occurred_ms=at, staff_id=by, pieces=pieces)


def instead(choice: Choice, at: int, variant: str = "coat-L", style: str = "coat") -> BookingSubstitute:
    return BookingSubstitute(
        booking_id="bk-1", shop_id="jingan", occurred_ms=at, staff_id="wang", garment_id="g-1", choice=choice,
        variant_id=variant, style_id=style,
    )  # fmt: skip


def play(*steps: PrepareStep, booking: Booking | None = None) -> Garment:
    made = booking or booked()
    for step in steps:
        made = preparing.after(made, step)
    return made.garments[0]


def test_a_piece_of_which_nobody_spoke_is_to_be_fetched():
    assert preparing.state_of(play()) == "wanted"


@pytest.mark.parametrize(
    "words",
    [
        [said("fetching", 1), said("found", 2), said("missing", 3, by="zhao")],
        [said("fetching", 1), said("fetching", 2, by="zhao"), said("found", 3)],
        [said("found", 5), said("fetching", 6, by="zhao"), said("missing", 7, by="zhao")],
    ],
    ids=["looked for where it was taken", "two went", "fetched before they set out"],
)
def test_in_any_order_a_piece_that_was_found_stays_found(words: list[BookingPrepare]):
    for order in permutations(words):
        assert preparing.state_of(play(*order)) == "found", [step.occurred_ms for step in order]


def test_whoever_ticked_a_piece_may_take_the_tick_back():
    assert preparing.state_of(play(said("found", 1), said("wanted", 2))) == "wanted"
    assert preparing.state_of(play(said("found", 1), said("missing", 2))) == "missing"


def test_an_older_word_does_not_undo_a_newer_one():
    assert preparing.state_of(play(said("wanted", 5), said("missing", 4))) == "wanted"


def test_a_piece_that_is_not_found_bears_no_label_and_one_that_turns_up_is_hers_again():
    assert play(said("missing", 1)).label == ""
    sold = BookingRelease(
        booking_id="bk-1", shop_id="jingan", occurred_ms=1, staff_id="wang", garment_id="g-1", variant_id="coat-M",
        approver_id="",
    )  # fmt: skip
    gone = play(sold)
    assert (gone.label, preparing.state_of(gone)) == ("gone", "missing")
    assert play(sold, said("found", 2)).label == ""


def test_another_size_takes_its_place_and_is_to_be_fetched():
    laid = play(said("missing", 1), instead("taken", 2))
    assert laid.prepared is not None
    assert (laid.variant_id, laid.my_size, laid.label, laid.prepared.asked_for) == ("coat-L", False, "", "coat-M")
    assert preparing.state_of(laid) == "wanted"
    second = play(said("missing", 1), instead("taken", 2), instead("taken", 3, "coat-S"))
    assert second.prepared is not None
    assert second.prepared.asked_for == "coat-M", "it keeps what she chose herself"


def test_the_first_piece_found_after_another_took_its_place_is_nobodys_find():
    assert play(said("missing", 1), instead("taken", 2), said("found", 3)).variant_id == "coat-L"
    assert preparing.state_of(play(said("missing", 1), instead("taken", 2), said("found", 3))) == "wanted"
    assert preparing.state_of(play(instead("taken", 2), said("found", 3, variant="coat-L"))) == "found"


def test_she_takes_or_leaves_what_is_offered_and_her_word_stands():
    offered = preparing.after(booked(), instead("offered", 2))
    assert preparing.state_of(offered.garments[0]) == "missing"
    takes = preparing.answered(offered, "g-1", 3, takes=True)
    assert takes.garments[0].variant_id == "coat-L"
    leaves = preparing.answered(offered, "g-1", 3, takes=False)
    assert (leaves.garments[0].verdict, preparing.state_of(leaves.garments[0])) == ("untried", "dropped")
    for late in (instead("taken", 9, "coat-S"), instead("dropped", 9), instead("offered", 9, "coat-S")):
        assert preparing.after(takes, late) == takes
        assert preparing.after(leaves, late) == leaves
    with pytest.raises(ValueError, match="offered"):
        preparing.answered(takes, "g-1", 4, takes=False)
    with pytest.raises(ValueError, match="offered"):
        preparing.answered(booked(), "g-1", 4, takes=True)
    with pytest.raises(ValueError, match="garment"):
        preparing.answered(offered, "g-9", 4, takes=True)


def test_what_she_does_without_is_not_laid_out_and_holds_nothing():
    dropped = play(said("fetching", 1), instead("dropped", 2))
    assert (dropped.verdict, dropped.label, preparing.state_of(dropped)) == ("untried", "", "dropped")
