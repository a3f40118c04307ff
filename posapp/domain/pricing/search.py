"""Finds the combination of rules that is best for the customer.

A rule may push a later one below its threshold, and some exclude one another, so more rules are not always better.
Rules of which neither can happen (*safe* ones) always stand. The others fall into groups that have no goods in common.
In each group every combination that may stand together is tried, as long as combinations × lines stay within ``EXACT``.
Beyond that the group's rules are added one by one, the one that could save most first, whenever that lowers the price;
then each is dropped where that lowers it; and any rule that alone would do better takes their place. So the result is
never worse for the customer than any single rule alone.

Of equal totals the one that keeps her coupons stands, then the one with fewer rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from posapp.domain.pricing.steps import Board, Rules, Trial
from posapp.domain.promotion import CouponTerms, Promotion

EXACT = 8_192
"""Combinations × lines that are tried one by one: some tens of milliseconds at the very worst."""


@dataclass(frozen=True, slots=True)
class MemberPrice:
    """The member prices of a basket, as one rule among the others."""


Rule = MemberPrice | Promotion | CouponTerms
Cost = tuple[int, int, int]
"""Total, coupons that are spent, number of rules: the smaller, the better."""

_STEP = {"price": 1, "off": 2, "percent": 2, "multi": 2, "nth": 2, "count": 3, "bundle": 3, "spend": 4}
_COUPON_STEP = 5


def best(board: Board, promotions: Sequence[Promotion], coupons: Sequence[CouponTerms]) -> Trial:
    """Return the cheapest way to combine what is open to her."""
    rules: list[Rule] = [MemberPrice()] if board.asked.is_member and board.with_member_price else []
    rules += [rule for rule in promotions if is_within_reach(board, rule)]
    rules += coupons
    conflicts = _conflicts(board, rules)
    at_stake = _at_stake(board, rules) | _in_the_way(board, rules)
    doubtful = [i for i in range(len(rules)) if conflicts[i] or i in at_stake]
    chosen = set(range(len(rules))) - set(doubtful)
    for group, lines in _groups(board, rules, doubtful, chosen):
        part = board.part(lines)
        beside = [rules[i] for i in chosen if not _reaches_beyond(board, rules[i], lines)]
        choice = _Choice(part, [rules[i] for i in group], beside, _among(conflicts, group))
        chosen |= {group[i] for i in choice.best()}
    return _explained(board, _combined([rules[i] for i in sorted(chosen)]))


def is_within_reach(board: Board, rule: Promotion) -> bool:
    """Tell whether a promotion could lower this basket at all, whatever else stands."""
    places = board.eligible(rule)
    if not places:
        return False
    match rule.kind:
        case "price":
            return any(0 < rule.price < board.lines[i].list_fen for i in places)
        case "multi" | "nth" | "count":
            return 0 < rule.pieces <= board.pieces(rule)
        case "bundle":
            return all(
                part.pieces <= sum(board.lines[i].quantity for i in places if part.scope.holds(board.lines[i]))
                for part in rule.parts
            )
        case "spend":
            return rule.spend_off(sum(board.gross[i] for i in places)) > 0
        case _:
            return True


def exclude(board: Board, one: Rule, other: Rule) -> bool:
    """Tell whether two rules may not stand on one ticket."""
    if isinstance(one, MemberPrice) or isinstance(other, MemberPrice):
        return False
    if isinstance(one, CouponTerms) and isinstance(other, CouponTerms):
        return one.group == other.group
    if isinstance(one, Promotion) and isinstance(other, Promotion):
        if one.group and one.group == other.group:
            return True
        is_alike = any(one.kind in kinds and other.kind in kinds for kinds in _ALIKE)
        return is_alike and _meet(board, one, other)
    promotion = one if isinstance(one, Promotion) else other
    return isinstance(promotion, Promotion) and not promotion.with_coupon and _meet(board, one, other)


_ALIKE = (("multi", "nth"), ("count", "bundle"), ("spend",))
"""Kinds of which two exclude one another where they are for a same line."""


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
        hopes = [_most_off(self.board, rule) for rule in self.rules]
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


def _explained(board: Board, rules: Rules) -> Trial:
    """Return the trial with every rule's share, without coupons that lower nothing."""
    total = Trial(board, rules).total
    for coupon in rules.coupons:
        fewer = Rules(rules.member_price, rules.promotions, tuple(c for c in rules.coupons if c != coupon))
        if Trial(board, fewer).total <= total:
            rules = fewer
    return Trial(board, rules, explained=True)


