"""What a basket costs: a pure function, in whole fen, that always finds the customer's best combination.

The order of evaluation is fixed:

1. base price: the lower of shelf price and, for a member, member price;
2. percent promotions: each line takes the largest one that is for it, they do not add up;
3. spend promotions on the running subtotal of their eligible lines, split over these lines with their running amounts
   as weights. Two spend promotions that share an eligible line exclude one another;
4. the coupon, on what its eligible lines cost by then, split in the same way.

A step may push a later one below its threshold, so more rules are not always better. Therefore every combination of
member price, promotions and coupon is tried (``EXACT`` rules: 1,024 combinations; beyond that each rule alone, all
together, and from the best of those one change at a time). The result is never worse for the customer than any single
rule alone. Of equal totals the one that keeps her coupon stands, then the one with fewer rules.

Lines are taken in the order of their ids, so the order on the screen changes no fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, NamedTuple

from posapp.domain.clock import Millis
from posapp.domain.identity import LineId, PromotionId, StyleId, VariantId
from posapp.domain.money import Fen, allocate, tax_inside
from posapp.domain.promotion import CouponTerms, Goods, Promotion, running

EXACT = 10
"""Up to so many rules every combination is tried."""

MEMBER_PRICE = "member_price"
"""The rule id under which a member price stands in a line's adjustments; its version is 0."""


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line to be priced. ``list_fen`` and ``member_fen`` are for one piece; ``member_fen`` 0 means there is none."""

    line_id: LineId
    variant_id: VariantId
    style_id: StyleId
    quantity: int
    list_fen: Fen
    member_fen: Fen
    category: str
    tags: frozenset[str]
    tax_bp: int


class Adjustment(NamedTuple):
    """One rule's share in a line: ``fen`` (positive) taken off by a rule at a version."""

    kind: Literal["member_price", "promotion", "coupon"]
    rule_id: str
    rule_version: int
    fen: Fen


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price. ``gross`` is shelf price × quantity, ``paid`` what the line costs, ``tax`` inside it."""

    line_id: LineId
    variant_id: VariantId
    style_id: StyleId
    quantity: int
    list_fen: Fen
    tax_bp: int
    gross: Fen
    paid: Fen
    tax: Fen
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A promotion whose next threshold is near: spend ``gap`` more on its goods and ``saves`` more comes off."""

    promotion_id: PromotionId
    gap: Fen
    saves: Fen


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced basket. ``coupon_gap`` is None without an open coupon, 0 when it works, else what is missing."""

    lines: tuple[PricedLine, ...]
    gross: Fen
    total: Fen
    tax: Fen
    coupon_gap: Fen | None
    near_misses: tuple[NearMiss, ...]

    @property
    def discount(self) -> Fen:
        """Return what came off altogether."""
        return Fen(self.gross - self.total)

    @property
    def uses_coupon(self) -> bool:
        """Tell whether the coupon that was asked for lowers the price; only then is it spent."""
        return self.coupon_gap == 0


@dataclass(frozen=True, slots=True)
class _Rules:
    """One combination of rules to try."""

    member_price: bool
    promotions: tuple[Promotion, ...]
    coupon: CouponTerms | None

    @property
    def size(self) -> int:
        """How many rules there are."""
        return self.member_price + len(self.promotions) + (self.coupon is not None)


@dataclass(slots=True)
class _Trial:
    """The basket on its way through the steps under one combination."""

    lines: Sequence[BasketLine]
    amounts: list[int]
    adjustments: list[list[Adjustment]] = field(default_factory=list)
    before_spend: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.amounts)

    def take(self, i: int, adjustment: Adjustment) -> None:
        if adjustment.fen:
            self.amounts[i] -= adjustment.fen
            self.adjustments[i].append(adjustment)

    def split(self, eligible: Sequence[int], off: int, kind: Literal["promotion", "coupon"], rule: str, v: int) -> None:
        for i, share in zip(eligible, allocate(off, [self.amounts[i] for i in eligible]), strict=True):
            self.take(i, Adjustment(kind, rule, v, share))


def price(
    basket: Iterable[BasketLine],
    promotions: Iterable[Promotion],
    coupon: CouponTerms | None,
    is_member: bool,
    now: Millis,
) -> Priced:
    """Price a basket by the order and the rule of the best combination that this module's docstring states."""
    asked = list(basket)
    lines = sorted(asked, key=lambda line: line.line_id)
    relevant = [p for p in running(promotions, is_member, now) if any(p.is_for(line) for line in lines)]
    usable = coupon if coupon is not None and coupon.is_open(now) else None
    has_member_price = is_member and any(0 < line.member_fen < line.list_fen for line in lines)
    most = _Rules(has_member_price, tuple(relevant), usable)
    rules, trial = _best(lines, most)
    priced = {line.line_id: _line(line, trial, i) for i, line in enumerate(lines)}
    in_order = tuple(priced[line.line_id] for line in asked)
    gap: Fen | None = None
    if usable is not None:
        gap = Fen(0) if rules.coupon is not None else usable.gap(_subtotal(lines, trial.amounts, usable))
    return Priced(
        lines=in_order,
        gross=Fen(sum(line.gross for line in in_order)),
        total=Fen(sum(line.paid for line in in_order)),
        tax=Fen(sum(line.tax for line in in_order)),
        coupon_gap=gap,
        near_misses=tuple(_near_misses(lines, trial, relevant, rules)),
    )


