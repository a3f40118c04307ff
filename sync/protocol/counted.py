"""What the close of a shift is made of: the pieces in the drawer and the figures of its Z report.

Apart from ``kinds``, which says how these parts travel together.
"""

from __future__ import annotations

import msgspec


class CountedPieces(msgspec.Struct, frozen=True, kw_only=True):
    """So many notes or coins of a denomination, in fen, lay in the drawer."""

    fen: int
    pieces: int


class EverTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What a till's file has ever sold and given back, this shift included; none of it ever falls."""

    sales: int
    gross_fen: int
    discount_fen: int
    total_fen: int
    refunds: int
    refunds_fen: int


class ZFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a shift's Z report, ``number`` counting gaplessly from 1 in each series of receipts.

    ``counts`` is how often the drawer was counted before she was content, ``approver_id`` the manager who let a
    difference over the limit pass. ``journal_seq`` and ``journal_hash`` name the journal's last entry before this one.
    """

    number: int
    gross_fen: int
    discount_fen: int
    tax_fen: int
    refunds: int
    refunds_fen: int
    tenders_fen: dict[str, int]
    taxes_fen: dict[str, int]  # by rate in hundredths of a per cent, as text
    cash_in_fen: int
    cash_out_fen: int
    dropped_fen: int
    pieces: list[CountedPieces]
    counts: int
    reason: str
    approver_id: str
    ever: EverTotals
    open_attempts: list[str]  # payment attempts without a result, carried into the next shift by id
    journal_seq: int
    journal_hash: str
