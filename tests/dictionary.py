"""Make a zstd dictionary for short pushes and their answers out of the golden operations.

    python3 -m tests.dictionary NUMBER

writes ``resources/sync/NUMBER.dict``. One that is there is never written again: tills and hubs in the field pack with
it. Give the new number to ``packing.NEWEST_DICTIONARY``.
"""

from __future__ import annotations

import sys

import msgspec
import zstandard

from sync.protocol.brevity import short_form
from sync.protocol.envelope import Operation
from sync.protocol.packing import DICTIONARIES
from sync.protocol.wire import PushAnswer, PushRequest
from tests.golden import examples

LARGEST = 4096
SEGMENT = 512
"""Length of what the trainer picks: a line of a sale and more keeps together."""


def train(number: int) -> bytes:
    """Return a dictionary trained on each golden operation alone in a push, and on the answers to them."""
    samples = []
    for _, example in examples():
        samples += [_push(example.operation), _answer(example.operation)]
    trained = zstandard.train_dictionary(LARGEST, samples, k=SEGMENT, d=8, level=3, dict_id=number)
    return bytes(trained.as_bytes())


def _push(operation: Operation) -> bytes:
    message = PushRequest(device=operation.device, generation=operation.generation, ops=[operation])
    return msgspec.json.encode(short_form(message))


def _answer(operation: Operation) -> bytes:
    return msgspec.json.encode(
        PushAnswer(
            epoch=operation.body_hash[:16],
            received_through=operation.seq,
            backed_up_through=0,
            results=[],
            want=[],
            server_ms=operation.hlc,
            applied=[(operation.seq, operation.seq, operation.seq * 97)],
        )
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdecimal():
        sys.exit(__doc__)
    with (DICTIONARIES / f"{sys.argv[1]}.dict").open("xb") as new:
        new.write(train(int(sys.argv[1])))
