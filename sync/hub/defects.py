"""The place for defective goods in each shop: what the mall tells the shop's tills of it, and how pieces leave it."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from posapp.domain.clock import Clock
from sync.hub import returns
from sync.hub.batch import append, known
from sync.hub.db.database import Database
from sync.hub.db.return_tables import set_aside
from sync.hub.fact import Fact, Parked
from sync.hub.moving import book, move
from sync.hub.publishing import lock_streams, publish, published, stream_of
from sync.protocol.defective import Defective, DefectiveSettle, lying_in
from sync.protocol.sold import Movement


def settle(fact: Fact, step: DefectiveSettle) -> None:
    """Book that pieces left the place, and hang on the floor again where they were mended.

    Whoever had them in her hand has done it by now. Of more pieces than lay there a person hears: two tills may have
    settled the same one, or the return that brought it is still on its way.
    """
    if step.shop_id != fact.shop_id:
        raise Parked("other_shop")
    _check(step)
    told_before = known(fact.conn, set_aside.c.movement_id, (one.movement_id for one in step.set_aside))
    for movement_id in sorted(told_before):
        fact.note("same_movement", step.occurred_ms, movement_id=movement_id)
    fresh = [one for one in step.set_aside if one.movement_id not in told_before]
    append(
        fact.conn,
        set_aside,
        [
            {
                "movement_id": one.movement_id,
                "shop_id": fact.shop_id,
                "variant_id": one.variant_id,
                "quantity": one.quantity,
                "hub_no": fact.hub_no,
                "at_ms": step.occurred_ms,
            }
            for one in fresh
        ],
    )
    lying = returns.defective(fact.conn, fact.shop_id)
    for variant_id, taken in _by_variant(fresh).items():
        beyond = min(taken, -lying.get(variant_id, 0))
        if beyond > 0:
            fact.note("defective_beyond", step.occurred_ms, variant_id=variant_id, pieces=beyond)
    tell(fact.conn, fact.shop_id)
    book(fact, move(fact, step.movements, step.occurred_ms), "correction", step.occurred_ms)


def tell(conn: Connection, shop_id: str) -> None:
    """Tell a shop's tills what lies in its place for defective goods. Hold the shop's lock."""
    publish(conn, lying_in(shop_id, returns.defective(conn, shop_id)))


def keep(database: Database, _clock: Clock) -> None:
    """Tell it where goods were set aside before the mall told of them at all."""
    with database.reading() as conn:
        shops = conn.scalars(select(set_aside.c.shop_id).distinct()).all()
        untold = [shop_id for shop_id in shops if published(conn, Defective, shop_id) is None]
    for shop_id in untold:
        with database.writing() as conn:
            lock_streams(conn, stream_of("defective", shop_id))
            tell(conn, shop_id)


def _check(step: DefectiveSettle) -> None:
    """What is taken out, and nothing else, hangs on the floor again when it was mended."""
    out = _by_variant(step.set_aside)
    back = Counter({one: -pieces for one, pieces in _by_variant(step.movements).items()})
    is_taking = bool(step.set_aside) and all(one.quantity < 0 for one in step.set_aside)
    if not is_taking or back != (out if step.end == "mended" else Counter()):
        raise Parked("bad_body")


def _by_variant(movements: list[Movement]) -> Counter[str]:
    """Return the pieces of each variant that movements take away."""
    taken: Counter[str] = Counter()
    for one in movements:
        taken[one.variant_id] -= one.quantity
    return taken
