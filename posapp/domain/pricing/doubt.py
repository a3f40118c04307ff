"""Which rules are in doubt, and which of them have to be chosen together.

A rule is in doubt when it excludes another, may cost a later one its threshold, or keeps another from its pieces. Every
other rule is *safe*: it only ever lowers the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from posapp.domain.pricing.board import Board
from posapp.domain.promotion import CouponTerms, Promotion


@dataclass(frozen=True, slots=True)
class MemberPrice:
    """The member prices of a basket, as one rule among the others."""


Rule = MemberPrice | Promotion | CouponTerms

_STEP = {"price": 1, "off": 2, "percent": 2, "multi": 2, "nth": 2, "count": 3, "bundle": 3, "spend": 4}
_COUPON_STEP = 5
_LAST_OF_LINES = 2

_ALIKE = {"multi": 1, "nth": 1, "count": 2, "bundle": 2, "spend": 3}
"""Kinds of which two exclude one another where they are for a same line, by equal numbers."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rules in doubt that have to be chosen together, by their places, and the lines that they are about."""

    rules: list[int]
    lines: list[int]


class Field:
    """The rules that could lower a basket, looked at in pairs. Sets of rules or lines are the bits of a number."""

    def __init__(self, board: Board, rules: Sequence[Rule]) -> None:
        self.board = board
        self.rules = rules
        self._steps = [_step(rule) for rule in rules]
        self._places = [_places(board, rule) for rule in rules]
        self._lines = [_bits(places) for places in self._places]
        self._shelf = [sum([board.gross[i] for i in places]) for places in self._places]
        self._most_off = [most_off(board, rule) for rule in rules]
        self._earlier = [self._before(at) for at in range(len(rules))]
        self.conflicts = self._conflicts()

    @cached_property
    def doubtful(self) -> list[int]:
        """The places of the rules in doubt."""
        found = self._at_stake() | self._in_the_way()
        return [at for at in range(len(self.rules)) if at in found or self.conflicts[at]]

    def groups(self) -> list[Group]:
        """Return the rules in doubt in groups that have no goods in common.

        What a coupon of so many per cent, or a person on a line, takes off is less where other rules have lowered the
        price before; so safe rules that are split over such lines are seen with what is in doubt there. So are those
        that may find less than they would take. A bundle and ``nth`` need all of their goods to be seen as one.
        """
        groups: list[tuple[int, int]] = []
        for at in sorted({*self.doubtful, *self._bound()}):
            members, lines = 1 << at, self._lines[at]
            apart = []
            for other_members, other_lines in groups:
                if self.conflicts[at] & other_members or lines & other_lines:
                    members |= other_members
                    lines |= other_lines
                else:
                    apart.append((other_members, other_lines))
            groups = [*apart, (members, lines)]
        in_doubt = _bits(self.doubtful)
        return [
            Group(_places_in(members & in_doubt), _places_in(lines)) for members, lines in groups if members & in_doubt
        ]

    def reaches_beyond(self, at: int, lines: Iterable[int]) -> bool:
        """Tell whether a safe rule of a threshold is about other lines too: it takes the same whatever is chosen."""
        rule = self.rules[at]
        has_threshold = isinstance(rule, CouponTerms) or (
            isinstance(rule, Promotion) and rule.kind in ("spend", "count")
        )
        return has_threshold and bool(self._lines[at] & ~_bits(lines))

    def _before(self, at: int) -> list[int]:
        """Return the rules that lower the same goods before another does."""
        later, step, lines = self.rules[at], self._steps[at], self._lines[at]
        return [
            i
            for i, rule in enumerate(self.rules)
            if self._lines[i] & lines
            and (
                self._steps[i] < step
                or (
                    isinstance(rule, CouponTerms)
                    and isinstance(later, CouponTerms)
                    and rule.coupon_id < later.coupon_id
                )
            )
        ]

    def _conflicts(self) -> list[int]:
        found = [0] * len(self.rules)
        for i, one in enumerate(self.rules):
            for j in range(i):
                if _exclude(one, self.rules[j], meet=bool(self._lines[i] & self._lines[j])):
                    found[i] |= 1 << j
                    found[j] |= 1 << i
        return found

    @cached_property
    def _lowest(self) -> list[int]:
        """For each rule an amount of its goods that no choice among the rules before it can undercut."""
        after_lines = _lowest_after_lines(self.board, self.rules)
        found = []
        for places, earlier in zip(self._places, self._earlier, strict=True):
            taken = sum([self._most_off[i] for i in earlier if self._steps[i] > _LAST_OF_LINES])
            found.append(max(sum([after_lines[i] for i in places]) - taken, 0))
        return found

    def _at_stake(self) -> set[int]:
        """Return the rules that may cost a later one its threshold.

        A threshold is at stake when it grants something else for the lowest amount that earlier rules could leave of
        its goods than for their shelf prices.
        """
        found: set[int] = set()
        for at, later in enumerate(self.rules):
            earlier = self._earlier[at]
            if earlier and _grants(later, self._lowest[at]) != _grants(later, self._shelf[at]):
                found.update(earlier, [at])
        return found

    def _in_the_way(self) -> set[int]:
        """Return the rules that keep others from the pieces they are for.

        Those over pieces keep their lines from another line promotion; what lowers a piece changes whether it is among
        the dearest that a bundle takes, and which piece is the n-th.
        """
        found: set[int] = set()
        for at, rule in enumerate(self.rules):
            if not isinstance(rule, Promotion) or rule.kind not in ("multi", "nth", "bundle"):
                continue
            others = [
                i
                for i in range(len(self.rules))
                if i != at and self._steps[i] <= _LAST_OF_LINES and self._lines[i] & self._lines[at]
            ]
            if rule.kind != "multi":
                found.update(others)
            if rule.kind != "bundle" and any(self._steps[i] == _LAST_OF_LINES for i in others):
                found.add(at)
        return found

    def _bound(self) -> list[int]:
        """Return the rules, safe ones too, that have to be seen together with what is in doubt about their goods."""
        of_shares = _bits(i for i, _ in self.board.line_manual)
        for rule, lines in zip(self.rules, self._lines, strict=True):
            if isinstance(rule, CouponTerms) and not rule.off:
                of_shares |= lines
        found = []
        for at, rule in enumerate(self.rules):
            if self._steps[at] <= _LAST_OF_LINES:
                is_bound = isinstance(rule, Promotion) and rule.kind == "nth"
            else:
                is_bundle = isinstance(rule, Promotion) and rule.kind == "bundle"
                may_lack = self._lowest[at] < self._most_off[at]
                is_bound = is_bundle or may_lack or bool(self._lines[at] & of_shares)
            if is_bound:
                found.append(at)
        return found


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
    meet = not set(_places(board, one)).isdisjoint(_places(board, other))
    return _exclude(one, other, meet=meet)


