"""A hub in a process of its own and a till that is paired with it, instead of the hub on a thread."""

from __future__ import annotations

from tests.fakes.paired_parts import hub, till

__all__ = ["hub", "till"]
