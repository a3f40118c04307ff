"""Phones' payments of a besieged chain: a gateway simulator with a book of its own, and what must hold beside it.

The gateway lives through everything, as channels do. Its book says what each customer really paid and got back.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx
import msgspec
from sqlalchemy import Connection, text

from posapp.bootstrap import Shop
from posapp.gateway.server import serve
from posapp.services.paying import FinishedSale
from posapp.services.payment_errors import NothingLeftToPay, PaymentUnderWay
from posapp.services.phone_tenders import Plan
from sync.protocol.decoding import from_json
from sync.proving.life import Life

_FATES = ("00",) * 6 + ("97", "97", "97", "93", "94")
"""How a code ends says what becomes of it: paid, paid without an answer, failed, failed and charged all the same."""
_LOOKS = 6
_BETWEEN_LOOKS_S = 0.1
_PATIENCE_S = 60.0


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """An order in the gateway's book: what was really charged, when it was undone, and what the merchant has of it."""

    number: str
    charged_fen: int
    kept_fen: int
    returned_at: int


class _Ledger(msgspec.Struct, frozen=True):
    orders: list[Charged]


class Gateway:
    """The channel of one chain, as a process on a port of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._life = Life(be_gateway, folder / "gateway.log", "", 0, folder=folder)
        self.url = self._listening()

    def merchant(self) -> str:
        """Return the settings with which a till reaches it, as its secrets keep them."""
        told = from_json(httpx.get(f"{self.url}/control/merchants").content, dict[str, msgspec.Raw])
        return bytes(told["wechat"]).decode()

    def ledger(self) -> list[Charged]:
        """Return what customers really paid."""
        return from_json(httpx.get(f"{self.url}/control/ledger").content, _Ledger).orders

    def close(self) -> None:
        """End the process."""
        self._life.kill()
        self._life.end()

    def _listening(self) -> str:
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline and self._life.is_alive():
            for line in self._life.lines() if wait([self._life.voice], 1.0) else ():
                if line.startswith("listening on "):
                    return line.removeprefix("listening on ")
        raise TimeoutError(f"the gateway did not come up: {self._life.last_words()}")


def be_gateway(folder: Path) -> None:
    """Be the payment channel, on any free port."""
    serve("127.0.0.1", 0, folder)


def pay_by_phone(shop: Shop, rng: Random) -> FinishedSale | None:
    """Have a phone pay the cart; None when it did not before the clerk lost her patience."""
    code = f"13{rng.randrange(10**14):014d}{rng.choice(_FATES)}"
    try:
        attempt = shop.attempts.begin(code, Plan(shop.selling.current().total))
    except (PaymentUnderWay, NothingLeftToPay):
        return None
    step = shop.attempts.pay(attempt, code)
    for _ in range(_LOOKS):
        if isinstance(step.finished, FinishedSale):
            return step.finished
        if step.attempt.progress.state == "void":
            break
        time.sleep(_BETWEEN_LOOKS_S)
        step = shop.attempts.ask_now(attempt.attempt_id)
    shop.attempts.leave(attempt.attempt_id)
    return None


def undecided(shop: Shop) -> bool:
    """Ask the channel about everything that nobody knows yet; tell whether money may still move of it.

    An order that the channel does not know is looked for on, and stands in nobody's way.
    """
    attempts, refunds = shop.attempts.limbo()
    for attempt in attempts:
        shop.attempts.ask_now(attempt.attempt_id)
    for refund in refunds:
        shop.attempts.ask_refund_now(refund.refund_id)
    return any(attempt.progress.state != "watch" for attempt in shop.attempts.limbo()[0])


class _Attempt(NamedTuple):
    shop_id: str
    state: str
    is_sold: bool


class PhoneBooks:
    """What the tills of a chain know of phones' money, to be laid beside the gateway's book."""

    def __init__(self) -> None:
        self._known: dict[str, _Attempt] = {}
        self._asked_back: Counter[str] = Counter()
        self._goes_back: set[str] = set()
        self._odd: list[str] = []

    def read(self, shop_id: str, till: Connection) -> None:
        """Read a till's file."""
        sales = set(till.scalars(text("SELECT sale_id FROM sale")))
        for row in till.execute(text("SELECT number, state, sale_id FROM payment_attempt")):
            self._known[row.number] = _Attempt(shop_id, row.state, row.sale_id is not None)
            if row.sale_id is not None and row.sale_id not in sales:
                self._odd.append(f"{shop_id}: {row.number} paid a sale that is not there")
        for row in till.execute(text("SELECT paid_number, amount_fen, stage FROM payment_refund")):
            self._asked_back[row.paid_number] += row.amount_fen
            if row.stage in ("intent", "processing"):
                self._goes_back.add(row.paid_number)

    def count(self, ledger: list[Charged]) -> Counter[str]:
        """Return how many orders of the gateway paid a sale, and how many were charged and went back."""
        sold = sum(attempt.is_sold for attempt in self._known.values())
        undone = sum(bool(order.charged_fen) and not order.kept_fen for order in ledger)
        return Counter({"sales paid by phone": sold, "charged by phone and gone back": undone})

    def faults(self, ledger: list[Charged]) -> Iterator[str]:
        """Yield what does not hold: the channel has a customer's money for a sale that is there, and for nothing else,
        and gave back of it no more than tills asked for."""
        yield from self._odd
        charged = {order.number: order for order in ledger}
        for number, attempt in self._known.items():
            if attempt.is_sold and number not in charged:
                yield f"{attempt.shop_id}: {number} is sold and was never charged"
        for number, order in charged.items():
            of = self._known.get(number)
            if of is None:
                yield f"{number} was charged by nobody"
            elif not of.is_sold:
                if order.kept_fen and number not in self._goes_back:
                    yield f"{of.shop_id}: {number} is {of.state}, and {order.kept_fen} fen are charged without a sale"
            elif order.returned_at or not order.charged_fen:
                yield f"{of.shop_id}: {number} is sold without a charge"
            elif order.charged_fen - order.kept_fen > self._asked_back[number]:
                yield f"{of.shop_id}: {order.charged_fen - order.kept_fen} fen of {number} went back unasked"
