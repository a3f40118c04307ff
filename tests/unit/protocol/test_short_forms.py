"""The short form of a push says all that the full one says; where it cannot, it is not believed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.hub.errors import SpellOut
from sync.hub.pushes import read_push
from sync.protocol.brevity import in_runs, made_brief, short_form, spelt_out
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.packing import (
    NEWEST_DICTIONARY,
    TooLong,
    UnknownDictionary,
    Unpackable,
    dictionary_of,
    pack,
    unpack,
)
from sync.protocol.wire import OpResult, PushAnswer, PushRequest
from tests.golden import examples


def log(count: int, deps: tuple[str, ...] = ()) -> list[Operation]:
    operations: list[Operation] = []
    head = ChainHead(0, GENESIS)
    for place in range(1, count + 1):
        operation = seal(
            op_id=f"o{place}", device="d1", generation=2, head=head, kind="tea.pour", v=1, hlc=place,
            body={"cup": place}, deps=deps if place == 2 else (),
        )  # fmt: skip
        head = ChainHead(operation.seq, operation.chain_hash)
        operations.append(operation)
    return operations


def push(*operations: Operation) -> dict[str, Any]:
    return short_form(PushRequest(device="d1", generation=2, ops=list(operations)))


def read(plain: dict[str, Any], received: ChainHead | None = None) -> list[Operation]:
    data = msgspec.json.encode(plain)
    return (read_push(data) if received is None else read_push(data, received)).message.ops


def head_at(operation: Operation) -> ChainHead:
    return ChainHead(operation.seq, operation.chain_hash)


def test_what_is_left_out_comes_back() -> None:
    operations = log(5, deps=("o1",))
    assert read(push(*operations)) == operations
    assert read(push(*operations[2:]), head_at(operations[1])) == operations[2:]


def test_a_hole_in_a_push_is_no_harm() -> None:
    first, _, third = log(3)
    assert read(push(first, third)) == [first, third]


def test_every_golden_log_survives_the_short_form() -> None:
    logs: dict[str, list[Operation]] = {}
    for _, example in examples():
        logs.setdefault(example.log, []).append(example.operation)
    for operations in logs.values():
        message = PushRequest(device=operations[0].device, generation=operations[0].generation, ops=operations)
        assert read(short_form(message)) == operations


def test_a_hub_that_stands_elsewhere_asks_for_the_full_form() -> None:
    operations = log(4)
    with pytest.raises(SpellOut):
        read(push(*operations[2:]), head_at(operations[0]))
    with pytest.raises(SpellOut):
        read(push(*operations[2:]), ChainHead(2, "f" * 64))


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("change", [{"body": "{}"}, {"op_id": "x"}, {"hlc": 9}, {"kind": "tea.spill"}, {"v": 2}])
def test_nothing_in_a_short_push_can_be_changed_unseen(place: int, change: dict[str, object]) -> None:
    plain = push(*log(3))
    plain["ops"][place] |= change
    with pytest.raises(SpellOut):
        read(plain)


def test_a_short_push_without_its_proof_is_not_believed() -> None:
    plain = push(*log(2))
    del plain["ops"][-1]["chain_hash"]
    with pytest.raises(SpellOut):
        read(plain)


def test_in_full_a_lie_is_taken_in_as_it_is_to_be_parked() -> None:
    lie = msgspec.structs.replace(log(1)[0], body='{"cup":100}')
    message = PushRequest(device="d1", generation=2, ops=[lie])
    assert read_push(msgspec.json.encode(message)).message.ops == [lie]


def results(*applied: tuple[str, int]) -> list[OpResult]:
    return [OpResult(op_id=op_id, result="applied", hub_no=hub_no) for op_id, hub_no in applied]


def test_applied_operations_are_told_in_runs_as_long_as_their_numbers_follow() -> None:
    told = results(("o1", 7), ("o2", 8), ("o3", 12), ("o4", 13))
    assert in_runs(log(4), told) == [(1, 2, 7), (3, 4, 12)]
    assert in_runs(log(4), told[:1] + told[3:]) == [(1, 1, 7), (4, 4, 13)]
    assert in_runs([], told) == []


def test_a_brief_answer_says_the_same_as_a_long_one() -> None:
    operations = log(4)
    parked = OpResult(op_id="o2", result="parked", hub_no=8, code="bad_body", zh="坏", en="bad")
    older = results(("older", 3))
    long = PushAnswer(
        epoch="e", received_through=4, backed_up_through=0, want=[], server_ms=1,
        results=[*results(("o1", 7), ("o3", 9), ("o4", 10)), parked, *older],
    )  # fmt: skip
    brief = made_brief(long, operations)
    assert brief.results == [parked, *older]
    assert {each.op_id: each for each in spelt_out(brief, operations).results} == {
        each.op_id: each for each in long.results
    }


# --- packing ---------------------------------------------------------------------------------------------------------


def test_a_body_packed_with_a_dictionary_names_it_and_comes_back() -> None:
    data = msgspec.json.encode(push(*log(1)))
    packed = pack(data, NEWEST_DICTIONARY)
    assert (dictionary_of(packed), dictionary_of(pack(data))) == (NEWEST_DICTIONARY, 0)
    assert len(packed) < len(pack(data))
    assert unpack(packed, 10_000) == unpack(pack(data), 10_000) == data


def test_what_cannot_be_unpacked_is_told_apart() -> None:
    packed = bytearray(pack(b'{"a":1}' * 9, NEWEST_DICTIONARY))
    assert int.from_bytes(packed[5:7], "little") == NEWEST_DICTIONARY  # RFC 8878, Dictionary_ID
    packed[5:7] = (NEWEST_DICTIONARY + 1).to_bytes(2, "little")
    with pytest.raises(UnknownDictionary):
        unpack(bytes(packed), 10_000)
    with pytest.raises(Unpackable):
        unpack(b"not packed at all", 10_000)
    with pytest.raises(TooLong):
        unpack(pack(b" " * 10_001), 10_000)
