"""The walking list: pieces are fetched for bookings and orders and hung back, each ticked off as a fact for all tills.

Nothing here waits for the network. What one till ticks is on the list of every other within the second, so that no two
clerks go for the same piece unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import BookingId, OrderId, VariantId
from posapp.domain.scan import barcode_forms, clean
from posapp.domain.text import Bilingual
from posapp.services.bag_labels import BagLabels
from posapp.services.books import Article
from posapp.services.errors import NotOnTheList, UnknownBarcode, WrongPiece
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.printing import queue_slip
from posapp.services.scanning import refuse
from posapp.services.till_data import TillData, UnitOfWork
from posapp.services.walk_cards import Errand, PieceKey, WalkPiece, errands, in_shelf_order
from posapp.services.walk_papers import list_slip
from sync.protocol import collecting, preparing
from sync.protocol.bookings import Booking
from sync.protocol.orders import LinePieces, Order, OrderStep, PickupCannotFind, PickupPick, PickupPutBack
from sync.protocol.prepared import (
    BookingPrepare,
    BookingSubstitute,
    Choice,
    PieceSaid,
    PieceState,
    PrepareStep,
)

Errands = tuple[Errand, ...]
Subject = tuple[str, str]
"""An errand: its kind, and the id of its booking or order."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a scan ticked off, and the list after it. ``is_whole`` when that was the last piece of its errand."""

    piece: WalkPiece
    list: Errands
    is_whole: bool


