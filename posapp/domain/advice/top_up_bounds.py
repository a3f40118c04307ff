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


Reach = tuple[bool, ...]
"""For each promotion, then each coupon, whether a piece counts for it."""

Nths = tuple[int, ...]
"""The places of the rules over every n-th piece that are thought to stand."""


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
        nths = [at for at, rule in enumerate(promotions) if rule.kind == "nth" and rule.pieces > 0]
        self._nths_at_work = _at_work(nths, is_one=_meet(promotions, nths, basket))
        self._spends_meet = _meet(promotions, self._spends, basket)
        self._sets_meet = _meet(promotions, self._sets, basket)
        self._of_basket: dict[tuple[Reach, Nths], int] = {}
        self._slack: dict[tuple[Kind, Nths], int] = {}

    def kind(self, line: BasketLine, alone: int) -> Kind:
        """Return what the rules see of a piece."""
        reach = [part.scope.holds(line) for rule in self._promotions for part in rule.parts if rule.kind == "bundle"]
        reach += [rule.is_for(line) for rule in self._promotions]
        reach += [coupon.scope.holds(line) for coupon in self._coupons]
        return Kind(tuple(reach), line.list_fen, line.member_fen, alone)

    def most(self, kinds: Sequence[Kind]) -> int:
        """Return what a set of pieces can save at most."""
        return self.most_of(*((kind,) for kind in kinds))

    def most_of(self, *places: Sequence[Kind]) -> int:
        """Return what a set can save at most that has one of some kinds at each place; those of one have one reach."""
        reach = [self._rules(kinds[0]) for kinds in places]
        gross = [max(kind.list_fen for kind in kinds) for kinds in places]
        lines = max(
            self._of_nths(nths, reach, gross)
            + self._basket_lines(reach, nths)
            + sum(max(self._own_slack(kind, nths) for kind in kinds) for kinds in places)
            for nths in self._nths_at_work
        )
        return lines + self._of_rules(reach, gross)

    def _rules(self, kind: Kind) -> Reach:
        """Return for each promotion, then each coupon, whether a piece counts for it."""
        return kind.reach[len(kind.reach) - len(self._promotions) - len(self._coupons) :]

    def _own_slack(self, kind: Kind, nths: Nths) -> int:
        """Return how much more the first two steps can take off a piece than what is on it anyway."""
        known = self._slack.get((kind, nths))
        if known is None:
            reach = self._rules(kind)
            rules = [rule for rule, is_for in zip(self._promotions, reach, strict=False) if is_for]
            is_taken = self._is_barred(nths) and any(reach[at] for at in nths)
            own = _lowest(kind.list_fen, kind.member_fen, 1, self._is_member, rules, is_taken=is_taken)
            known = self._slack[kind, nths] = kind.alone - own
        return known

    def _is_barred(self, nths: Nths) -> bool:
        """Tell whether what these rules are for takes no other offer: not known where several are granted at once."""
        return len(nths) == 1

    def _of_rules(self, reach: Sequence[Reach], gross: Sequence[int]) -> int:
        """Return the most that the later steps take off, beyond what is taken off the basket now."""
        offs = []
        for at, (rule, goods) in enumerate(zip(self._promotions, self._whole, strict=True)):
            pieces = goods.pieces + sum(of[at] for of in reach)
            amount = goods.gross + sum(fen for of, fen in zip(reach, gross, strict=True) if of[at])
            offs.append(_most_off(rule, pieces, amount))
        spends, sets = ([offs[at] for at in places] for places in (self._spends, self._sets))
        off = max(spends, default=0) if self._spends_meet else sum(spends)
        off += max(sets, default=0) if self._sets_meet else sum(sets)
        off += self._of_coupons(reach, gross)
        return off + self._by_hand(self._gross + sum(gross)) - self._saved

    def _of_nths(self, nths: Nths, reach: Sequence[Reach], gross: Sequence[int]) -> int:
        """Return what every n-th piece takes: none of them is dearer than so many others of its goods."""
        off = 0
        for at in nths:
            rule = self._promotions[at]
            units = self._whole[at].units + [fen for of, fen in zip(reach, gross, strict=True) if of[at]]
            units.sort(reverse=True)
            off += sum(rule.percent_of(unit) for unit in units[rule.pieces - 1 :: rule.pieces])
        return off

    def _of_coupons(self, reach: Sequence[Reach], gross: Sequence[int]) -> int:
        first = len(self._promotions)
        most: dict[CouponTerms, int] = {}
        for at, (coupon, amount) in enumerate(zip(self._coupons, self._of_coupon, strict=True), start=first):
            amount += sum(fen for of, fen in zip(reach, gross, strict=True) if of[at])
            most[coupon] = 0 if coupon.gap(amount) else coupon.takes(amount)
        return max(sum(most[coupon] for coupon in asked.coupons) for asked in self._ways)

    def _basket_lines(self, reach: Sequence[Reach], nths: Nths) -> int:
        """Return the most that the first two steps and discounts on lines take off the lines of the basket."""
        is_reached = tuple(
            rule.kind != "multi" or 0 < rule.pieces <= goods.pieces + sum(of[at] for of in reach)
            for at, (rule, goods) in enumerate(zip(self._promotions, self._whole, strict=True))
        )
        known = self._of_basket.get((is_reached, nths))
        if known is None:
            at_work = [rule for rule, is_on in zip(self._promotions, is_reached, strict=True) if is_on]
            known = sum(self._off_line(line, at_work, nths) for line in self._basket)
            self._of_basket[is_reached, nths] = known
        return known

    def _off_line(self, line: BasketLine, at_work: Sequence[Promotion], nths: Nths) -> int:
        rules = [rule for rule in at_work if rule.scope.holds(line)]
        is_taken = self._is_barred(nths) and any(self._promotions[at].scope.holds(line) for at in nths)
        lowest = _lowest(line.list_fen, line.member_fen, line.quantity, self._is_member, rules, is_taken=is_taken)
        off = line.gross - lowest
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


def _at_work(nths: Sequence[int], *, is_one: bool) -> tuple[Nths, ...]:
    """Return which rules over every n-th piece may stand: none or one of them, or, where nobody knows, all."""
    return ((), *((at,) for at in nths)) if is_one or len(nths) == 1 else (tuple(nths),)


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


def _lowest(
    list_fen: int,
    member_fen: int,
    quantity: int,
    is_member: bool,
    rules: Iterable[Promotion],
    *,
    is_taken: bool,
) -> int:
    """Return an amount for a line that no choice among the first two steps undercuts.

    ``is_taken`` by a rule over every n-th piece: then no other of the second step is on it.
    """
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
                off = max(off, rule.percent_of(list_fen * quantity))
            case _:
                pass
    return max(min(prices) * quantity - (0 if is_taken else off), 0)
