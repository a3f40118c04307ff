"""D: what people decided stands as they decided it: another's word, a piece let go, a follow-up, what was parked.

Checked against what the counters said, where something was said there. D2 is looked at when codes are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from sync.hub.publishing import published_all
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.decoding import from_json
from sync.protocol.follow_ups import DECIDED, FollowUp, FollowUpAction, FollowUpDecide, FollowUpStatus
from sync.protocol.kinds import OverrideSaid, ParkedSettle
from sync.protocol.prepared import BookingRelease, PrepareStep
from sync.protocol.row import Row
from sync.protocol.rows import Booking
from sync.protocol.tried import TryOn
from sync.simulation.evidence import SETTLED, heard, set_apart

if TYPE_CHECKING:
    from sync.simulation.world import World

R = TypeVar("R", bound=Row)

_MEANT: dict[FollowUpAction, FollowUpStatus] = {
    "release": "released",
    "hold_back": "held_back",
    "call": "calling",
    "called": "called",
}
_STOPS = frozenset({"hold_back", "called"})
_SPEAKS_OF_GARMENTS = ("booking.prepare", "booking.substitute", "booking.change", "booking.cancel", "try_on.outcome")


def words_are_kept(world: World) -> Iterator[str]:
    """D1: each word that a person gave for a colleague's act, or could not give, is in the books once, as it was said;
    what nobody said is not. Words lie apart or were lost as other facts do."""
    rows = world.hub.rows("SELECT override_id, permission, outcome, asked_by, given_by FROM override_said")
    booked = {row.override_id: tuple(row)[1:] for row in rows}
    if len(booked) != len(rows):
        yield f"{len(rows)} words are booked of {len(booked)}"
    apart = {
        from_json(body, OverrideSaid).override_id for kind, body in set_apart(world.hub) if kind == "override.said"
    }
    for till in world.tills:
        lost = frozenset().union(*(loss.words for loss in till.losses))
        for override_id, facts in till.witness.words.items():
            found = booked.get(override_id)
            if found != facts and (found is not None or override_id not in lost | apart):
                yield f"{till.name}: {facts} is booked as {found}"
    for row in rows:
        if row.asked_by == row.given_by:
            yield f"{row.override_id}: {row.given_by} gave her word to herself"


def the_piece_is_hers(world: World) -> Iterator[str]:
    """D3: a piece that was sold to who had it in her hand is not shown to be kept for the booking any more, unless a
    counter spoke of its pieces after that."""
    bookings = {row.id: row for row in _rows_of(world, Booking)}
    last: dict[str, int] = {}
    found: list[tuple[int, BookingRelease]] = []
    for place, (_, said) in enumerate(heard(world.hub, ("booking.release", *_SPEAKS_OF_GARMENTS))):
        if isinstance(said, BookingRelease):
            found.append((place, said))
        elif isinstance(said, PrepareStep | BookingChange | BookingCancel | TryOn) and said.booking_id:
            last[said.booking_id] = place
    for place, step in found:
        booking = bookings.get(step.booking_id)
        if booking is None or last.get(step.booking_id, -1) > place:
            continue
        for garment in booking.garments:
            is_meant = (garment.id, garment.variant_id) == (step.garment_id, step.variant_id)
            if is_meant and garment.verdict is None:
                state = garment.prepared.state if garment.prepared is not None else "wanted"
                if (garment.label, state) != ("gone", "missing"):
                    yield f"{booking.code}: {garment.variant_id} was let go, and is {garment.label or 'bare'}, {state}"


def by_a_clerk_s_word(world: World) -> Iterator[str]:
    """D4: nothing is written after a visit unless a clerk let it go, and nothing that one held back before it left;
    a follow-up stands as the strongest word of the clerks says."""
    words: dict[str, list[tuple[int, FollowUpAction]]] = {}
    for at_ms, step in heard(world.hub, ("follow_up.decide",)):
        if isinstance(step, FollowUpDecide):
            words.setdefault(step.follow_up_id, []).append((at_ms, step.action))
    query = "SELECT subject_id, state, sent_ms FROM message WHERE kind LIKE 'follow_up_%' AND state <> 'dropped'"
    for letter in world.hub.rows(query):
        said = words.get(letter.subject_id, [])
        if not any(action == "release" for _, action in said):
            yield f"{letter.subject_id} is {letter.state}, and no clerk let it go"
        if any(action in _STOPS and (letter.sent_ms is None or at_ms < letter.sent_ms) for at_ms, action in said):
            yield f"{letter.subject_id} is {letter.state}, and a clerk had held it back"
        if letter.state == "sent":
            world.chronicle.rare("a follow-up was sent")
    for told in _rows_of(world, FollowUp):
        if told.status in DECIDED:
            strongest = max((DECIDED.index(_MEANT[action]) for _, action in words.get(told.id, [])), default=0)
            if told.status != DECIDED[strongest]:
                yield f"{told.id} is {told.status}, and the clerks said {DECIDED[strongest]}"


def settled_waits_no_more(world: World) -> Iterator[str]:
    """D5: tills are told to settle what waits for a person and nothing else, alarms are about that; what a manager
    asked for at a till was tried, and what was closed without its rule was closed by somebody."""
    query = (
        "SELECT inbox.hub_no, inbox.op_id, device.shop_id, op_result.result, op_result.code FROM inbox"
        " JOIN op_result ON op_result.hub_no = inbox.hub_no"
        " JOIN device ON device.device = inbox.device AND device.generation = inbox.generation"
    )
    results = {row.hub_no: row for row in world.hub.rows(query)}
    waiting = {(row.op_id, f"shop:{row.shop_id}") for row in results.values() if row.result == "parked"}
    rows = world.hub.rows("SELECT id, stream FROM feed WHERE t = 'parked' AND NOT deleted")
    for op_id, stream in sorted(waiting ^ {(row.id, row.stream) for row in rows}):
        yield f"{op_id} of {stream} {'waits untold' if (op_id, stream) in waiting else 'is told to wait'}"
    query = "SELECT hub_no FROM trade_exception WHERE code = 'parked_too_long' AND settled_ms IS NULL"
    for row in world.hub.rows(query):
        if results[row.hub_no].result != "parked":
            yield f"no. {row.hub_no} waits no more, and an alarm of it is open"
    closed: set[int] = set()
    asked: Counter[tuple[str, str, int]] = Counter()
    for row in world.hub.rows("SELECT about, action, who, source, asked_ms, done_ms, outcome FROM settlement"):
        if row.done_ms is None:
            yield f"what {row.who} asked about {row.about} was not tried"
        if row.source == "till":
            asked[row.action, row.who, row.asked_ms] += 1
        if row.outcome == "applied" and row.about.startswith("op:"):
            closed.add(int(row.about.removeprefix("op:")))
    for row in results.values():
        if row.code in SETTLED and row.hub_no not in closed:
            yield f"no. {row.hub_no} is {row.code}, by nobody"
    for _, wish in heard(world.hub, ("parked.settle",)):
        if isinstance(wish, ParkedSettle):
            asked[wish.action, wish.staff_id, wish.occurred_ms] -= 1
    for (action, who, _), count in asked.items():
        if count:
            yield f"{who}'s wish to {action} was kept {count} times too often"


def _rows_of(world: World, row_type: type[R]) -> list[R]:
    with world.hub.look() as conn:
        return published_all(conn, row_type)
