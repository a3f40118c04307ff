"""What a basket costs: a pure function, in whole fen, that always finds the customer's best combination.

``steps`` says in which order rules work, ``search`` which of them stand, ``hints`` what else is worth saying.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from posapp.domain.clock import Millis
from posapp.domain.money import Fen, tax_inside
from posapp.domain.pricing.basket import (
    MANUAL,
    MEMBER_PRICE,
    ROUNDING,
    Adjustment,
    Asked,
    BasketLine,
    CouponOutcome,
    NearMiss,
    PassedOver,
    Priced,
    PricedLine,
)
from posapp.domain.pricing.board import Board
from posapp.domain.pricing.hints import near_misses, passed_over
from posapp.domain.pricing.search import EXACT, best
from posapp.domain.pricing.steps import Trial
from posapp.domain.promotion import CouponTerms, Promotion, running

__all__ = [
    "EXACT",
    "MANUAL",
    "MEMBER_PRICE",
    "ROUNDING",
    "Adjustment",
    "Asked",
    "BasketLine",
    "CouponOutcome",
    "NearMiss",
    "PassedOver",
    "Priced",
    "PricedLine",
    "price",
    "total",
]

NOTHING_ASKED = Asked()


def price(
    basket: Iterable[BasketLine], promotions: Iterable[Promotion], now: Millis, asked: Asked = NOTHING_ASKED
) -> Priced:
    """Price a basket by the order of ``steps`` and the best combination of ``search``."""
    lines = tuple(basket)
    coupons = tuple(coupon for coupon in asked.coupons if coupon.is_open(now))
    if not lines:  # every sale ends with the empty cart of the next one
        return _nothing(coupons)
    return _price(lines, tuple(running(promotions, asked.is_member, now)), coupons, asked)


def total(
    basket: Iterable[BasketLine], promotions: Iterable[Promotion], now: Millis, asked: Asked = NOTHING_ASKED
) -> Fen:
    """Return what a basket costs, as ``price`` finds it, without lines, reasons and hints; nothing of it is kept.

    For whoever asks of many baskets: a cart's own price stays among those that are kept.
    """
    coupons = tuple(coupon for coupon in asked.coupons if coupon.is_open(now))
    board = Board(basket, asked, running(promotions, asked.is_member, now))
    relevant = [rule for rule in board.promotions if board.eligible(rule)]
    return Fen(sum(best(board, relevant, coupons).amounts))


@lru_cache(maxsize=32)
def _price(
    lines: tuple[BasketLine, ...], rules: tuple[Promotion, ...], coupons: tuple[CouponTerms, ...], asked: Asked
) -> Priced:
    """Price by what runs now. A cart is asked for again when it is shown, when it is paid and when a choice of coupons
    is, and mostly nothing has changed in between.
    """
    board = Board(lines, asked, rules)
    relevant = [rule for rule in board.promotions if board.eligible(rule)]
    trial = best(board, relevant, coupons)
    priced = {line.line_id: _line(line, trial, i) for i, line in enumerate(board.lines)}
    in_order = tuple(priced[line.line_id] for line in lines)
    return Priced(
        lines=in_order,
        gross=Fen(sum(line.gross for line in in_order)),
        total=Fen(sum(line.paid for line in in_order)),
        tax=Fen(sum(line.tax for line in in_order)),
        coupons=tuple(_outcome(board, trial, coupon) for coupon in coupons),
        near_misses=near_misses(board, trial, relevant),
        passed_over=passed_over(board, trial, relevant),
    )


def _nothing(coupons: Iterable[CouponTerms]) -> Priced:
    none = Fen(0)
    outcomes = tuple(CouponOutcome(coupon.coupon_id, coupon.gap(0), is_used=False) for coupon in coupons)
    return Priced(lines=(), gross=none, total=none, tax=none, coupons=outcomes, near_misses=(), passed_over=())


def _line(line: BasketLine, trial: Trial, i: int) -> PricedLine:
    paid = Fen(trial.amounts[i])
    return PricedLine(
        line_id=line.line_id,
        variant_id=line.variant_id,
        style_id=line.style_id,
        quantity=line.quantity,
        list_fen=line.list_fen,
        tax_bp=line.tax_bp,
        gross=Fen(line.gross),
        paid=paid,
        tax=tax_inside(paid, line.tax_bp),
        adjustments=tuple(trial.adjustments[i]) if trial.adjustments is not None else (),
    )


def _outcome(board: Board, trial: Trial, coupon: CouponTerms) -> CouponOutcome:
    if coupon in trial.rules.coupons:
        return CouponOutcome(coupon.coupon_id, Fen(0), is_used=True)
    gap = coupon.gap(sum(trial.before_coupons[i] for i in board.eligible(coupon)))
    return CouponOutcome(coupon.coupon_id, gap, is_used=False)
