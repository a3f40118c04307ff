"""The channels' books: each order with what was really charged and given back, whatever was said to the merchant.

An order is charged once or never. What happens later by itself (a password typed, a late request, an order that
closes) happens when the books are next looked at, in the order of its time. Amounts are fen, instants ms.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posapp.domain.clock import DAY, MINUTE, SECOND, Clock

FILE_NAME = "gateway-orders.jsonl"
ASKS_PASSWORD_ABOVE_FEN = 100_000
REVOKED_AFTER_MS = {"wechat": 45 * SECOND, "alipay": 3 * MINUTE}
TYPED_AFTER_MS = {"types": 6 * SECOND, "types_late": 44 * SECOND}
REFUNDS_AT_MOST = 50
REFUNDABLE_MS = 365 * DAY
BETWEEN_REFUNDS_MS = MINUTE


@dataclass(slots=True)
class Refund:
    """One refund of an order; ``state`` is done, processing, abnormal. ``done_at`` when the money went back."""

    number: str
    amount: int
    asked_at: int
    state: str = "done"
    done_at: int = 0
    channel_no: str = ""


@dataclass(slots=True)
class Order:
    """One order. ``state``: paying, paid, failed, reversed. ``charged_at`` and ``returned_at`` are the truth."""

    channel: str
    number: str
    amount: int
    created: int
    buyer: str
    channel_no: str
    title: str = ""
    shop: str = ""
    state: str = "paying"
    paid_at: int = 0
    charged_at: int = 0
    returned_at: int = 0
    refunds: list[Refund] = field(default_factory=list)

    @property
    def refunded(self) -> int:
        """Return how much of it was refunded, or is about to be."""
        return sum(refund.amount for refund in self.refunds)

    @property
    def kept_from_customer(self) -> int:
        """Return what the customer has really paid and not got back."""
        if not self.charged_at or self.returned_at:
            return 0
        return self.amount - sum(refund.amount for refund in self.refunds if refund.state == "done")


class OrderBook:
    """All orders of both channels, in memory, and in a file of one line for each change where there is a folder."""

    def __init__(self, clock: Clock, folder: Path | None = None) -> None:
        self._clock = clock
        self._orders: dict[tuple[str, str], Order] = {}
        self._codes: set[str] = set()
        self._later: list[tuple[int, int, Callable[[], None]]] = []
        self._file = None if folder is None else folder / FILE_NAME
        if self._file is not None and self._file.exists():
            for line in self._file.read_text("utf-8").splitlines():
                kept = json.loads(line)
                order = Order(**{**kept, "refunds": [Refund(**refund) for refund in kept["refunds"]]})
                self._orders[order.channel, order.number] = order
            for order in self._orders.values():
                self._expect(order)

    def __iter__(self) -> Iterator[Order]:
        self.settle()
        return iter(list(self._orders.values()))

    def find(self, channel: str, number: str) -> Order | None:
        """Return an order as it is now."""
        self.settle()
        return self._orders.get((channel, number))

    def another(self, channel: str, number: str) -> Order | None:
        """Return some paid order of another number, for answers that are mixed up."""
        return next(
            (one for one in self._orders.values() if one.channel == channel and one.number != number and one.paid_at),
            None,
        )

    def use_code(self, code: str) -> bool:
        """Use a payment code up; False when it was used before."""
        if code in self._codes:
            return False
        self._codes.add(code)
        return True

    def later(self, at: int, happens: Callable[[], None]) -> None:
        """Let something happen at an instant."""
        self._later.append((at, len(self._later), happens))
        self._later.sort(key=lambda each: each[:2])

    def open(self, order: Order) -> None:
        """Enter a new order and do what its buyer does. An order whose number is known changes nothing."""
        if (order.channel, order.number) in self._orders:
            return
        self._orders[order.channel, order.number] = order
        now = order.created
        if order.buyer == "pays" and order.amount > ASKS_PASSWORD_ABOVE_FEN:
            order.buyer = "types"
        if order.buyer == "pays":
            self._charge(order, now)
        elif order.buyer in ("fails", "no_money"):
            order.state = "failed"
        elif order.buyer == "fails_charged":
            order.state, order.charged_at = "failed", now
        self._expect(order)
        self.keep(order)

    def reverse(self, order: Order) -> None:
        """Close an order and give back what was charged."""
        if order.state == "reversed":
            return
        order.state = "reversed"
        if order.charged_at:
            order.returned_at = self._clock.now()
        self.keep(order)

    def refund(self, order: Order, refund: Refund) -> None:
        """Enter a refund."""
        order.refunds.append(refund)
        if refund.state == "done":
            refund.done_at = self._clock.now()
        elif refund.state == "processing":
            self._expect_refund(order, refund)
        self.keep(order)

    def keep(self, order: Order) -> None:
        """Write an order down as it is."""
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(dataclasses.asdict(order)) + "\n")

    def forget(self) -> None:
        """Forget all orders in memory, and what was to happen to them; codes stay used."""
        self._orders.clear()
        self._later.clear()

    def settle(self) -> None:
        """Let happen what is due by now."""
        while self._later and self._later[0][0] <= self._clock.now():
            self._later.pop(0)[2]()

    def account(self, channel: str = "", number: str = "") -> dict[str, Any]:
        """Return the books as an auditor wants them: what each order really cost its customer."""
        orders = [
            {
                **dataclasses.asdict(order),
                "charged_fen": order.amount if order.charged_at else 0,
                "kept_fen": order.kept_from_customer,
            }
            for order in self
            if channel in ("", order.channel) and number in ("", order.number)
        ]
        return {"orders": orders, "kept_fen": sum(int(order["kept_fen"]) for order in orders)}

    def _expect(self, order: Order) -> None:
        if order.buyer in TYPED_AFTER_MS:
            self.later(order.created + TYPED_AFTER_MS[order.buyer], lambda: self._typed(order))
        if order.buyer != "not_asked":
            self.later(order.created + REVOKED_AFTER_MS[order.channel], lambda: self._close_unpaid(order))
        for refund in order.refunds:
            if refund.state == "processing":
                self._expect_refund(order, refund)

    def _expect_refund(self, order: Order, refund: Refund) -> None:
        self.later(refund.asked_at + MINUTE, lambda: self._returned(order, refund))

    def _charge(self, order: Order, now: int) -> None:
        order.state, order.paid_at, order.charged_at = "paid", now, now
        self.keep(order)

    def _typed(self, order: Order) -> None:
        if order.state == "paying":
            self._charge(order, order.created + TYPED_AFTER_MS[order.buyer])

    def _close_unpaid(self, order: Order) -> None:
        if order.state == "paying":
            order.state = "reversed"
            self.keep(order)

    def _returned(self, order: Order, refund: Refund) -> None:
        if refund.state == "processing":
            refund.state, refund.done_at = "done", self._clock.now()
            self.keep(order)
