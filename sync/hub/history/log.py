"""A log as it was read: the two tables, what was refused of it, and what its description says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.hub.history.description import LogDescription
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.history.words import sentence_of

if TYPE_CHECKING:  # whoever only names the type does not pay for the engine
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

SHOWN_ROWS = 5
"""How many of the rows with the same trouble are named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows of one file with which the same thing is wrong; ``first`` are some of their numbers, from 1."""

    file: str
    reason: str
    rows: int
    first: tuple[int, ...]

    @property
    def sentence(self) -> Bilingual:
        """Return it for whoever has to mend the log."""
        return sentence_of(self.reason, file=self.file, rows=self.rows, first=self.first)


@dataclass(frozen=True, slots=True)
class ImportedLog:
    """``events`` and ``styles`` as ``history.events`` describes them, on one engine.

    Events stand by their instants. ``refused`` rows are in neither table; ``noted`` ones are, without what was wrong.
    ``ladders`` are the sizes of each size system that occurs, smallest first. ``origins`` are the events with the
    ``file`` and ``row`` that each came from.
    """

    description: LogDescription
    events: ir.Table
    styles: ir.Table
    refused: tuple[Finding, ...]
    noted: tuple[Finding, ...]
    ladders: Mapping[str, tuple[str, ...]]
    first_ms: Millis
    last_ms: Millis
    origins: ir.Table
    engine: BaseBackend


def must_have_events(log: ImportedLog) -> None:
    """Raise ``LogUnreadable`` for a log without a single event that can be used."""
    if not log.last_ms:
        raise LogUnreadable("empty", refused=sum(found.rows for found in log.refused))
