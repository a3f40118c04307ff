"""Offers at a price of their own, as the office would have made them an hour ago."""

from __future__ import annotations

from typing import Any, Protocol

from posapp.domain.clock import DAY, HOUR, Clock
from posapp.domain.identity import new_id
from sync.hub import deal_offers
from sync.hub.db.database import Database
from sync.hub.deal_offers import DealOffer


class _Mall(Protocol):
    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...


def offered(mall: _Mall, style_id: str, **fields: Any) -> DealOffer:
    """Keep an offer of a style: of a group of two that has an hour, unless ``fields`` say otherwise."""
    now = mall.clock.now()
    usual: dict[str, Any] = {
        "kind": "group",
        "price_fen": 8_800,
        "wanted": 2,
        "open_ms": HOUR,
        "each_member": 1,
        "from_ms": now - HOUR,
        "until_ms": now + DAY,
        "made_ms": now - HOUR,
    }
    if fields.get("kind") == "flash":
        usual |= {"wanted": 0, "open_ms": 0, "pieces": 1, "kept_ms": 4 * HOUR}
    offer = DealOffer(id=new_id(now), style_ids=(style_id,), **{**usual, **fields})
    with mall.database.writing() as conn:
        deal_offers.keep(conn, offer)
    return offer
