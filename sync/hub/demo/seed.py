"""Fill an empty hub with the demo chain."""

from __future__ import annotations

from sqlalchemy import Connection

from posapp.domain.clock import Millis
from sync.hub.demo.chain import MEMBERS, SEED, DemoChain, generate
from sync.hub.demo.deals import offer_again
from sync.hub.opening import open_books
from sync.hub.publishing import publish_many
from sync.hub.value.owners import put_in_force
from sync.hub.value.terms import usual_terms


def seed(
    conn: Connection,
    now: Millis,
    phone_key: str,
    *,
    number: int = SEED,
    members: int = MEMBERS,
    one_style_in: int = 1,
) -> DemoChain:
    """Generate the demo chain as of ``now`` and take it over, in the caller's transaction; return what was made.

    ``phone_key`` is the hub's key of the phone index; the same ``number`` makes the same chain, whole or smaller
    (see ``generate``). Advice comes afterwards: ``sync.hub.training.publish_pack``.
    """
    chain = generate(now, phone_key, seed=number, members=members, one_style_in=one_style_in)
    open_books(conn, chain.rows(), now)
    for shop_id, staff in chain.staff.items():
        publish_many(conn, staff, shop_id=shop_id)
    publish_many(conn, usual_terms())
    for card in chain.gift_cards:
        put_in_force(conn, card, chain.shops[0].id, now)
    offer_again(conn, now)
    return chain
