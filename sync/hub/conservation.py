"""Whether stock is conserved: every level is what its ledgers add up to, and every promise has a piece or a name.

The back office, the doctor, the simulator and the tests ask the same function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from posapp.domain.text import Bilingual
from sync.hub.db import tables
from sync.hub.escrow import Level
from sync.hub.ledgers import level_of
from sync.hub.publishing import published_all
from sync.protocol.collecting import promised_pieces, shelved_pieces
from sync.protocol.rows import Order, Stock

Place = tuple[str, str]


class Fault(NamedTuple):
    """Something that does not add up at one level."""

    shop_id: str
    variant_id: str
    what: Bilingual


class _Books(NamedTuple):
    moved: Counter[Place]
    quota: Counter[Place]
    unpicked: Counter[Place]
    picked: Counter[Place]
    promised_to_orders: Counter[Place]
    shelved_for_orders: Counter[Place]
    shortfalls: Counter[Place]
    labels: Counter[Place]
    told: dict[str, Stock]


def faults(conn: Connection) -> list[Fault]:
    """Return what is wrong, by shop and variant; nothing is changed. Reads every level and every ledger line once."""
    books = _books(conn)
    found: list[Fault] = []
    seen = set()
    for row in conn.execute(select(tables.stock).order_by(tables.stock.c.shop_id, tables.stock.c.variant_id)):
        place = (row.shop_id, row.variant_id)
        seen.add(place)
        found += [Fault(*place, what) for what in _faults_of(place, level_of(row), books)]
    homeless = Bilingual("有流水，却没有库存记录", "the ledgers know it, but no level stands for it")
    found += [Fault(*place, homeless) for place in sorted({*books.moved, *books.quota} - seen)]
    return found


def _faults_of(place: Place, level: Level, books: _Books) -> Iterator[Bilingual]:
    compared = (
        (Bilingual("在库与流水之和", "on hand and the sum of movements"), level.on_hand, books.moved[place]),
        (Bilingual("额度与额度流水", "the quota and its ledger"), level.quota, books.quota[place]),
        (Bilingual("未备货承诺与流水", "unpicked promises and their ledger"), level.unpicked, books.unpicked[place]),
        (Bilingual("取货架与流水", "picked pieces and their ledger"), level.picked, books.picked[place]),
        (
            Bilingual("未备货承诺与订单", "unpicked promises and open orders"),
            level.unpicked,
            books.promised_to_orders[place],
        ),
        (
            Bilingual("取货架与订单", "picked pieces and the orders on the shelf"),
            level.picked,
            books.shelved_for_orders[place],
        ),
        (
            Bilingual("缺货与缺货记录", "broken promises and open shortfalls"),
            level.broken,
            books.shortfalls[place],
        ),
        (Bilingual("试穿标签与记录", "labels and their list"), level.labelled, books.labels[place]),
    )
    for name, here, there in compared:
        if here != there:
            yield Bilingual(f"{name.zh}不符：{here} 与 {there}", f"{name.en} differ: {here} and {there}")
    if level.on_hand != level.share + level.picked + level.quota:
        yield Bilingual("在库不等于自留、取货架与额度之和", "on hand is not share, picked and quota together")
    if level.share < 0 < level.quota:
        yield Bilingual(
            f"额度 {level.quota} 超过卖场上的 {level.loose} 件",
            f"the quota of {level.quota} is beyond the {level.loose} on the floor",
        )
    if level.quota < min(level.unpicked, max(0, level.loose)):
        yield Bilingual(
            f"额度 {level.quota} 少于已答应的 {level.unpicked} 件",
            f"the quota of {level.quota} is less than the {level.unpicked} that are confirmed",
        )
    told = books.told.get("/".join(place))
    if told is None or (told.on_hand, told.promised, told.picked, told.quota) != (
        level.on_hand,
        level.promised,
        level.picked,
        level.quota,
    ):
        yield Bilingual("收银机得到的数与账不符", "tills are told something else than the books say")


def _books(conn: Connection) -> _Books:
    movement, entry = tables.stock_movement, tables.quota_entry
    shortfall, label = tables.shortfall, tables.try_on_label
    moved: Counter[Place] = Counter()
    for row in conn.execute(
        select(movement.c.shop_id, movement.c.variant_id, func.sum(movement.c.quantity)).group_by(
            movement.c.shop_id, movement.c.variant_id
        )
    ):
        moved[row[0], row[1]] = int(row[2])
    quota: Counter[Place] = Counter()
    unpicked: Counter[Place] = Counter()
    picked: Counter[Place] = Counter()
    for shop_id, variant_id, *sums in conn.execute(
        select(
            entry.c.shop_id,
            entry.c.variant_id,
            func.sum(entry.c.quota),
            func.sum(entry.c.unpicked),
            func.sum(entry.c.picked),
        ).group_by(entry.c.shop_id, entry.c.variant_id)
    ):
        quota[shop_id, variant_id], unpicked[shop_id, variant_id], picked[shop_id, variant_id] = map(int, sums)
    promised: Counter[Place] = Counter()
    shelved: Counter[Place] = Counter()
    for order in published_all(conn, Order):
        promised.update({(order.shop_id, variant_id): n for variant_id, n in promised_pieces(order).items()})
        shelved.update({(order.shop_id, variant_id): n for variant_id, n in shelved_pieces(order).items()})
    return _Books(
        moved=moved,
        quota=quota,
        unpicked=unpicked,
        picked=picked,
        promised_to_orders=promised,
        shelved_for_orders=shelved,
        shortfalls=Counter(
            (shop_id, variant_id)
            for shop_id, variant_id in conn.execute(
                select(shortfall.c.shop_id, shortfall.c.variant_id).where(shortfall.c.mended_ms.is_(None))
            )
        ),
        labels=Counter(
            (shop_id, variant_id) for shop_id, variant_id in conn.execute(select(label.c.shop_id, label.c.variant_id))
        ),
        told={row.id: row for row in published_all(conn, Stock)},
    )
