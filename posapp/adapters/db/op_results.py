"""What became of our operations at the mall: kept beside the log, forgotten when they are sent again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, or_, select, update

from posapp.adapters.db.tables import day_proof, op_log, op_state
from sync.protocol.wire import OpResult

_seq_of = select(op_log.c.seq).where(op_log.c.op_id == bindparam("op"))
_generation_of = select(op_log.c.generation).where(op_log.c.op_id == bindparam("op"))
_result = (
    update(op_state)
    .where(
        op_state.c.generation == _generation_of.scalar_subquery(),
        op_state.c.seq == _seq_of.scalar_subquery(),
    )
    .values(
        result=bindparam("outcome"),
        hub_no=bindparam("no"),
        code=bindparam("why"),
        reason_zh=bindparam("zh"),
        reason_en=bindparam("en"),
    )
)


def keep(connection: Connection, results: Iterable[OpResult]) -> None:
    """Keep what became of operations, of this log or an earlier one."""
    found = [
        {
            "op": result.op_id,
            "outcome": result.result,
            "no": result.hub_no,
            "why": result.code,
            "zh": result.zh,
            "en": result.en,
        }
        for result in results
    ]
    if found:
        connection.execute(_result, found)


def forget(connection: Connection, generation: int, received: int) -> None:
    """Forget what the mall said of the operations that are sent again, and of the shifts that they are in."""
    connection.execute(
        update(op_state)
        .where(op_state.c.generation == generation, op_state.c.seq > received)
        .values(result=None, hub_no=None, code="", reason_zh="", reason_en="")
    )
    connection.execute(
        update(day_proof)
        .where(day_proof.c.generation == generation)
        # A difference may have been found by the older copy, before anybody saw that it was one.
        .where(
            or_(day_proof.c.through_seq > received, day_proof.c.state == "different", day_proof.c.differing != b"[]")
        )
        .values(state="waiting", differing=b"[]", answers=0, answered_ms=None)
    )
