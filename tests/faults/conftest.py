"""A hub in a process of its own and a till that is paired with it."""

from __future__ import annotations

from tests.fakes.paired_parts import hub, till

__all__ = ["hub", "till"]
