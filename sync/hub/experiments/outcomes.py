"""What became of each member who was shown something for an experiment.

A member counts once, from her first showing on: whether she bought a style that she was shown, within the visit and the
seven days after that. She counts for the arm that her id says; a showing of another list is left out, and so is a
member who does not allow personal suggestions any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, distinct, func, select

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis
from sync.hub.db.bulk import among, ask
from sync.hub.db.experiment_tables import experiment_exposure
from sync.hub.db.return_tables import return_line
from sync.hub.db.tables import exposure, sale, sale_line
from sync.hub.publishing import published_many
from sync.protocol.rows import Experiment, Member

WITHIN_MS = 7 * DAY
"""What she buys later was not for what she was shown."""

SETTLED_MS = WITHIN_MS + DAY
"""A till that was offline for a night is heard by then."""

_VISIT_MS = 2 * HOUR

_returned = select(return_line.c.of_receipt_no, return_line.c.variant_id, return_line.c.quantity).where(
    among(return_line.c.of_receipt_no)
)


@dataclass(slots=True)
class Outcome:
    """One member: her arm, and what she did within seven days of her first showing.

    ``pieces`` of what she was shown she bought, ``returned`` of them came back. ``kept`` are the shares of the shelf
    price that her sales came to, ``minutes`` how long it took from a showing to the sale of the same visit.
    """

    member_id: str
    arm: str
    first_ms: int
    pieces: int = 0
    returned: int = 0
    kept: list[float] = field(default_factory=list)
    minutes: float | None = None


def settled_count(conn: Connection, experiment_id: str, now: Millis) -> int:
    """Return of how many members all that counts is in; those are at most as many as ``settled`` tells of."""
    of_it = _showings(experiment_id, func.count(distinct(exposure.c.member_id)))
    return int(conn.scalar(of_it.where(exposure.c.occurred_ms <= now - SETTLED_MS)) or 0)


def shown_to(conn: Connection, row: Experiment) -> list[Outcome]:
    """Return every member who was shown something, in the order in which they first were."""
    c = exposure.c
    found = conn.execute(
        _showings(row.id, c.member_id, experiment_exposure.c.arm, func.min(c.occurred_ms)).group_by(
            c.member_id, experiment_exposure.c.arm
        )
    )
    firsts = [Outcome(member_id, arm, first_ms) for member_id, arm, first_ms in found if _is_hers(row, member_id, arm)]
    allowing = published_many(conn, Member, (one.member_id for one in firsts))
    kept = [one for one in firsts if (member := allowing.get(one.member_id)) is not None and member.personal]
    return sorted(kept, key=lambda one: (one.first_ms, one.member_id))


def settled(conn: Connection, row: Experiment, now: Millis) -> list[Outcome]:
    """Return the members of whom all that counts is in, with what they did, in the order of their first showings."""
    known = [one for one in shown_to(conn, row) if one.first_ms <= now - SETTLED_MS]
    by_member = {one.member_id: one for one in known}
    _hear_purchases(conn, row.id, by_member)
    _hear_sales(conn, row.id, by_member)
    return known


def _is_hers(row: Experiment, member_id: str, arm: str) -> bool:
    drawn = row.arm(member_id)
    return drawn is not None and drawn.id == arm


def _showings(experiment_id: str, *columns: Any) -> Select[*tuple[Any, ...]]:
    joined = experiment_exposure.join(exposure, experiment_exposure.c.exposure_id == exposure.c.exposure_id)
    of_it = experiment_exposure.c.experiment_id == experiment_id
    return select(*columns).select_from(joined).where(of_it)


def _sales(experiment_id: str, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Ask for sales to a member within seven days of a showing."""
    is_after = (sale.c.occurred_ms >= exposure.c.occurred_ms) & (
        sale.c.occurred_ms < exposure.c.occurred_ms + WITHIN_MS
    )
    return _showings(experiment_id, *columns).where(sale.c.member_id == exposure.c.member_id, is_after)


def _hear_purchases(conn: Connection, experiment_id: str, by_member: dict[str, Outcome]) -> None:
    lines = conn.execute(
        _sales(
            experiment_id,
            sale.c.member_id,
            sale.c.receipt_no,
            sale.c.occurred_ms,
            sale_line.c.line_id,
            sale_line.c.variant_id,
            sale_line.c.quantity,
        )
        .where(sale_line.c.sale_id == sale.c.sale_id, sale_line.c.style_id == exposure.c.style_id)
        .distinct()
    ).all()
    counted = [line for line in lines if _in_time(by_member.get(line.member_id), line.occurred_ms)]
    back = _brought_back(conn, {line.receipt_no for line in counted})
    for line in counted:
        her = by_member[line.member_id]
        her.pieces += line.quantity
        place = (line.receipt_no, line.variant_id)
        came_back = min(back[place], line.quantity)
        back[place] -= came_back
        her.returned += came_back


def _brought_back(conn: Connection, receipts: Iterable[str]) -> defaultdict[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for receipt_no, variant_id, quantity in ask(conn, _returned, ids=sorted(receipts)):
        found[receipt_no, variant_id] += quantity
    return found


def _hear_sales(conn: Connection, experiment_id: str, by_member: dict[str, Outcome]) -> None:
    of_first = _sales(
        experiment_id,
        sale.c.sale_id,
        sale.c.member_id,
        sale.c.occurred_ms,
        sale.c.gross_fen,
        sale.c.total_fen,
        func.max(exposure.c.occurred_ms).label("shown_ms"),
    ).where(exposure.c.rank == 1)
    seen = conn.execute(
        of_first.group_by(
            sale.c.sale_id, sale.c.member_id, sale.c.occurred_ms, sale.c.gross_fen, sale.c.total_fen
        ).order_by(sale.c.occurred_ms, sale.c.sale_id)
    )
    for one in seen:
        her = by_member.get(one.member_id)
        if her is None or not _in_time(her, one.occurred_ms):
            continue
        _hear_sale(her, one)


def _hear_sale(her: Outcome, one: Row[*tuple[Any, ...]]) -> None:
    if one.gross_fen > 0:
        her.kept.append(one.total_fen / one.gross_fen)
    waited = one.occurred_ms - one.shown_ms
    if her.minutes is None and waited <= _VISIT_MS:
        her.minutes = waited / MINUTE


def _in_time(her: Outcome | None, at_ms: int) -> bool:
    return her is not None and at_ms < her.first_ms + WITHIN_MS