class Walking:
    """What is to be fetched and hung back in this shop. A list that was closed is as it was left."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, labels: BagLabels) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._labels = labels

    def list(self) -> Errands:
        """Return the errands of this shop, what is due first at the front."""
        with self._till.view() as view:
            return errands(view, self._clock.now())

    def set_out(self, chosen: Collection[Subject]) -> Errands:
        """Say that whoever works here goes for the open pieces of the chosen bookings, so that nobody else does."""

        def job(unit: UnitOfWork) -> Errands:
            now = self._clock.now()
            for errand in _among(errands(unit, now), chosen):
                state: PieceState = "fetching" if errand.kind == "booking" else "returning"
                wanted = [piece for piece in errand.pieces if piece.stand == "wanted"]
                if errand.kind in ("booking", "not_come") and wanted:
                    self._say(unit, errand.subject, [(piece, state) for piece in wanted], now)
            return errands(unit, now)

        return self._till.write(job)

    def scan(self, barcode: str, chosen: Collection[Subject], hung: Collection[PieceKey] = ()) -> Ticked:
        """Tick off the piece of a barcode: of several that are wanted, the one that is due first.

        ``hung`` are pieces of ended orders that were ticked before: these are told together, by ``hang_back``.
        Raises ``UnknownBarcode``, ``WrongPiece`` when another size or colour of the style is wanted, ``NotOnTheList``.
        """

        def job(unit: UnitOfWork) -> Ticked:
            now = self._clock.now()
            article = unit.catalogue.by_barcode(barcode_forms(clean(barcode)))
            if article is None:
                raise UnknownBarcode(barcode=barcode)
            pieces = [piece for errand in _among(errands(unit, now), chosen) for piece in errand.pieces]
            wanted = [piece for piece in pieces if piece.variant_id == article.variant.id]
            may_be_it = [one for one in wanted if one.is_open and one.key not in hung] or [
                one for one in wanted if one.stand == "missing"
            ]
            if not may_be_it:
                raise _no_such_piece(article, pieces, is_done=bool(wanted))
            return self._tick(unit, min(may_be_it, key=lambda one: (one.due, one.key)), now)

        return self._till.write(job)

    def tick(self, key: PieceKey) -> Ticked:
        """Tick a piece off by hand. Raises ``NotOnTheList`` when it is not to be fetched any more."""

        def job(unit: UnitOfWork) -> Ticked:
            now = self._clock.now()
            piece = _piece(errands(unit, now), key)
            if not (piece.is_open or piece.stand == "missing"):
                raise NotOnTheList(reason="done")
            return self._tick(unit, piece, now)

        return self._till.write(job)

    def untick(self, key: PieceKey) -> Errands:
        """Take a tick of a booking's piece back: it is to be fetched after all. Of an order nothing changes."""

        def job(unit: UnitOfWork) -> Errands:
            now = self._clock.now()
            piece = _piece(errands(unit, now), key)
            state: PieceState = "wanted" if key.kind == "booking" else "found"
            if key.kind in ("booking", "not_come") and piece.stand in ("found", "missing", "fetching"):
                self._say(unit, key.subject, [(piece, state)], now)
            return errands(unit, now)

        return self._till.write(job)

    def not_found(self, key: PieceKey) -> Errands:
        """Keep that a piece is not where it should be: of an order the mall asks her, of a booking a clerk chooses."""

        def job(unit: UnitOfWork) -> Errands:
            now = self._clock.now()
            piece = _piece(errands(unit, now), key)
            if piece.is_open and key.kind == "booking":
                self._say(unit, key.subject, [(piece, "missing")], now)
            elif piece.is_open and key.kind == "order":
                order, staff_id = _order(unit, key.subject), staff_on(self._duty, unit)
                lines = [LinePieces(line_id=key.part, quantity=1)]
                missed = PickupCannotFind(
                    order_id=order.id, shop_id=order.shop_id, occurred_ms=now, staff_id=staff_id, lines=lines
                )
                keep_order_step(unit, order, missed)
            return errands(unit, now)

        return self._till.write(job)

    def choose(self, key: PieceKey, choice: Choice, variant_id: VariantId | None = None) -> Errands:
        """Offer her another piece, have it laid out, or do without. Raises ``UnknownBarcode`` when it is not sold."""

        def job(unit: UnitOfWork) -> Errands:
            now, row = self._clock.now(), _booking(unit, key.subject)
            style_id = ""
            if variant_id is not None:
                article = unit.catalogue.articles([variant_id]).get(variant_id)
                if article is None:
                    raise UnknownBarcode(barcode=variant_id)
                style_id = article.style.id
            step = BookingSubstitute(
                booking_id=row.id,
                garment_id=key.part,
                shop_id=row.shop_id,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                choice=choice,
                variant_id=variant_id or "",
                style_id=style_id,
            )
            keep_step(unit, row, step)
            after = errands(unit, now)
            whole = [one for one in after if (one.kind, one.subject) == (key.kind, key.subject) and one.is_whole]
            if whole and whole[0].done:  # she does without the last one that was wanting
                self._labels.queue_first(unit, "booking", key.subject, now)
            return after

        return self._till.write(job)

    def hang_back(self, subject: Subject) -> Errands:
        """Keep that all pieces of an order that ended, or of a booking to which nobody came, hang again."""

        def job(unit: UnitOfWork) -> Errands:
            now = self._clock.now()
            for errand in _among(errands(unit, now), {subject}):
                if errand.kind == "put_back":
                    self._put_back(unit, errand.subject, now)
                elif errand.kind == "not_come":
                    self._say(unit, errand.subject, [(piece, "back") for piece in errand.pieces], now)
            return errands(unit, now)

        return self._till.write(job)

    def print_list(self, chosen: Collection[Subject]) -> None:
        """Queue the open pieces of the chosen errands as a paper in the order of the shelves."""

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            open_ones = [one for errand in _among(errands(unit, now), chosen) for one in errand.pieces if one.is_open]
            queue_slip(unit, list_slip(in_shelf_order(open_ones), now, self._labels.language()), now)

        self._till.write(job)

    def _tick(self, unit: UnitOfWork, piece: WalkPiece, now: Millis) -> Ticked:
        key = piece.key
        if key.kind == "order":
            order, staff_id = _order(unit, key.subject), staff_on(self._duty, unit)
            taken = [LinePieces(line_id=key.part, quantity=1)]
            keep_order_step(
                unit,
                order,
                PickupPick(order_id=order.id, shop_id=order.shop_id, occurred_ms=now, staff_id=staff_id, lines=taken),
            )
        elif key.kind != "put_back":
            self._say(unit, key.subject, [(piece, "found" if key.kind == "booking" else "back")], now)
        after = errands(unit, now)
        left = next((one for one in after if (one.kind, one.subject) == (key.kind, key.subject)), None)
        is_whole = left is None or left.is_whole
        if is_whole and key.kind in ("booking", "order"):
            self._labels.queue_first(unit, key.kind, key.subject, now)
        return Ticked(piece, after, is_whole)

    def _say(
        self, unit: UnitOfWork, booking_id: str, said: Sequence[tuple[WalkPiece, PieceState]], now: Millis
    ) -> None:
        row = _booking(unit, booking_id)
        step = BookingPrepare(
            booking_id=row.id,
            shop_id=row.shop_id,
            occurred_ms=now,
            staff_id=staff_on(self._duty, unit),
            pieces=[PieceSaid(id=one.key.part, variant_id=one.variant_id, state=state) for one, state in said],
        )
        keep_step(unit, row, step)

    def _put_back(self, unit: UnitOfWork, order_id: str, now: Millis) -> None:
        order, staff_id = _order(unit, order_id), staff_on(self._duty, unit)
        step = PickupPutBack(order_id=order.id, shop_id=order.shop_id, occurred_ms=now, staff_id=staff_id)
        keep_order_step(unit, order, step)


