"""Typed decoding that is safe in threads: the one place where JSON or plain values become a type of ours.

At the first use of a type msgspec looks at its fields, and it hangs what it is still gathering on the type itself, for
types that hold themselves. Gathering runs Python, so a second thread may get its turn in the middle, finds what is not
yet whole, and crashes in native code. Here types are described one after the other; afterwards any number of threads
may decode at once.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_describing = threading.Lock()
_decoders: dict[object, msgspec.json.Decoder[Any]] = {}


def decoder_of(type_: type[T]) -> msgspec.json.Decoder[T]:
    """Return the decoder of a type, whose description is complete."""
    found = _decoders.get(type_)
    if found is None:
        with _describing:
            found = _decoders[type_] = msgspec.json.Decoder(type_)
    return found


def from_json(data: bytes | bytearray | memoryview | str, type_: type[T]) -> T:
    """Decode JSON. Raises ``msgspec.DecodeError``, or ``UnicodeDecodeError`` for what is no UTF-8."""
    return decoder_of(type_).decode(data)


def from_plain(value: object, type_: type[T]) -> T:
    """Convert dictionaries, lists and scalars. Raises ``msgspec.ValidationError``."""
    decoder_of(type_)
    return msgspec.convert(value, type_)
