"""A group buy and a flash sale for whoever tries the phone page."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

from posapp.domain.clock import DAY, HOUR, Millis
from posapp.domain.identity import new_id
from sync.hub import deal_offers, quotas
from sync.hub.deal_offers import DealOffer
from sync.hub.publishing import published_all
from sync.protocol.rows import Style, Variant

_RUNS_ON = 7 * DAY
_ENOUGH = 8
"""Pieces that the shops may promise of a style together: enough to play a group and a sale several times over."""


def offer_again(conn: Connection, now: Millis) -> None:
    """Offer two of the newest styles, one to groups of two and one to the quick; not while anything is offered."""
    if deal_offers.shown(conn, now):
        return
    of_style: defaultdict[str, list[Variant]] = defaultdict(list)
    for variant in published_all(conn, Variant):
        of_style[variant.style_id].append(variant)
    newest = sorted(published_all(conn, Style), key=lambda style: (style.launched, style.id), reverse=True)
    likely = [style for style in newest if style.size_system == "alpha" and of_style[style.id]]
    chosen = [style for style in likely[:20] if _pieces(conn, of_style[style.id]) >= _ENOUGH][:2]
    if len(chosen) < 2:
        return
    together, quick = (min(one.member_fen or one.list_fen for one in of_style[style.id]) for style in chosen)
    usual = DealOffer(
        id=new_id(now),
        kind="group",
        price_fen=together * 7 // 1000 * 100,
        wanted=2,
        open_ms=24 * HOUR,
        each_member=1,
        from_ms=now,
        until_ms=now + _RUNS_ON,
        made_ms=now,
        style_ids=(chosen[0].id,),
    )
    sale = DealOffer(
        id=new_id(now),
        kind="flash",
        price_fen=quick * 5 // 1000 * 100,
        pieces=20,
        kept_ms=4 * HOUR,
        each_member=2,
        from_ms=now,
        until_ms=now + _RUNS_ON,
        made_ms=now,
        style_ids=(chosen[1].id,),
    )
    for offer in (usual, sale):
        deal_offers.keep(conn, offer)


def _pieces(conn: Connection, variants: list[Variant]) -> int:
    return sum(quotas.offered(conn, [one.id for one in variants]).values())
