"""What must be told to a person in a race, and what must never be: seen from outside, commit by commit.

The judge reads what the mall has applied and what phones and the clock changed there, and has a picture of its own of
what that makes. What contradicts a promise must be told exactly once, in the commit that booked it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import msgspec

from posapp.domain.clock import Clock
from sync.protocol.bookings import Booking
from sync.protocol.decoding import from_json
from sync.protocol.kinds import Body, read_body
from sync.protocol.orders import Order, PickupHandOver
from sync.protocol.rooms import FittingRoom
from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import SimulatedHub
from sync.simulation.races.known_labels import KnownLabels
from sync.simulation.races.picture import Picture
from sync.simulation.races.shop import STOCK
from sync.simulation.till import SimulatedTill

DOUBLE_BOOKING = "double bookings"
DOUBLE_HAND_OVER = "double hand-overs"
SILENT = "silent"
STATES = "states"
"""The mall's row of an order or a room is not what its facts make of it."""

_TOLD_AT_ONCE = {
    "handed_over_twice": DOUBLE_HAND_OVER,
    "handed_over_after_end": SILENT,
    "picked_twice": SILENT,
    "room_taken_twice": SILENT,
    "room_promised": SILENT,
}
"""What a person must hear of an operation when it is booked, and as what it counts when she does not."""

_TAKES_ROOM = ("booked", "checked_in")
NO_ROOM = 0


