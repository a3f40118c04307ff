"""What became of a garment that somebody tried on: one tap says it, another corrects it, the mall hears of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.domain.fit import MISFITS, PLACES, Place, Verdict
from posapp.domain.identity import StaffId, StyleId, VariantId, new_id
from posapp.services.books import Article, Stocked
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import bookings, rows
from sync.protocol.rooms import (
    FittingRoom,
    PieceOutcome,
    RoomCarry,
    RoomPiece,
    RoomRequest,
    Visit,
    carried,
    with_outcome,
)
from sync.protocol.tried import Tried, TryOn


@dataclass(frozen=True, slots=True)
class SizeHere:
    """A size of the same style and colour, and how many hang here."""

    variant_id: VariantId
    size: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a garment; ``where`` it is too small or too big, ``wished_size`` instead."""

    verdict: Verdict
    where: tuple[Place, ...] = ()
    wished_size: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of a garment, and what may be said next.

    ``places`` are where such a garment can be too small or too big; ``sizes``, of one that is, those that may fit
    better, the nearest first.
    """

    said: Said | None = None
    places: tuple[Place, ...] = ()
    sizes: tuple[SizeHere, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """Return the verdict, None while nobody has said."""
        return self.said.verdict if self.said is not None else None


NOTHING_SAID = Outcome()


class Outcomes:
    """Reads the outcomes of many garments for a board, with one look at the stock for all of them."""

    def __init__(self, view: View, articles: Mapping[VariantId, Article], misfits: Sequence[VariantId]) -> None:
        """Take the goods on the board; of ``misfits`` another size may be wanted."""
        self._articles = articles
        self._parts = {one.id: one.part for one in view.catalogue.categories()}
        self._stocked = view.catalogue.stocked({StyleId(articles[one].style.id) for one in misfits if one in articles})

    def of(self, variant_id: VariantId, tried: Tried) -> Outcome:
        """Return what was said of a garment."""
        article = self._articles.get(variant_id)
        if article is None:
            return NOTHING_SAID
        said = None if tried.verdict is None else Said(tried.verdict, tuple(tried.where), tried.wished_size)
        places = PLACES.get(self._parts.get(article.style.category, ""), ())
        return Outcome(said, places, self._better(article, tried.verdict))

    def _better(self, article: Article, verdict: Verdict | None) -> tuple[SizeHere, ...]:
        if verdict not in MISFITS:
            return ()
        way = 1 if verdict == "too_small" else -1
        worn = article.variant
        better = [
            one
            for one in self._stocked.get(StyleId(article.style.id), ())
            if one.variant.colour_code == worn.colour_code and (one.variant.size_order - worn.size_order) * way > 0
        ]
        better.sort(key=lambda one: one.variant.size_order * way)
        return tuple(size_here(one) for one in better)


def size_here(stocked: Stocked) -> SizeHere:
    """Return a variant as a size that can be brought."""
    return SizeHere(VariantId(stocked.variant.id), stocked.variant.size, stocked.level.on_hand)


def is_misfit(tried: Tried) -> bool:
    """Tell whether a garment was too small or too big."""
    return tried.verdict in MISFITS


def keep_booked(
    unit: UnitOfWork, row: rows.Booking, garment_id: str, said: Said, staff_id: StaffId, now: Millis
) -> rows.Booking:
    """Keep what became of a booked garment, in the caller's transaction, unless that is known; return the booking."""
    garment = next((one for one in row.garments if one.id == garment_id), None)
    if garment is None or _is_known(garment, said):
        return row
    outcome = TryOn(
        booking_id=row.id,
        garment_id=garment.id,
        shop_id=row.shop_id,
        member_id=row.member_id,
        style_id=garment.style_id,
        variant_id=garment.variant_id,
        occurred_ms=_after(garment, now),
        staff_id=staff_id,
        verdict=said.verdict,
        where=list(said.where),
        wished_size=said.wished_size,
    )
    made = bookings.with_outcome(row, outcome) or row
    unit.bookings.project(made, unit.append(outcome, subject=row.code).seq)
    return made


def keep_loose(
    unit: UnitOfWork, room: FittingRoom, visit: Visit, piece: RoomPiece, said: Said, staff_id: StaffId, now: Millis
) -> FittingRoom:
    """Keep what became of a piece that is no garment of a booking, as ``keep_booked`` does; return the room."""
    before = outcome_of(visit, piece.id)
    article = unit.catalogue.articles({VariantId(piece.variant_id)}).get(VariantId(piece.variant_id))
    if article is None or _is_known(before, said):
        return room
    outcome = TryOn(
        booking_id=None,
        garment_id=piece.id,
        shop_id=room.shop_id,
        member_id=visit.member_id,
        style_id=article.style.id,
        variant_id=piece.variant_id,
        occurred_ms=_after(before, now),
        staff_id=staff_id,
        verdict=said.verdict,
        room_id=room.id,
        visit_id=visit.id,
        where=list(said.where),
        wished_size=said.wished_size,
    )
    made = with_outcome(room, outcome)
    unit.rooms.project(made, unit.append(outcome, subject=str(room.number)).seq)
    return made


def ask_for(unit: UnitOfWork, room: FittingRoom, visit: Visit, variant_id: str, staff_id: StaffId, now: Millis) -> None:
    """Note that she asks for a variant, for whoever walks past its shelf; asked twice, it waits once."""
    if any(one.variant_id == variant_id for one in visit.asks):
        return
    step = RoomCarry(
        room_id=room.id,
        visit_id=visit.id,
        shop_id=room.shop_id,
        occurred_ms=now,
        staff_id=staff_id,
        came=[],
        went=[],
        asked=[RoomRequest(id=new_id(now), variant_id=variant_id, asked_ms=now, by="clerk")],
        answered=[],
    )
    unit.rooms.project(carried(room, step), unit.append(step, subject=str(room.number)).seq)


def outcome_of(visit: Visit, piece_id: str) -> Tried:
    """Return what was said of a piece of a visit."""
    return next((one for one in visit.outcomes if one.piece_id == piece_id), PieceOutcome(piece_id=piece_id))


def _is_known(tried: Tried, said: Said) -> bool:
    return (tried.verdict, tuple(tried.where), tried.wished_size) == (said.verdict, said.where, said.wished_size)


def _after(before: Tried, now: Millis) -> int:
    """Return when it is said: after what it corrects, even at a till whose clock is behind."""
    return max(now, before.judged_ms + 1)
