"""Refunds that a channel has accepted and not finished are looked at until they end, whatever becomes of their till.

A till follows its own refunds; one that is off, lost or in another shop's drawer does not. The hub asks where a refund
stands and never asks for one: whether it is still wanted is the till's to know. When it looks next stands in the table.
"""

from __future__ import annotations

import logging

from posapp.domain.clock import Clock
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, RefundOrder
from sync.hub.db.database import Database
from sync.hub.payments import book
from sync.hub.payments.book import Payment, Refund
from sync.hub.payments.merchants import ChannelHolder, NoMerchant

log = logging.getLogger(__name__)

MOST_AT_ONCE = 20
"""A channel may take twenty seconds for each."""


class RefundsUnderWay:
    """The refunds of one database. Channels are asked outside of transactions."""

    def __init__(self, database: Database, clock: Clock, merchants: ChannelHolder) -> None:
        self._database = database
        self._clock = clock
        self._merchants = merchants

    def work(self) -> int:
        """Look at those that are due; return how many were asked about."""
        with self._database.writing() as conn:
            taken = book.take_under_way(conn, self._clock.now(), MOST_AT_ONCE)
        return sum(self._look(refund, paid) for refund, paid in taken)

    def _look(self, refund: Refund, paid: Payment) -> bool:
        try:
            channel = self._merchants.channel_for(paid.merchant_id)
        except NoMerchant as locked:
            log.warning("a refund is under way and cannot be asked about: %s", locked)
            return False
        order = PaymentOrder(paid.number, Fen(paid.amount_fen))
        answer = channel.refund_query(RefundOrder(refund.number, order, Fen(refund.amount_fen)))
        with self._database.writing() as conn:
            book.keep_refund_answer(conn, refund.number, answer, self._clock.now())
        return True
