"""The fixed order in which rules lower a basket, under one combination of them.

1. base price: the lowest of shelf price, member price and time price of a piece;
2. line promotions: ``multi`` and ``nth`` over the pieces they are for; each line that they leave alone takes the
   largest of ``off`` and ``percent`` that is for it. None of these add up;
3. ``count`` and ``bundle`` on the running amounts;
4. ``spend`` on the running (or the original) subtotal of its goods;
5. coupons, one after the other in the order of their ids;
6. a person's discount on a line, then on the ticket;
7. the total is rounded down.

What comes off several lines is split by ``money.allocate`` with their running amounts as weights, for each rule by
itself; so every line knows its share of every rule. A line whose price a person has set takes part in no rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from posapp.domain.money import Fen, allocate, refund_of
from posapp.domain.pricing.basket import MANUAL, MEMBER_PRICE, ROUNDING, Adjustment, Asked, BasketLine
from posapp.domain.promotion import CouponTerms, Manual, Part, Promotion, share_of

OF_LINES = ("price", "off", "percent", "multi", "nth")
"""Kinds of the first two steps."""


@dataclass(frozen=True, slots=True)
class Rules:
    """One combination of rules to try; promotions and coupons in the order of their ids."""

    member_price: bool
    promotions: tuple[Promotion, ...]
    coupons: tuple[CouponTerms, ...]

    @property
    def size(self) -> int:
        """How many rules there are."""
        return self.member_price + len(self.promotions) + len(self.coupons)


class Board:
    """A basket with what is worked out once for all combinations: which lines each rule is for.

    Its lines are in the order of their ids, so that the order on the screen changes no fen.
    """

    def __init__(self, lines: Iterable[BasketLine], asked: Asked) -> None:
        self.lines = tuple(sorted(lines, key=lambda line: line.line_id))
        self.asked = asked
        place = {line.line_id: i for i, line in enumerate(self.lines)}
        of_lines = [one for one in asked.manual if one.line_id is not None and one.line_id in place]
        self.set_prices = {place[one.line_id]: one for one in of_lines if one.line_id is not None and _sets(one)}
        self.line_manual = [(place[one.line_id], one) for one in of_lines if one.line_id is not None and not _sets(one)]
        self.ticket_manual = [one for one in asked.manual if one.line_id is None]
        self.gross = [line.gross for line in self.lines]
        self._free = [i for i in range(len(self.lines)) if i not in self.set_prices]
        self.with_member_price = [i for i in self._free if 0 < self.lines[i].member_fen < self.lines[i].list_fen]
        self._whole: tuple[Board, dict[int, int]] | None = None
        self._eligible: dict[tuple[str, str], tuple[int, ...]] = {}
        self._pieces: dict[str, int] = {}
        self.after_lines: dict[tuple[bool, tuple[str, ...]], list[int]] = {}
        """Amounts after the second step, by the rules of the first two: many combinations begin alike."""

    def part(self, places: Iterable[int]) -> Board:
        """Return some of the lines as a board of their own, without what is asked for the whole ticket."""
        chosen = sorted(places)
        of_lines = tuple(one for one in self.asked.manual if one.line_id is not None)
        part = Board([self.lines[i] for i in chosen], replace(self.asked, manual=of_lines, round_to=1))
        part._whole = self, {i: at for at, i in enumerate(chosen)}
        return part

    def eligible(self, rule: Promotion | CouponTerms) -> tuple[int, ...]:
        """Return the places of the lines that a rule is for."""
        key = ("p", rule.promotion_id) if isinstance(rule, Promotion) else ("c", rule.coupon_id)
        found = self._eligible.get(key)
        if found is None:
            if self._whole is None:
                found = tuple(i for i in self._free if rule.is_for(self.lines[i]))
            else:
                whole, place = self._whole
                found = tuple(place[i] for i in whole.eligible(rule) if i in place)
            self._eligible[key] = found
        return found

    def pieces(self, rule: Promotion) -> int:
        """Return how many pieces a rule is for."""
        found = self._pieces.get(rule.promotion_id)
        if found is None:
            found = self._pieces[rule.promotion_id] = sum(self.lines[i].quantity for i in self.eligible(rule))
        return found


class Trial:
    """A basket lowered by one combination of rules. ``adjustments`` are empty unless they were asked for."""

    def __init__(self, board: Board, rules: Rules, *, explained: bool = False) -> None:
        self.board = board
        self.rules = rules
        self.amounts = list(board.gross)
        self.adjustments: list[list[Adjustment]] | None = [[] for _ in board.lines] if explained else None
        self.coupons_used = 0
        self._first_steps()
        for rule in rules.promotions:
            if rule.kind == "count":
                self._split(board.eligible(rule), rule.count_off(board.pieces(rule)), rule)
            elif rule.kind == "bundle":
                self._bundle(rule)
        self.before_spend = list(self.amounts)
        for rule in rules.promotions:
            if rule.kind == "spend":
                places = board.eligible(rule)
                looked_at = board.gross if rule.base == "original" else self.amounts
                self._split(places, rule.spend_off(sum(looked_at[i] for i in places)), rule)
        self.before_coupons = list(self.amounts)
        for coupon in rules.coupons:
            self._coupon(coupon)
        self._by_hand()

    @property
    def total(self) -> int:
        """Return what the basket costs."""
        return sum(self.amounts)

    def _first_steps(self) -> None:
        begin = (self.rules.member_price, tuple(r.promotion_id for r in self.rules.promotions if r.kind in OF_LINES))
        known = self.board.after_lines.get(begin)
        if known is not None and self.adjustments is None:
            self.amounts = list(known)
            return
        self._base_prices()
        self._line_promotions()
        self.board.after_lines[begin] = list(self.amounts)

    # --- steps -----------------------------------------------------------------------------------------------------

    def _base_prices(self) -> None:
        lines = self.board.lines
        best: dict[int, tuple[int, Promotion | None]] = {}
        if self.rules.member_price:
            best = {i: (lines[i].member_fen, None) for i in self.board.with_member_price}
        for rule in self.rules.promotions:
            if rule.kind == "price":
                for i in self.board.eligible(rule):
                    if 0 < rule.price < best.get(i, (lines[i].list_fen, None))[0]:
                        best[i] = (rule.price, rule)
        for i, (unit, by) in best.items():
            self._take(i, (lines[i].list_fen - unit) * lines[i].quantity, by or MEMBER_PRICE)
        for i, manual in self.board.set_prices.items():
            self._take(i, max((lines[i].list_fen - manual.amount) * lines[i].quantity, 0), manual)

    def _line_promotions(self) -> None:
        taken: set[int] = set()
        for rule in self.rules.promotions:
            if rule.kind in ("multi", "nth"):
                self._over_pieces(rule, taken)
        best: dict[int, tuple[int, Promotion]] = {}
        for rule in self.rules.promotions:
            if rule.kind not in ("off", "percent"):
                continue
            for i in self.board.eligible(rule):
                if i in taken:
                    continue
                amount = self.amounts[i]
                is_off = rule.kind == "off"
                off = min(rule.off * self.board.lines[i].quantity, amount) if is_off else rule.percent_of(amount)
                if off > 0 and (i not in best or off > best[i][0]):
                    best[i] = (off, rule)
        for i, (off, rule) in best.items():
            self._take(i, off, rule)

    def _over_pieces(self, rule: Promotion, taken: set[int]) -> None:
        places = self.board.eligible(rule)
        if rule.pieces <= 0 or self.board.pieces(rule) < rule.pieces:
            return
        taken.update(places)
        if rule.kind == "multi":
            for i in places:
                self._take(i, rule.percent_of(self.amounts[i]), rule)
            return
        # Here an amount is a whole number of base prices.
        units = [(self.amounts[i] // self.board.lines[i].quantity, i) for i in places]
        units.sort(key=lambda unit: (-unit[0], unit[1]))
        passed = 0
        for unit, i in units:
            quantity = self.board.lines[i].quantity
            reduced = (passed + quantity) // rule.pieces - passed // rule.pieces
            passed += quantity
            self._take(i, rule.percent_of(unit) * reduced, rule)

    def _bundle(self, rule: Promotion) -> None:
        """Make sets of the dearest pieces that fit, the part with the fewest goods first, while a set saves money."""
        parts = [
            (part, {i for i in self.board.eligible(rule) if part.scope.holds(self.board.lines[i])})
            for part in rule.parts
        ]
        parts.sort(key=lambda part: len(part[1]))
        units = sorted(
            (
                (refund_of(self.amounts[i], self.board.lines[i].quantity, done, 1), i)
                for i in self.board.eligible(rule)
                for done in range(self.board.lines[i].quantity)
            ),
            key=lambda unit: (-unit[0], unit[1]),
        )
        saved: dict[int, int] = {}
        while (chosen := _one_set(parts, units)) is not None:
            saving = sum(units[at][0] for at in chosen) - rule.price
            if saving <= 0:
                break
            for at, share in zip(chosen, allocate(saving, [units[at][0] for at in chosen]), strict=True):
                saved[units[at][1]] = saved.get(units[at][1], 0) + share
            if not rule.repeat:
                break
            left = set(chosen)
            units = [unit for at, unit in enumerate(units) if at not in left]
        for i, off in saved.items():
            self._take(i, off, rule)

    def _coupon(self, coupon: CouponTerms) -> None:
        places = self.board.eligible(coupon)
        subtotal = sum(self.amounts[i] for i in places)
        if not coupon.gap(subtotal):
            off = coupon.takes(subtotal)
            self.coupons_used += off > 0
            self._split(places, off, coupon)

    def _by_hand(self) -> None:
        for i, manual in self.board.line_manual:
            self._take(i, _manual_off(manual, self.amounts[i]), manual)
        everything = range(len(self.amounts))
        for manual in self.board.ticket_manual:
            self._split(everything, _manual_off(manual, self.total), manual)
        if self.board.asked.round_to > 1:
            self._split(everything, self.total % self.board.asked.round_to, ROUNDING)

    # --- taking off ------------------------------------------------------------------------------------------------

    def _split(self, places: Sequence[int], off: int, by: Promotion | CouponTerms | Manual | str) -> None:
        if off <= 0:
            return
        weights = [self.amounts[i] for i in places]
        for i, share in zip(places, allocate(min(off, sum(weights)), weights), strict=True):
            self._take(i, share, by)

    def _take(self, i: int, off: int, by: Promotion | CouponTerms | Manual | str) -> None:
        if not off:
            return
        self.amounts[i] -= off
        if self.adjustments is not None:
            self.adjustments[i].append(_adjustment(by, Fen(off)))


def _one_set(parts: Sequence[tuple[Part, Collection[int]]], units: Sequence[tuple[int, int]]) -> list[int] | None:
    """Return the places in ``units`` of one set, or None when there is none."""
    chosen: set[int] = set()
    for part, places in parts:
        lacks = part.pieces
        for at, (_, i) in enumerate(units):
            if lacks <= 0:
                break
            if i in places and at not in chosen:
                chosen.add(at)
                lacks -= 1
        if lacks > 0:
            return None
    return sorted(chosen) or None


def _sets(manual: Manual) -> bool:
    return manual.kind == "price"


def _manual_off(manual: Manual, amount: int) -> int:
    return share_of(amount, manual.amount) if manual.kind == "percent" else min(max(manual.amount, 0), amount)


def _adjustment(by: Promotion | CouponTerms | Manual | str, off: Fen) -> Adjustment:
    match by:
        case Promotion():
            return Adjustment("promotion", by.promotion_id, by.version, off)
        case CouponTerms():
            return Adjustment("coupon", by.coupon_id, 0, off)
        case Manual():
            return Adjustment("manual", MANUAL, 0, off)
        case _ if by == ROUNDING:
            return Adjustment("rounding", ROUNDING, 0, off)
        case _:
            return Adjustment("member_price", MEMBER_PRICE, 0, off)
