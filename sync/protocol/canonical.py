"""One byte form for every body, so that a hash means the same on both sides.

Canonical JSON here: UTF-8, keys sorted, no spaces, integers only (a float in a body raises ``TypeError``).
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")


def canonical(body: object) -> bytes:
    """Return the canonical bytes of a body: a ``msgspec.Struct`` or plain JSON values without floats."""
    plain: Any = msgspec.to_builtins(body, order="deterministic")
    _refuse_floats(plain)
    return _encoder.encode(plain)


def digest(data: bytes) -> str:
    """Return BLAKE2b-256 of ``data`` as 64 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a body holds integers, never floats")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_floats(item)
