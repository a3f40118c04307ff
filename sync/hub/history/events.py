"""The two tables that every log becomes: what members did, and the styles that they did it with.

They are Ibis tables, so that training and measuring ask them the same on DuckDB and on a chain's own engine. A column
that a log does not have is there all the same and says so: "" in texts, null in ``launched_ms``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

EventKind = Literal["bought", "returned", "tried", "wished", "viewed", "scanned", "shown", "opened", "dismissed"]
"""``viewed``: on her phone; ``scanned``: its label, in the shop; ``shown`` and ``opened``: as a suggestion."""

KINDS: tuple[EventKind, ...] = (
    "bought",
    "returned",
    "tried",
    "wished",
    "viewed",
    "scanned",
    "shown",
    "opened",
    "dismissed",
)

LOOKS: tuple[EventKind, ...] = ("viewed", "scanned", "shown", "opened")
"""What is kept for suggestions alone, and of nobody who does not want them."""

EVENT_COLUMNS: Mapping[str, str] = {
    "member_id": "string",  # "" for a customer whom nobody knows
    "style_id": "string",
    "variant_id": "string",
    "size": "string",
    "kind": "string",
    "at_ms": "int64",
    "ref": "string",  # the basket, visit or booking that it was part of
    "verdict": "string",  # what became of it, in the words of posapp.domain.fit, or ""
    "quantity": "int32",  # 0 only where a log counts periods: it was there to be sold, and was not
    "paid_fen": "int64",  # for the whole line
    "shop_id": "string",
}

STYLE_COLUMNS: Mapping[str, str] = {
    "style_id": "string",
    "category": "string",
    "part": "string",
    "size_system": "string",
    "launched_ms": "int64",
    "tags": "string",  # separated by single spaces
}
