"""What a set of pieces can save at most beside a basket, worked out without pricing it.

Each rule is granted the most that it could take of the shelf prices of its goods, rules that exclude one another only
the largest of them; so no combination that the pricing may find takes more off. ``Kind`` puts pieces together that no
rule tells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, BasketLine
from posapp.domain.promotion import CouponTerms, Manual, Promotion, share_of

Ways = Sequence[Asked]
"""What may be asked for beside the goods, such as each of her coupons: the cheapest way counts. At least one, and all
with the same member and the same discounts by hand."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the rules see of a piece: whether it is in reach of each, its prices, and what it costs by itself."""

    reach: tuple[bool, ...]
    list_fen: Fen
    member_fen: Fen
    alone: int


class Bounds:
    """The basket with everything that a bound needs of it; ``before`` is what it costs now."""

    def __init__(self, basket: Sequence[BasketLine], promotions: Sequence[Promotion], ways: Ways, before: int) -> None:
        self._promotions = promotions
        self._ways = ways
        self._is_member = ways[0].is_member
        self._coupons = list(dict.fromkeys(coupon for asked in ways for coupon in asked.coupons))
        self._basket = basket
        self._gross = sum(line.gross for line in basket)
        self._saved = self._gross - before
        self._whole = [_Goods(rule, basket) for rule in promotions]
        self._of_coupon = [sum(line.gross for line in basket if coupon.scope.holds(line)) for coupon in self._coupons]
        self._spends = [at for at, rule in enumerate(promotions) if rule.kind == "spend"]
        self._sets = [at for at, rule in enumerate(promotions) if rule.kind in ("count", "bundle")]
        self._nths = [at for at, rule in enumerate(promotions) if rule.kind == "nth" and rule.pieces > 0]
        self._nths_meet = _meet(promotions, self._nths, basket)
        self._spends_meet = _meet(promotions, self._spends, basket)
        self._sets_meet = _meet(promotions, self._sets, basket)
        self._of_basket: dict[tuple[bool, ...], int] = {}

    def kind(self, line: BasketLine, alone: int) -> Kind:
        """Return what the rules see of a piece."""
        reach = [part.scope.holds(line) for rule in self._promotions for part in rule.parts if rule.kind == "bundle"]
        reach += [rule.is_for(line) for rule in self._promotions]
        reach += [coupon.scope.holds(line) for coupon in self._coupons]
        return Kind(tuple(reach), line.list_fen, line.member_fen, alone)

    def most(self, kinds: Sequence[Kind]) -> int:
        """Return what a set of pieces can save at most."""
        gross = [kind.list_fen for kind in kinds]
        return self._most([self._rules(kind) for kind in kinds], gross, kinds)

    def most_of(self, ones: Sequence[Kind], others: Sequence[Kind]) -> int:
        """Return what a pair can save at most, whichever of some kinds with the same reach it is made of."""
        dearest = [max(kinds, key=lambda kind: kind.list_fen) for kinds in (ones, others)]
        own = sum(max(self._own_slack(kind) for kind in kinds) for kinds in (ones, others))
        reach = [self._rules(kind) for kind in dearest]
        return self._of_rules(reach, [kind.list_fen for kind in dearest]) + own

    def _most(self, reach: list[tuple[bool, ...]], gross: Sequence[int], kinds: Iterable[Kind]) -> int:
        return self._of_rules(reach, gross) + sum(self._own_slack(kind) for kind in kinds)

    def _rules(self, kind: Kind) -> tuple[bool, ...]:
        """Return for each promotion, then each coupon, whether a piece counts for it."""
        return kind.reach[len(kind.reach) - len(self._promotions) - len(self._coupons) :]

    def _own_slack(self, kind: Kind) -> int:
        """Return how much more the first two steps can take off a piece than what is on it anyway."""
        own = _lowest(kind.list_fen, kind.member_fen, 1, self._is_member, self._reaching(self._rules(kind)))
        return kind.alone - own

    def _reaching(self, reach: Sequence[bool]) -> list[Promotion]:
        return [rule for rule, is_for in zip(self._promotions, reach, strict=False) if is_for]

    def _of_rules(self, reach: Sequence[tuple[bool, ...]], gross: Sequence[int]) -> int:
        """Return the most that everything but the pieces' own first steps takes off, beyond what is taken off now."""
        offs = []
        for at, (rule, goods) in enumerate(zip(self._promotions, self._whole, strict=True)):
            pieces = goods.pieces + sum(of[at] for of in reach)
            amount = goods.gross + sum(fen for of, fen in zip(reach, gross, strict=True) if of[at])
            offs.append(_most_off(rule, pieces, amount))
        spends, sets = ([offs[at] for at in places] for places in (self._spends, self._sets))
        off = max(spends, default=0) if self._spends_meet else sum(spends)
        off += max(sets, default=0) if self._sets_meet else sum(sets)
        nths = [self._of_nth(at, reach, gross) for at in self._nths]
        off += max(nths, default=0) if self._nths_meet else sum(nths)
        off += self._basket_lines(reach) + self._of_coupons(reach, gross)
        return off + self._by_hand(self._gross + sum(gross)) - self._saved

    def _of_nth(self, at: int, reach: Sequence[tuple[bool, ...]], gross: Sequence[int]) -> int:
        """Return what every n-th piece takes: none of them is dearer than so many others of its goods."""
        rule = self._promotions[at]
        units = self._whole[at].units + [fen for of, fen in zip(reach, gross, strict=True) if of[at]]
        units.sort(reverse=True)
        return sum(rule.percent_of(unit) + 1 for unit in units[rule.pieces - 1 :: rule.pieces])

    def _of_coupons(self, reach: Sequence[tuple[bool, ...]], gross: Sequence[int]) -> int:
        first = len(self._promotions)
        most: dict[CouponTerms, int] = {}
        for at, (coupon, amount) in enumerate(zip(self._coupons, self._of_coupon, strict=True), start=first):
            amount += sum(fen for of, fen in zip(reach, gross, strict=True) if of[at])
            most[coupon] = 0 if coupon.gap(amount) else coupon.takes(amount)
        return max(sum(most[coupon] for coupon in asked.coupons) for asked in self._ways)

    def _basket_lines(self, reach: Sequence[tuple[bool, ...]]) -> int:
        """Return the most that the first two steps and discounts on lines take off the lines of the basket."""
        is_reached = tuple(
            rule.kind != "multi" or 0 < rule.pieces <= goods.pieces + sum(of[at] for of in reach)
            for at, (rule, goods) in enumerate(zip(self._promotions, self._whole, strict=True))
        )
        known = self._of_basket.get(is_reached)
        if known is None:
            at_work = [rule for rule, is_on in zip(self._promotions, is_reached, strict=True) if is_on]
            known = self._of_basket[is_reached] = sum(self._off_line(line, at_work) for line in self._basket)
        return known

    def _off_line(self, line: BasketLine, at_work: Sequence[Promotion]) -> int:
        rules = [rule for rule in at_work if rule.scope.holds(line)]
        off = line.gross - _lowest(line.list_fen, line.member_fen, line.quantity, self._is_member, rules)
        for one in self._ways[0].manual:
            if one.line_id == line.line_id:
                off += _by_hand_off(one, line.gross, line.quantity)
        return min(off, line.gross)

    def _by_hand(self, gross: int) -> int:
        asked = self._ways[0]
        off = sum(_by_hand_off(one, gross, 1) for one in asked.manual if one.line_id is None)
        return off + max(asked.round_to - 1, 0)


