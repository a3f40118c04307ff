"""The walking list as values: what is to be fetched or hung back in this shop, in the order of the shelves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

from posapp.domain.clock import HOUR, MINUTE, Millis, at, local
from posapp.domain.identity import StyleId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.books import Article
from posapp.services.carts import Colour, colour_of, member_name, staff_name
from posapp.services.till_data import View
from sync.protocol import collecting, preparing, rows
from sync.protocol.bookings import Booking, Garment
from sync.protocol.orders import Order
from sync.protocol.prepared import Instead

ErrandKind = Literal["booking", "order", "put_back", "not_come"]
"""To lay out for a booking, to pick for an order; to hang back of an order that ended, of a booking nobody came to."""

PieceStand = Literal["wanted", "fetching", "found", "missing", "dropped"]
"""To be done, somebody else is on the way, done, looked for in vain, not wanted any more."""

SOON = 2 * HOUR
"""Bookings that begin within this time are on the list unless a clerk leaves them out."""

LATE_FOR = HOUR
"""So long after her slot began somebody who has not come is still expected."""

ON_THE_WAY_FOR = 20 * MINUTE
"""Whoever set out longer ago than this was called away: her pieces are to be fetched again."""

MOST_ERRANDS = 60
"""So many bookings and orders are on the list at a time; the next come as these are done."""

_DIGITS = re.compile(r"(\d+)")


class PieceKey(NamedTuple):
    """Which piece of which errand: a garment, or the n-th piece of an order's line."""

    kind: ErrandKind
    subject: str  # id of the booking or the order
    part: str  # id of the garment or the line
    number: int = 0


@dataclass(frozen=True, slots=True)
class OfferedPiece:
    """What is offered or laid out instead: a colour and a size of a style."""

    variant_id: VariantId
    name: Bilingual
    colour: Colour
    size: str
    status: Literal["offered", "taken", "refused"]
    is_from_phone: bool


@dataclass(frozen=True, slots=True)
class WalkPiece:
    """One piece to fetch or to hang back. ``who`` said how far it is, when ``since``."""

    key: PieceKey
    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    barcode: str
    shelf: str
    on_hand: int
    stand: PieceStand
    for_whom: Bilingual
    due: Millis
    room: int
    who: Bilingual | None = None
    since: Millis | None = None
    instead: OfferedPiece | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody should still go for it."""
        return self.stand in ("wanted", "fetching")


@dataclass(frozen=True, slots=True)
class Errand:
    """A booking or an order with its pieces in the order of the walk. ``is_soon``: on the list unless left out."""

    kind: ErrandKind
    subject: str
    number: str  # the booking's last two digits, the order's number
    name: Bilingual
    phone_masked: str
    due: Millis
    room: int
    is_soon: bool
    pieces: tuple[WalkPiece, ...]

    @property
    def done(self) -> int:
        """Return how many of its pieces are fetched or hung back."""
        return sum(piece.stand == "found" for piece in self.pieces)

    @property
    def is_whole(self) -> bool:
        """Tell whether nobody has to go for any of it."""
        return not any(piece.is_open or piece.stand == "missing" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A piece as its row tells it, before anybody has looked what it is."""

    key: PieceKey
    variant_id: str
    stand: PieceStand
    staff_id: str = ""
    since: int | None = None
    instead: Instead | None = None


@dataclass(frozen=True, slots=True)
class _Raw:
    kind: ErrandKind
    subject: str
    number: str
    member_id: str
    due: int
    room: int
    is_soon: bool
    pieces: tuple[_Wanted, ...]


