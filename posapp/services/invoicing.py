"""Invoices that a customer asks for: whom they are made out to, checked at the counter, made by the mall.

The receipt carries a QR code of the mall's page for its sale, so she may ask from her phone as well. A title that was
used is offered again: to its member, and to customers without a card at this till.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from posapp.domain import credit_code
from posapp.domain.clock import Clock, Millis
from posapp.domain.errors import BadInvoiceTitle
from posapp.domain.identity import SaleId, new_id
from posapp.domain.text import Bilingual, Language
from posapp.services.errors import NotPaired
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.paper import QrCode
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol.kinds import InvoiceRequest

SCAN = Bilingual("微信扫码开发票", "Scan for your invoice")
LONGEST_TITLE = 100
MOST_TITLES = 6


@dataclass(frozen=True, slots=True)
class InvoiceTitle:
    """Whom an invoice is made out to. ``tax_no`` is a company's credit code, empty for a person."""

    name: str
    tax_no: str = ""


class InvoiceBook(Protocol):
    """The titles that were used here, and what was asked for."""

    def titles(self, member_id: str, most: int) -> list[InvoiceTitle]:
        """Return the titles of a member, or of nobody in particular (empty id), the last used first."""
        ...

    def remember(self, member_id: str, title: InvoiceTitle, now: Millis) -> None:
        """Keep that a title was used."""
        ...

    def asked(self, sale_id: str) -> InvoiceTitle | None:
        """Return what was asked for a sale at a till of this shop; None where only the mall knows that it was."""
        ...

    def keep_asked(self, sale_id: str, title: InvoiceTitle, now: Millis) -> None:
        """Keep what was asked for; what is asked later stands."""
        ...


def invoice_qr(view: View, sale_id: str, language: Language) -> QrCode | None:
    """Return the code under a receipt that leads to the sale's page at the mall; None before there is a mall.

    The sale's id is what nobody can guess: 74 of its bits are random.
    """
    if view.paired is None or not view.paired.hub_url:
        return None
    return QrCode(f"{view.paired.hub_url.rstrip('/')}/invoice/{sale_id}", SCAN.in_(language))


def read_title(name: str, tax_no: str) -> InvoiceTitle:
    """Return a title as it is kept. Raises ``BadInvoiceTitle`` for an empty or endless name, ``BadCreditCode``."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_TITLE:
        raise BadInvoiceTitle(most=LONGEST_TITLE)
    return InvoiceTitle(name, credit_code.read(tax_no) if tax_no.strip() else "")


class Invoicing:
    """Takes requests for invoices."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def titles(self, sale_id: SaleId) -> tuple[InvoiceTitle, ...]:
        """Return the titles to offer for a sale: its member's, or those of customers without a card."""
        with self._till.view() as view:
            return tuple(view.invoices.titles(_owner(view, sale_id), MOST_TITLES))

    def asked(self, sale_id: SaleId) -> InvoiceTitle | None:
        """Return whom the invoice of a sale was asked for, None when nobody asked here."""
        with self._till.view() as view:
            return view.invoices.asked(sale_id)

    def ask(self, sale_id: SaleId, name: str, tax_no: str) -> InvoiceTitle:
        """Ask for an invoice of a sale made here. Asked again, the newest title stands.

        Raises ``BadInvoiceTitle``, ``BadCreditCode`` or ``NotSignedIn``; then nothing was asked.
        """
        title = read_title(name, tax_no)

        def job(unit: UnitOfWork) -> None:
            receipt = unit.sales.receipt(sale_id)
            if receipt is None:
                raise LookupError(f"no sale {sale_id}")
            if unit.paired is None:
                raise NotPaired
            now = self._clock.now()
            unit.append(
                InvoiceRequest(
                    request_id=new_id(now),
                    sale_id=sale_id,
                    receipt_no=receipt.receipt_no,
                    shop_id=unit.paired.shop_id,
                    occurred_ms=now,
                    staff_id=staff_on(self._duty, unit),
                    title=title.name,
                    tax_no=title.tax_no,
                ),
                subject=receipt.receipt_no,
            )
            unit.invoices.remember(_owner(unit, sale_id), title, now)
            unit.invoices.keep_asked(sale_id, title, now)

        self._till.write(job)
        return title


def _owner(view: View, sale_id: SaleId) -> str:
    receipt = view.sales.receipt(sale_id)
    kept = view.sales.by_number(receipt.receipt_no) if receipt is not None else None
    return (kept.member_id or "") if kept is not None else ""
