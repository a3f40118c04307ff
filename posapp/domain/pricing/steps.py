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

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from posapp.domain.money import Fen, allocate, refund_of
from posapp.domain.pricing.basket import MANUAL, MEMBER_PRICE, ROUNDING, Adjustment
from posapp.domain.pricing.board import Board
from posapp.domain.pricing.bundles import sets
from posapp.domain.promotion import CouponTerms, Manual, Promotion, share_of


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


class Trial:
    """A basket lowered by one combination of rules, and its ``total``.

    ``adjustments`` are there only when they were asked for (``explained``); without them ``amounts`` are those before
    what comes off the whole ticket at the end.
    """

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
                self._split(places, rule.spend_off(sum([looked_at[i] for i in places])), rule)
        self.before_coupons = list(self.amounts)
        for coupon in rules.coupons:
            self._coupon(coupon)
        self._by_hand()

    def _first_steps(self) -> None:
        board, promotions = self.board, self.rules.promotions
        chosen = board.choice(self.rules.member_price, promotions)
        known = board.after_lines.get(chosen)
        if known is not None and self.adjustments is None:
            self.amounts = list(known)
            return
        lowered = board.lowered(chosen)
        if self.adjustments is None:
            self.amounts = [amount for amount, _ in lowered]
        else:
            for i, (_, taken) in enumerate(lowered):
                for off, by in taken:
                    self._take(i, off, by)
        for i, manual in board.set_prices.items():
            self._take(i, max((board.lines[i].list_fen - manual.amount) * board.lines[i].quantity, 0), manual)
        for rule in promotions:
            if rule.kind == "nth":
                self._every_nth(rule)
        board.after_lines[chosen] = list(self.amounts)

    # --- steps -----------------------------------------------------------------------------------------------------

    def _every_nth(self, rule: Promotion) -> None:
        if not 0 < rule.pieces <= self.board.pieces(rule):
            return
        lines = self.board.lines
        # Here an amount is a whole number of base prices.
        units = [(self.amounts[i] // lines[i].quantity, i) for i in self.board.eligible(rule)]
        units.sort(key=itemgetter(0), reverse=True)
        passed = 0
        for unit, i in units:
            reduced = (passed + lines[i].quantity) // rule.pieces - passed // rule.pieces
            passed += lines[i].quantity
            self._take(i, rule.percent_of(unit) * reduced, rule)

    def _bundle(self, rule: Promotion) -> None:
        key = rule.promotion_id, tuple([self.amounts[i] for i in self.board.eligible(rule)])
        saved = self.board.sets.get(key)
        if saved is None:
            saved = self.board.sets[key] = self._of_sets(rule)
        for i, off in saved:
            self._take(i, off, rule)

    def _of_sets(self, rule: Promotion) -> list[tuple[int, Fen]]:
        """Make as many sets as save most, of the dearest pieces that they can be made of; return what lines save."""
        lines = self.board.lines
        pieces: list[tuple[int, int]] = []
        for i in self.board.eligible(rule):
            amount, quantity = self.amounts[i], lines[i].quantity
            if quantity == 1:
                pieces.append((amount, i))
            else:
                pieces += [(refund_of(amount, quantity, done, 1), i) for done in range(quantity)]
        pieces.sort(key=itemgetter(0), reverse=True)
        taken: dict[int, int] = {}
        saving, set_price = 0, max(rule.price, 0)
        for one_set in sets([part.pieces for part in rule.parts], self.board.fits(rule), pieces):
            worth = sum([piece for piece, _ in one_set])
            if worth <= set_price:
                break
            saving += worth - set_price
            for piece, i in one_set:
                taken[i] = taken.get(i, 0) + piece
            if not rule.repeat:
                break
        places = sorted(taken)
        return list(zip(places, allocate(saving, [taken[i] for i in places]), strict=True))

    def _coupon(self, coupon: CouponTerms) -> None:
        places = self.board.eligible(coupon)
        subtotal = sum([self.amounts[i] for i in places])
        if not coupon.gap(subtotal):
            off = coupon.takes(subtotal)
            self.coupons_used += off > 0
            self._split(places, off, coupon)

    def _by_hand(self) -> None:
        for i, manual in self.board.line_manual:
            self._take(i, _manual_off(manual, self.amounts[i]), manual)
        self.total = sum(self.amounts)
        everything = range(len(self.amounts))
        for manual in self.board.ticket_manual:
            self._off_ticket(everything, _manual_off(manual, self.total), manual)
        if self.board.asked.round_to > 1:
            self._off_ticket(everything, self.total % self.board.asked.round_to, ROUNDING)

    def _off_ticket(self, everything: Sequence[int], off: int, by: Manual | str) -> None:
        self.total -= off
        if self.adjustments is not None:  # which of many combinations is best, the total alone tells
            self._split(everything, off, by)

    # --- taking off ------------------------------------------------------------------------------------------------

    def _split(self, places: Sequence[int], off: int, by: Promotion | CouponTerms | Manual | str) -> None:
        if off <= 0:
            return
        weights = [self.amounts[i] for i in places]
        shares = allocate(min(off, sum(weights)), weights)
        if self.adjustments is None:
            for i, share in zip(places, shares, strict=True):
                self.amounts[i] -= share
            return
        for i, share in zip(places, shares, strict=True):
            self._take(i, share, by)

    def _take(self, i: int, off: int, by: Promotion | CouponTerms | Manual | str) -> None:
        if not off:
            return
        self.amounts[i] -= off
        if self.adjustments is not None:
            self.adjustments[i].append(_adjustment(by, Fen(off)))


def _manual_off(manual: Manual, amount: int) -> int:
    return share_of(amount, manual.amount) if manual.kind == "percent" else min(max(manual.amount, 0), amount)


def _adjustment(by: Promotion | CouponTerms | Manual | str, off: Fen) -> Adjustment:
    match by:
        case Promotion():
            return Adjustment("promotion", by.promotion_id, by.version, off)
        case CouponTerms():
            return Adjustment("coupon", by.coupon_id, 0, off)
        case Manual():
            return Adjustment("manual", by.reason or MANUAL, 0, off)
        case _ if by == ROUNDING:
            return Adjustment("rounding", ROUNDING, 0, off)
        case _:
            return Adjustment("member_price", MEMBER_PRICE, 0, off)
