"""The try-on diary: her visits with what became of each garment, the sizes that may fit, and what to wear with it.

Outfits come of the stylists' looks and of the model pack by the rules by which every till advises
(``posapp.domain.advice``), out of her own history; a member who switched personal advice off is shown none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from sqlalchemy import Connection
from starlette.responses import Response

from posapp.domain.advice import outfits as advice
from posapp.domain.advice.looks import Look, companions
from posapp.domain.advice.pack import NO_PACK, Pack
from posapp.domain.clock import Millis, local
from posapp.domain.fit import MISFITS
from posapp.domain.identity import LineId
from sync.hub import members, prices
from sync.hub.phone import goods
from sync.hub.phone.calls import Call, Handler, answer
from sync.hub.phone.diary_shapes import DiaryPiece, DiaryShape, DiaryVisit, OutfitPiece, OutfitShape, SizeThere
from sync.hub.phone.packs import Packs
from sync.hub.phone.shapes import Piece
from sync.hub.phone.shelf import Shelf
from sync.hub.publishing import published_all
from sync.protocol import rows
from sync.protocol.rows import Happening, Variant
from sync.protocol.stylist_looks import shown_in

MOST_TRIED = 30
MOST_SIZES = 2
"""Of one that did not fit: the nearest sizes, in case the nearest does not fit either."""


def diary() -> Handler:
    """Return the handler that tells a member's diary."""
    packs = Packs()

    def tell(call: Call) -> Response:
        with call.database.reading() as conn:
            return answer(of_member(conn, call.shelf(conn), packs.pack(conn), call.member_id(conn), call.now))

    return tell


def of_member(conn: Connection, shelf: Shelf, pack: Pack | None, member_id: str, now: Millis) -> DiaryShape:
    """Return a member's diary. Raises ``UnknownMember``."""
    member = members.get(conn, member_id)
    happenings = members.history(conn, member_id).happenings
    writer = _Writer(conn, shelf, member_id, happenings, now)
    return DiaryShape(
        personal=member.personal,
        visits=writer.visits(),
        outfits=writer.outfits(pack or NO_PACK) if member.personal else [],
    )


class _Writer:
    """One diary, with the stock of its goods looked up once."""

    def __init__(
        self, conn: Connection, shelf: Shelf, member_id: str, happenings: Sequence[Happening], now: Millis
    ) -> None:
        self._conn, self._shelf, self._member_id, self._now = conn, shelf, member_id, now
        self._happenings = happenings

    def visits(self) -> list[DiaryVisit]:
        visits: dict[tuple[str, str], list[Happening]] = {}
        for one in self._tried:
            visits.setdefault((local(one.at_ms).date().isoformat(), one.shop_id), []).append(one)
        return [
            DiaryVisit(
                shop_id=shop_id,
                at_ms=group[0].at_ms,
                pieces=[piece for one in group if (piece := self._piece(one)) is not None],
            )
            for (_, shop_id), group in visits.items()
        ]

    def outfits(self, pack: Pack) -> list[OutfitShape]:
        looks = shown_in(published_all(self._conn, rows.Look), "", self._now)
        near = {style_id for one in self._tried for style_id in _near(pack, looks, one.style_id)}
        free = self._free(variant for style_id in near for variant in self._shelf.of_style.get(style_id, ()))

        def hanging(style_id: str) -> Collection[str]:
            return {each.size for each in self._shelf.of_style.get(style_id, ()) if sum(free[each.id].values()) > 0}

        found = advice.outfits(pack, self._happenings, hanging, self._now, looks=looks)
        wanted = {one.style_id: self._shelf.by_id[one.style_id] for outfit in found for one in outfit.pieces}
        tiles = {tile.id: tile for tile in goods.tiles(self._conn, self._shelf, wanted.values(), self._now)}
        return [
            OutfitShape(
                worn=worn,
                pieces=[
                    OutfitPiece(
                        style=tiles[one.style_id],
                        size=one.size,
                        reason=one.reason,
                        size_reason=one.size_advice.reason if one.size_advice is not None else None,
                    )
                    for one in outfit.pieces
                ],
            )
            for outfit in found
            if (worn := self._worn(self._happenings[outfit.worn])) is not None
        ]

    @cached_property
    def _tried(self) -> list[Happening]:
        return [one for one in self._happenings if one.kind == "tried" and one.verdict is not None][:MOST_TRIED]

    @cached_property
    def _stock(self) -> Mapping[str, Mapping[str, int]]:
        return self._free(each for one in self._tried for each in self._shelf.of_style.get(one.style_id, ()))

    @cached_property
    def _bought(self) -> frozenset[str]:
        back = {one.variant_id for one in self._happenings if one.kind == "returned"}
        return frozenset(one.variant_id for one in self._happenings if one.kind == "bought") - back

    def _worn(self, one: Happening) -> Piece | None:
        return self._shelf.piece(one.style_id, one.variant_id, verdict=one.verdict, at_ms=one.at_ms)

    def _piece(self, one: Happening) -> DiaryPiece | None:
        worn, variant = self._worn(one), self._shelf.variants.get(one.variant_id)
        if worn is None or variant is None:
            return None
        return DiaryPiece(
            style_id=worn.style_id,
            variant_id=worn.variant_id,
            name=worn.name,
            art=worn.art,
            hex=worn.hex,
            colour=worn.colour,
            size=worn.size,
            verdict=one.verdict,
            at_ms=one.at_ms,
            where=one.where,
            wished_size=one.wished_size,
            list_fen=variant.list_fen,
            member_fen=variant.member_fen,
            free=sum(self._stock[variant.id].values()),
            on_offer=one.verdict == "price" and self._is_on_offer(variant),
            bought=one.variant_id in self._bought,
            sizes=self._sizes(one, variant),
        )

    def _sizes(self, one: Happening, worn: Variant) -> list[SizeThere]:
        """Return the sizes that may fit of a garment that did not: the one she wished for, then the nearest."""
        if one.verdict not in MISFITS:
            return []
        way = 1 if one.verdict == "too_small" else -1
        others = [
            each
            for each in self._shelf.of_style.get(worn.style_id, ())
            if each.colour_code == worn.colour_code and (each.size_order - worn.size_order) * way > 0
        ]
        others.sort(key=lambda each: (each.size != one.wished_size, each.size_order * way))
        return [
            SizeThere(
                variant_id=each.id,
                size=each.size,
                list_fen=each.list_fen,
                member_fen=each.member_fen,
                is_wished=each.size == one.wished_size,
                shops=dict(self._stock[each.id]),
            )
            for each in others[:MOST_SIZES]
        ]

    def _is_on_offer(self, variant: Variant) -> bool:
        wanted = [prices.Wanted(LineId("diary"), variant.id, 1)]
        alone = prices.priced(self._conn, wanted, self._now, member_id=self._member_id)
        return any(step.kind == "promotion" for line in alone.lines for step in line.adjustments)

    def _free(self, variants: Iterable[Variant]) -> Mapping[str, Mapping[str, int]]:
        return goods.free_in_shops(self._conn, {each.id for each in variants})


def _near(pack: Pack, looks: Sequence[Look], style_id: str) -> Iterable[str]:
    """Return every style that may go with one: only their stock need be counted."""
    place = pack.place.get(style_id)
    learnt = () if place is None else (pack.styles[near].id for near, _ in pack.styles[place].goes_with)
    return chain((one.style_id for one in companions(looks, [style_id])), learnt)