class Judge:
    """Looks at the mall after each of its commits."""

    def __init__(self, hub: SimulatedHub, clock: Clock, chronicle: Chronicle) -> None:
        self._hub = hub
        self._clock = clock
        self._chronicle = chronicle
        self._picture = Picture()
        self._judged = {row.hub_no for row in hub.rows("SELECT hub_no FROM inbox")}
        self._last_exception = 0
        self._shortfalls: dict[int, tuple[str, str]] = {}
        """Variant and order of each broken promise that was open at the last look."""
        self._told_shortfalls: set[int] = set()
        self._labels = KnownLabels()
        self._said: set[tuple[str, str]] = set()

    def look(self) -> None:
        """See what the newest commit changed."""
        rows = self._hub.rows("SELECT t AS kind, row FROM feed WHERE t IN ('order', 'booking', 'room') AND NOT deleted")
        new = self._book_new()
        orders = [from_json(row.row, Order) for row in rows if row.kind == "order"]
        for odd in self._picture.learn(orders, is_after_a_fact=bool(new)):
            self._wrong(STATES, odd)
        for odd in self._picture.differing_rooms(from_json(row.row, FittingRoom) for row in rows if row.kind == "room"):
            self._wrong(STATES, odd)
        bookings = [from_json(row.row, Booking) for row in rows if row.kind == "booking"]
        self._look_at_bookings(bookings, new)
        self._picture.settle(bookings)
        self._look_at_shortfalls(is_one_thing=len(new) <= 1)

    def end(self, tills: Iterable[SimulatedTill]) -> None:
        """See when all is quiet whether of each order from which more left than was ordered a person knows."""
        self.look()
        given: Counter[str] = Counter()
        for till in tills:
            for row in till.rows("SELECT v, body FROM op_log WHERE kind = 'pickup.hand_over'"):
                body = from_json(row.body, PickupHandOver)
                given.update({each.line_id: each.quantity for each in body.given or ()})
        told = [row.en for row in self._hub.rows("SELECT en FROM trade_exception WHERE code = 'handed_over_twice'")]
        for order in self._picture.orders.values():
            too_many = sum(max(0, given[line_id] - line.quantity) for line_id, line in order.lines.items())
            if too_many and not any(order.number in sentence for sentence in told):
                self._wrong(DOUBLE_HAND_OVER, f"{too_many} pieces too many left under {order.number}, and nobody knows")

    # --- facts -----------------------------------------------------------------------------------------------------

    def _book_new(self) -> list[Body]:
        """Take in what has a result since the last look, and see what a person was told of it; return what applied."""
        found = self._hub.rows(
            "SELECT inbox.hub_no, inbox.kind, inbox.v, inbox.envelope, op_result.result, op_result.code FROM inbox"
            " JOIN op_result ON op_result.hub_no = inbox.hub_no ORDER BY inbox.hub_no"
        )
        new = [row for row in found if row.hub_no not in self._judged]
        told = self._told()
        wanted: Counter[tuple[int, str]] = Counter()
        may_be_told: set[tuple[int, str]] = set()
        applied = []
        for row in new:
            self._judged.add(row.hub_no)
            body = read_body(row.kind, row.v, msgspec.json.decode(row.envelope)["body"])
            if row.result == "applied":
                must, may = self._picture.happened(body)
                wanted.update((row.hub_no, code) for code in must)
                may_be_told.update((row.hub_no, code) for code in may)
                applied.append(body)
        for hub_no, code in sorted({*told, *wanted}):
            if (hub_no, code) in may_be_told and told[hub_no, code] == 1:
                continue  # whose room it was then, the mall decided in the midst of a commit
            times, due = told[hub_no, code], wanted[hub_no, code]
            if times != due:
                self._wrong(_TOLD_AT_ONCE[code], f"no. {hub_no}: {code} is told {times} times, not {due}")
        return applied

    def _told(self) -> Counter[tuple[int, str]]:
        """Return what new exceptions say of operations, as far as the judge asks for it."""
        rows = self._hub.rows(
            "SELECT exception_no, hub_no, code FROM trade_exception WHERE exception_no > :last ORDER BY exception_no",
            last=self._last_exception,
        )
        self._last_exception = rows[-1].exception_no if rows else self._last_exception
        return Counter((row.hub_no, row.code) for row in rows if row.code in _TOLD_AT_ONCE)

    # --- promises --------------------------------------------------------------------------------------------------

    def _look_at_shortfalls(self, *, is_one_thing: bool) -> None:
        """See that each piece that is promised and not there is told, once, and none that is there."""
        rows = self._hub.rows(
            "SELECT shortfall_no, variant_id, order_id, mended_ms IS NULL AS is_open, settled_ms IS NULL AS is_told"
            " FROM shortfall LEFT JOIN trade_exception ON trade_exception.exception_no = shortfall.exception_no"
        )
        exceptions = self._hub.rows("SELECT count(*) AS n FROM trade_exception WHERE code = 'shortfall'")[0].n
        if exceptions != len(rows):
            self._wrong(SILENT, f"{len(rows)} promises were broken, {exceptions} told")
        for variant_id in STOCK:
            here = [row for row in rows if row.variant_id == variant_id]
            told = [row for row in here if row.is_open and row.is_told]
            broken = self._picture.broken(variant_id)
            if len(told) != broken:
                self._wrong(SILENT, f"{variant_id}: {broken} promised and not there, {len(told)} told")
            if is_one_thing:
                opened = sum(row.shortfall_no not in self._told_shortfalls for row in here)
                due = max(0, broken - self._still_at_risk(variant_id))
                if opened != due:
                    self._wrong(SILENT, f"{variant_id}: {due} promises broke, {opened} told anew")
        self._shortfalls = {row.shortfall_no: (row.variant_id, row.order_id) for row in rows if row.is_open}
        self._told_shortfalls = {row.shortfall_no for row in rows}

    def _still_at_risk(self, variant_id: str) -> int:
        """Return how many of the broken promises that were open at the last look can still be the same ones."""
        were = Counter(order_id for about, order_id in self._shortfalls.values() if about == variant_id)
        orders = self._picture.orders
        return sum(min(pieces, orders[order_id].promised(variant_id)) for order_id, pieces in were.items() if order_id)

    def _look_at_bookings(self, bookings: Sequence[Booking], new: Sequence[Body]) -> None:
        """See that no room is promised twice, and that a label comes off for a reason, or is told to be lost."""
        for one, other in combinations([each for each in bookings if each.status in _TAKES_ROOM], 2):
            overlap = one.starts_ms < other.ends_ms and other.starts_ms < one.ends_ms
            if one.room == other.room != NO_ROOM and overlap:
                self._wrong(DOUBLE_BOOKING, f"room {one.room} is promised to {one.code} and to {other.code}")
        lost = self._hub.rows("SELECT count(*) AS n FROM trade_exception WHERE code = 'label_lost'")[0].n
        not_found = self._hub.rows("SELECT en FROM trade_exception WHERE code = 'piece_not_found'")
        for odd in self._labels.look(bookings, new, lost, [row.en for row in not_found], self._clock.now()):
            self._wrong(SILENT, odd)
        for variant_id in STOCK:
            held = sum(
                garment.label == "held" and garment.variant_id == variant_id
                for booking in bookings
                for garment in booking.garments
            )
            spare = max(0, self._picture.loose(variant_id) - self._picture.unpicked(variant_id))
            if held > spare:
                self._wrong(SILENT, f"{variant_id}: {held} labels for {spare} pieces")

    def _wrong(self, what: str, evidence: str) -> None:
        """Note it once, however often it is seen."""
        if (what, evidence) not in self._said:
            self._said.add((what, evidence))
            self._chronicle.wrong(what, evidence)