def most_off(board: Board, rule: Rule) -> int:
    """Return what no rule can take more of, whatever else stands."""
    places = _places(board, rule)
    everything = sum([board.gross[i] for i in places])
    if isinstance(rule, CouponTerms):
        return rule.takes(everything)
    if isinstance(rule, MemberPrice):
        return everything - sum([board.lines[i].member_fen * board.lines[i].quantity for i in places])
    match rule.kind:
        case "price":
            return sum([max(board.lines[i].list_fen - rule.price, 0) * board.lines[i].quantity for i in places])
        case "off":
            return sum([min(rule.off, board.lines[i].list_fen) * board.lines[i].quantity for i in places])
        case "percent" | "multi" | "nth":
            # Rounded up for each piece: half a fen of a piece may count as a whole one.
            return rule.percent_of(everything) + board.pieces(rule)
        case "count":
            return min(rule.count_off(board.pieces(rule)), everything)
        case "spend":
            return min(rule.spend_off(everything), everything)
        case _:
            return max(everything - rule.price, 0)


def _exclude(one: Rule, other: Rule, *, meet: bool) -> bool:
    if isinstance(one, Promotion) and isinstance(other, Promotion):
        if one.group and one.group == other.group:
            return True
        return meet and one.kind in _ALIKE and _ALIKE[one.kind] == _ALIKE.get(other.kind)
    if isinstance(one, CouponTerms) and isinstance(other, CouponTerms):
        return one.group == other.group
    if isinstance(one, MemberPrice) or isinstance(other, MemberPrice):
        return False
    promotion = one if isinstance(one, Promotion) else other
    return isinstance(promotion, Promotion) and not promotion.with_coupon and meet


def _places(board: Board, rule: Rule) -> tuple[int, ...]:
    return board.with_member_price if isinstance(rule, MemberPrice) else board.eligible(rule)


def _step(rule: Rule) -> int:
    if isinstance(rule, MemberPrice):
        return 1
    return _COUPON_STEP if isinstance(rule, CouponTerms) else _STEP[rule.kind]


def _grants(rule: Rule, subtotal: int) -> int:
    """Return what a threshold grants for a subtotal; the same for every subtotal where there is none."""
    if isinstance(rule, CouponTerms):
        return int(subtotal > 0 and not rule.gap(subtotal))
    if isinstance(rule, Promotion) and rule.kind == "spend" and rule.base == "running":
        return rule.spend_off(subtotal)
    return 0


def _lowest_after_lines(board: Board, rules: Sequence[Rule]) -> list[int]:
    """Return for each line an amount that no choice among the first two steps can undercut."""
    lowest = list(board.gross)
    most = [0] * len(lowest)
    for rule in rules:
        if isinstance(rule, MemberPrice):
            for i in board.with_member_price:
                lowest[i] = min(lowest[i], board.lines[i].member_fen * board.lines[i].quantity)
        elif isinstance(rule, Promotion) and rule.kind == "price":
            for i in board.eligible(rule):
                lowest[i] = min(lowest[i], rule.price * board.lines[i].quantity)
        elif _step(rule) == _LAST_OF_LINES and isinstance(rule, Promotion):
            for i in board.eligible(rule):
                is_off = rule.kind == "off"
                most[i] = max(
                    most[i], rule.off * board.lines[i].quantity if is_off else rule.percent_of(board.gross[i])
                )
    return [max(amount - off, 0) for amount, off in zip(lowest, most, strict=True)]


def _bits(places: Iterable[int]) -> int:
    return sum([1 << i for i in places])


def _places_in(bits: int) -> list[int]:
    return [i for i in range(bits.bit_length()) if bits >> i & 1]
