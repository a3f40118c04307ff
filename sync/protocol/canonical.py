"""One byte form for every body, so that a hash means the same on both sides.

Canonical JSON here: UTF-8, keys sorted, no spaces, integers only (a float in a body raises ``TypeError``).
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import msgspec

from sync.protocol.decoding import from_json

LARGEST_INTEGER = 2**53
"""No integer of the protocol is beyond this, so that every JSON reader holds it exactly."""

DEEPEST = 32
"""How deep lists and objects may lie in each other in a body."""

_encoder = msgspec.json.Encoder(order="sorted")

_MAYBE_AN_EXPONENT = re.compile(rb"e-?[0-9]+[,}\]]")
"""How the encoder ends a fraction that has no point; inside a text it is harmless."""

_UNUSUAL_NUMBER = re.compile(r"[:\[, \t\n\r]-?(?:[0-9]{16}|[0-9]+[.eE])")
"""Where a value may stand: sixteen digits, which may be beyond ``LARGEST_INTEGER``, a fraction or an exponent.

Inside a text it may be harmless; that is found out by looking closer.
"""


def canonical(body: object) -> bytes:
    """Return the canonical bytes of a body: a ``msgspec.Struct`` or plain JSON values without floats."""
    _refuse_floats(body)
    data = _encoder.encode(body)
    # The fields of a struct are not looked at one by one unless there might be a fraction among them.
    if b"." in data or _MAYBE_AN_EXPONENT.search(data) is not None:
        _refuse_floats(msgspec.json.decode(data))
    return data


def digest(data: bytes) -> str:
    """Return BLAKE2b-256 of ``data`` as 64 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def is_plainly_keepable(text: str) -> bool:
    """Tell at a glance that valid JSON holds nothing that ``plain_body`` refuses but, perhaps, no object at the top.

    False says nothing: look closer. Nothing that has at most ``DEEPEST`` brackets is nested deeper than that.
    """
    is_shallow = text.count("{") + text.count("[") <= DEEPEST
    return is_shallow and "\\u" not in text and _UNUSUAL_NUMBER.search(text) is None


def plain_body(text: str) -> dict[str, Any]:
    """Read the text of a body as plain JSON values, whatever kind it is of.

    Raises ``msgspec.ValidationError`` for what no body may hold: anything but an object at the top, fractions,
    integers beyond ``LARGEST_INTEGER``, the character U+0000 (which not every database can keep), nesting deeper than
    ``DEEPEST``. Of a key that stands twice the last one counts, as in most readers.
    """
    try:
        plain = from_json(text, dict[str, Any])
        _refuse_the_unkeepable(plain, DEEPEST)
    except (RecursionError, UnicodeError, msgspec.MsgspecError) as unreadable:
        raise msgspec.ValidationError(str(unreadable)) from unreadable
    return plain


def _refuse_the_unkeepable(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise msgspec.ValidationError("U+0000 in a text")
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise msgspec.ValidationError("an integer beyond 2^53")
    elif isinstance(value, float):
        raise msgspec.ValidationError("a fraction")
    elif isinstance(value, dict | list):
        if depth == 0:
            raise msgspec.ValidationError("nested too deep")
        if isinstance(value, dict):
            for key in value:
                _refuse_the_unkeepable(key, depth)
        for item in value.values() if isinstance(value, dict) else value:
            _refuse_the_unkeepable(item, depth - 1)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a body holds integers, never floats")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_floats(item)
