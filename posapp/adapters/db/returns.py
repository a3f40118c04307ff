"""Returns in the till's file, and the sales that they are of: read out of the logs, which keep every word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, union_all, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.mall_tables import coupon, defective
from posapp.adapters.db.paper_tables import invoice_request
from posapp.adapters.db.return_tables import (
    return_elsewhere,
    return_line,
    return_movement,
    return_tender,
    return_ticket,
    told_receipt,
)
from posapp.adapters.db.rows import decode
from posapp.adapters.db.sync_tables import neighbour_op
from posapp.adapters.db.tables import op_log, sale
from posapp.domain.clock import DAY, Millis
from posapp.domain.identity import MemberId
from posapp.services.returning_book import SoldSale, ToldReceipt, is_even, sold_sale
from sync.protocol.defective import Defective, DefectiveSettle, lying_in, with_set_aside
from sync.protocol.envelope import Operation
from sync.protocol.kinds import Body, ReturnCommit, SaleCommit, read_body
from sync.protocol.return_records import line_records, refund_record, ticket_record
from sync.protocol.returned import Proof
from sync.protocol.rows import Coupon
from sync.protocol.sold import Movement

_ours = select(op_log.c.kind, op_log.c.v, op_log.c.body).where(
    op_log.c.subject == bindparam("wanted"),
    text("kind IN ('sale.commit', 'return.commit')"),  # in these words the partial index serves
)
_theirs = select(neighbour_op.c.kind, neighbour_op.c.v, neighbour_op.c.body).where(
    neighbour_op.c.receipt_no == bindparam("wanted"),
    neighbour_op.c.receipt_no != "",  # so that the partial index serves
)
_told = select(told_receipt.c.kind, told_receipt.c.v, told_receipt.c.body).where(
    told_receipt.c.receipt_no == bindparam("wanted")
)
_keep_told = upsert(told_receipt)
_keep_told = _keep_told.on_conflict_do_update(
    index_elements=["receipt_no"],
    set_={name: _keep_told.excluded[name] for name in ("kind", "v", "body", "told_ms")},
)
_TOLD_FOR = 7 * DAY
"""What was asked for and never used is of no more interest after a week."""

_returned = [
    select(book.c.place, func.sum(book.c.quantity).label("pieces"))
    .where(book.c.of_receipt_no == bindparam("wanted"))
    .group_by(book.c.place)
    for book in (return_line, return_elsewhere)
]
_of_member = (
    select(sale.c.receipt_no, sale.c.occurred_ms)
    .where(sale.c.member_id == bindparam("member"))
    .order_by(sale.c.occurred_ms.desc())
    .limit(bindparam("most"))
)
_of_member_elsewhere = (
    select(neighbour_op.c.receipt_no)
    .where(neighbour_op.c.member_id == bindparam("member"), neighbour_op.c.receipt_no != "")
    .order_by(neighbour_op.c.hlc.desc())
    .limit(bindparam("most"))
)
_invoice_asked = select(invoice_request.c.sale_id).where(invoice_request.c.sale_id == bindparam("wanted"))
_set_aside = (
    select(return_movement.c.variant_id, func.sum(return_movement.c.quantity))
    .where(return_movement.c.place == "set_aside")
    .group_by(return_movement.c.variant_id)
)


class SqlReturns:
    """Keeps ``ReturnBook`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sold(self, receipt_no: str) -> SoldSale | None:
        """Return a sale of this till, else one that the relay told of a neighbour, else one that the mall told."""
        books: tuple[tuple[Proof, object], ...] = (("own", _ours), ("neighbour", _theirs), ("mall", _told))
        for proof, query in books:
            told = self._connection.execute(query, {"wanted": receipt_no}).first()  # type: ignore[call-overload]
            if told is not None:
                return self._sold(read_body(told.kind, told.v, told.body.decode()), proof)
        return None

    def returned(self, receipt_no: str) -> Mapping[int, int]:
        """Return how many pieces of each line, by its place, came back here, at neighbours, or as the mall told."""
        found = self._connection.execute(union_all(*_returned), {"wanted": receipt_no})
        pieces: Counter[int] = Counter()
        for place, came in found:
            pieces[place] += came
        return pieces

    def of_member(self, member_id: MemberId, most: int) -> Sequence[str]:
        """Return the receipt numbers of what a member bought here or at neighbours, newest first in each."""
        wanted = {"member": member_id, "most": most}
        ours = self._connection.execute(_of_member, wanted)
        theirs = self._connection.execute(_of_member_elsewhere, wanted)
        return [row.receipt_no for query in (ours, theirs) for row in query][:most]

    def keep_told(self, told: ToldReceipt, now: Millis) -> None:
        """Keep what the mall told. Returns that are in a book here already are left out of the count."""
        row = {"receipt_no": told.receipt_no, "kind": told.kind, "v": told.v, "body": told.body.encode()}
        self._connection.execute(delete(told_receipt).where(told_receipt.c.told_ms < now - _TOLD_FOR))
        self._connection.execute(_keep_told, {**row, "told_ms": now})
        known = select(return_ticket.c.return_id).where(
            return_ticket.c.return_id.in_([came.return_id for came in told.returned])
        )
        ours = set(self._connection.scalars(known))
        elsewhere = [
            {
                "op_id": came.op_id,
                "n": came.n,
                "of_receipt_no": told.receipt_no,
                "place": came.place,
                "quantity": came.quantity,
            }
            for came in told.returned
            if came.return_id not in ours
        ]
        if elsewhere:
            self._connection.execute(upsert(return_elsewhere).on_conflict_do_nothing(), elsewhere)
        sold = sale_in(read_body(told.kind, told.v, told.body)) if told.invoice_asked_ms else None
        if sold is not None:
            # Whom it is for is not told: the one who asked for it here knows, nobody else need.
            asked = {"sale_id": sold.sale_id, "name": "", "tax_no": "", "asked_ms": told.invoice_asked_ms}
            self._connection.execute(upsert(invoice_request).on_conflict_do_nothing(), asked)

    def add(self, back: ReturnCommit, op_seq: int) -> None:
        """Keep a return with its lines, what was given out, and its movements; what the mall told has served."""
        self._connection.execute(delete(told_receipt).where(told_receipt.c.receipt_no == back.of_receipt_no))
        self._connection.execute(
            insert(return_ticket).values(**ticket_record(back), points=back.points_back, op_seq=op_seq)
        )
        self._connection.execute(insert(return_line), line_records(back))
        given_out = [refund_record(back, refund) for refund in back.refunds]
        if given_out:
            self._connection.execute(insert(return_tender), given_out)
        if back.set_aside:
            self._lay_aside(back.shop_id, back.set_aside, op_seq)
        self._move(op_seq, floor=back.movements, set_aside=back.set_aside)

    def give_back_coupon(self, coupon_id: str, op_seq: int) -> None:
        """Offer a coupon again, until the mall has applied the operation ``op_seq``."""
        image = self._connection.scalar(select(coupon.c.row).where(coupon.c.id == coupon_id))
        if image is not None:
            again = msgspec.json.encode(msgspec.structs.replace(decode(Coupon, image), status="open"))
            self._connection.execute(
                update(coupon).where(coupon.c.id == coupon_id).values(status="open", row=again, local_seq=op_seq)
            )

    def set_aside(self) -> Mapping[str, int]:
        """Return the defective pieces that lie in the shop, by variant; this till's own before the mall told of any."""
        image = self._connection.scalar(select(defective.c.row).limit(1))
        if image is None:
            return {variant_id: int(pieces) for variant_id, pieces in self._connection.execute(_set_aside)}
        return {one.variant_id: one.pieces for one in decode(Defective, image).lying}

    def settle(self, step: DefectiveSettle, op_seq: int) -> None:
        """Keep that defective pieces left their place. The shop's row tells it, and the floor has what was mended."""
        self._lay_aside(step.shop_id, step.set_aside, op_seq)
        self._move(op_seq, floor=step.movements)

    def _sold(self, body: Body, proof: Proof) -> SoldSale | None:
        found = sale_in(body)
        if found is None:
            return None
        carried = body.carried if isinstance(body, ReturnCommit) else ()
        is_asked = self._connection.execute(_invoice_asked, {"wanted": found.sale_id}).first() is not None
        if not is_asked and isinstance(body, ReturnCommit) and is_even(body):
            first = self.sold(body.of_receipt_no)
            is_asked = first is not None and first.is_invoice_asked
        return replace(sold_sale(found, carried, proof), is_invoice_asked=is_asked)

    def _move(self, op_seq: int, **places: Sequence[Movement]) -> None:
        moved = [
            {
                "movement_id": movement.movement_id,
                "variant_id": movement.variant_id,
                "quantity": movement.quantity,
                "place": place,
                "op_seq": op_seq,
            }
            for place, movements in places.items()
            for movement in movements
        ]
        if moved:
            self._connection.execute(insert(return_movement), moved)

    def _lay_aside(self, shop_id: str, movements: Sequence[Movement], op_seq: int) -> None:
        """Show in the shop's row what was set aside or taken out again, until the mall has applied the operation."""
        before = lying_in(shop_id, self.set_aside())
        made = with_set_aside(before, movements)
        columns = {"row": msgspec.json.encode(made), "local_seq": op_seq}
        put = upsert(defective).values(id=made.id, shop_id=made.shop_id, ver=0, load=0, **columns)
        self._connection.execute(put.on_conflict_do_update(index_elements=["id"], set_=columns))


def keep_neighbours(connection: Connection, operation: Operation, back: ReturnCommit) -> None:
    """Keep what a neighbour took back, so that the same piece is not taken back here as well."""
    told = select(return_elsewhere.c.n).where(return_elsewhere.c.op_id == operation.op_id).limit(1)
    ours = select(return_ticket.c.return_id).where(return_ticket.c.return_id == back.return_id)  # of an earlier log
    if connection.execute(told).first() is None and connection.execute(ours).first() is None:
        connection.execute(
            insert(return_elsewhere),
            [
                {
                    "op_id": operation.op_id,
                    "n": n,
                    "of_receipt_no": back.of_receipt_no,
                    "place": line.place,
                    "quantity": line.quantity,
                }
                for n, line in enumerate(back.lines, start=1)
            ],
        )


def sale_in(body: Body | None) -> SaleCommit | None:
    """Return the sale that an operation is or, in an exchange, holds."""
    return body.sale if isinstance(body, ReturnCommit) else body if isinstance(body, SaleCommit) else None