def _line(line: BasketLine, trial: _Trial, i: int) -> PricedLine:
    paid = Fen(trial.amounts[i])
    return PricedLine(
        line_id=line.line_id,
        variant_id=line.variant_id,
        style_id=line.style_id,
        quantity=line.quantity,
        list_fen=line.list_fen,
        tax_bp=line.tax_bp,
        gross=Fen(line.list_fen * line.quantity),
        paid=paid,
        tax=tax_inside(paid, line.tax_bp),
        adjustments=tuple(trial.adjustments[i]),
    )


# --- one combination -----------------------------------------------------------------------------------------------


def _try(lines: Sequence[BasketLine], rules: _Rules) -> _Trial:
    trial = _Trial(lines, [line.list_fen * line.quantity for line in lines], [[] for _ in lines])
    for i, line in enumerate(lines):
        if rules.member_price and 0 < line.member_fen < line.list_fen:
            off = Fen((line.list_fen - line.member_fen) * line.quantity)
            trial.take(i, Adjustment("member_price", MEMBER_PRICE, 0, off))
        percents = [p for p in rules.promotions if p.kind == "percent" and p.is_for(line)]
        if percents:
            best = max(percents, key=lambda p: p.percent_bp)
            off = best.percent_of(trial.amounts[i])
            trial.take(i, Adjustment("promotion", best.promotion_id, best.version, off))
    trial.before_spend = list(trial.amounts)
    for rule in rules.promotions:
        if rule.kind == "spend":
            eligible = [i for i, line in enumerate(lines) if rule.is_for(line)]
            off = rule.spend_off(sum(trial.amounts[i] for i in eligible))
            trial.split(eligible, off, "promotion", rule.promotion_id, rule.version)
    if rules.coupon is not None:
        eligible = [i for i, line in enumerate(lines) if rules.coupon.is_for(line)]
        subtotal = sum(trial.amounts[i] for i in eligible)
        if not rules.coupon.gap(subtotal):
            trial.split(eligible, min(rules.coupon.off, subtotal), "coupon", rules.coupon.coupon_id, 0)
    return trial


def _subtotal(lines: Sequence[BasketLine], amounts: Sequence[int], rule: Promotion | CouponTerms) -> int:
    return sum(amount for line, amount in zip(lines, amounts, strict=True) if rule.is_for(line))


# --- the best combination ------------------------------------------------------------------------------------------


