"""What a shop relies on when the mall hears what became of garments that were tried on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE
from sync.hub import rules
from sync.hub.publishing import publish
from sync.protocol.bookings import Garment
from sync.protocol.kinds import Body
from sync.protocol.rooms import FittingRoom, RoomEnter, RoomLeave, RoomPiece, room_id
from sync.protocol.rows import Booking, Happening, History
from sync.protocol.tried import TryOn
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, NOW, SHOP

ROOM = room_id(SHOP, 1)


@pytest.fixture
def till(hub: RunningHub) -> PaperTill:
    return hub.till()


@pytest.fixture
def booking(hub: RunningHub) -> Booking:
    made = Booking(
        id="bk-1", shop_id=SHOP, member_id=LIN, code_no=1, code="10000001", starts_ms=NOW, ends_ms=NOW + HOUR, room=1,
        status="checked_in", note="", booked_ms=NOW - DAY,
        garments=[Garment(id="g-1", style_id="coat", variant_id=COAT_M, my_size=False)],
    )  # fmt: skip
    with hub.database.writing() as conn:
        publish(conn, made)
    return made


def outcome(**more: Any) -> TryOn:
    said: dict[str, Any] = {
        "booking_id": None, "garment_id": "p-1", "shop_id": SHOP, "member_id": LIN, "style_id": "coat",
        "variant_id": COAT_M, "occurred_ms": NOW + MINUTE, "staff_id": "st-1", "verdict": "too_small", "room_id": ROOM,
        "visit_id": "visit-1",
    }  # fmt: skip
    return TryOn(**{**said, **more})


def enter(member_id: str | None = LIN) -> RoomEnter:
    return RoomEnter(
        room_id=ROOM, visit_id="visit-1", shop_id=SHOP, occurred_ms=NOW, staff_id="st-1", booking_id=None,
        member_id=member_id, companions=1, pieces=[RoomPiece(id="p-1", variant_id=COAT_M, came_ms=NOW)],
    )  # fmt: skip


def leave() -> RoomLeave:
    return RoomLeave(room_id=ROOM, visit_id="visit-1", shop_id=SHOP, occurred_ms=NOW, staff_id="st-1", went=[])


def push(till: PaperTill, *bodies: Body) -> list[str]:
    return [result.code or result.result for result in till.push(*(till.seal(body) for body in bodies)).results]


def tried(till: PaperTill) -> Sequence[Happening]:
    till.pull()
    return [one for one in till.row(History, LIN).happenings if one.kind == "tried"]


def test_where_it_was_tight_and_what_she_wished_stand_on_the_booking_and_in_her_history(
    till: PaperTill, booking: Booking
) -> None:
    said = outcome(
        booking_id=booking.id, garment_id=booking.garments[0].id, where=["shoulder", "chest"], wished_size="L",
        room_id="", visit_id="",
    )  # fmt: skip
    assert push(till, said) == ["applied"]
    (happening,) = tried(till)
    assert (happening.where, happening.wished_size, happening.shop_id) == (["shoulder", "chest"], "L", SHOP)
    garment = till.row(Booking, booking.id).garments[0]
    assert (garment.verdict, garment.where, garment.wished_size) == ("too_small", ["shoulder", "chest"], "L")
    assert (garment.judged_by, garment.judged_ms) == ("st-1", NOW + MINUTE)


def test_what_a_walk_in_tried_stands_in_her_room_and_in_her_history(till: PaperTill) -> None:
    assert push(till, enter(), outcome(where=["waist"])) == ["applied", "applied"]
    (happening,) = tried(till)
    assert (happening.ref, happening.verdict, happening.size) == ("visit-1/p-1", "too_small", "M")
    visit = till.row(FittingRoom, ROOM).visit
    assert visit is not None
    assert [(one.piece_id, one.verdict, one.where) for one in visit.outcomes] == [("p-1", "too_small", ["waist"])]
    assert visit.companions == 1


def test_of_somebody_whom_nobody_knows_the_fact_is_taken_and_no_history_grows(till: PaperTill) -> None:
    assert push(till, enter(None), outcome(member_id=None, verdict="price")) == ["applied", "applied"]
    assert tried(till) == []
    visit = till.row(FittingRoom, ROOM).visit
    assert visit is not None
    assert visit.outcomes[0].verdict == "price"


def test_an_outcome_that_comes_after_she_left_is_hers_all_the_same(till: PaperTill) -> None:
    assert push(till, enter(), leave(), outcome()) == ["applied"] * 3
    assert [one.verdict for one in tried(till)] == ["too_small"]
    assert till.row(FittingRoom, ROOM).visit is None


def test_of_two_words_the_later_one_stands_whichever_comes_first(till: PaperTill, booking: Booking) -> None:
    later = outcome(occurred_ms=NOW + 5 * MINUTE, verdict="kept")
    assert push(till, enter(), later, outcome()) == ["applied"] * 3
    assert [one.verdict for one in tried(till)] == ["kept"]
    visit = till.row(FittingRoom, ROOM).visit
    assert visit is not None
    assert [one.verdict for one in visit.outcomes] == ["kept"]
    booked = {"booking_id": booking.id, "garment_id": booking.garments[0].id}
    push(till, outcome(**booked, occurred_ms=NOW + 5 * MINUTE, verdict="kept"), outcome(**booked, variant_id=COAT_S))
    till.pull()
    garment = till.row(Booking, booking.id).garments[0]
    assert (garment.verdict, garment.variant_id) == ("kept", COAT_M)


def test_who_shows_her_code_in_the_room_is_known_and_her_pieces_stay(till: PaperTill) -> None:
    push(till, enter(None), outcome(member_id=None))
    again = RoomEnter(
        room_id=ROOM, visit_id="visit-1", shop_id=SHOP, occurred_ms=NOW + 2 * MINUTE, staff_id="st-1", booking_id=None,
        member_id=LIN, companions=2, pieces=[],
    )  # fmt: skip
    push(till, again)
    till.pull()
    visit = till.row(FittingRoom, ROOM).visit
    assert visit is not None
    assert (visit.member_id, visit.companions, visit.entered_ms) == (LIN, 2, NOW)
    assert ([one.id for one in visit.pieces], [one.verdict for one in visit.outcomes]) == (["p-1"], ["too_small"])


def test_an_outcome_of_a_member_whom_the_mall_does_not_know_waits_for_a_person(till: PaperTill) -> None:
    assert push(till, outcome(member_id="m-nobody")) == ["unknown_member"]


def test_an_older_till_says_it_in_its_own_way(till: PaperTill, booking: Booking) -> None:
    body = {
        "booking_id": booking.id, "garment_id": booking.garments[0].id, "shop_id": SHOP, "member_id": LIN,
        "style_id": "coat", "variant_id": COAT_M, "occurred_ms": NOW, "staff_id": "st-1", "verdict": "not_colour",
    }  # fmt: skip
    assert [one.result for one in till.push(till.seal_as("try_on.outcome", 1, body)).results] == ["applied"]
    assert [(one.verdict, one.where) for one in tried(till)] == [("not_colour", [])]


def test_what_she_bought_outlives_what_she_only_tried_on_in_her_history() -> None:
    def one(kind: Any, at_ms: int, verdict: Any = None) -> Happening:
        return Happening(
            kind=kind, style_id="coat", variant_id=COAT_M, size="M", at_ms=at_ms, ref=str(at_ms), verdict=verdict
        )

    history = rules.remembered(rules.empty_history(LIN), [one("bought", 1), one("viewed", 2)])
    for at_ms in range(3, 3 + 2 * rules.MOST_HAPPENINGS):
        said = outcome(occurred_ms=at_ms, garment_id=str(at_ms), verdict="untried" if at_ms % 2 else "price")
        history = rules.tried(history, said, "M")
    kinds = [happening.kind for happening in history.happenings]
    assert (len(kinds), kinds[-1], "viewed" in kinds) == (rules.MOST_HAPPENINGS, "bought", False)
    assert sum(happening.verdict == "untried" for happening in history.happenings) <= 1
