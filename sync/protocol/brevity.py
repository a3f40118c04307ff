"""The short forms of a push and of its answer: what follows from the rest is left out, and put back by the reader.

A sale's hashes are half of what it weighs on the wire, because nothing packs a hash; all but the last of a push can be
worked out. The answer tells of applied operations in runs instead of one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sync.protocol.envelope import Operation
from sync.protocol.wire import OpResult, PushAnswer, PushRequest


def short_form(message: PushRequest) -> dict[str, Any]:
    """Return a push as plain values without what its reader can work out, asking for a brief answer.

    ``prev_hash`` stays where the operation before is neither in front of it nor, for the first one, what the hub has
    received last; ``chain_hash`` on the last one, as the proof of all of them.
    """
    ops: list[dict[str, Any]] = []
    before: Operation | None = None
    for operation in message.ops:
        plain: dict[str, Any] = msgspec.to_builtins(operation)
        del plain["device"], plain["generation"], plain["body_hash"], plain["chain_hash"]
        if before is None or (operation.seq, operation.prev_hash) == (before.seq + 1, before.chain_hash):
            del plain["prev_hash"]
        if not operation.deps:
            del plain["deps"]
        ops.append(plain)
        before = operation
    if before is not None:
        ops[-1]["chain_hash"] = before.chain_hash
    return {"device": message.device, "generation": message.generation, "brief": True, "ops": ops}


def in_runs(operations: Sequence[Operation], results: Sequence[OpResult]) -> list[tuple[int, int, int]]:
    """Return the pushed operations that are applied as runs of seqs with numbers that follow each other."""
    numbers = {each.op_id: each.hub_no for each in results if each.result == "applied"}
    runs: list[tuple[int, int, int]] = []
    for seq, number in sorted((each.seq, numbers[each.op_id]) for each in operations if each.op_id in numbers):
        if runs and (seq, number) == (runs[-1][1] + 1, runs[-1][2] + runs[-1][1] + 1 - runs[-1][0]):
            runs[-1] = (runs[-1][0], seq, runs[-1][2])
        else:
            runs.append((seq, seq, number))
    return runs


def made_brief(answer: PushAnswer, operations: Sequence[Operation]) -> PushAnswer:
    """Return an answer that tells of applied ones among the pushed ``operations`` in runs."""
    pushed = {each.op_id for each in operations}
    told = [each for each in answer.results if each.result != "applied" or each.op_id not in pushed]
    return msgspec.structs.replace(answer, results=told, applied=in_runs(operations, answer.results))


def spelt_out(answer: PushAnswer, operations: Sequence[Operation]) -> PushAnswer:
    """Return an answer with a result for each operation of its runs; ``operations`` are those that were pushed."""
    by_seq = {each.seq: each.op_id for each in operations}
    results = [
        OpResult(op_id=by_seq[seq], result="applied", hub_no=hub_no + seq - first)
        for first, last, hub_no in answer.applied
        for seq in range(first, last + 1)
        if seq in by_seq
    ]
    return msgspec.structs.replace(answer, results=[*results, *answer.results], applied=[])
