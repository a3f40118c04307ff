"""What a clerk is to do with members of a segment, in the chain's own words."""

from __future__ import annotations

from sync.protocol.row import Row


class SegmentPlan(Row, frozen=True, kw_only=True):
    """The chain's strategy for one segment of ``posapp.domain.advice.segments``; ``id`` is the segment's.

    One sentence for the clerk. Where a language is empty or there is no row, the usual sentence is said.
    """

    zh: str
    en: str
