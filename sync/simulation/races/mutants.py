"""Bugs planted on purpose where promises are kept, each with what the judge of the races must call it.

``posapp prove --races N --mutants`` runs them: the contest that is named with each, then at most N drawn races.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec.structs import replace

from sync.hub import bookings, pickups, promises, rooms, slots
from sync.protocol import collecting
from sync.simulation.planting import Mutant, Plant, real
from sync.simulation.races.every_order import LAST_PIECES, ONE_ROOM, PICKED_BY_TWO, SHE_COMES, TWO_COUNTERS
from sync.simulation.races.judge import DOUBLE_BOOKING, DOUBLE_HAND_OVER, SILENT, STATES


def _twice_unsaid(plant: Plant) -> None:
    """Goods of an order leave a second time, and nobody hears of it."""
    original = real(pickups, "_tell")

    def tell(fact: Any, before: Any, given: Any, beyond: Any, taken_fen: int) -> None:
        original(fact, before, given, beyond._replace(twice=0), taken_fen)

    plant(pickups, "_tell", tell)


def _after_its_end_unsaid(plant: Plant) -> None:
    """Goods leave under an order whose money went back, and nobody hears of it."""
    original = real(pickups, "_tell")

    def tell(fact: Any, before: Any, given: Any, beyond: Any, taken_fen: int) -> None:
        original(fact, before, given, beyond._replace(ended=0), taken_fen)

    plant(pickups, "_tell", tell)


def _second_set_unsaid(plant: Plant) -> None:
    """Two counters pick one order, and the second set stays on the reserve shelf."""
    plant(collecting, "picked_twice", lambda *_: 0)


def _shortfall_unsaid(plant: Plant) -> None:
    """The floor sells a piece that was promised, and the order waits for it in silence."""
    plant(promises, "_match_shortfalls", lambda *_: None)


def _told_twice(plant: Plant) -> None:
    """A broken promise is written down, and then once more."""
    original = real(promises, "note_exception")

    def note(conn: Any, code: str, **values: Any) -> Any:
        original(conn, code, **values)
        return original(conn, code, **values)

    plant(promises, "note_exception", note)


def _label_lost_unsaid(plant: Plant) -> None:
    """A walk-in buys the piece with somebody's name on it, and her booking goes on as if it hung there."""
    plant(promises, "_lose_labels", lambda *_: None)


def _room_promised_twice(plant: Plant) -> None:
    """The mall gives the first room to everybody who books the slot."""
    plant(bookings, "room_for", lambda *_, **__: 1)


def _back_into_a_room_that_is_taken(plant: Plant) -> None:
    """Who called off and comes all the same has her room again, whoever it was promised to meanwhile."""
    plant(slots, "is_promised_to_another", lambda *_: False)


def _two_in_a_room_unsaid(plant: Plant) -> None:
    """Two counters let two customers into one room, and nobody is sent to look."""
    plant(rooms, "_with_broken_promises", lambda _fact, _before, made, _step: made)


def _pieces_of_the_first_forgotten(plant: Plant) -> None:
    """Whoever goes into a room that is taken takes the place of her who was in, pieces and all."""
    original = real(rooms, "after")

    def after(room: Any, step: Any) -> Any:
        made = original(room, step)
        return made if made.visit is None else replace(made, missing=[])

    plant(rooms, "after", after)


class Planted(NamedTuple):
    """A bug, and the contest in one of whose orders it shows, "" where drawn races show it sooner.

    ``mutant.caught_by`` is one of the judge's names.
    """

    mutant: Mutant
    contest: str


PLANTED = (
    Planted(Mutant("left twice, unsaid", DOUBLE_HAND_OVER, _twice_unsaid), TWO_COUNTERS),
    Planted(Mutant("left after its end, unsaid", SILENT, _after_its_end_unsaid), TWO_COUNTERS),
    Planted(Mutant("second set unsaid", SILENT, _second_set_unsaid), PICKED_BY_TWO),
    Planted(Mutant("broken promise unsaid", SILENT, _shortfall_unsaid), LAST_PIECES),
    Planted(Mutant("broken promise told twice", SILENT, _told_twice), LAST_PIECES),
    Planted(Mutant("lost label unsaid", SILENT, _label_lost_unsaid), LAST_PIECES),
    Planted(Mutant("one room for everybody", DOUBLE_BOOKING, _room_promised_twice), ""),
    Planted(Mutant("back into a room that is taken", DOUBLE_BOOKING, _back_into_a_room_that_is_taken), SHE_COMES),
    Planted(Mutant("two in a room, unsaid", SILENT, _two_in_a_room_unsaid), ONE_ROOM),
    Planted(Mutant("pieces of the first forgotten", STATES, _pieces_of_the_first_forgotten), ONE_ROOM),
)
