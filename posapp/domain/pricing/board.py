"""A basket with what is worked out once for all combinations of rules."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from posapp.domain.identity import PromotionId
from posapp.domain.money import Fen
from posapp.domain.pricing.basket import MEMBER_PRICE, Asked, BasketLine
from posapp.domain.promotion import CouponTerms, Manual, Promotion

OF_LINES = ("price", "off", "percent", "multi", "nth")
"""Kinds of the first two steps."""

WITH_MEMBER_PRICE = 1
"""The bit of the member prices in a choice among the rules of the first two steps."""

Lowered = tuple[int, list[tuple[int, Promotion | str]]]
"""What a line costs after some steps, and what each of them took off it."""


class Board:
    """A basket with what is worked out once for all combinations: which lines each rule is for.

    Its lines are in the order of their ids, so that the order on the screen changes no fen. Many combinations begin
    alike; so it also keeps what was found for each beginning.
    """

    def __init__(
        self, lines: Iterable[BasketLine], asked: Asked, promotions: Iterable[Promotion], within: Board | None = None
    ) -> None:
        """``promotions`` are in the order of their ids; the lines are some of those of ``within``, if it is given."""
        self.lines = tuple(sorted(lines, key=lambda line: line.line_id))
        self.asked = asked
        self.promotions = tuple(promotions)
        place = {line.line_id: i for i, line in enumerate(self.lines)}
        by_hand = [(place[one.line_id], one) for one in asked.manual if one.line_id and one.line_id in place]
        self.set_prices: dict[int, Manual] = {i: one for i, one in by_hand if one.kind == "price"}
        self.line_manual = [(i, one) for i, one in by_hand if one.kind != "price"]
        self.ticket_manual = [one for one in asked.manual if one.line_id is None]
        self.gross = [line.gross for line in self.lines]
        self._free = [i for i in range(len(self.lines)) if i not in self.set_prices]
        self.with_member_price = tuple(i for i in self._free if 0 < self.lines[i].member_fen < self.lines[i].list_fen)
        self._within = within
        self._is_part = within is not None and len(self.lines) < len(within.lines)
        of_within = enumerate(within.lines) if within else ()
        self._place_of = {i: place[line.line_id] for i, line in of_within if line.line_id in place}
        self._eligible: dict[tuple[str, str], tuple[int, ...]] = {}
        self._fits: dict[PromotionId, dict[int, tuple[int, ...]]] = {}
        self._pieces: dict[PromotionId, int] = {}
        self._bits = {rule.promotion_id: 2 << at for at, rule in enumerate(self.promotions) if rule.kind in OF_LINES}
        self._look_at_lines()

    def _look_at_lines(self) -> None:
        """Find out what each line is concerned by, and begin to keep what is found for it."""
        self._of_line = self._rules_of_lines()
        self._concerns = [sum([bit for bit, _ in rules]) for rules in self._of_line]
        for i in self.with_member_price:
            self._concerns[i] |= WITH_MEMBER_PRICE
        self._lowered: list[dict[int, Lowered]] = [{} for _ in self.lines]
        self.after_lines: dict[int, list[int]] = {}
        """Amounts after the second step, by the choice among the rules of the first two."""
        self.sets: dict[tuple[PromotionId, tuple[int, ...]], list[tuple[int, Fen]]] = {}
        """What a bundle takes off which lines, by the amounts that it finds: most choices leave those as they are."""

    def part(self, places: Iterable[int]) -> Board:
        """Return some of the lines as a board of their own, without what is asked for the whole ticket."""
        of_lines = tuple(one for one in self.asked.manual if one.line_id is not None)
        asked = replace(self.asked, manual=of_lines, round_to=1)
        return Board([self.lines[i] for i in places], asked, self.promotions, self)

    def with_quantity(self, place: int, quantity: int) -> Board:
        """Return the same board with another quantity on one line."""
        board: Board = copy(self)
        board._change(place, quantity)
        return board

    def _change(self, place: int, quantity: int) -> None:
        lowered = [{} if i == place else known for i, known in enumerate(self._lowered)]
        lines = list(self.lines)
        lines[place] = replace(lines[place], quantity=quantity)
        self.lines = tuple(lines)
        self.gross = [line.gross for line in lines]
        self._pieces = {}
        self._look_at_lines()
        self._lowered = lowered

    def eligible(self, rule: Promotion | CouponTerms) -> tuple[int, ...]:
        """Return the places of the lines that a rule is for."""
        key = ("p", rule.promotion_id) if isinstance(rule, Promotion) else ("c", rule.coupon_id)
        found = self._eligible.get(key)
        if found is None:
            if self._within is None:
                is_for = rule.is_for if isinstance(rule, Promotion) and rule.kind == "bundle" else rule.scope.holds
                found = tuple([i for i in self._free if is_for(self.lines[i])])
            else:
                place = self._place_of
                found = tuple([place[i] for i in self._within.eligible(rule) if i in place])
            self._eligible[key] = found
        return found

    def fits(self, rule: Promotion) -> dict[int, tuple[int, ...]]:
        """Return for each line that a bundle is for, by its place, the parts that its pieces may be."""
        found = self._fits.get(rule.promotion_id)
        if found is None:
            scopes = [(at, part.scope) for at, part in enumerate(rule.parts)]
            found = self._fits[rule.promotion_id] = {
                i: tuple([at for at, scope in scopes if scope.holds(self.lines[i])]) for i in self.eligible(rule)
            }
        return found

    def pieces(self, rule: Promotion) -> int:
        """Return how many pieces of the whole basket a rule is for."""
        found = self._pieces.get(rule.promotion_id)
        if found is None:
            if self._is_part and self._within is not None:
                found = self._within.pieces(rule)
            else:
                found = sum([self.lines[i].quantity for i in self.eligible(rule)])
            self._pieces[rule.promotion_id] = found
        return found

    # --- the first two steps, line by line -------------------------------------------------------------------------

    def choice(self, member_price: bool, promotions: Iterable[Promotion]) -> int:
        """Return a choice among the rules of the first two steps as a number, one bit for each."""
        chosen = WITH_MEMBER_PRICE if member_price else 0
        for rule in promotions:
            chosen |= self._bits.get(rule.promotion_id, 0)
        return chosen

    def lowered(self, chosen: int) -> list[Lowered]:
        """Return what each line costs by a choice, but for ``nth``, which looks at other lines too."""
        found = [known.get(chosen & concerns) for known, concerns in zip(self._lowered, self._concerns, strict=True)]
        return [
            self._kept_lowered(i, chosen & self._concerns[i]) if one is None else one for i, one in enumerate(found)
        ]

    def _kept_lowered(self, i: int, mine: int) -> Lowered:
        lowered = self._lowered[i][mine] = self._lower(i, mine)
        return lowered

    def _rules_of_lines(self) -> list[list[tuple[int, Promotion]]]:
        """Return for each line the rules of the first two steps that are for it, with their bits."""
        found: list[list[tuple[int, Promotion]]] = [[] for _ in self.lines]
        for rule in self.promotions:
            if rule.kind in OF_LINES and (rule.kind not in ("multi", "nth") or 0 < rule.pieces <= self.pieces(rule)):
                for i in self.eligible(rule):
                    found[i].append((self._bits[rule.promotion_id], rule))
        return found

    def _lower(self, i: int, mine: int) -> Lowered:
        line = self.lines[i]
        best: tuple[Fen, Promotion | str] = line.list_fen, ""
        if mine & WITH_MEMBER_PRICE:
            best = line.member_fen, MEMBER_PRICE
        over_pieces: Promotion | None = None
        of_line: list[Promotion] = []
        for bit, rule in self._of_line[i]:
            if not bit & mine:
                continue
            if rule.kind == "price":
                if 0 < rule.price < best[0]:
                    best = rule.price, rule
            elif rule.kind in ("multi", "nth"):
                over_pieces = rule
            else:
                of_line.append(rule)
        amount = best[0] * line.quantity
        taken = [(line.gross - amount, best[1])] if best[1] else []
        off, by = _line_promotion(amount, line.quantity, over_pieces, of_line)
        if by is not None:
            taken.append((off, by))
        return amount - off, taken


def _line_promotion(
    amount: int, quantity: int, over_pieces: Promotion | None, of_line: list[Promotion]
) -> tuple[int, Promotion | None]:
    """Return what the second step takes off a line: the rule over pieces if there is one, else the largest."""
    if over_pieces is not None:
        return (over_pieces.percent_of(amount), over_pieces) if over_pieces.kind == "multi" else (0, None)
    best: tuple[int, Promotion | None] = 0, None
    for rule in of_line:
        off = min(rule.off * quantity, amount) if rule.kind == "off" else rule.percent_of(amount)
        if off > best[0]:
            best = off, rule
    return best
