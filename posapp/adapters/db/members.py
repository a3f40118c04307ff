"""The members as this till may know them, their coupons and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db import erasures
from posapp.adapters.db.mall_tables import coupon, member, variant
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.return_tables import return_ticket
from posapp.adapters.db.rows import decode, decode_again
from posapp.adapters.db.sync_tables import feed_cursor
from posapp.adapters.db.tables import advice_dismissed, advice_shown, op_log, sale, sale_line
from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId, StyleId
from sync.protocol import rows
from sync.protocol.glances import AdviceLooked, looked_at
from sync.protocol.kinds import read_body
from sync.protocol.tried import TryOn, name_of

_AFTER_EVERY_NAME = "\U0010ffff"

_coupons = Prepared(
    select(coupon.c.row).where(coupon.c.member_id == bindparam("wanted")).order_by(coupon.c.until_ms, coupon.c.id)
)

_by_number = Prepared(select(member.c.row).where(member.c.number == bindparam("wanted")).limit(1))
_reached = select(func.coalesce(func.max(feed_cursor.c.members_through), 0)).scalar_subquery()
_counted = (
    select(func.coalesce(func.max(member.c.through), 0)).where(member.c.id == bindparam("wanted")).scalar_subquery()
)
_earned = Prepared(
    select(func.coalesce(func.sum(sale.c.points), 0)).where(
        sale.c.member_id == bindparam("wanted"), sale.c.op_seq > _counted, sale.c.op_seq > _reached
    )
)
_taken_back = Prepared(
    select(func.coalesce(func.sum(return_ticket.c.points), 0))
    .join(sale, sale.c.receipt_no == return_ticket.c.of_receipt_no)
    .where(
        sale.c.member_id == bindparam("wanted"),
        return_ticket.c.op_seq > _counted,
        return_ticket.c.op_seq > _reached,
    )
)
_bought = Prepared(
    select(sale.c.sale_id, sale.c.occurred_ms, sale_line.c.style_id, sale_line.c.variant_id)
    .add_columns(sale_line.c.paid_fen, variant.c.size)
    .join(sale_line, sale_line.c.sale_id == sale.c.sale_id)
    .outerjoin(variant, variant.c.id == sale_line.c.variant_id)
    .where(sale.c.member_id == bindparam("wanted"), sale.c.op_seq > _reached)
)
_refused = Prepared(
    select(advice_dismissed.c.style_id, advice_dismissed.c.at_ms).where(
        advice_dismissed.c.member_id == bindparam("wanted")
    )
)
_told = Prepared(
    select(op_log.c.kind, op_log.c.v, op_log.c.body)
    .where(
        op_log.c.kind.in_(("try_on.outcome", "advice.looked")),
        op_log.c.generation == select(func.max(op_log.c.generation)).scalar_subquery(),
        op_log.c.seq > select(func.coalesce(func.max(feed_cursor.c.members_through), 0)).scalar_subquery(),
        func.instr(op_log.c.body, bindparam("hers", type_=LargeBinary)) > 0,
    )
    .order_by(op_log.c.seq)
)
"""Those of which the mall has not told; few, unless the line has been down all day."""


@dataclass(frozen=True, slots=True)
class SqlMemberBook:
    """Keeps the promises of ``books.MemberBook``."""

    connection: Connection

    def by_number(self, number: int) -> rows.Member | None:
        """Return the member whose signed code carries this number."""
        image = _by_number.value(self.connection, {"wanted": number})
        return decode(rows.Member, image) if image is not None else None

    def by_card(self, card: str) -> rows.Member | None:
        """Return the member of a static card."""
        return next(iter(self._members(_asked.where(member.c.card == card).limit(1))), None)

    def was_erased(self, told: str) -> bool:
        """Tell whether an id, a code's number or a card was that of a member whose data the mall has erased."""
        return erasures.was_erased(self.connection, told)

    def by_last_four(self, digits: str, most: int) -> Sequence[rows.Member]:
        """Return members whose phone number ends with four digits."""
        return self._members(_asked.where(member.c.phone_last4 == digits).order_by(member.c.id).limit(most))

    def by_phone_index(self, index: str) -> Sequence[rows.Member]:
        """Return members under a blind index."""
        return self._members(_asked.where(member.c.phone_index == index).limit(20))

    def by_name(self, text: str, most: int) -> Sequence[rows.Member]:
        """Return members whose name begins with ``text``, in hanzi or in Latin letters."""
        column = member.c.name_en if text.isascii() else member.c.name_zh
        first = text.title() if text.isascii() else text
        asked = _asked.where(column >= first, column < first + _AFTER_EVERY_NAME)
        return self._members(asked.order_by(column, member.c.id).limit(most))

    def pending_points(self, member_id: MemberId) -> int:
        """Return the points earned at this till that the mall has not counted yet, less those that went back here.

        Of a sale that was made elsewhere the mall takes them back; until then they are still shown.
        """
        points: int = _earned.value(self.connection, {"wanted": member_id})
        back: int = _taken_back.value(self.connection, {"wanted": member_id})
        return points - back

    def coupons(self, member_id: MemberId) -> Sequence[rows.Coupon]:
        """Return a member's coupons as this till knows them, those that end first first."""
        return [decode_again(rows.Coupon, image) for image in _coupons.column(self.connection, {"wanted": member_id})]

    def coupon_by_code(self, code: str) -> rows.Coupon | None:
        """Return the coupon with these 12 digits."""
        asked = select(coupon.c.row).where(coupon.c.code == code).limit(1)
        image = self.connection.scalar(asked)
        return decode(rows.Coupon, image) if image is not None else None

    def own_happenings(self, member_id: MemberId) -> Sequence[rows.Happening]:
        """Return what she did here that her history may not hold yet: bought, tried, saw, "not this"; newest first."""
        found = [
            rows.Happening(
                kind="bought",
                style_id=row.style_id,
                variant_id=row.variant_id,
                size=row.size or "",
                at_ms=row.occurred_ms,
                ref=row.sale_id,
                paid_fen=row.paid_fen,
            )
            for row in _bought.all(self.connection, {"wanted": member_id})
        ]
        found += [
            rows.Happening(kind="dismissed", style_id=row.style_id, variant_id="", size="", at_ms=row.at_ms, ref="")
            for row in _refused.all(self.connection, {"wanted": member_id})
        ]
        told = self._told(member_id)
        found += self._tried([body for body in told if isinstance(body, TryOn)])
        found += [one for body in told if isinstance(body, AdviceLooked) for one in looked_at(body)]
        return sorted(found, key=lambda one: one.at_ms, reverse=True)

    def _told(self, member_id: MemberId) -> list[TryOn | AdviceLooked]:
        """Return what this till told of her and the mall has not told back, the oldest first."""
        found = []
        for row in _told.all(self.connection, {"hers": f'"{member_id}"'.encode()}):
            body = read_body(row.kind, row.v, row.body.decode())
            if isinstance(body, TryOn | AdviceLooked) and body.member_id == member_id:
                found.append(body)
        return found

    def _tried(self, told: Sequence[TryOn]) -> list[rows.Happening]:
        """Return what she tried on; the newest word of each garment stands."""
        outcomes = {name_of(body): body for body in told}
        if not outcomes:
            return []
        asked = select(variant.c.id, variant.c.size)
        found = self.connection.execute(asked.where(variant.c.id.in_({one.variant_id for one in outcomes.values()})))
        size_of = {row.id: row.size for row in found}
        return [
            rows.Happening(
                kind="tried",
                style_id=one.style_id,
                variant_id=one.variant_id,
                size=size_of.get(one.variant_id, ""),
                at_ms=one.occurred_ms,
                ref=ref,
                verdict=one.verdict,
                where=one.where,
                wished_size=one.wished_size,
                shop_id=one.shop_id,
            )
            for ref, one in outcomes.items()
        ]

    def dismiss(self, member_id: MemberId, style_id: StyleId, now: Millis) -> None:
        """Keep that she said "not this"."""
        values = {"member_id": member_id, "style_id": style_id, "at_ms": now}
        self.connection.execute(upsert(advice_dismissed).values(values).on_conflict_do_nothing())

    def last_shown(self, member_id: MemberId) -> Millis | None:
        """Return when a showing of suggestions was last counted for her."""
        shown = self.connection.scalar(select(advice_shown.c.shown_ms).where(advice_shown.c.member_id == member_id))
        return Millis(shown) if shown is not None else None

    def mark_shown(self, member_id: MemberId, now: Millis) -> None:
        """Keep that a showing was counted."""
        statement = upsert(advice_shown).values(member_id=member_id, shown_ms=now)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["member_id"], set_={"shown_ms": now}))

    def _members(self, asked: Select[Any]) -> list[rows.Member]:
        return [decode(rows.Member, image) for image in self.connection.scalars(asked)]


_asked = select(member.c.row)
