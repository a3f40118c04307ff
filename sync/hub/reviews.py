"""What members write of what they bought, and how it fits: one review of a piece, gone when she takes it back.

What she says of the fit stands as a verdict on the purchase in her history, as if she had said it to a clerk: her size
and the fit note of the style learn from it like from every other, and not while she wants no suggestions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from posapp.domain.clock import Clock
from posapp.domain.identity import new_id
from posapp.domain.moods import verdict_of
from sync.hub import members, orders, rules
from sync.hub.affairs import the_member
from sync.hub.db import tables
from sync.hub.db.history_tables import review
from sync.hub.publishing import lock_streams, publish, published
from sync.hub.review_errors import BadReview, NotBought, UnknownReview
from sync.protocol.rows import Category, Style, Variant

LONGEST = 500
"""Characters of a review."""

Fit = Literal["", "too_small", "kept", "too_big"]
"""What she may choose of the fit, in the words of ``posapp.domain.fit``; "" where she chose nothing."""


@dataclass(frozen=True, slots=True)
class Review:
    """What she wrote of a piece of a sale or an order (``ref``)."""

    review_id: str
    ref: str
    variant_id: str
    fit: Fit
    text: str
    written_ms: int


def write(conn: Connection, clock: Clock, member_id: str, *, ref: str, variant_id: str, fit: Fit, text: str) -> Review:
    """Keep her review of a piece in the place of an earlier one.

    Raises ``BadReview`` when it says nothing or is too long, ``NotBought``, ``UnknownMember``.
    """
    lock_streams(conn, "members")
    the_member(conn, member_id)
    said = text.strip()
    variant = published(conn, Variant, variant_id)
    if variant is None or not _has_bought(conn, member_id, ref, variant_id):
        raise NotBought
    is_tried_on = _is_tried_on(conn, variant.style_id)
    if not is_tried_on:  # nobody's size learns from a perfume
        fit = ""
    if not (said or fit) or len(said) > LONGEST:
        raise BadReview(most=LONGEST)
    verdict = fit or (verdict_of(said) if is_tried_on else None) or ""
    made = Review(new_id(clock.now()), ref, variant_id, fit, said, clock.now())
    conn.execute(delete(review).where(_of_piece(member_id, ref, variant_id)))
    conn.execute(
        insert(review).values(
            review_id=made.review_id,
            member_id=member_id,
            ref=ref,
            variant_id=variant_id,
            style_id=variant.style_id,
            fit=fit,
            text=said,
            verdict=verdict,
            written_ms=made.written_ms,
        )
    )
    publish(conn, rules.reviewed(members.history(conn, member_id), ref, variant_id, verdict or None))
    return made


def take_back(conn: Connection, member_id: str, review_id: str) -> None:
    """Forget a review of hers, and what it said of the fit. Raises ``UnknownReview``."""
    lock_streams(conn, "members")
    mine = (review.c.review_id == review_id, review.c.member_id == member_id)
    found = conn.execute(select(review.c.ref, review.c.variant_id).where(*mine)).one_or_none()
    if found is None:
        raise UnknownReview
    conn.execute(delete(review).where(*mine))
    publish(conn, rules.reviewed(members.history(conn, member_id), found.ref, found.variant_id, None))


def of_member(conn: Connection, member_id: str) -> list[Review]:
    """Return her reviews, the newest first."""
    found = conn.execute(
        select(review).where(review.c.member_id == member_id).order_by(review.c.written_ms.desc(), review.c.review_id)
    )
    return [Review(row.review_id, row.ref, row.variant_id, row.fit, row.text, row.written_ms) for row in found]


def verdicts(conn: Connection) -> Mapping[tuple[str, str, str], str]:
    """Return what reviews say of the fit, by member, sale or order, and variant."""
    found = conn.execute(
        select(review.c.member_id, review.c.ref, review.c.variant_id, review.c.verdict).where(review.c.verdict != "")
    )
    return {(row.member_id, row.ref, row.variant_id): row.verdict for row in found}


def _is_tried_on(conn: Connection, style_id: str) -> bool:
    style = published(conn, Style, style_id)
    category = None if style is None else published(conn, Category, style.category)
    return category is None or category.part != "beauty"


def _of_piece(member_id: str, ref: str, variant_id: str) -> ColumnElement[bool]:
    return and_(review.c.member_id == member_id, review.c.ref == ref, review.c.variant_id == variant_id)


def _has_bought(conn: Connection, member_id: str, ref: str, variant_id: str) -> bool:
    history = members.history(conn, member_id).happenings
    if any((one.kind, one.ref, one.variant_id) == ("bought", ref, variant_id) for one in history):
        return True
    sale, line = tables.sale, tables.sale_line
    sold = select(line.c.line_id).where(
        line.c.sale_id == ref,
        line.c.variant_id == variant_id,
        select(sale.c.sale_id).where(sale.c.sale_id == ref, sale.c.member_id == member_id).exists(),
    )
    if conn.execute(sold.limit(1)).first() is not None:
        return True
    hers = (order for order in orders.of_member(conn, member_id) if order.id == ref)
    return any(line.variant_id == variant_id and line.handed for order in hers for line in order.lines)
