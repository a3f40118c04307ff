"""Hashes of a day that do not depend on order, so that till and hub can compare without listing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_MODULUS = 1 << 256


def multiset_hash(items: Iterable[str]) -> str:
    """Return a hash of a multiset of texts: the sum of their SHA-256 modulo 2²⁵⁶, 64 hexadecimal digits.

    Additive, so it needs no sorting and a repeated item counts twice.
    """
    total = sum(int.from_bytes(hashlib.sha256(item.encode()).digest()) for item in items)
    return f"{total % _MODULUS:064x}"


def movement_text(movement_id: str, variant_id: str, quantity: int) -> str:
    """Return the text of a movement that goes into the multiset."""
    return f"{movement_id}|{variant_id}|{quantity}"


def stock_hash(levels: Iterable[tuple[str, int]]) -> str:
    """Return the hash of ``(variant id, on hand)`` levels, in any order."""
    return multiset_hash(f"{variant_id}={on_hand}" for variant_id, on_hand in levels)
