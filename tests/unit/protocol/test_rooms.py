"""What a shop relies on about its fitting rooms: whoever says what in whatever order, no piece is forgotten."""

from __future__ import annotations

from random import Random

import pytest

from sync.protocol.rooms import (
    FittingRoom,
    PieceWent,
    RoomCarry,
    RoomEnter,
    RoomLeave,
    RoomPiece,
    RoomReady,
    RoomRequest,
    RoomStep,
    after,
    asked_for,
    empty_room,
)


def piece(name: str) -> RoomPiece:
    return RoomPiece(id=name, variant_id=f"v-{name}", came_ms=1)


def shared(visit: str, at: int) -> dict[str, object]:
    return {"room_id": "jingan:1", "visit_id": visit, "shop_id": "jingan", "occurred_ms": at, "staff_id": "st-1"}


def enter(visit: str, *pieces: RoomPiece, at: int = 1) -> RoomEnter:
    return RoomEnter(**shared(visit, at), booking_id=None, member_id="m-1", companions=0, pieces=list(pieces))


def carry(visit: str, came: tuple[RoomPiece, ...] = (), went: tuple[str, ...] = (), at: int = 2) -> RoomCarry:
    gone = [PieceWent(piece_id=name, to="rail") for name in went]
    return RoomCarry(**shared(visit, at), came=list(came), went=gone, asked=[], answered=[])


def leave(visit: str, *kept: str, at: int = 3) -> RoomLeave:
    return RoomLeave(**shared(visit, at), went=[PieceWent(piece_id=name, to="cart") for name in kept])


def ready(at: int = 4) -> RoomReady:
    return RoomReady(**shared("", at))


def play(*steps: RoomStep, room: FittingRoom | None = None) -> FittingRoom:
    made = room or empty_room("jingan", 1)
    for step in steps:
        made = after(made, step)
    return made


def inside(room: FittingRoom) -> set[str]:
    return {one.id for one in room.visit.pieces} if room.visit else set()


def missing(room: FittingRoom) -> set[str]:
    return {one.id for one in room.missing}


def test_pieces_come_and_go_and_are_counted():
    room = play(enter("a", piece("1"), piece("2")), carry("a", (piece("3"),), ("1",)))
    assert room.visit is not None
    assert (inside(room), room.visit.given_back, room.status) == ({"2", "3"}, 1, "in_use")


def test_what_nobody_took_back_is_missing_until_it_is_found():
    room = play(enter("a", piece("1"), piece("2")), leave("a", "2"))
    assert (room.status, missing(room)) == ("to_clean", {"1"})
    room = play(ready(), room=room)
    assert (room.status, missing(room)) == ("free", {"1"})
    assert not play(carry("", went=("1",)), room=room).missing


def test_the_next_customer_does_not_make_anybody_forget_the_piece():
    room = play(enter("a", piece("1")), leave("a"), ready(), enter("b", piece("2"), at=9), leave("b", "2", at=10))
    assert missing(room) == {"1"}


def test_two_in_one_room_the_first_ones_pieces_are_looked_for():
    room = play(enter("a", piece("1")), enter("b", piece("2"), at=5))
    assert room.visit is not None
    assert (room.visit.id, inside(room), missing(room)) == ("b", {"2"}, {"1"})


def test_what_is_brought_to_a_visit_that_is_over_is_looked_for():
    assert missing(play(enter("a"), leave("a"), carry("a", (piece("9"),)))) == {"9"}


def test_a_room_is_not_free_while_somebody_is_in_it():
    assert play(enter("a"), ready()).status == "in_use"


def test_a_request_stays_until_it_is_answered():
    ask = RoomRequest(id="q", variant_id="v-M", asked_ms=1, by="phone")
    room = asked_for(play(enter("a")), ask)
    assert room.visit is not None
    assert room.visit.asks == [ask]
    answered = RoomCarry(**shared("a", 2), came=[], went=[], asked=[], answered=["q"])
    room = play(answered, room=room)
    assert room.visit is not None
    assert room.visit.asks == []


def test_nobody_asks_from_an_empty_room():
    with pytest.raises(ValueError, match="nobody"):
        asked_for(empty_room("jingan", 1), RoomRequest(id="q", variant_id="v", asked_ms=1, by="phone"))


@pytest.mark.parametrize("seed", range(40))
def test_in_any_order_of_steps_no_piece_is_forgotten(seed: int):
    """Two tills without a network say what they see; their steps meet at the mall in any order."""
    random, room = Random(seed), empty_room("jingan", 1)
    brought: set[str] = set()
    said: set[str] = set()
    for at in range(60):
        visit = random.choice("abc")
        new = piece(f"p{at}")
        known = sorted(inside(room) | missing(room))
        gone = random.sample(known, k=min(len(known), random.randint(0, 2)))
        step = random.choice(
            [enter(visit, new, at=at), carry(visit, (new,), tuple(gone), at=at), leave(visit, *gone, at=at), ready(at)]
        )
        if isinstance(step, RoomEnter | RoomCarry):
            brought.add(new.id)
        if isinstance(step, RoomCarry | RoomLeave):
            said |= {one.piece_id for one in step.went}
        room = after(room, step)
        assert inside(room) | missing(room) == brought - said, f"seed {seed}, step {at}"
        assert not inside(room) & missing(room)