def keep_step(unit: UnitOfWork, row: Booking, step: PrepareStep) -> Booking:
    """Keep what was said of a booking's pieces, in the caller's transaction; return the booking then."""
    made = preparing.after(row, step)
    unit.bookings.project(made, unit.append(step, subject=row.code).seq)
    return made


def keep_order_step(unit: UnitOfWork, order: Order, step: OrderStep) -> None:
    """Keep what was done with an order's pieces, in the caller's transaction."""
    unit.orders.project(collecting.after(order, step), unit.append(step, subject=order.number).seq)


def _booking(unit: UnitOfWork, booking_id: str) -> Booking:
    kept = unit.bookings.get(BookingId(booking_id))
    if kept is None:
        raise refuse("wrong_shop")
    return kept.row


def _order(unit: UnitOfWork, order_id: str) -> Order:
    order = unit.rows.get(Order, OrderId(order_id))
    if order is None:
        raise NotOnTheList(reason="gone")
    return order


def _among(all_: Iterable[Errand], chosen: Collection[Subject]) -> list[Errand]:
    return [one for one in all_ if (one.kind, one.subject) in chosen]


def _piece(all_: Iterable[Errand], key: PieceKey) -> WalkPiece:
    """Return a piece; of an order's line the pieces have no names, so any that is like it will do."""
    found = [piece for errand in all_ for piece in errand.pieces if piece.key == key]
    if not found:
        raise NotOnTheList(reason="gone")
    return found[0]


def _no_such_piece(article: Article, pieces: Iterable[WalkPiece], *, is_done: bool) -> Exception:
    """Return why a scanned piece ticks nothing: it is done, it is another size or colour, or nobody wants it."""
    if is_done:
        return NotOnTheList(reason="done")
    name = Bilingual(article.style.name_zh, article.style.name_en)
    colour = Bilingual(article.variant.colour_zh, article.variant.colour_en)
    of_style = [one for one in pieces if one.style_id == article.style.id and one.is_open]
    if not of_style:
        return NotOnTheList(reason="not_wanted", name=name)
    same_colour = [one for one in of_style if one.colour.name == colour] or of_style
    wanted = same_colour[0]
    return WrongPiece(
        name=name, colour=colour, size=article.variant.size, wanted_colour=wanted.colour.name, wanted_size=wanted.size
    )
