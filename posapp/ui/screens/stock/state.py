"""Everything the stock desk shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.services.stock_desk import StockSheet
from posapp.services.transfers import TransferCard
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class StockState:
    """``sheet`` is None until the first answer; ``asked`` is the transfer that was begun last."""

    sheet: StockSheet | None = None
    asked: TransferCard | None = None
    is_busy: bool = False
    notice: Notice | None = None
