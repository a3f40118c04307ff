"""What steps make of an order: whatever happens in whatever order, no piece is counted twice and none is forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.protocol import collecting
from sync.protocol.collecting import in_full, promised_pieces, shelved_pieces, waits, worth
from sync.protocol.orders import (
    GivenPieces,
    Group,
    LinePieces,
    Order,
    OrderLine,
    OrderStep,
    PickupCannotFind,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
)

NOW = 1_800_000_000_000
FACTS = {"order_id": "o", "shop_id": "s", "occurred_ms": NOW, "staff_id": "st"}


def order(status: str = "promised", **more: object) -> Order:
    made = Order(
        id="o", shop_id="s", member_id="m", number="M1", code_no=1, code="1", status="promised",
        lines=[
            OrderLine(id="a", variant_id="coat", quantity=3, paid_fen=100_00),
            OrderLine(id="b", variant_id="scarf", quantity=1, paid_fen=19_900),
        ],
        total_fen=299_00, placed_ms=NOW - 1, collect_until_ms=NOW + 1,
    )  # fmt: skip
    return replace(made, status=status, **more)


def hand_over(given: list[GivenPieces] | None, left_out: list[LinePieces] | None = None) -> PickupHandOver:
    return PickupHandOver(
        **FACTS, member_id="m", how="typed_code", code_payload="", movements=[], given=given, left_out=left_out or []
    )


lines = st.lists(
    st.builds(LinePieces, line_id=st.sampled_from(("a", "b", "nobody's")), quantity=st.integers(0, 4)), max_size=2
)
given_pieces = st.lists(
    st.builds(
        GivenPieces,
        line_id=st.sampled_from(("a", "b")),
        quantity=st.integers(0, 4),
        variant_id=st.sampled_from(("coat", "scarf", "other")),
    ),
    max_size=2,
)
steps = st.one_of(
    st.builds(lambda some: PickupPick(**FACTS, lines=some), st.none() | lines),
    st.builds(lambda some: PickupCannotFind(**FACTS, lines=some), lines),
    st.builds(lambda: PickupPutBack(**FACTS)),
    st.builds(hand_over, st.none() | given_pieces, lines),
    st.sampled_from(("cancelled", "expired", "answered")),
)


@settings(max_examples=150, deadline=None)
@given(
    start=st.sampled_from(("pending", "promised", "ready", "cancelled", "handed_over", "declined")),
    happened=st.lists(steps, max_size=8),
)
def test_every_piece_is_somewhere_once_whatever_happens(start: str, happened: list[OrderStep | str]) -> None:
    now = in_full(order(start))
    for step in happened:
        if step == "answered":
            now = collecting.dropped(now, [(line.id, line.missing) for line in now.lines])
        elif isinstance(step, str):
            if collecting.is_open(now):
                now = collecting.ended(now, step)  # type: ignore[arg-type]  # drawn from its two values
        else:
            now = collecting.after(now, step)
        for line in now.lines:
            assert min(line.handed, line.missing, line.dropped, line.picked) >= 0
            assert line.handed + line.missing + line.dropped + waits(line) == line.quantity
            assert line.picked <= line.quantity - line.handed
            if collecting.is_open(now):
                assert line.picked <= waits(line)
        if now.status == "ready":
            assert not promised_pieces(now)
            assert shelved_pieces(now)
        if now.status not in ("promised", "ready"):
            assert not promised_pieces(now)
        assert in_full(now) == now


def test_the_parts_of_a_line_are_worth_its_sum() -> None:
    line = order().lines[0]
    assert [worth(line, n) for n in range(5)] == [0, 3_333, 6_666, 10_000, 10_000]


@pytest.mark.parametrize(
    ("status", "more", "picked", "handed", "dropped"),
    [
        ("promised", {}, 0, 0, 0),
        ("ready", {"picked_ms": NOW}, 3, 0, 0),
        ("handed_over", {"picked_ms": NOW}, 0, 3, 0),
        ("cancelled", {"picked_ms": NOW}, 3, 0, 3),
        ("cancelled", {"picked_ms": NOW, "returned_ms": NOW}, 0, 0, 3),
        ("declined", {}, 0, 0, 3),
    ],
)
def test_an_order_from_before_lines_told_where_pieces_are_tells_it(
    status: str, more: dict[str, int], picked: int, handed: int, dropped: int
) -> None:
    line = in_full(order(status, **more)).lines[0]
    assert (line.picked, line.handed, line.dropped) == (picked, handed, dropped)


def test_what_stands_against_a_hand_over_is_said_in_one_word() -> None:
    forming = Group(id="g", wanted=2, joined=1, until_ms=NOW)
    said = {
        "": order(),
        "pending": order("pending"),
        "cancelled": order("cancelled"),
        "group_forming": order("ready", kind="group", group=forming),
        "expired": order("ready", collect_until_ms=NOW - 1),
        "nothing_waits": order(lines=[replace(order().lines[0], missing=3)]),
    }
    assert {word: collecting.hindrance(one, NOW) for word, one in said.items()} == {word: word for word in said}


def test_a_till_that_knows_no_lines_hands_over_what_waits_and_a_second_time_the_whole() -> None:
    after, beyond = collecting.handed_over(order(), hand_over([GivenPieces(line_id="a", quantity=1, variant_id="x")]))
    after, beyond = collecting.handed_over(after, hand_over(None))
    assert (after.status, beyond.twice) == ("handed_over", 0)
    _, beyond = collecting.handed_over(after, hand_over(None))
    assert (beyond.twice, beyond.twice_fen) == (4, 299_00)
