"""What became of our operations at the mall: kept beside the log, forgotten when they are sent again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, or_, select, text, update

from posapp.adapters.db.tables import day_proof, op_log, op_state, shift
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
_parked = (
    select(op_log.c.op_id, op_log.c.generation, op_log.c.seq)
    .join(op_state, (op_state.c.generation == op_log.c.generation) & (op_state.c.seq == op_log.c.seq))
    # The index is of what is not applied, and is used for what says so in the same words.
    .where(text("op_state.result <> 'applied'"), op_state.c.result == "parked")
)
_unanswered = {"state": "waiting", "differing": b"[]", "answers": 0, "answered_ms": None}
_shift_around = select(shift.c.shift_id).where(
    bindparam("seq") >= shift.c.opened_seq, bindparam("seq") <= shift.c.closed_seq
)
_ask_again = (
    update(day_proof)
    .where(
        day_proof.c.generation == bindparam("of_generation"),
        day_proof.c.state != "equal",
        day_proof.c.shift_id.in_(_shift_around),
    )
    .values(_unanswered)
)


def keep(connection: Connection, results: Iterable[OpResult]) -> bool:
    """Keep what became of operations, of this log or an earlier one.

    A shift whose books differ is compared again when one of its operations is no longer parked: the mall may have
    booked it now. True if there is such a shift.
    """
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
    if not found:
        return False
    outcomes = {one["op"]: one["outcome"] for one in found}
    seen_to = [
        {"of_generation": row.generation, "seq": row.seq}
        for row in connection.execute(_parked)
        if outcomes.get(row.op_id, "parked") != "parked"
    ]
    connection.execute(_result, found)
    return any(connection.execute(_ask_again, one).rowcount > 0 for one in seen_to)


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
        .values(_unanswered)
    )
