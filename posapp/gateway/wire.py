"""What comes in and what goes out, before there is a socket: so the simulator also runs inside a test's process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``target`` is the path with its query as it was sent; header names in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and how it travels: "" whole, or one of ``scripts.DELIVERY``."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delivery: str = ""