def _combined(chosen: Sequence[Rule]) -> Rules:
    promotions = (rule for rule in chosen if isinstance(rule, Promotion))
    coupons = (rule for rule in chosen if isinstance(rule, CouponTerms))
    return Rules(
        any(isinstance(rule, MemberPrice) for rule in chosen),
        tuple(sorted(promotions, key=lambda rule: rule.promotion_id)),
        tuple(sorted(coupons, key=lambda coupon: coupon.coupon_id)),
    )


def _groups(
    board: Board, rules: Sequence[Rule], doubtful: Sequence[int], safe: Collection[int]
) -> list[tuple[list[int], list[int]]]:
    """Return the groups of doubtful rules, each with the lines that any of them, or a share of them, is about.

    A safe coupon of so many per cent is about its lines too, and so is what is split over some of them before it: what
    is taken off these lines counts less than off others. A bundle needs all of its goods to be seen as one.
    """
    shares = [i for i in safe if _is_share(rules[i])]
    split = [
        i for i in safe if 2 < _step(rules[i]) < _COUPON_STEP and any(_meet(board, rules[i], rules[j]) for j in shares)
    ]
    bundles = [i for i in safe if _is_bundle(rules[i]) and i not in split]
    bound = [*doubtful, *shares, *split, *bundles]
    groups: list[tuple[set[int], set[int]]] = []
    for i in bound:
        members, lines = {i}, set(_places(board, rules[i]))
        apart = []
        for other_members, other_lines in groups:
            same_group = any(exclude(board, rules[i], rules[j]) for j in other_members)
            if same_group or not lines.isdisjoint(other_lines):
                members |= other_members
                lines |= other_lines
            else:
                apart.append((other_members, other_lines))
        groups = [*apart, (members, lines)]
    in_doubt = set(doubtful)
    return [(sorted(members & in_doubt), sorted(lines)) for members, lines in groups if members & in_doubt]


def _reaches_beyond(board: Board, rule: Rule, lines: Collection[int]) -> bool:
    """Tell whether a safe rule of a threshold is about other lines too: then it takes the same whatever is chosen."""
    has_threshold = isinstance(rule, CouponTerms) or (isinstance(rule, Promotion) and rule.kind in ("spend", "count"))
    return has_threshold and not set(_places(board, rule)) <= set(lines)


def _is_share(rule: Rule) -> bool:
    return isinstance(rule, CouponTerms) and not rule.off


def _is_bundle(rule: Rule) -> bool:
    return isinstance(rule, Promotion) and rule.kind == "bundle"


def _among(conflicts: Sequence[int], group: Sequence[int]) -> list[int]:
    """Return the conflicts within a group, by the places in it."""
    return [sum(1 << at for at, j in enumerate(group) if conflicts[i] >> j & 1) for i in group]


def _conflicts(board: Board, rules: Sequence[Rule]) -> list[int]:
    masks = [0] * len(rules)
    for i, one in enumerate(rules):
        for j in range(i):
            if exclude(board, one, rules[j]):
                masks[i] |= 1 << j
                masks[j] |= 1 << i
    return masks


def _meet(board: Board, one: Rule, other: Rule) -> bool:
    return not set(_places(board, one)).isdisjoint(_places(board, other))


def _places(board: Board, rule: Rule) -> Sequence[int]:
    return board.with_member_price if isinstance(rule, MemberPrice) else board.eligible(rule)


def _step(rule: Rule) -> int:
    if isinstance(rule, MemberPrice):
        return 1
    return _COUPON_STEP if isinstance(rule, CouponTerms) else _STEP[rule.kind]


