"""Browsing: pages of tiles, one style opened, what each shop may still promise."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, select

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.hub.db import tables
from sync.hub.errors import UnknownStyle
from sync.hub.phone.shapes import Cell, Colour, Level, StyleSheet, Tile, TilePage
from sync.hub.phone.shelf import Shelf, name_of
from sync.hub.quotas import offered as quotas_of
from sync.protocol.rows import Style

_PAGE = 24
_CHUNK = 500


def page(conn: Connection, shelf: Shelf, now: Millis, *, category: str, text: str, at: int) -> TilePage:
    """Return the tiles of a category and a search text, from place ``at`` on."""
    found = shelf.matching(category, text)
    shown = found[at : at + _PAGE]
    after = at + len(shown)
    return TilePage(styles=tiles(conn, shelf, shown, now), total=len(found), next=after if after < len(found) else None)


def tiles(conn: Connection, shelf: Shelf, styles: Iterable[Style], now: Millis) -> list[Tile]:
    """Return styles as tiles with the pieces free in all shops together."""
    wanted = list(styles)
    free = _free_by_variant(conn, [variant.id for style in wanted for variant in shelf.of_style[style.id]])
    return [shelf.tile(style, free, now) for style in wanted]


def sheet(conn: Connection, shelf: Shelf, style_id: str) -> StyleSheet:
    """Return one style with its grid and the levels of every shop. Raises ``UnknownStyle``."""
    style = shelf.by_id.get(style_id)
    if style is None:
        raise UnknownStyle(style_id=style_id)
    variants = shelf.of_style[style_id]
    here = {
        (found.shop_id, found.variant_id): max(found.on_hand - found.promised, 0)
        for found in conn.execute(
            select(tables.stock).where(tables.stock.c.variant_id.in_([variant.id for variant in variants]))
        )
    }
    quotas = quotas_of(conn, [variant.id for variant in variants])
    sizes = {variant.size: variant.size_order for variant in variants}
    colours = {
        variant.colour_code: Colour(
            code=variant.colour_code, name=Bilingual(variant.colour_zh, variant.colour_en), hex=variant.colour_hex
        )
        for variant in variants
    }
    return StyleSheet(
        id=style.id,
        code=style.code,
        name=name_of(style),
        art=style.art,
        material=Bilingual(style.material_zh, style.material_en),
        fit_hint=style.fit_hint,
        colours=list(colours.values()),
        sizes=sorted(sizes, key=lambda size: sizes[size]),
        cells=[
            Cell(
                variant_id=variant.id,
                colour=variant.colour_code,
                size=variant.size,
                list_fen=variant.list_fen,
                member_fen=variant.member_fen,
                stock={
                    shop.id: Level(
                        here=here.get((shop.id, variant.id), 0), orderable=quotas.get((shop.id, variant.id), 0)
                    )
                    for shop in shelf.shops
                },
            )
            for variant in variants
        ],
        on_hand=sum(here.values()),
        can_try=shelf.can_try(style),
    )


def availability(conn: Connection, shelf: Shelf, variant_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Return for each variant what each shop may still promise online."""
    quotas = quotas_of(conn, variant_ids)
    return {
        variant_id: {shop.id: max(quotas.get((shop.id, variant_id), 0), 0) for shop in shelf.shops}
        for variant_id in variant_ids
    }


def free_in_shops(conn: Connection, variant_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Return for each variant the pieces free in each shop that has one."""
    stock = tables.stock
    free: dict[str, dict[str, int]] = {variant_id: {} for variant_id in variant_ids}
    wanted = sorted(variant_ids)
    for start in range(0, len(wanted), _CHUNK):
        query = select(stock.c.variant_id, stock.c.shop_id, stock.c.on_hand - stock.c.promised).where(
            stock.c.variant_id.in_(wanted[start : start + _CHUNK]), stock.c.on_hand > stock.c.promised
        )
        for variant_id, shop_id, pieces in conn.execute(query.order_by(stock.c.shop_id)):
            free[variant_id][shop_id] = int(pieces)
    return free


def _free_by_variant(conn: Connection, variant_ids: list[str]) -> dict[str, int]:
    stock = tables.stock
    free: dict[str, int] = {}
    for start in range(0, len(variant_ids), _CHUNK):
        part = variant_ids[start : start + _CHUNK]
        query = (
            select(stock.c.variant_id, func.sum(stock.c.on_hand - stock.c.promised))
            .where(stock.c.variant_id.in_(part), stock.c.on_hand > stock.c.promised)
            .group_by(stock.c.variant_id)
        )
        free.update((variant_id, int(pieces)) for variant_id, pieces in conn.execute(query))
    return free
