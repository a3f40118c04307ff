"""What is sold and how much of it hangs where, read from the rows of the mall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, bindparam, cast, func, insert, select

from posapp.adapters.db.mall_tables import category, shop, stock, style, variant
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode, decode_again
from posapp.adapters.db.stock import levels as levels_here
from posapp.adapters.db.stock import overlay
from posapp.adapters.db.sync_tables import feed_cursor, news
from posapp.adapters.db.tables import stock_count
from posapp.domain.identity import ShopId, StyleId, VariantId
from posapp.services.books import Article, Level, Promises, ShopLevel, Stocked
from posapp.services.stock_news import StockChange, StockMark, StockNews
from sync.protocol import rows

_told = Prepared(select(news.c.no).where(news.c.kind == "catalogue"))
_told_of_stock = Prepared(select(news.c.no).where(news.c.kind == "stock"))
_categories = Prepared(select(category.c.row).order_by(category.c.place, category.c.id))
_articles = Prepared(
    select(variant.c.id, variant.c.row, style.c.row)
    .join(style, style.c.id == variant.c.style_id)
    .where(variant.c.id.in_(bindparam("wanted", expanding=True)))
)
_stocked = Prepared(
    select(variant.c.row, variant.c.id, func.coalesce(stock.c.through, 0))
    .add_columns(*(func.coalesce(one, 0) for one in (stock.c.on_hand, stock.c.promised, stock.c.picked, stock.c.quota)))
    .outerjoin(stock, stock.c.id == bindparam("here", type_=Text).concat(variant.c.id))
    .where(variant.c.style_id.in_(bindparam("wanted", expanding=True)))
    .order_by(variant.c.style_id, variant.c.colour_code, variant.c.size_order)
)
"""The variants of styles, each with what its stock row here contains and the fields of its level."""

_drawings = Prepared(
    select(
        func.json_extract(cast(style.c.row, Text), "$.art"),
        func.json_extract(cast(variant.c.row, Text), "$.colour_hex"),
    )
    .join(variant, variant.c.style_id == style.c.id)
    .where(style.c.category == bindparam("wanted"))
    .distinct()
)
_hanging_up_to = Prepared(
    select(variant.c.style_id, variant.c.size)
    .join(stock, stock.c.id == bindparam("here", type_=Text).concat(variant.c.id))
    .where(variant.c.list_fen <= bindparam("most"), stock.c.on_hand > stock.c.promised)
    .distinct()
)
_load = Prepared(select(func.coalesce(func.max(feed_cursor.c.load), 0)))
_versions = Prepared(
    select(stock.c.ver, func.count().label("rows")).where(stock.c.shop_id == bindparam("here")).group_by(stock.c.ver)
)
_hanging = (
    select(variant.c.id, variant.c.style_id, variant.c.size, (stock.c.on_hand > stock.c.promised).label("is_free"))
    .join(stock, stock.c.variant_id == variant.c.id)
    .where(stock.c.shop_id == bindparam("here"))
)
_all_stock = Prepared(_hanging)
_stock_at = Prepared(_hanging.where(stock.c.ver.in_(bindparam("wanted", expanding=True))))
_by_barcode = Prepared(
    select(variant.c.id)
    .where(variant.c.barcode.in_(bindparam("forms", expanding=True)))
    .order_by(variant.c.id)
    .limit(1)
)


_KEPT = 4_000
"""So many articles are kept on a connection: a board of the day names half as many."""


def catalogue_no(connection: Connection) -> int:
    """Return how often the catalogue has changed."""
    return _told.value(connection) or 0


def _known(connection: Connection, wanted: int) -> dict[VariantId, Article]:
    """Return the articles that were read on this connection before, with room for as many as are wanted.

    A change of the catalogue is counted in the transaction that writes it, so none of another time is found here.
    """
    no = catalogue_no(connection)
    kept: tuple[int, dict[VariantId, Article]] | None = connection.info.get("articles")
    if kept is None or kept[0] != no or len(kept[1]) + wanted > _KEPT:
        kept = connection.info["articles"] = no, {}
    return kept[1]


@dataclass(frozen=True, slots=True)
class SqlCatalogue:
    """Keeps the promises of ``books.Catalogue`` for one shop's till."""

    connection: Connection
    shop_id: ShopId

    def categories(self) -> Sequence[rows.Category]:
        """Return all categories in their order."""
        return [decode_again(rows.Category, image) for image in _categories.column(self.connection)]

    def drawings(self, category_id: str) -> frozenset[tuple[str, str]]:
        """Return every shape in every tint of which there are goods in a category: SQLite looks, so nobody waits."""
        return frozenset((art, tint) for art, tint in _drawings.run(self.connection, {"wanted": category_id}))

    def articles(self, variant_ids: Collection[VariantId]) -> Mapping[VariantId, Article]:
        """Return the variants that exist, with their styles."""
        wanted = dict.fromkeys(variant_ids)
        known = _known(self.connection, len(wanted)) if wanted else {}
        missing: list[str] = [one for one in wanted if one not in known]
        if missing:
            for id_, one, of in _articles.run(self.connection, {"wanted": missing}).fetchall():
                known[id_] = Article(decode_again(rows.Variant, one), decode_again(rows.Style, of))
        return {one: known[one] for one in wanted if one in known}

    def by_barcode(self, forms: Sequence[str]) -> Article | None:
        """Return what is sold under a barcode in any of its forms."""
        found = _by_barcode.value(self.connection, {"forms": list(forms)})
        return self.articles([found]).get(found) if found is not None else None

    def stocked(self, style_ids: Collection[StyleId]) -> Mapping[StyleId, Sequence[Stocked]]:
        """Return the variants of styles with what hangs of them here, by colour, then size."""
        if not style_ids:
            return {}
        shown = overlay(self.connection, self.shop_id)
        grouped: dict[StyleId, list[Stocked]] = defaultdict(list)
        wanted = {"here": f"{self.shop_id}/", "wanted": list(style_ids)}
        for image, id_, through, *told in _stocked.run(self.connection, wanted).fetchall():
            one = decode(rows.Variant, image)
            grouped[StyleId(one.style_id)].append(Stocked(one, shown(id_, Level(*told), through)))
        return grouped

    def hanging_up_to(self, list_fen: int) -> Mapping[StyleId, Collection[str]]:
        """Return the sizes that the mall last said hang here, by style, of what costs so much or less."""
        found: dict[StyleId, set[str]] = defaultdict(set)
        wanted = {"here": f"{self.shop_id}/", "most": list_fen}
        for style_id, size in _hanging_up_to.run(self.connection, wanted).fetchall():
            found[StyleId(style_id)].add(size)
        return found

    def levels(self, variant_ids: Collection[VariantId]) -> Mapping[VariantId, Level]:
        """Return what hangs here; a variant without stock has the empty level."""
        return {VariantId(id_): level for id_, level in levels_here(self.connection, self.shop_id, variant_ids).items()}

    def promises(self) -> Promises:
        """Return what the mall may promise of this shop's pieces, and what of it waits to be picked."""
        to_pick = func.sum(func.max(stock.c.promised - stock.c.picked, 0))
        asked = select(func.coalesce(func.sum(stock.c.quota), 0), func.coalesce(to_pick, 0))
        return Promises(*self.connection.execute(asked.where(stock.c.shop_id == self.shop_id)).one())

    def elsewhere(self, variant_ids: Collection[VariantId]) -> Mapping[VariantId, int]:
        """Return the free pieces in all other shops together."""
        free = func.max(stock.c.on_hand - stock.c.promised, 0).label("free")
        asked = select(stock.c.variant_id, free).where(stock.c.shop_id != self.shop_id)
        counted = dict.fromkeys(variant_ids, 0)
        for row in self._among(asked, stock.c.variant_id, variant_ids):
            counted[row.variant_id] += row.free
        return counted

    def stock_news(self, since: StockMark | None) -> StockNews:
        """Return what the mall said of this shop's stock after a mark; None is before everything."""
        here = {"here": self.shop_id}
        mark = StockMark(_load.value(self.connection), self._stock_versions())
        told = since.told_since(mark) if since is not None else None
        if told is None:
            found = _all_stock.all(self.connection, here)
        else:
            found = _stock_at.all(self.connection, {**here, "wanted": list(told)}) if told else []
        changes = [StockChange(row.id, row.style_id, row.size, bool(row.is_free)) for row in found]
        return StockNews(mark, changes, is_whole=told is None)

    def _stock_versions(self) -> Mapping[int, int]:
        """Return how many stock rows of this shop have each version; counted again only when the mall told of stock."""
        of = self.shop_id, _told_of_stock.value(self.connection)
        kept: tuple[object, Mapping[int, int]] | None = self.connection.info.get("stock_versions")
        if kept is None or kept[0] != of:
            counted = {row.ver: row.rows for row in _versions.all(self.connection, {"here": self.shop_id})}
            kept = self.connection.info["stock_versions"] = of, counted
        return kept[1]

    def keep_count(self, count_id: str, variant_id: VariantId, observed: int, difference: int, op_seq: int) -> None:
        """Keep what was counted, and by how much that differs from what was shown."""
        self.connection.execute(
            insert(stock_count),
            {
                "count_id": count_id,
                "variant_id": variant_id,
                "observed": observed,
                "difference": difference,
                "op_seq": op_seq,
            },
        )

    def in_shops(self, variant_id: VariantId) -> Sequence[ShopLevel]:
        """Return what the other shops hold of a variant."""
        asked = (
            select(shop.c.row, stock.c.on_hand, stock.c.promised)
            .join(stock, stock.c.shop_id == shop.c.id)
            .where(stock.c.variant_id == variant_id, shop.c.id != self.shop_id)
        )
        return [
            ShopLevel(decode(rows.Shop, row.row), Level(row.on_hand, row.promised))
            for row in self.connection.execute(asked)
        ]

    def _among(self, asked: Select[Any], column: Any, ids: Collection[str]) -> Sequence[Row[Any]]:
        if not ids:
            return []
        statement = asked.where(column.in_(bindparam("wanted", expanding=True)))
        return self.connection.execute(statement, {"wanted": list(ids)}).all()
