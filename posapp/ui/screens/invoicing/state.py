"""Everything the invoice panel shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from posapp.domain.identity import SaleId
from posapp.ui.notices import Notice

if TYPE_CHECKING:
    from posapp.services.invoicing import InvoiceTitle


@dataclass(frozen=True, slots=True)
class InvoicingState:
    """``sale_id`` is None while the panel is away; ``titles`` are those used before, the last one first."""

    sale_id: SaleId | None = None
    receipt_no: str = ""
    titles: tuple[InvoiceTitle, ...] = ()
    name: str = ""
    tax_no: str = ""
    is_busy: bool = False
    notice: Notice | None = None
