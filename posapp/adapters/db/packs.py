"""Model packs in the till's file: the mall's last good one, the shop's own on top of it, and what was refused.

The table of the mall's packs holds only what ``judging`` let pass, so the last good one is still there when the next
one is spoilt, and after a restart. What was refused lies in ``feed_unknown`` with the reason, until a good one comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, Text, bindparam, cast, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.adviser.judging import trouble_of
from posapp.adapters.db import meta
from posapp.adapters.db.mall_tables import advice_pack, member
from posapp.adapters.db.rows import decode
from posapp.adapters.db.sync_tables import feed_unknown, neighbour_op
from posapp.adapters.db.tables import local_pack, sale, sale_line
from posapp.domain.advice.rebuilding import Bought
from posapp.domain.clock import Millis
from sync.protocol.kinds import SaleCommit, read_body
from sync.protocol.rows import AdvicePack
from sync.protocol.signing import chain_id_of
from sync.protocol.wire import FeedRow

KIND = "advice_pack"
"""The name under which packs travel."""

_of_mall = select(advice_pack.c.version, advice_pack.c.row)
_version_of_mall = select(advice_pack.c.version)
_own = select(local_pack)
_version_of_own = select(local_pack.c.version).where(local_pack.c.built_on == bindparam("built_on"))
_refused = select(feed_unknown.c.reason).where(feed_unknown.c.kind == KIND)
_bought_here = (
    select(sale.c.member_id, sale_line.c.style_id, sale.c.occurred_ms)
    .join(sale, sale.c.sale_id == sale_line.c.sale_id)
    .where(sale.c.occurred_ms >= bindparam("since"))
)
_private = select(member.c.id).where(func.json_extract(cast(member.c.row, Text), "$.personal") == 0)
_sold_beside = select(neighbour_op.c.v, neighbour_op.c.body).where(neighbour_op.c.kind == "sale.commit")


def refused(connection: Connection, page: Iterable[FeedRow], now: Millis) -> Mapping[tuple[str, str], str]:
    """Return which rows of a page are packs that may not be used, and why. Call it outside a transaction that writes.

    A row that is no pack at all is left to whoever lays it.
    """
    found: dict[tuple[str, str], str] = {}
    for feed in page:
        belonging = meta.belonging(connection) if feed.t == KIND and not feed.deleted else None
        if belonging is None:
            continue
        try:
            row = decode(AdvicePack, bytes(feed.row))
        except msgspec.DecodeError:
            continue
        trouble = trouble_of(row, belonging.till.root_key, of_mall(connection), now)
        if trouble is not None:
            found[feed.t, feed.id] = trouble
    return found


def trouble(connection: Connection) -> str:
    """Return why the mall's newest pack is not in use, empty when it is."""
    return connection.scalar(_refused) or ""


def of_mall(connection: Connection) -> AdvicePack | None:
    """Return the mall's last good pack; None also when it is of a chain that this till has left."""
    found = connection.execute(_of_mall).first()
    belonging = meta.belonging(connection)
    if found is None or belonging is None:
        return None
    row = decode(AdvicePack, found.row)
    return row if row.chain_id in ("", chain_id_of(belonging.till.root_key)) else None


def in_use(connection: Connection) -> AdvicePack | None:
    """Return the pack to advise with: the shop's own as long as the mall has none after the one it was built on."""
    mall = of_mall(connection)
    own = connection.execute(_own).first()
    if mall is None or own is None or own.built_on != mall.version:
        return mall
    return decode(AdvicePack, own.row)


def version_in_use(connection: Connection) -> str:
    """Return the version of that pack, empty without one; asks for a few bytes only."""
    mall: str = connection.scalar(_version_of_mall) or ""
    own: str | None = connection.scalar(_version_of_own, {"built_on": mall})
    return own or mall


def trained_here(connection: Connection, built_on: str) -> int | None:
    """Return when the shop's own pack on top of a version of the mall's was made, None while there is none."""
    made: int | None = connection.scalar(select(local_pack.c.trained_ms).where(local_pack.c.built_on == built_on))
    return made


def keep_own(connection: Connection, row: AdvicePack, built_on: str) -> None:
    """Keep the shop's own pack in place of the one before."""
    connection.execute(delete(local_pack))
    image = msgspec.json.encode(row)
    values = {"version": row.version, "built_on": built_on, "trained_ms": row.trained_ms, "row": image}
    connection.execute(insert(local_pack).values(**values))


def bought(connection: Connection, since: int) -> list[Bought]:
    """Return what was sold in this shop, at this till and, as far as it heard, at the others.

    Of a member who wants no personal suggestions nobody is named: her purchases count for the best sellers alone.
    """
    private = set(connection.scalars(_private))
    found = [
        (row.member_id, row.style_id, row.occurred_ms) for row in connection.execute(_bought_here, {"since": since})
    ]
    for row in connection.execute(_sold_beside):
        body = read_body("sale.commit", row.v, row.body.decode())
        if isinstance(body, SaleCommit) and body.occurred_ms >= since:
            found += [(body.member_id, line.style_id, body.occurred_ms) for line in body.lines]
    return [Bought("" if who is None or who in private else who, style_id, at_ms) for who, style_id, at_ms in found]
