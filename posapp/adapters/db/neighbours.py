"""What the shop's other tills did and the mall's rows do not hold yet: laid over them like our own operations.

The relay brings a neighbour's operation, the feed tells how far the mall has applied it, and either may come first. So
each figure here speaks of one generation of a till (``Log``):

``told``             applied at the mall by the newest page; what is beyond is in no row that we hold
``<stream>_through`` contained in every row of that stream, which was read to its end since
``neighbour_mark``   contained in the rows of a page in the midst of the stock stream, by the ``mark`` that they carry

A booking, an order or a coupon shows what is beyond ``told``, anew over each image that comes.
Before any page has told what is applied, nothing is laid over anything: it might be in the rows already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Connection,
    ScalarSelect,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db import meta
from posapp.adapters.db.feed_kinds import FEED_KINDS
from posapp.adapters.db.mall_tables import stock
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode
from posapp.adapters.db.sync_tables import (
    neighbour_mark,
    neighbour_movement,
    neighbour_op,
    neighbour_row,
    neighbour_standing,
)
from posapp.adapters.db.tables import meta as meta_table
from posapp.services import row_changes
from sync.protocol import asides, booking_steps, bookings, collecting, defective, preparing, rooms, rows, transfers
from sync.protocol.asides import AsideStep
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.defective import DefectiveSettle
from sync.protocol.follow_ups import FollowUpDecide, decided
from sync.protocol.kinds import (
    Body,
    BookingCheckIn,
    PickupCannotFind,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
    ReturnCommit,
    SaleCommit,
    TryOn,
    read_body,
)
from sync.protocol.prepared import PrepareStep
from sync.protocol.rooms import RoomStep
from sync.protocol.touched import touched_rows
from sync.protocol.transfers import TransferStep
from sync.protocol.wire import FeedPage, Log

Applied = Mapping[Log, int]

_TOLD, _READ_ONCE = 1, 2
_FIGURES = ("shop_through", "stock_through", "members_through")
_newest_mark = select(func.max(neighbour_mark.c.mark))
_of_mark = select(neighbour_mark).where(neighbour_mark.c.mark == bindparam("wanted"))
_forget_marks = delete(neighbour_mark)
_put_standing = insert(neighbour_standing)
_put_standing = _put_standing.on_conflict_do_update(
    index_elements=["device", "generation"], set_={"told": _put_standing.excluded.told}
)
_of_op = (
    (neighbour_row.c.device == neighbour_op.c.device)
    & (neighbour_row.c.generation == neighbour_op.c.generation)
    & (neighbour_row.c.seq == neighbour_op.c.seq)
)
_same_log = (neighbour_movement.c.device == neighbour_standing.c.device) & (
    neighbour_movement.c.generation == neighbour_standing.c.generation
)
_in_the_row: ScalarSelect[Any] = (
    select(func.coalesce(func.max(neighbour_mark.c.through), 0))
    .join(stock, stock.c.mark == neighbour_mark.c.mark)
    .where(
        stock.c.variant_id == neighbour_movement.c.variant_id,
        stock.c.shop_id == bindparam("here"),
        neighbour_mark.c.device == neighbour_movement.c.device,
        neighbour_mark.c.generation == neighbour_movement.c.generation,
    )
    .correlate(neighbour_movement)
    .scalar_subquery()
)
_of_anything = (
    select(
        neighbour_movement.c.variant_id,
        func.sum(neighbour_movement.c.quantity).label("quantity"),
        neighbour_movement.c.cause,
    )
    .group_by(neighbour_movement.c.variant_id, neighbour_movement.c.cause)
    .join(
        neighbour_standing,
        and_(_same_log, neighbour_movement.c.seq > neighbour_standing.c.stock_through),
    )
    .where(
        neighbour_movement.c.seq > _in_the_row,
        exists().where(meta_table.c.key == "neighbours_known", meta_table.c.value == str(_READ_ONCE)),
    )
)
_likely_order = (neighbour_op.c.hlc, neighbour_op.c.device, neighbour_op.c.seq)
"""In which operations of several logs most likely happened."""
_on_any_row = (
    select(neighbour_op, neighbour_row.c.row_kind, neighbour_row.c.row_id)
    .join(neighbour_row, _of_op)
    .order_by(*_likely_order)
)
_on_rows = Prepared(
    _on_any_row.where(
        neighbour_row.c.row_kind == bindparam("of_kind"), neighbour_row.c.row_id.in_(bindparam("ids", expanding=True))
    )
)
_told_of = Prepared(
    select(neighbour_standing.c.told).where(
        neighbour_standing.c.device == bindparam("of_device"),
        neighbour_standing.c.generation == bindparam("of_generation"),
    )
)
_moved = Prepared(_of_anything)
_moved_of = Prepared(_of_anything.where(neighbour_movement.c.variant_id.in_(bindparam("wanted", expanding=True))))


class Moved(NamedTuple):
    """Pieces that a neighbour moved and the level does not hold yet."""

    variant_id: str
    quantity: int
    cause: str


def streams_read(page: FeedPage) -> frozenset[str]:
    """Return the streams of which nothing waits behind a page: all before the page's own, or all at the end."""
    if not page.more:
        return frozenset(rows.STREAMS)
    name = page.stream.partition(":")[0]
    return frozenset(rows.STREAMS[: rows.STREAMS.index(name)] if name in rows.STREAMS else ())


