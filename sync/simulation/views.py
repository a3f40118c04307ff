"""What must hold at every moment, looked at while the world lives: after a sale, after a death, after an order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sync.protocol.rows import Order
from sync.simulation import chain
from sync.simulation.poison import SUBJECT
from sync.simulation.till import SimulatedTill

if TYPE_CHECKING:
    from sync.simulation.world import World

FLOOR_SHARE = 1
"""What the mall leaves to the floor at least."""


def look_at_view(world: World, till: SimulatedTill) -> None:
    """I14: a till never shows a level that leaves out what it sold itself, nor one that counts it twice.

    Stock only goes down here. So the level lies between the opening less all that anybody in the shop moved, and the
    opening less what this till moved; whatever of it the hub has applied, parked or not yet heard of.
    """
    if not world.is_view_monotone or not till.is_loaded():
        return
    neighbours = [one for one in (*world.tills, *world.twins) if one.shop_id == till.shop_id]
    has_forgotten = bool(world.hub.restores)
    moves = {one.name: one.once(f"moves {has_forgotten}", partial(_moves, one, has_forgotten)) for one in neighbours}
    levels = till.levels(sorted(chain.SCARCE))
    for variant_id, (shown, _) in levels.items():
        own = moves[till.name].get(variant_id, _NO_MOVES).all
        everyone = sum(
            moves[one.name].get(variant_id, _NO_MOVES).all + one.moved_before[variant_id] for one in neighbours
        )
        given_up = sum(moves[one.name].get(variant_id, _NO_MOVES).parked for one in neighbours)
        opening = chain.opening_stock(till.shop_id, variant_id)
        # Of a forked log the hub's numbers may mean the other branch: what this till moved may be left out, not more.
        most = opening if till.is_contested else opening + own - given_up
        if not opening + everyone <= shown <= most:
            world.chronicle.wrong(
                "I14 monotone views",
                f"{till.name} shows {shown} of {variant_id}; opened with {opening}, moved {own} itself, "
                f"{everyone} in all",
            )


def look_after_death(world: World, till: SimulatedTill) -> None:
    """I4 at once after a death: no half sale."""
    for evidence in halves(till):
        world.chronicle.wrong("I4 atomic sale", f"{till.name}: {evidence}")


def look_at_promise(world: World, order: Order) -> None:
    """I7 at once after an order: what is promised is within the quota, and the quota leaves the floor its share."""
    for line in order.lines:
        level = world.hub.rows(
            "SELECT on_hand, promised - picked AS unpicked, picked, quota FROM stock"
            " WHERE shop_id = :shop AND variant_id = :variant",
            shop=order.shop_id,
            variant=line.variant_id,
        )[0]
        if level.unpicked > min(level.quota, max(0, level.on_hand - level.picked - FLOOR_SHARE)):
            world.chronicle.wrong("I7 promises within quota", f"{order.shop_id}/{line.variant_id}: {tuple(level)}")


def last_sale(till: SimulatedTill) -> str:
    """Return the id of the newest sale in a till's file, empty without one."""
    found = till.rows("SELECT sale_id FROM sale ORDER BY rowid DESC LIMIT 1")
    return found[0].sale_id if found else ""


def is_quiet(till: SimulatedTill) -> bool:
    """Tell whether a till has nothing more to say or to ask."""
    due = till.rows("SELECT count(*) AS n FROM day_proof WHERE state = 'waiting'")[0].n
    where = till.rows("SELECT is_complete FROM feed_cursor")
    return till.store.waiting() == 0 and due == 0 and bool(where and where[0].is_complete)


class _Moves(NamedTuple):
    """Pieces of a variant that a till's own operations moved: all, and those that the hub may not count.

    Those are what parked operations moved; and once the hub came back from a backup every hand-over: one whose order
    was lost is parked, and the till forgets that it was told so when the hub is restored once more.
    """

    all: int
    parked: int


_NO_MOVES = _Moves(0, 0)


def _moves(till: SimulatedTill, has_forgotten: bool) -> dict[str, _Moves]:
    return {
        row.variant_id: _Moves(row.n, row.parked or 0)
        for row in till.rows(
            "SELECT variant_id, sum(quantity) AS n, sum(CASE WHEN (:forgotten AND cause = 'pickup') OR op_seq IN "
            "(SELECT seq FROM op_state WHERE result = 'parked') THEN quantity END) AS parked "
            "FROM stock_movement GROUP BY variant_id",
            forgotten=has_forgotten,
        )
    }


def halves(till: SimulatedTill) -> Iterator[str]:
    """I4: yield what there is of a sale without all the rest of it."""
    for row in till.rows(
        "SELECT sale.receipt_no, sale.total_fen,"
        " (SELECT count(*) FROM op_log WHERE op_log.seq = sale.op_seq AND op_log.kind = 'sale.commit') AS operations,"
        " (SELECT sum(paid_fen) FROM sale_line WHERE sale_line.sale_id = sale.sale_id) AS paid,"
        " (SELECT sum(quantity) FROM sale_line WHERE sale_line.sale_id = sale.sale_id) AS pieces,"
        " (SELECT sum(amount_fen) FROM sale_tender WHERE sale_tender.sale_id = sale.sale_id) AS taken,"
        " (SELECT sum(quantity) FROM stock_movement WHERE stock_movement.sale_id = sale.sale_id) AS moved "
        "FROM sale"
    ):
        if row.operations != 1 or row.paid != row.total_fen or row.taken != row.total_fen or row.moved != -row.pieces:
            yield f"{row.receipt_no} is half: {tuple(row)}"
    query = f"SELECT count(*) AS n FROM op_log WHERE kind = 'sale.commit' AND subject <> '{SUBJECT}'"
    sold = till.rows(query)[0].n
    sales = till.rows("SELECT count(*) AS n FROM sale")[0].n
    numbers = till.rows("SELECT coalesce(sum(next - 1), 0) AS n FROM number_series")[0].n
    if not sold == sales == numbers:
        yield f"{sales} sales, {sold} operations, {numbers} numbers"