def shelf_order(shelf: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts shelves as a clerk walks past them: A-3 before A-12, and what has no place at the end.

    >>> sorted(["B-01", "A-12", "", "A-3"], key=shelf_order)
    ['A-3', 'A-12', 'B-01', '']
    """
    if not shelf:
        return ((2, 0, ""),)
    parts = [part for part in _DIGITS.split(shelf.upper()) if part]
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)


def errands(view: View, now: Millis) -> tuple[Errand, ...]:
    """Return what is to be fetched and hung back, what is due first at the front: so much as a day's walks take."""
    every = (*_bookings(view, now), *_orders(view), *_put_backs(view, now))
    first = sorted(every, key=lambda one: (not one.is_soon, one.due, one.subject))[:MOST_ERRANDS]
    return _known(view, sorted(first, key=lambda one: (one.due, one.subject)))


def booking_errand(view: View, row: Booking, now: Millis) -> Errand | None:
    """Return what is laid out and to be laid out for one booking; None when it has no piece that is sold still."""
    return next(iter(_known(view, [_of_booking(row, now)])), None)


def order_errand(view: View, order: Order) -> Errand | None:
    """Return what is picked and to be picked of one order; None when it has no piece that is sold still."""
    return next(iter(_known(view, [_of_order(order)])), None)


def _bookings(view: View, now: Millis) -> Iterator[_Raw]:
    day = local(now).date()
    for kept in view.bookings.between(at(day, 0), at(day + timedelta(days=1), 0)):
        row = kept.row
        is_expected = row.status == "booked" and now <= row.starts_ms + LATE_FOR
        if is_expected or row.status == "checked_in":
            yield _of_booking(row, now)
        elif row.status in ("no_show", "cancelled"):
            back = tuple(_to_hang(row, one, now) for one in row.garments if _lies_out(one))
            if any(piece.stand != "found" for piece in back):
                yield _Raw("not_come", row.id, row.code[-2:], row.member_id, row.ends_ms, 0, True, back)


def _of_booking(row: Booking, now: Millis) -> _Raw:
    pieces = tuple(_garment(row, one, now) for one in row.garments if _is_to_fetch(one))
    is_soon = row.starts_ms <= now + SOON
    return _Raw("booking", row.id, row.code[-2:], row.member_id, row.starts_ms, row.room, is_soon, pieces)


def _is_to_fetch(garment: Garment) -> bool:
    """Tell whether a garment belongs on the list: what she tried on, or somebody bought, is past fetching."""
    return garment.verdict is None or preparing.state_of(garment) == "dropped"


def _garment(row: Booking, garment: Garment, now: Millis) -> _Wanted:
    said, state = garment.prepared, preparing.state_of(garment)
    stand: PieceStand = "wanted"
    if state == "fetching" and said is not None and now - said.at_ms <= ON_THE_WAY_FOR:
        stand = "fetching"
    elif state in ("found", "missing", "dropped"):
        stand = state
    elif garment.label == "gone":
        stand = "missing"
    return _Wanted(
        key=PieceKey("booking", row.id, garment.id),
        variant_id=garment.variant_id,
        stand=stand,
        staff_id=said.staff_id if said is not None and stand != "wanted" else "",
        since=said.at_ms if said is not None and stand != "wanted" else None,
        instead=said.instead if said is not None else None,
    )


def _lies_out(garment: Garment) -> bool:
    return garment.verdict is None and preparing.state_of(garment) in ("found", "returning", "back")


def _to_hang(row: Booking, garment: Garment, now: Millis) -> _Wanted:
    said, state = garment.prepared, preparing.state_of(garment)
    is_on_the_way = state == "returning" and said is not None and now - said.at_ms <= ON_THE_WAY_FOR
    stand: PieceStand = "found" if state == "back" else "fetching" if is_on_the_way else "wanted"
    key = PieceKey("not_come", row.id, garment.id)
    if said is None or stand == "wanted":
        return _Wanted(key, garment.variant_id, stand)
    return _Wanted(key, garment.variant_id, stand, said.staff_id, said.at_ms)


def _orders(view: View) -> Iterator[_Raw]:
    for order in view.orders.waiting():
        if order.status in ("pending", "promised"):
            yield _of_order(order)


def _of_order(order: Order) -> _Raw:
    pieces = tuple(_ordered(order))
    return _Raw("order", order.id, order.number, order.member_id, order.collect_until_ms, 0, True, pieces)


def _ordered(order: Order) -> Iterator[_Wanted]:
    for line in collecting.in_full(order).lines:
        counted: tuple[tuple[PieceStand, int], ...] = (
            ("found", line.picked),
            ("wanted", collecting.waits(line) - line.picked),
            ("missing", line.missing),
        )
        for number, stand in enumerate(stand for stand, count in counted for _ in range(count)):
            yield _Wanted(PieceKey("order", order.id, line.id, number), line.variant_id, stand)


def _put_backs(view: View, now: Millis) -> Iterator[_Raw]:
    for order in view.orders.to_put_back():
        pieces = tuple(
            _Wanted(PieceKey("put_back", order.id, line.id, number), line.variant_id, "wanted")
            for line in collecting.in_full(order).lines
            for number in range(line.picked)
        )
        due = min(order.collect_until_ms, now)
        yield _Raw("put_back", order.id, order.number, order.member_id, due, 0, True, pieces)


def _known(view: View, raw: Sequence[_Raw]) -> tuple[Errand, ...]:
    variants = set(_variants(raw))
    articles, levels = view.catalogue.articles(variants), view.catalogue.levels(variants)
    members = view.rows.many(rows.Member, {one.member_id for one in raw})
    staff = view.rows.many(rows.Staff, {piece.staff_id for one in raw for piece in one.pieces if piece.staff_id})
    found = []
    for one in raw:
        member = members.get(one.member_id)
        name = member_name(member) if member is not None else Bilingual("", "")
        pieces = [
            _piece(piece, article, one, name, levels[VariantId(piece.variant_id)].on_hand, staff, articles)
            for piece in one.pieces
            if (article := articles.get(VariantId(piece.variant_id))) is not None
        ]
        if pieces:
            found.append(
                Errand(
                    kind=one.kind,
                    subject=one.subject,
                    number=one.number,
                    name=name,
                    phone_masked=member.phone_masked if member is not None else "",
                    due=Millis(one.due),
                    room=one.room,
                    is_soon=one.is_soon,
                    pieces=tuple(in_shelf_order(pieces)),
                )
            )
    return tuple(found)


def in_shelf_order(pieces: Iterable[WalkPiece]) -> list[WalkPiece]:
    """Return pieces as a clerk walks past their shelves; at one shelf what is due first comes first."""
    return sorted(pieces, key=lambda one: (shelf_order(one.shelf), one.due, one.key))


def _variants(raw: Iterable[_Raw]) -> Iterator[VariantId]:
    for one in raw:
        for piece in one.pieces:
            yield VariantId(piece.variant_id)
            if piece.instead is not None:
                yield VariantId(piece.instead.variant_id)


def _piece(
    piece: _Wanted,
    article: Article,
    errand: _Raw,
    name: Bilingual,
    on_hand: int,
    staff: Mapping[str, rows.Staff],
    articles: Mapping[VariantId, Article],
) -> WalkPiece:
    return WalkPiece(
        key=piece.key,
        style_id=StyleId(article.style.id),
        variant_id=VariantId(piece.variant_id),
        name=Bilingual(article.style.name_zh, article.style.name_en),
        art=article.style.art,
        colour=colour_of(article.variant),
        size=article.variant.size,
        barcode=article.variant.barcode,
        shelf=article.variant.shelf,
        on_hand=on_hand,
        stand=piece.stand,
        for_whom=name,
        due=Millis(errand.due),
        room=errand.room,
        who=staff_name(staff.get(piece.staff_id)),
        since=Millis(piece.since) if piece.since is not None else None,
        instead=_instead(piece, articles),
    )


def _instead(piece: _Wanted, articles: Mapping[VariantId, Article]) -> OfferedPiece | None:
    if piece.instead is None or (article := articles.get(VariantId(piece.instead.variant_id))) is None:
        return None
    return OfferedPiece(
        variant_id=VariantId(article.variant.id),
        name=Bilingual(article.style.name_zh, article.style.name_en),
        colour=colour_of(article.variant),
        size=article.variant.size,
        status=piece.instead.status,
        is_from_phone=piece.instead.by == "phone",
    )