def hear(connection: Connection, shop_id: str, page: FeedPage, *, is_new_epoch: bool) -> int:
    """Keep what a page tells of our neighbours, before its rows are laid; return the mark that these carry."""
    if is_new_epoch:
        _begin_epoch(connection, shop_id)
    if page.applied is None:
        return 0
    applied = {_log(name): through for name, through in page.applied.items()}
    if applied:
        connection.execute(
            _put_standing,
            [
                {"device": device, "generation": generation, "told": through, **dict.fromkeys(_FIGURES, 0)}
                for (device, generation), through in applied.items()
            ],
        )
    if not meta.mark(connection, "neighbours_known"):
        meta.keep_mark(connection, "neighbours_known", _TOLD)
        # heard before the feed said which of them it holds
        _show_all(connection, connection.execute(_on_any_row).all())
    in_midst = page.stream == "stock" and "stock" not in streams_read(page)
    return _new_mark(connection, applied) if in_midst and applied else 0


def read_on(connection: Connection, page: FeedPage) -> None:
    """Keep which streams a page has brought to their end, after its rows are laid."""
    if page.applied is None:
        return
    read = streams_read(page)
    figures = tuple(f"{stream}_through" for stream in ("shop", "stock", "members") if stream in read)
    if figures and page.applied:
        connection.execute(_raised(figures))
    if "stock" in read and connection.scalar(_newest_mark):
        connection.execute(_forget_marks)
    if not page.more and meta.mark(connection, "neighbours_known") != _READ_ONCE:
        meta.keep_mark(connection, "neighbours_known", _READ_ONCE)


@cache
def _raised(figures: tuple[str, ...]) -> Update:
    """Return what raises figures of every neighbour to what was told of it."""
    told = neighbour_standing.c.told
    return update(neighbour_standing).values({name: func.max(neighbour_standing.c[name], told) for name in figures})


def moved(connection: Connection, shop_id: str, variant_ids: Sequence[str] | None = None) -> list[Moved]:
    """Return what neighbours moved that is in no level yet, of some variants or of all."""
    if variant_ids is None:
        found = _moved.run(connection, {"here": shop_id})
    else:
        found = _moved_of.run(connection, {"here": shop_id, "wanted": list(variant_ids)})
    return [Moved(*row) for row in found.fetchall()]


def show(connection: Connection, log: Log, seq: int, body: Body) -> str:
    """Show what a neighbour's operation made of rows until the mall has applied it; return the kind of them, or "".

    One that the mall had applied by its newest page is in the rows, or comes with them: it must not be shown over them.
    """
    touched = touched_rows(body)
    if not touched or not meta.mark(connection, "neighbours_known") or seq <= _told(connection, log):
        return ""
    shown = [name for name, row_id in touched if _show_row(connection, name, row_id, body)]
    return shown[0] if shown else ""


def _show_row(connection: Connection, name: str, row_id: str, body: Body) -> bool:
    """Show what an operation made of one row; False where there is nothing that it could be shown over."""
    kind = FEED_KINDS[name]
    table = kind.table
    image = connection.scalar(select(table.c.row).where(table.c.id == row_id))
    made = _begun_by(body) if image is None else _made_of(decode(kind.row, image), body)
    if made is None:
        return False
    columns = {**kind.columns(made), "row": msgspec.json.encode(made)}
    if image is None:
        connection.execute(insert(table).values(id=row_id, ver=0, load=0, **columns))
    else:
        del columns["local_seq"]  # whether it waits for an operation of our own is no neighbour's matter
        connection.execute(update(table).where(table.c.id == row_id).values(columns))
    return True


