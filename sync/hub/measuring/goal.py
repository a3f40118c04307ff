"""What measuring a goal returns: one line for each method, ours first, and figures that belong to no method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sync.hub.history.log import ImportedLog


@dataclass(frozen=True, slots=True)
class Line:
    """How one method did: values by measure over ``n`` cases, with standard errors where a measure has one."""

    method: str
    values: Mapping[str, float]
    n: int
    standard_error: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """The table of a goal. The first line is the product's own; ``figures`` stand below it and in the last line."""

    lines: tuple[Line, ...]
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


Goal = Callable[[ImportedLog], Measured]
"""Measure on a log; what the log's description says of the goal is in ``log.description.goal(NAME)``."""
