"""What the mall owes back of orders that were paid online: one line for each time that pieces were given up.

The mall's own payment is refunded by these lines, by the way in which she paid. They add up with what she took to what
the order cost, to the fen. Nothing of an order that is paid on collection is in here: the till takes that money.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from posapp.domain.clock import Millis
from sync.hub import messages
from sync.hub.db.order_tables import order_money
from sync.protocol.collecting import in_full, worth
from sync.protocol.orders import Order

Reason = Literal["left_out", "cannot_find", "cancelled", "expired", "dissolved", "carried"]

_NOT_PAID = frozenset({"pending", "declined"})


def give_back(
    conn: Connection,
    before: Order,
    after: Order,
    reason: Reason,
    *,
    at_ms: int,
    told_ms: Millis | None = None,
    hub_no: int | None = None,
    to_order_id: str = "",
) -> int:
    """Write what became due between two states of an order, and tell her of a refund; return it in fen.

    ``told_ms`` is the hub's own time, where ``at_ms`` is a till's.
    """
    if before.payment != "online" or before.status in _NOT_PAID:
        return 0
    given_up = {line.id: line for line in in_full(before).lines}
    n = conn.scalar(select(func.count()).where(order_money.c.order_id == before.id)) or 0
    lines: list[dict[str, object]] = []
    due = 0
    for line in after.lines:
        was = given_up[line.id].dropped
        if line.dropped > was:
            amount = worth(line, line.dropped) - worth(line, was)
            due += amount
            lines.append(
                {
                    "order_id": before.id,
                    "n": n + len(lines) + 1,
                    "line_id": line.id,
                    "pieces": line.dropped - was,
                    "amount_fen": amount,
                    "reason": reason,
                    "to_order_id": to_order_id,
                    "at_ms": at_ms,
                    "hub_no": hub_no,
                }
            )
    if lines:
        conn.execute(insert(order_money), lines)
    if due and not to_order_id:
        messages.send(
            conn,
            Millis(at_ms) if told_ms is None else told_ms,
            member_id=before.member_id,
            kind="order_refunded",
            subject_id=f"{before.id}/{n + 1}",
            link_id=before.id,
            values={"number": before.number, "amount_fen": due},
        )
    return due


def refunded(conn: Connection, order_ids: Iterable[str]) -> dict[str, int]:
    """Return what went back of orders in fen; what was carried to another order did not go back."""
    table = order_money
    found = conn.execute(
        select(table.c.order_id, func.sum(table.c.amount_fen))
        .where(table.c.order_id.in_(list(order_ids)), table.c.to_order_id == "")
        .group_by(table.c.order_id)
    )
    return {order_id: int(fen) for order_id, fen in found}
