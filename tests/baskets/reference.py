"""What a basket costs, worked out the slow way: every way to combine the rules is tried, piece by piece, in fractions.

It reads the JSON of the corpus and nothing of the program. Whoever prices baskets elsewhere may take it as the rules in
full; ``posapp.domain.pricing`` has to say the same and shares no line with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any

Said = dict[str, Any]

FOR_EVER = 1 << 60


@dataclass(frozen=True)
class Way:
    """One way to combine the rules: what each line costs, which coupons took something, how many rules were used."""

    paid: tuple[int, ...]
    spent: tuple[str, ...]
    size: int

    @property
    def total(self) -> int:
        """What the basket costs this way."""
        return sum(self.paid)


def cheapest(basket: Said, now: int) -> list[Way]:
    """Return the ways of the lowest total that spend the fewest coupons; more than one when they are worth the same."""
    ways = list(all_ways(basket, now))
    lowest = min((way.total, len(way.spent)) for way in ways)
    return [way for way in ways if (way.total, len(way.spent)) == lowest]


def all_ways(basket: Said, now: int) -> Iterator[Way]:
    """Price the basket by every set of rules that may work on one ticket."""
    is_member = basket.get("is_member", False)
    promotions = {
        name: rule
        for name, rule in sorted(basket.get("promotions", {}).items())
        if _runs(rule, now) and (is_member or not rule.get("member_only"))
    }
    coupons = {name: rule for name, rule in sorted(basket.get("coupons", {}).items()) if _runs(rule, now)}
    names = [("promotion", name) for name in promotions] + [("coupon", name) for name in coupons]
    for with_member_price in (False, True) if is_member else (False,):
        for number in range(len(names) + 1):
            for chosen in combinations(names, number):
                ticket = _Ticket(
                    basket,
                    with_member_price,
                    {name: promotions[name] for kind, name in chosen if kind == "promotion"},
                    {name: coupons[name] for kind, name in chosen if kind == "coupon"},
                )
                if ticket.may_be():
                    yield ticket.way()


def tax_inside(paid: int, rate_bp: int) -> int:
    """Return the tax in what a line costs: all of it less the net, which is rounded half up."""
    return paid - _half_up(Fraction(paid) / (1 + Fraction(rate_bp, 10_000)))


class _Ticket:
    def __init__(
        self, basket: Said, with_member_price: bool, promotions: dict[str, Said], coupons: dict[str, Said]
    ) -> None:
        self.lines: list[Said] = basket["lines"]
        self.with_member_price = with_member_price
        self.promotions = promotions
        self.coupons = coupons
        self.round_to: int = basket.get("round_to", 1)
        by_hand: list[Said] = basket.get("manual", [])
        self.set_prices = {one["line"]: one["amount"] for one in by_hand if one["kind"] == "price"}
        self.on_lines = [one for one in by_hand if one["kind"] != "price" and "line" in one]
        self.on_ticket = [one for one in by_hand if "line" not in one]
        self.paid: list[int] = []

    # --- which rules may be on one ticket --------------------------------------------------------------------------

    def may_be(self) -> bool:
        """Tell whether no two of the rules exclude one another."""
        for one, other in combinations(self.promotions.values(), 2):
            if one.get("group") and one.get("group") == other.get("group"):
                return False
            kinds = {one["kind"], other["kind"]}
            is_alike = kinds <= {"multi", "nth"} or kinds <= {"count", "bundle"} or kinds <= {"spend"}
            if is_alike and self._share_a_line(one, other):
                return False
        if any(a.get("group", "") == b.get("group", "") for a, b in combinations(self.coupons.values(), 2)):
            return False
        return not any(
            not rule.get("with_coupon", True) and self._share_a_line(rule, coupon)
            for rule in self.promotions.values()
            for coupon in self.coupons.values()
        )

    def _share_a_line(self, one: Said, other: Said) -> bool:
        return any(at in self._lines_for(other) for at in self._lines_for(one))

    def _lines_for(self, rule: Said) -> list[int]:
        scopes = rule["parts"] if rule.get("kind") == "bundle" else [rule]
        return [
            at
            for at, line in enumerate(self.lines)
            if at not in self.set_prices and any(_is_for(scope, line, at) for scope in scopes)
        ]

    # --- the steps -------------------------------------------------------------------------------------------------

    def way(self) -> Way:
        """Price the basket, step after step."""
        self.paid = [self._base_price(at) * line["quantity"] for at, line in enumerate(self.lines)]
        self._line_promotions()
        for rule in self._of("count", "bundle"):
            if rule["kind"] == "count":
                self._count(rule)
            else:
                self._bundle(rule)
        for rule in self._of("spend"):
            self._spend(rule)
        spent = tuple(name for name, coupon in self.coupons.items() if self._coupon(coupon))
        for one in self.on_lines:
            self.paid[one["line"]] -= self._by_hand(one, self.paid[one["line"]])
        everything = list(range(len(self.lines)))
        for one in self.on_ticket:
            self._take(everything, self._by_hand(one, sum(self.paid)))
        self._take(everything, sum(self.paid) % self.round_to)
        return Way(tuple(self.paid), spent, self.with_member_price + len(self.promotions) + len(self.coupons))

    def _of(self, *kinds: str) -> list[Said]:
        return [rule for rule in self.promotions.values() if rule["kind"] in kinds]

    def _base_price(self, at: int) -> int:
        line = self.lines[at]
        offers = [line["list"]]
        if at in self.set_prices:
            return min(line["list"], self.set_prices[at])
        if self.with_member_price and line.get("member", 0) > 0:
            offers.append(line["member"])
        offers += [rule["price"] for rule in self._of("price") if rule["price"] > 0 and at in self._lines_for(rule)]
        return min(offers)

    def _line_promotions(self) -> None:
        untouched = set(range(len(self.lines))) - set(self.set_prices)
        for rule in self._of("multi", "nth"):
            mine = self._lines_for(rule)
            pieces = [(self.paid[at] // self.lines[at]["quantity"], at) for at in mine for _ in self._pieces_of(at)]
            if len(pieces) < rule["pieces"]:
                continue
            untouched -= set(mine)
            if rule["kind"] == "multi":
                for at in mine:
                    self.paid[at] -= _part(self.paid[at], rule["percent_bp"])
                continue
            pieces.sort(key=lambda piece: -piece[0])
            for price, at in pieces[rule["pieces"] - 1 :: rule["pieces"]]:
                self.paid[at] -= _part(price, rule["percent_bp"])
        for at in untouched:
            offers = [0]
            offers += [
                min(rule["off"] * self.lines[at]["quantity"], self.paid[at])
                for rule in self._of("off")
                if at in self._lines_for(rule)
            ]
            offers += [
                _part(self.paid[at], rule["percent_bp"]) for rule in self._of("percent") if at in self._lines_for(rule)
            ]
            self.paid[at] -= max(offers)

    def _pieces_of(self, at: int) -> range:
        return range(self.lines[at]["quantity"])

    def _count(self, rule: Said) -> None:
        mine = self._lines_for(rule)
        times = sum(self.lines[at]["quantity"] for at in mine) // rule["pieces"]
        self._take(mine, _granted(rule, times))

    def _bundle(self, rule: Said) -> None:
        pieces = []
        for at in self._lines_for(rule):
            edges = [floor(Fraction(self.paid[at] * n, self.lines[at]["quantity"])) for n in self._pieces_of(at)]
            edges.append(self.paid[at])
            pieces += [(edges[n + 1] - edges[n], at) for n in self._pieces_of(at)]
        pieces.sort(key=lambda piece: -piece[0])
        one_set = [part for part in rule["parts"] for _ in range(part["pieces"])]
        best: tuple[int, list[tuple[int, int]]] = (0, [])
        for number in range(1, len(pieces) // len(one_set) + 1 if rule.get("repeat") else 2):
            enough = combinations(range(len(pieces)), number * len(one_set))
            sets = [chosen for chosen in enough if self._makes_sets(chosen, pieces, one_set * number)]
            if not sets:
                break
            dearest = [pieces[n] for n in max(sets, key=lambda chosen: sum(pieces[n][0] for n in chosen))]
            saving = sum(worth for worth, _ in dearest) - number * rule["price"]
            if saving > best[0]:
                best = (saving, dearest)
        saving, dearest = best
        lines = sorted({at for _, at in dearest})
        shares = _split(saving, [sum(worth for worth, its in dearest if its == at) for at in lines])
        for at, share in zip(lines, shares, strict=True):
            self.paid[at] -= share

    def _makes_sets(self, chosen: tuple[int, ...], pieces: list[tuple[int, int]], wanted: list[Said]) -> bool:
        """Tell whether each wanted piece can be another one of the chosen."""
        if not wanted:
            return True
        return any(
            _is_for(wanted[0], self.lines[pieces[n][1]], pieces[n][1])
            and self._makes_sets(tuple(m for m in chosen if m != n), pieces, wanted[1:])
            for n in chosen
        )

    def _spend(self, rule: Said) -> None:
        mine = self._lines_for(rule)
        if rule.get("base") == "original":
            reached = sum(self.lines[at]["list"] * self.lines[at]["quantity"] for at in mine)
        else:
            reached = sum(self.paid[at] for at in mine)
        if reached > 0:
            self._take(mine, _granted(rule, reached // rule["threshold"] if rule["threshold"] else 1))

    def _coupon(self, coupon: Said) -> bool:
        mine = self._lines_for(coupon)
        there = sum(self.paid[at] for at in mine)
        if there == 0 or there < coupon["threshold"]:
            return False
        off = coupon.get("off") or _part(there, coupon.get("percent_bp", 0))
        off = min(off, there, coupon.get("cap") or off)
        self._take(mine, off)
        return off > 0

    def _by_hand(self, one: Said, there: int) -> int:
        return _part(there, one["amount"]) if one["kind"] == "percent" else min(one["amount"], there)

    def _take(self, places: list[int], off: int) -> None:
        there = [self.paid[at] for at in places]
        for at, share in zip(places, _split(min(off, sum(there)), there), strict=True):
            self.paid[at] -= share


def _runs(rule: Said, now: int) -> bool:
    return rule.get("from", 0) <= now < rule.get("until", FOR_EVER)


def _is_for(scope: Said, line: Said, at: int) -> bool:
    styles = scope.get("styles", [])
    return (
        scope.get("category", "") in ("", line["category"])
        and (not scope.get("tag") or scope["tag"] in line.get("tags", []))
        and (not styles or f"style-{at}" in styles)
    )


def _granted(rule: Said, times: int) -> int:
    """Return what ``count`` or ``spend`` takes when it is reached so many times."""
    if times == 0:
        return 0
    off = rule["off"] * times if rule.get("repeat") else rule["off"]
    return int(min(off, rule.get("cap") or off))


def _part(amount: int, rate_bp: int) -> int:
    return _half_up(amount * min(Fraction(rate_bp, 10_000), Fraction(1)))


def _half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def _split(total: int, over: list[int]) -> list[int]:
    """Split by largest remainder; of equal remainders the earlier line's counts as the larger."""
    if total == 0:
        return [0] * len(over)
    exact = [Fraction(total * weight, sum(over)) for weight in over]
    shares = [floor(one) for one in exact]
    left = total - sum(shares)
    for at in sorted(range(len(over)), key=lambda at: shares[at] - exact[at])[:left]:
        shares[at] += 1
    return shares
