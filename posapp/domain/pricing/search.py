"""Finds the combination of rules that is best for the customer.

A rule may push a later one below its threshold, and some exclude one another, so more rules are not always better.
Rules of which neither can happen (*safe* ones) always stand. The others fall into groups that have no goods in common
(``doubt``). In each group every combination that may stand together is tried, as long as combinations × lines stay
within ``EXACT``. Beyond that the group's rules are added one by one, the one that could save most first, whenever that
lowers the price; then each is dropped where that lowers it; and any rule that alone would do better takes their place.
So the result is never worse for the customer than any single rule alone.

How sure that is: within ``EXACT`` the result is the best of all combinations but for fen. Shares are whole fen, and a
safe rule may cost another a fen by the way an odd one falls; where that fen decides over a threshold or over the next
unit of the rounding, the whole of it is lost. In 30,000 random baskets of up to five lines, five promotions and two
coupons the slow reference of the tests found no lower total. Beyond ``EXACT`` there is no bound but the one above.

Of equal totals the one that keeps her coupons stands, then the one with fewer rules. What comes off the whole ticket at
the end is looked at only where one group is about all lines; so a coupon may be spent for what rounding takes anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from posapp.domain.pricing.board import Board
from posapp.domain.pricing.doubt import Field, MemberPrice, Rule, is_within_reach, most_off
from posapp.domain.pricing.steps import Rules, Trial
from posapp.domain.promotion import CouponTerms, Promotion

EXACT = 8_192
"""Combinations × lines that are tried one by one: some tens of milliseconds at the very worst."""


Cost = tuple[int, int, int]
"""Total, coupons that are spent, number of rules: the smaller, the better."""


def best(board: Board, promotions: Sequence[Promotion], coupons: Sequence[CouponTerms]) -> Trial:
    """Return the cheapest way to combine what is open to her."""
    rules: list[Rule] = [MemberPrice()] if board.asked.is_member and board.with_member_price else []
    rules += [rule for rule in promotions if is_within_reach(board, rule)]
    rules += coupons
    field = Field(board, rules)
    safe = set(range(len(rules))) - set(field.doubtful)
    chosen = set(safe)
    for group in field.groups():
        beside = [rules[i] for i in chosen if not field.reaches_beyond(i, group.lines)]
        conflicts = _among(field.conflicts, group.rules)
        part = board if len(group.lines) == len(board.lines) else board.part(group.lines)
        choice = _Choice(part, [rules[i] for i in group.rules], beside, conflicts)
        chosen |= {group.rules[at] for at in choice.best()}
    to_try = [rules[i] for i in sorted(chosen) if i in safe or isinstance(rules[i], CouponTerms)]
    return Trial(board, _combined(_without_idle(board, [rules[i] for i in sorted(chosen)], to_try)), explained=True)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What there is to choose in one group: ``rules`` in doubt, as the bits of a mask, ``beside`` those that stand."""

    board: Board
    rules: Sequence[Rule]
    beside: Sequence[Rule]
    conflicts: Sequence[int]

    def best(self) -> list[int]:
        """Return the places of the rules that stand."""
        most = EXACT // max(len(self.board.lines), 1)
        found = list(islice(self._all_sets(), most + 1))
        mask = self._cheapest(found) if len(found) <= most else self._one_by_one()
        return [i for i in range(len(self.rules)) if mask >> i & 1]

    def _all_sets(self) -> Iterator[int]:
        pending = [(0, 0)]
        while pending:
            at, mask = pending.pop()
            if at == len(self.rules):
                yield mask
                continue
            if not self.conflicts[at] & mask:
                pending.append((at + 1, mask | 1 << at))
            pending.append((at + 1, mask))

    def _one_by_one(self) -> int:
        hopes = [most_off(self.board, rule) for rule in self.rules]
        order = sorted(range(len(self.rules)), key=lambda i: (-hopes[i], i))
        mask, cost = 0, self._cost(0)
        nothing = cost[0]
        for i in order:
            mask, cost = self._cheaper(mask, cost, mask & ~self.conflicts[i] | 1 << i)
        for i in order:
            mask, cost = self._cheaper(mask, cost, mask & ~(1 << i))
        for i in order:
            if nothing - hopes[i] < cost[0]:
                mask, cost = self._cheaper(mask, cost, 1 << i)
        return mask

    def _cheaper(self, mask: int, cost: Cost, other: int) -> tuple[int, Cost]:
        its_cost = cost if other == mask else self._cost(other)
        return (other, its_cost) if its_cost < cost else (mask, cost)

    def _cheapest(self, masks: Sequence[int]) -> int:
        return min(masks, key=lambda mask: (*self._cost(mask), mask))

    def _cost(self, mask: int) -> Cost:
        rules = _combined([*self.beside, *(rule for i, rule in enumerate(self.rules) if mask >> i & 1)])
        trial = Trial(self.board, rules)
        return trial.total, trial.coupons_used, rules.size


def _without_idle(board: Board, chosen: list[Rule], to_try: Sequence[Rule]) -> list[Rule]:
    """Return the rules without coupons that lower nothing, and without a safe rule that costs her an odd fen."""
    total = Trial(board, _combined(chosen)).total
    for rule in to_try:
        fewer = [one for one in chosen if one is not rule]
        without = Trial(board, _combined(fewer)).total
        if without < total or (without == total and isinstance(rule, CouponTerms)):
            chosen, total = fewer, without
    return chosen


def _combined(chosen: Sequence[Rule]) -> Rules:
    promotions = (rule for rule in chosen if isinstance(rule, Promotion))
    coupons = (rule for rule in chosen if isinstance(rule, CouponTerms))
    return Rules(
        any(isinstance(rule, MemberPrice) for rule in chosen),
        tuple(sorted(promotions, key=lambda rule: rule.promotion_id)),
        tuple(sorted(coupons, key=lambda coupon: coupon.coupon_id)),
    )


def _among(conflicts: Sequence[int], group: Sequence[int]) -> list[int]:
    """Return the conflicts within a group, by the places in it."""
    return [sum(1 << at for at, j in enumerate(group) if conflicts[i] >> j & 1) for i in group]
