"""What is worth saying about a priced basket: what a little more would save, and what was passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from posapp.domain.money import Fen
from posapp.domain.pricing.basket import NearMiss, PassedOver
from posapp.domain.pricing.board import Board
from posapp.domain.pricing.doubt import exclude, is_within_reach
from posapp.domain.pricing.steps import Rules, Trial
from posapp.domain.promotion import CouponTerms, Promotion


def near_misses(board: Board, trial: Trial, relevant: Sequence[Promotion]) -> tuple[NearMiss, ...]:
    """Return what is worth saying to the customer: hints for pieces first, then the smallest gap in money."""
    for_money = sorted(_for_money(board, trial, relevant), key=lambda miss: (miss.gap, miss.promotion_id))
    return (*_for_pieces(board, trial, relevant), *for_money)


def passed_over(board: Board, trial: Trial, relevant: Sequence[Promotion]) -> tuple[PassedOver, ...]:
    """Return the promotions for goods of this basket that lower nothing, and why. Needs an explained trial."""
    at_work = {one.rule_id for line in trial.adjustments or () for one in line if one.kind == "promotion"}
    return tuple(
        PassedOver(rule.promotion_id, "better_without" if is_within_reach(board, rule) else "not_reached")
        for rule in relevant
        if rule.promotion_id not in at_work
    )


def _for_money(board: Board, trial: Trial, relevant: Sequence[Promotion]) -> Iterator[NearMiss]:
    """Yield thresholds within half of their height. Needs an explained trial.

    A promotion that excludes what stands now only counts what it saves beyond that.
    """
    taken = Counter[str]()
    for adjustment in chain.from_iterable(trial.adjustments or ()):
        taken[adjustment.rule_id] += adjustment.fen
    for rule in relevant:
        if rule.kind != "spend":
            continue
        subtotal = _looked_at(board, trial, rule)
        step = rule.next_step(subtotal)
        if step is None or step.gap * 2 > rule.threshold:
            continue
        standing: list[Promotion | CouponTerms] = [*trial.rules.promotions, *trial.rules.coupons]
        in_its_place = [taken[_id_of(other)] for other in standing if other == rule or exclude(board, rule, other)]
        saves = min(rule.spend_off(subtotal + step.gap), _running(board, trial, rule) + step.gap) - sum(in_its_place)
        if saves > 0:
            yield NearMiss(rule.promotion_id, step.gap, 0, Fen(saves))


def _id_of(rule: Promotion | CouponTerms) -> str:
    return rule.promotion_id if isinstance(rule, Promotion) else rule.coupon_id


def _looked_at(board: Board, trial: Trial, rule: Promotion) -> int:
    amounts = board.gross if rule.base == "original" else trial.before_spend
    return sum(amounts[i] for i in board.eligible(rule))


def _running(board: Board, trial: Trial, rule: Promotion) -> int:
    return sum(trial.before_spend[i] for i in board.eligible(rule))


def _for_pieces(board: Board, trial: Trial, relevant: Sequence[Promotion]) -> Iterator[NearMiss]:
    """Yield rules that one piece more would set to work, with what that would take off beyond what it does now."""
    for rule in relevant:
        if rule.kind not in ("multi", "nth", "count") or rule.pieces < 2 or not _lacks_one(board, rule):
            continue
        saves = _gain(_with_one_more(board, rule), trial.rules, rule)
        if board.pieces(rule) >= rule.pieces:
            saves -= max(_gain(board, trial.rules, rule), 0)
        if saves > 0:
            yield NearMiss(rule.promotion_id, Fen(0), 1, Fen(saves))


def _gain(board: Board, rules: Rules, rule: Promotion) -> int:
    """Return what a rule lowers, in the place of those that exclude it, beyond the rules that stand without it."""
    others = tuple(one for one in rules.promotions if one != rule)
    beside = [one for one in others if not exclude(board, one, rule)]
    with_it = tuple(sorted((*beside, rule), key=lambda one: one.promotion_id))
    coupons = tuple(coupon for coupon in rules.coupons if not exclude(board, coupon, rule))
    without = Trial(board, replace(rules, promotions=others))
    return without.total - Trial(board, replace(rules, promotions=with_it, coupons=coupons)).total


def _lacks_one(board: Board, rule: Promotion) -> bool:
    pieces = board.pieces(rule)
    is_repeated = rule.kind == "nth" or (rule.kind == "count" and rule.repeat)
    return pieces > 0 and (pieces % rule.pieces if is_repeated else pieces) == rule.pieces - 1


def _with_one_more(board: Board, rule: Promotion) -> Board:
    cheapest = min(board.eligible(rule), key=lambda i: (board.lines[i].list_fen, i))
    return board.with_quantity(cheapest, board.lines[cheapest].quantity + 1)