def _best(lines: Sequence[BasketLine], most: _Rules) -> tuple[_Rules, _Trial]:
    """Return the cheapest combination; of equal ones the first that is tried."""
    if most.size <= EXACT:
        return _cheapest(lines, _subsets(most))
    start = [_Rules(False, (), None), _Rules(most.member_price, (), None), _Rules(False, (), most.coupon)]
    start += [_Rules(False, (p,), None) for p in most.promotions]
    if _may_stand_together(lines, most.promotions):
        start.append(most)
    best, trial = _cheapest(lines, start)
    while True:
        nearby = [best, *(r for r in _one_change(best, most) if _may_stand_together(lines, r.promotions))]
        better, its_trial = _cheapest(lines, nearby)
        if its_trial.total >= trial.total:
            return best, trial
        best, trial = better, its_trial


def _cheapest(lines: Sequence[BasketLine], candidates: Iterable[_Rules]) -> tuple[_Rules, _Trial]:
    best: tuple[_Rules, _Trial] | None = None
    for rules in candidates:
        if not _may_stand_together(lines, rules.promotions):
            continue
        trial = _try(lines, rules)
        if best is None or _cost(rules, trial) < _cost(*best):
            best = rules, trial
    if best is None:
        raise ValueError("no combination of rules to try")
    return best


def _cost(rules: _Rules, trial: _Trial) -> tuple[int, bool, int]:
    return trial.total, rules.coupon is not None, rules.size


def _subsets(most: _Rules) -> Iterator[_Rules]:
    for count in range(len(most.promotions) + 1):
        for promotions in combinations(most.promotions, count):
            for member_price in {False, most.member_price}:
                yield _Rules(member_price, promotions, None)
                if most.coupon is not None:
                    yield _Rules(member_price, promotions, most.coupon)


def _one_change(rules: _Rules, most: _Rules) -> Iterator[_Rules]:
    if most.member_price:
        yield _Rules(not rules.member_price, rules.promotions, rules.coupon)
    if most.coupon is not None:
        yield _Rules(rules.member_price, rules.promotions, None if rules.coupon else most.coupon)
    for promotion in most.promotions:
        others = tuple(p for p in rules.promotions if p != promotion)
        changed = others if promotion in rules.promotions else (*others, promotion)
        yield _Rules(rules.member_price, tuple(sorted(changed, key=lambda p: p.promotion_id)), rules.coupon)


def _may_stand_together(lines: Sequence[BasketLine], promotions: Sequence[Promotion]) -> bool:
    spends = [p for p in promotions if p.kind == "spend"]
    return not any(_share_a_line(lines, one, other) for one, other in combinations(spends, 2))


def _share_a_line(lines: Iterable[Goods], one: Promotion, other: Promotion) -> bool:
    return any(one.is_for(line) and other.is_for(line) for line in lines)


# --- near misses ---------------------------------------------------------------------------------------------------


def _near_misses(
    lines: Sequence[BasketLine], trial: _Trial, relevant: Sequence[Promotion], rules: _Rules
) -> Iterator[NearMiss]:
    """Yield what is worth saying to the customer, the smallest gap first.

    Near is within half a threshold. A promotion that excludes one that stands now only counts what it saves beyond it.
    """
    found: list[NearMiss] = []
    for rule in relevant:
        if rule.kind != "spend":
            continue
        subtotal = _subtotal(lines, trial.before_spend, rule)
        step = rule.next_step(subtotal)
        if step is None or step.gap * 2 > rule.threshold:
            continue
        now_off = sum(
            other.spend_off(_subtotal(lines, trial.before_spend, other))
            for other in rules.promotions
            if other.kind == "spend" and (other == rule or _share_a_line(lines, rule, other))
        )
        saves = rule.spend_off(subtotal + step.gap) - now_off
        if saves > 0:
            found.append(NearMiss(rule.promotion_id, step.gap, Fen(saves)))
    yield from sorted(found, key=lambda miss: (miss.gap, miss.promotion_id))
