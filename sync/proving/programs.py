"""What the killed processes run: the hub and the worker as they are, and a till without a window.

Each speaks line by line on its standard output. The till says a sale only after ``pay_cash`` has returned: what is
said was sold, whatever comes next.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from random import Random

import msgspec

from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.bootstrap import Shop, open_shop, run_worker
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import SystemClock
from posapp.domain.identity import CouponId, MemberId, OrderId, VariantId
from posapp.domain.money import Fen
from posapp.services.errors import CouponRefused, EmptyCart, NotOpenForHandOver
from posapp.services.paper import QrCode
from posapp.services.payment_errors import PaidTooMuch
from posapp.services.ports import Attempt, Direction
from posapp.services.return_plan import Draft, Piece
from sync.hub.server import serve
from sync.protocol.returned import Condition
from sync.protocol.rows import Order
from sync.proving import chain
from sync.proving.phone_money import pay_by_phone, undecided
from sync.proving.pockets import Pockets
from sync.simulation.bags import return_code
from sync.worker.schedule import Pace

PACE = Pace(push_s=0.05, prove_s=0.2, beat_s=1.0, longest_wait_s=5, idle_s=0.05, unheld_s=0.2)
"""As the worker always goes, only faster: a life here lasts a second, not a day."""

_BETWEEN_SALES_S = 0.03
_MEMBERS_SHARE = 0.4
_RETURNS_SHARE = 0.3
_ORDERS_SHARE = 0.25
_PHONES_SHARE = 0.2
_FLOAT = Fen(50_000)
_DIRECTIONS: tuple[Direction, ...] = ("push", "pull")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the till: a sale was paid, goods came back, an order was handed out, or it has ``settled``.

    ``settled`` says what became of its last shift's proof.
    """

    sale_id: str = ""
    return_id: str = ""
    order_id: str = ""
    receipt_no: str = ""
    fen: int = 0
    settled: str = ""


def be_hub(folder: Path, *, restored: bool) -> None:
    """Serve the hub in ``folder`` on any free port, told on standard output."""
    serve(port=0, data_dir=folder, restored=restored)


def be_worker(folder: Path) -> None:
    """Be the sync worker of the till in ``folder``."""
    run_worker(folder, "run", watched=False, pace=PACE)


def be_selling_till(folder: Path, seed: int) -> None:
    """Sell without end, closing the shift now and then."""
    shop, rng = _open(folder), Random(seed)
    pockets = Pockets(folder)
    while True:
        _sell(shop, rng, pockets)
        if rng.random() < _RETURNS_SHARE:
            _take_back(shop, rng, pockets)
        if rng.random() < _ORDERS_SHARE:
            _hand_out(shop, rng)
        shop.attempts.resolve()
        _hurry(shop)
        if rng.random() < 0.03:
            _close_shift(shop)
        time.sleep(_BETWEEN_SALES_S)


def be_closing_till(folder: Path, seed: int) -> None:
    """Sell once more, close the shift, and say so when the mall has received everything and proved the shift.

    Before that the channel has said what became of every payment, also of one that a phone tried for this last sale.
    """
    shop = _open(folder)
    _sell(shop, Random(seed), Pockets(folder))
    while undecided(shop):
        time.sleep(0.5)
    _close_shift(shop)
    while True:
        _hurry(shop)
        latest = shop.shifts.latest()
        if shop.syncing.status().waiting == 0 and latest is not None and latest.proof in ("equal", "different"):
            break
        time.sleep(0.1)
    _say(Told(settled=latest.proof + "".join(f" {name}" for name in latest.differing)))
    shop.close()


def _open(folder: Path) -> Shop:
    paths = TillPaths(folder).make()
    shop = open_shop(paths, Settings.load(paths.settings))
    shop.signing_in.sign_in(chain.NUMBER, chain.PIN)
    shop.attempts.wake()
    shop.selling.clear()  # a till that died between two scans comes back with half a cart
    return shop


def _sell(shop: Shop, rng: Random, pockets: Pockets) -> None:
    if shop.shifts.current() is None:
        shop.shifts.open(_FLOAT)
    for _ in range(rng.randint(1, 3)):
        shop.selling.add(VariantId(rng.choice(chain.VARIANTS)), quantity=rng.randint(1, 2))
    if rng.random() < _MEMBERS_SHARE:
        member = rng.choice(chain.MEMBERS)
        shop.selling.attach_member(MemberId(member), "A")
        for coupon_id in rng.sample(chain.coupons_of(member), rng.choice((1, 1, 2))):
            with suppress(CouponRefused):  # it was used
                shop.selling.use_coupon(CouponId(coupon_id))
    done = pay_by_phone(shop, rng) if rng.random() < _PHONES_SHARE else None
    try:
        done = done or shop.paying.pay_cash()
    except (EmptyCart, PaidTooMuch):  # her phone had paid after all, and finished the sale; or paid more than it cost
        shop.selling.clear()
        return
    _say(Told(sale_id=done.sale_id, receipt_no=done.receipt_no, fen=done.total))
    pockets.keep(return_code(done.receipt.qrs))


def _take_back(shop: Shop, rng: Random, pockets: Pockets) -> None:
    """Take back or exchange a piece of something that was sold here or at the other till."""
    code = pockets.any(rng)
    if not code:
        return
    found = shop.returning.find(code)
    left = [line for line in found.lines if line.left]
    if not left:
        return
    line = rng.choice(left)
    swap = VariantId(rng.choice(chain.VARIANTS)) if rng.random() < 0.4 else None
    condition: Condition = "defective" if rng.random() < 0.2 else "sellable"
    piece = Piece(line.place, rng.randint(1, line.left), condition=condition, swap_to=swap)
    done = shop.returning.finish(Draft(found.sale, (piece,)))
    _say(Told(return_id=done.return_id, receipt_no=done.receipt_no, fen=done.plan.back.total))
    if done.plan.bought:
        pockets.keep(return_code(row for row in done.slip.rows if isinstance(row, QrCode)))


def _hand_out(shop: Shop, rng: Random) -> None:
    """Put an order on the shelf, or give it to whoever has its code."""
    waiting = shop.pickups.waiting()
    if not waiting:
        return
    card = rng.choice([card for card in waiting if card.status == "ready"] or waiting)
    order_id = OrderId(card.order_id)
    with suppress(NotOpenForHandOver):
        if card.status != "ready":
            shop.pickups.pick(order_id)
            return
        with shop.data.view() as view:
            order = view.rows.get(Order, card.order_id)
        if order is not None:
            shop.pickups.hand_over(order_id, order.code)
            _say(Told(order_id=card.order_id))


def _close_shift(shop: Shop) -> None:
    sheet = shop.shifts.current()
    if sheet is not None:
        shop.shifts.close(sheet.expected)


def _hurry(shop: Shop) -> None:
    """Do what the counter's "sync now" does: forget the back-off."""
    store = SqlSyncStore(shop.data)
    now = SystemClock().now()
    for direction in _DIRECTIONS:
        if store.attempt(direction).failures:
            store.record_attempt(direction, Attempt(), now, None)


def _say(told: Told) -> None:
    # One write: a line is there whole or not at all.
    print(msgspec.json.encode(told).decode(), flush=True)  # noqa: T201 - this is the program's voice