def _at_stake(board: Board, rules: Sequence[Rule]) -> set[int]:
    """Return the rules that may cost a later one its threshold.

    A threshold is at stake when it grants something else for the lowest amounts that earlier steps could leave of its
    goods than for their shelf prices.
    """
    lowest = _lowest_after_lines(board, rules)
    found: set[int] = set()
    for at, later in enumerate(rules):
        if isinstance(later, MemberPrice) or not _has_threshold(later):
            continue
        places = board.eligible(later)
        high = sum(board.gross[i] for i in places)
        earlier = [i for i, rule in enumerate(rules) if _step(rule) < _step(later) and _meet(board, rule, later)]
        low = sum(lowest[i] for i in places)
        low -= sum(_most_off(board, rules[i]) for i in earlier if _step(rules[i]) > 2)
        if earlier and _grants(later, max(low, 0)) != _grants(later, high):
            found.update(earlier, [at])
        if isinstance(later, CouponTerms):
            # Two coupons of different groups on the same goods: the first may push the second below its threshold.
            rivals = [
                i
                for i, rule in enumerate(rules)
                if isinstance(rule, CouponTerms) and rule.coupon_id < later.coupon_id and _meet(board, rule, later)
            ]
            low -= sum(_most_off(board, rules[i]) for i in rivals)
            if rivals and _grants(later, max(low, 0)) != _grants(later, high):
                found.update(rivals, [at])
    return found


def _in_the_way(board: Board, rules: Sequence[Rule]) -> set[int]:
    """Return the rules that keep others from the pieces they are for.

    Those over pieces keep their lines from another line promotion; what lowers a piece changes whether it is among the
    dearest that a bundle takes.
    """
    found: set[int] = set()
    for i, rule in enumerate(rules):
        if not isinstance(rule, Promotion) or rule.kind not in ("multi", "nth", "bundle"):
            continue
        others = [j for j, other in enumerate(rules) if j != i and _step(other) <= 2 and _meet(board, rule, other)]
        if rule.kind == "bundle":
            found.update(others)
        elif any(isinstance(rules[j], Promotion) and _step(rules[j]) == 2 for j in others):
            found.add(i)
    return found


def _has_threshold(rule: Promotion | CouponTerms) -> bool:
    if isinstance(rule, CouponTerms):
        return True
    return rule.kind == "spend" and rule.base == "running"


def _grants(rule: Promotion | CouponTerms, subtotal: int) -> int:
    if isinstance(rule, CouponTerms):
        return int(subtotal > 0 and not rule.gap(subtotal))
    return rule.spend_off(subtotal)


def _lowest_after_lines(board: Board, rules: Sequence[Rule]) -> list[int]:
    """Return for each line an amount that no choice among the first two steps can undercut."""
    lowest = list(board.gross)
    for rule in rules:
        if isinstance(rule, MemberPrice):
            for i in board.with_member_price:
                lowest[i] = min(lowest[i], board.lines[i].member_fen * board.lines[i].quantity)
        elif isinstance(rule, Promotion) and rule.kind == "price":
            for i in board.eligible(rule):
                lowest[i] = min(lowest[i], rule.price * board.lines[i].quantity)
    most = [0] * len(lowest)
    for rule in rules:
        if isinstance(rule, Promotion) and _STEP[rule.kind] == 2:
            for i in board.eligible(rule):
                is_off = rule.kind == "off"
                off = rule.off * board.lines[i].quantity if is_off else rule.percent_of(board.gross[i])
                most[i] = max(most[i], off)
    return [max(amount - off, 0) for amount, off in zip(lowest, most, strict=True)]


def _most_off(board: Board, rule: Rule) -> int:
    """Return what no rule of the third step or later can take more of."""
    places = _places(board, rule)
    everything = sum(board.gross[i] for i in places)
    if isinstance(rule, CouponTerms):
        return rule.takes(everything)
    if isinstance(rule, Promotion) and rule.kind == "spend":
        return min(rule.spend_off(everything), everything)
    if isinstance(rule, Promotion) and rule.kind == "count":
        return min(rule.count_off(board.pieces(rule)), everything)
    return everything
