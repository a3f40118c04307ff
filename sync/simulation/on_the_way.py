"""T: goods between two shops are neither lost nor doubled, and what lies aside is what came back less what was settled.

Checked against what the counters said: the operations that the mall has applied, and not the rows it made of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sync.protocol.decoding import from_json
from sync.protocol.defective import Defective, DefectiveSettle
from sync.protocol.kinds import ReturnCommit
from sync.protocol.transfers import Transfer, TransferReceive, TransferSend
from sync.simulation.evidence import applied

if TYPE_CHECKING:
    from sync.simulation.world import World


def goods_between_shops(world: World) -> Iterator[str]:
    """T1: of every transfer the mall tells what left and what arrived, no piece more or less, and who sees a
    difference is told; the ledgers of the two shops hold the same."""
    left: Counter[str] = Counter()
    came: Counter[str] = Counter()
    on_the_way: Counter[str] = Counter()
    for one in applied(world.hub):
        if isinstance(one.body, TransferSend | TransferReceive):
            pieces = sum(moved.quantity for moved in one.body.movements)
            side, count = (left, -pieces) if isinstance(one.body, TransferSend) else (came, pieces)
            side[one.body.transfer_id] += count
            for moved in one.body.movements:
                on_the_way[moved.variant_id] -= moved.quantity
    differing = 0
    for row in world.hub.rows("SELECT id, row FROM feed WHERE t = 'transfer' AND NOT deleted ORDER BY id"):
        told = from_json(row.row, Transfer)
        if (told.sent, told.received) != (left.pop(row.id, 0), came.pop(row.id, 0)):
            yield f"{row.id}: {told.sent} left and {told.received} came, says the mall, the counters say otherwise"
        differing += bool(told.sent and told.received and told.sent != told.received)
    for transfer_id in sorted({*left, *came}):
        yield f"{transfer_id}: {left[transfer_id]} left and {came[transfer_id]} came, and the mall knows of no transfer"
    said = world.hub.rows("SELECT count(*) AS n FROM trade_exception WHERE code = 'transfer_differs'")[0].n
    if said < differing:
        yield f"{differing} transfers differ, {said} are told"
    query = "SELECT variant_id, sum(quantity) AS moved FROM stock_movement WHERE cause = 'transfer' GROUP BY variant_id"
    booked = {row.variant_id: -row.moved for row in world.hub.rows(query)}
    for variant_id in sorted({*booked, *on_the_way}):
        if booked.get(variant_id, 0) != on_the_way[variant_id]:
            yield f"{variant_id}: {on_the_way[variant_id]} are on the way, not {booked.get(variant_id, 0)}"
    if any(on_the_way.values()):
        world.chronicle.rare("goods were on the way between two shops at the end")


def what_lies_aside(world: World) -> Iterator[str]:
    """T2: in the place for defective goods lies what was set aside there and not settled, in every shop."""
    aside: dict[str, Counter[str]] = {shop_id: Counter() for shop_id in world.shops}
    for one in applied(world.hub):
        if isinstance(one.body, ReturnCommit | DefectiveSettle):
            for moved in one.body.set_aside:
                aside[one.body.shop_id][moved.variant_id] += moved.quantity
    rows = world.hub.rows("SELECT id, row FROM feed WHERE t = 'defective' AND NOT deleted")
    told = {row.id: {each.variant_id: each.pieces for each in from_json(row.row, Defective).lying} for row in rows}
    for shop_id, pieces in aside.items():
        lying = {variant_id: count for variant_id, count in pieces.items() if count}
        if told.get(shop_id, {}) != lying:
            yield f"{shop_id}: {told.get(shop_id, {})} lie aside, says the mall, and it is {lying}"