def lay_over(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Show over rows that were just laid what neighbours did to them and the mall has not applied."""
    _show_all(connection, _on_rows.all(connection, {"of_kind": kind, "ids": list(ids)}))


TOUCHED_KINDS = select(neighbour_row.c.row_kind).distinct()
"""The kinds of the rows that an operation of a neighbour's, kept here, changes or begins."""


def known_rows(kind: str) -> Select[Any]:
    """Return the query for the rows of a kind that an operation of a neighbour's, kept here, changes or begins."""
    return select(neighbour_row.c.row_id).where(neighbour_row.c.row_kind == kind)


def pending_rows(kind: str) -> Select[Any]:
    """Return the query for the rows of a kind that show a neighbour's operation which the mall has not applied."""
    of_log = (neighbour_standing.c.device == neighbour_row.c.device) & (
        neighbour_standing.c.generation == neighbour_row.c.generation
    )
    return (
        select(neighbour_row.c.row_id)
        .join(neighbour_standing, of_log)
        .where(neighbour_row.c.row_kind == kind, neighbour_row.c.seq > neighbour_standing.c.told)
    )


def _begun_by(body: Body) -> rows.Row | None:
    """Return the row that an operation begins of which the mall has not told, None for one that only changes a row."""
    match body:
        case AsideStep():
            return asides.begun(body)
        case ReturnCommit() | DefectiveSettle():
            return defective.with_set_aside(defective.lying_in(body.shop_id, {}), body.set_aside)
        case _:
            return None


def _made_of(row: rows.Row, body: Body) -> Any:
    match row, body:
        case rows.Booking(), BookingCheckIn():
            return row_changes.checked_in(row, body.occurred_ms, body.staff_id)
        case rows.Booking(), BookingChange():
            return booking_steps.asked(row, body)
        case rows.Booking(), BookingCancel():
            return booking_steps.called_off(row)
        case rows.Booking(), TryOn():
            return bookings.with_outcome(row, body) or row
        case rows.FittingRoom(), TryOn():
            return rooms.with_outcome(row, body)
        case rows.Booking(), PrepareStep():
            return preparing.after(row, body)
        case rows.FittingRoom(), RoomStep():
            return rooms.after(row, body)
        case rows.Order(), PickupHandOver() | PickupPick() | PickupPutBack() | PickupCannotFind():
            return collecting.after(row, body)
        case rows.FollowUp(), FollowUpDecide():
            return decided(row, body)
        case rows.Transfer(), TransferStep():
            return transfers.after(row, body)
        case rows.CartAside(), AsideStep():
            return asides.after(row, body)
        case rows.Defective(), ReturnCommit() | DefectiveSettle():
            return defective.with_set_aside(row, body.set_aside)
        case rows.Coupon(), SaleCommit():
            return row_changes.used(row)
        case _:
            raise LookupError(f"{type(body).__name__} changes no {type(row).__name__}")


def _show_all(connection: Connection, which: Sequence[Any]) -> None:
    """Show what operations that are kept here made of rows."""
    if not which or not meta.mark(connection, "neighbours_known"):
        return
    for op in which:
        if op.seq > _told(connection, (op.device, op.generation)):
            body = read_body(op.kind, op.v, op.body.decode())  # one that could not be read names no row
            _show_row(connection, op.row_kind, op.row_id, body)


def _begin_epoch(connection: Connection, shop_id: str) -> None:
    """An older mall is back: the levels here hold what it has forgotten, and say so until it sends its own."""
    standing = neighbour_standing.c
    read = connection.execute(select(standing.device, standing.generation, standing.stock_through)).all()
    known = {(device, generation): through for device, generation, through in read}
    if known:
        mark = _new_mark(connection, known)
        unmarked = stock.c.mark.not_in(select(neighbour_mark.c.mark).where(neighbour_mark.c.mark != mark))
        connection.execute(update(stock).where(stock.c.shop_id == shop_id, unmarked).values(mark=mark))
    connection.execute(update(neighbour_standing).values(told=0, **dict.fromkeys(_FIGURES, 0)))


def _new_mark(connection: Connection, applied: Applied) -> int:
    """Return the mark for rows that hold so much of each neighbour; the newest one where it says the same."""
    newest = connection.scalar(_newest_mark) or 0
    if newest:
        found = connection.execute(_of_mark, {"wanted": newest})
        if {(row.device, row.generation): row.through for row in found} == dict(applied):
            return newest
    connection.execute(
        insert(neighbour_mark),
        [
            {"mark": newest + 1, "device": device, "generation": generation, "through": through}
            for (device, generation), through in applied.items()
        ],
    )
    return newest + 1


def _told(connection: Connection, log: Log) -> int:
    return _told_of.value(connection, {"of_device": log[0], "of_generation": log[1]}) or 0


def _log(name: str) -> Log:
    device, _, generation = name.rpartition(":")
    return device, int(generation)
