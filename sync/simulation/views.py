"""What must hold at every moment, looked at while the world lives: after a sale, after a death, after an order."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from posapp.domain.till_clock import LARGEST_LEAD
from sync.protocol.rows import Order
from sync.simulation import chain, charges
from sync.simulation.halves import halves
from sync.simulation.till import SimulatedTill
from sync.simulation.witness import Moved

if TYPE_CHECKING:
    from sync.simulation.world import World

FLOOR_SHARE = 1
"""What the mall leaves to the floor at least."""


def look_at_view(world: World, till: SimulatedTill) -> None:
    """I14: a till never shows a level that leaves out what it sold itself, nor one that counts it twice.

    What this till moved is in it once, whatever of it the hub has applied or not yet heard of, but for what the hub has
    parked; what others of the shop moved may be in it or not. So it lies between the opening with all that left the
    shop and what this till took in, and the opening with all that came to the shop and what left by this till.
    """
    if not world.is_view_monotone or not till.is_loaded():
        return
    neighbours = [one for one in (*world.tills, *world.twins) if one.shop_id == till.shop_id]
    has_forgotten = bool(world.hub.restores)
    everyone = Moved()
    for one in neighbours:
        everyone.add(one.once("moved", one.moved))
        everyone.add(one.moved_before)
    surely = Moved()
    # Of a forked log the hub's numbers may mean the other branch: then what this till moved may be left out.
    if not till.is_contested:
        surely = till.once(f"surely moved {has_forgotten}", partial(_surely_moved, till, has_forgotten))
    for variant_id, (shown, _) in till.levels(sorted(chain.SCARCE)).items():
        opening = chain.opening_stock(till.shop_id, variant_id)
        least = opening + everyone.down[variant_id] + surely.up[variant_id]
        most = opening + everyone.up[variant_id] + surely.down[variant_id]
        if not least <= shown <= most:
            world.chronicle.wrong(
                "I14 monotone views", f"{till.name} shows {shown} of {variant_id}, not {least} to {most}"
            )


def look_at_time(world: World, till: SimulatedTill) -> None:
    """C1: a till that has just heard the mall goes by its time, whatever the clock of the machine says."""
    said = till.rows("SELECT value FROM meta WHERE key = 'contact_mall_ms'")
    if not said or int(said[0].value) != world.clock.now():
        return
    shown, true = till.clock.now(), world.clock.now()
    if abs(shown - true) > LARGEST_LEAD:
        world.chronicle.wrong("C1 the mall's time is heard", f"{till.name} goes by {shown}, the mall said {true}")
    elif abs(till.machine.error) > LARGEST_LEAD:
        world.chronicle.rare("a till went by the mall's time and not its machine's")


def look_after_death(world: World, till: SimulatedTill) -> None:
    """I4 at once after a death: no half sale."""
    for evidence in halves(till.rows):
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


def moved_by_those_apart(world: World, till: SimulatedTill) -> tuple[Counter[str], Counter[str]]:
    """Return the pieces that a till shows as moved, and those it shows as handed over, by neighbours whose logs are set
    apart, and that nobody has booked.

    They were moved: what a till sells that was taken out of service is gone, until the office says that it was not.
    """
    moved, handed = Counter[str](), Counter[str]()
    for row in till.rows("SELECT device, generation, seq, variant_id, quantity, cause FROM neighbour_movement"):
        if _is_unbooked(world, row):
            moved[row.variant_id] += row.quantity
            if row.cause == "pickup":
                handed[row.variant_id] += row.quantity
    return moved, handed


def rows_of_those_apart(world: World, till: SimulatedTill) -> set[tuple[str, str]]:
    """Return kind and id of the rows that show at a till what neighbours did whose logs are set apart."""
    query = "SELECT device, generation, seq, row_kind, row_id FROM neighbour_row"
    return {(row.row_kind, row.row_id) for row in till.rows(query) if _is_unbooked(world, row)}


def _is_unbooked(world: World, row: Any) -> bool:
    return row.device in world.apart and row.seq > world.hub.seen_to(row.device, row.generation)


def last_sale(till: SimulatedTill) -> str:
    """Return the id of the newest sale in a till's file that is no exchange, empty without one."""
    found = till.rows(
        "SELECT sale_id FROM sale JOIN op_log ON op_log.seq = sale.op_seq AND op_log.kind = 'sale.commit'"
        " ORDER BY sale.rowid DESC LIMIT 1"
    )
    return found[0].sale_id if found else ""


def is_quiet(till: SimulatedTill) -> bool:
    """Tell whether a till has nothing more to say or to ask."""
    due = till.rows("SELECT count(*) AS n FROM day_proof WHERE state = 'waiting'")[0].n
    where = till.rows("SELECT is_complete FROM feed_cursor")
    undecided = charges.undecided(till)
    return till.store.waiting() == 0 and due == 0 and not undecided and bool(where and where[0].is_complete)


def _surely_moved(till: SimulatedTill, has_forgotten: bool) -> Moved:
    """Return what a till's own operations moved, but for those that the hub may not count: what is parked.

    Once the hub came back from a backup that is every hand-over: one whose order was lost is parked, and the till
    forgets that it was told so when the hub is restored once more.
    """
    return till.moved(but_parked=True, but_hand_overs=has_forgotten)
