"""Reading requests: the message in a body, and what a signature covers."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from starlette.requests import Request

from sync.hub.errors import Unreadable
from sync.protocol.decoding import from_json

M = TypeVar("M")


def decoded(data: bytes, type_: type[M]) -> M:
    """Return the message that a body spells. Raises ``Unreadable``."""
    try:
        return from_json(data, type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unreadable() from None


def number_in(request: Request, name: str, default: int) -> int:
    """Return a number from the query, not below 0. Raises ``Unreadable``."""
    try:
        return max(0, int(request.query_params.get(name, default)))
    except ValueError:
        raise Unreadable() from None


def target_of(request: Request) -> str:
    """Return path and query as the caller wrote them: that is what it signed."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("ascii", "replace")