def _by_hand_off(one: Manual, gross: int, quantity: int) -> int:
    """Return the most that a person's discount takes off an amount of these shelf prices."""
    if one.kind == "percent":
        return share_of(gross, one.amount)
    return max(gross - one.amount * quantity, 0) if one.kind == "price" else max(one.amount, 0)


class _Goods:
    """The pieces of the basket that a rule is for, and their shelf prices; ``units`` one by one where each counts."""

    def __init__(self, rule: Promotion, basket: Sequence[BasketLine]) -> None:
        lines = [line for line in basket if rule.is_for(line)]
        self.pieces = sum(line.quantity for line in lines)
        self.gross = sum(line.gross for line in lines)
        self.units = [line.list_fen for line in lines for _ in range(line.quantity)] if rule.kind == "nth" else []


def _meet(promotions: Sequence[Promotion], places: Sequence[int], basket: Sequence[BasketLine]) -> bool:
    """Tell whether rules of like kinds are all for one line of the basket, so that only one of them can stand."""
    return any(all(promotions[at].is_for(line) for at in places) for line in basket)


def _most_off(rule: Promotion, pieces: int, amount: int) -> int:
    match rule.kind:
        case "count":
            return min(rule.count_off(pieces), amount)
        case "spend":
            return min(rule.spend_off(amount), amount)
        case "bundle":
            return max(amount - rule.price, 0)
        case _:
            return 0


def _lowest(list_fen: int, member_fen: int, quantity: int, is_member: bool, rules: Iterable[Promotion]) -> int:
    """Return an amount for a line that no choice among the first two steps undercuts."""
    prices = [list_fen]
    if is_member and 0 < member_fen < list_fen:
        prices.append(member_fen)
    off = 0
    for rule in rules:
        match rule.kind:
            case "price":
                if 0 < rule.price < list_fen:
                    prices.append(rule.price)
            case "off":
                off = max(off, rule.off * quantity)
            case "percent" | "multi":
                off = max(off, rule.percent_of(list_fen * quantity) + quantity)  # rounded up for each piece
            case _:
                pass
    return max(min(prices) * quantity - off, 0)
