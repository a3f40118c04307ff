"""The proofs of closed shifts: which are due, and what the mall answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update

from posapp.adapters.db import day
from posapp.adapters.db.tables import day_proof
from posapp.domain.clock import MINUTE, SECOND, Millis
from posapp.services.ports import DueProof
from posapp.services.till_data import PairedTill
from sync.protocol.decoding import from_json
from sync.protocol.wire import DayFigures

STOCK_HASH_PAUSES = (20 * SECOND, MINUTE, 3 * MINUTE, 10 * MINUTE, 30 * MINUTE)
"""How long to wait after each answer that levels alone differ, or that the mall lacks operations, before it is asked
again.

Levels move while they are compared, because other tills of the shop go on selling; a mall that came back from a backup
has the operations again within moments. Only a difference that outlasts the last pause, when the shop has closed, is
one.
"""

_unanswered = (
    select(day_proof)
    .where(day_proof.c.state == "waiting", day_proof.c.generation == bindparam("of_generation"))
    .where(day_proof.c.through_seq <= bindparam("settled"))
    .order_by(day_proof.c.through_seq)
)


def due(connection: Connection, till: PairedTill, settled: int, now: Millis) -> list[DueProof]:
    """Return the unanswered proofs of the shifts whose operations the mall has seen to, those up to seq ``settled``."""
    found = connection.execute(_unanswered, {"of_generation": till.generation, "settled": settled})
    return [_due(connection, till.shop_id, row) for row in found.all() if not _is_resting(row, now)]


def keep_answer(connection: Connection, shift_id: str, equal: bool, differing: Sequence[str], now: Millis) -> bool:
    """Keep an answer; what may settle by itself is asked again a few times. False if there is no such proof."""
    answers = connection.scalar(select(day_proof.c.answers).where(day_proof.c.shift_id == shift_id))
    if answers is None:
        return False
    ask_again = not equal and _may_settle(differing) and answers < len(STOCK_HASH_PAUSES)
    state = "waiting" if ask_again else "equal" if equal else "different"
    connection.execute(
        update(day_proof)
        .where(day_proof.c.shift_id == shift_id)
        .values(
            state=state,
            differing=msgspec.json.encode(list(differing)),
            answers=answers + 1,
            answered_ms=now,
        )
    )
    return True


def _may_settle(differing: Sequence[str]) -> bool:
    """Tell whether a difference may be gone by itself: levels move, and a mall that lost operations gets them back."""
    return set(differing) == {"stock_hash"} or "last_seq" in differing


def _is_resting(row: Row[Any], now: Millis) -> bool:
    """Tell whether levels are left to settle. An answer from the future means that the clock was set back."""
    if row.answered_ms is None:
        return False
    since: int = now - row.answered_ms
    return 0 <= since < STOCK_HASH_PAUSES[min(row.answers, len(STOCK_HASH_PAUSES)) - 1]


def _due(connection: Connection, shop_id: str, row: Row[Any]) -> DueProof:
    touched = tuple(from_json(row.touched, list[str]))
    figures = msgspec.structs.replace(
        from_json(row.figures, DayFigures), stock_hash=day.levels_hash(connection, shop_id, touched)
    )
    return DueProof(row.shift_id, figures, touched)
