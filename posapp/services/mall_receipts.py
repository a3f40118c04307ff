"""Receipts of other shops, asked of the mall: by their number, or by who bought.

What the mall tells of a sale is kept until goods of it come back, so that nothing has to be asked twice. Everything
here may wait for the network and belongs on the lane of the slow outside world.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

import msgspec

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import MemberId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.errors import MallUnreachable, ReceiptNotTold
from posapp.services.found_sales import FoundSale, SaleOfMember, numbers_of, shown
from posapp.services.pairing import paired_till
from posapp.services.returning_book import ToldReceipt
from posapp.services.till_data import PairedTill, TillData, UnitOfWork
from sync.protocol import rows
from sync.protocol.kinds import UnknownKind, read_body
from sync.protocol.receipts import MemberQuestion, MemberReceipts, ReceiptAnswer, ReceiptQuestion


class ReceiptMall(Protocol):
    """What the till itself asks the mall while a customer waits: a few seconds at most."""

    def receipt(self, till: PairedTill, asked: ReceiptQuestion) -> ReceiptAnswer:
        """Ask for the sale of a number. Raises ``MallUnreachable``."""
        ...

    def receipts_of(self, till: PairedTill, asked: MemberQuestion) -> MemberReceipts:
        """Ask what a member bought. Raises ``MallUnreachable``."""
        ...


class MallReceipts:
    """Asks the mall what this till's books do not say."""

    def __init__(self, till: TillData, clock: Clock, mall: ReceiptMall) -> None:
        self._till = till
        self._clock = clock
        self._mall = mall

    def ask(self, text: str) -> FoundSale:
        """Return the sale of a receipt's number or bars, with all that came back of it anywhere.

        Raises ``ReceiptNotTold`` with ``reason``, ``NotPaired``, ``DiskFull`` or ``DatabaseBusy``.
        """
        with self._till.view() as view:
            paired, numbers = paired_till(view), numbers_of(view, text)
        for number in numbers:
            told = self._told(paired, number)
            if told is not None:
                return self._till.write(partial(self._keep, told))
        raise ReceiptNotTold(reason="unknown", receipt_no=numbers[0] if numbers else text.strip()[:24])

    def of_member(self, member_id: MemberId) -> tuple[SaleOfMember, ...]:
        """Return what a member bought in any shop, newest first. Raises ``MallUnreachable`` or ``NotPaired``."""
        with self._till.view() as view:
            paired = paired_till(view)
        told = self._mall.receipts_of(paired, MemberQuestion(member_id=member_id))
        with self._till.view() as view:
            shops = {shop.id: Bilingual(shop.name_zh, shop.name_en) for shop in view.rows.all(rows.Shop)}
        return tuple(
            SaleOfMember(
                one.receipt_no,
                Millis(one.occurred_ms),
                Fen(one.total_fen),
                one.pieces,
                None if one.shop_id == paired.shop_id else shops.get(one.shop_id),
            )
            for one in told.receipts
        )

    def _told(self, paired: PairedTill, number: str) -> ToldReceipt | None:
        try:
            answer = self._mall.receipt(paired, ReceiptQuestion(receipt_no=number))
        except MallUnreachable as away:
            raise ReceiptNotTold(reason="unreachable", receipt_no=number) from away
        if answer.status == "unknown":
            return None
        try:
            read_body(answer.kind, answer.v, answer.body)
        except (UnknownKind, msgspec.DecodeError) as newer:
            raise ReceiptNotTold(reason="newer", receipt_no=number) from newer
        return ToldReceipt(number, answer.kind, answer.v, answer.body, tuple(answer.returned), answer.invoice_asked_ms)

    def _keep(self, told: ToldReceipt, unit: UnitOfWork) -> FoundSale:
        now = self._clock.now()
        unit.returns.keep_told(told, now)
        sale = unit.returns.sold(told.receipt_no)
        if sale is None:
            raise ReceiptNotTold(reason="unknown", receipt_no=told.receipt_no)
        return shown(unit, sale, now)
