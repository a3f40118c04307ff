"""智能凑单: which one or two pieces more make a basket reach what a promotion or a coupon gives.

What is best: of all single pieces and all pairs of the candidates that save something, the set with the largest

    value = mean(liking − risk) − adds ÷ saves

``adds`` is what the pieces cost by themselves (with their own offers), ``saves`` how much less basket and pieces cost
together than apart, by the real pricing. So a fen laid out for each fen saved weighs as much as all of her liking. A
set that adds ``MOST_TIMES`` what it saves or more, or leaves less of the shelf prices than ``floor_bp``, is none:
the chain tells its tills no cost prices, so the floor is one on what is given away. The search is exact: ``Bounds``
says what a set can save at most, and only sets that could still be the best are priced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from posapp.domain.advice.top_up_bounds import Bounds, Kind, Ways
from posapp.domain.clock import Millis
from posapp.domain.identity import LineId
from posapp.domain.money import Fen
from posapp.domain.pricing import Asked, BasketLine, total
from posapp.domain.promotion import FULL_BP, Promotion, running

MOST_CANDIDATES = 300
OF_A_TILL = 60
"""What a till looks at: the search goes on beside a sale, and rules that run into one another make it long."""

MOST_TIMES = 2
"""Whoever lays out twice what she saves pays as much for the offer as it gives: a piece at half price is no top-up."""

FLOOR_BP = 3_000
"""A ticket that is three tenths of its shelf prices already gives enough away."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that hangs here in her size. ``liking_bp`` and ``risk_bp`` are 0…10,000: how well it suits her among the
    candidates, and the chance that it comes back."""

    line: BasketLine
    liking_bp: int
    risk_bp: int

    @property
    def merit(self) -> int:
        """Return what speaks for it beside its price."""
        return self.liking_bp - self.risk_bp


@dataclass(frozen=True, slots=True)
class TopUp:
    """What to add. ``more`` is what she pays more than before; below zero she pays less and has the pieces too.

    ``way`` is the place of what is asked for among the ways that were given: the coupon that it goes with.
    """

    pieces: tuple[Candidate, ...]
    adds: Fen
    saves: Fen
    way: int

    @property
    def more(self) -> int:
        """Return what she pays more than without."""
        return self.adds - self.saves

    @property
    def value(self) -> float:
        """Return the objective, in hundredths of a per cent."""
        merit = sum(piece.merit for piece in self.pieces)
        return merit / len(self.pieces) - FULL_BP * self.adds / self.saves

    @property
    def rank(self) -> tuple[float, int, int, list[str]]:
        """Return what orders top-ups, the best first; of equal ones the smaller."""
        return -self.value, len(self.pieces), self.more, sorted(piece.line.variant_id for piece in self.pieces)


def best(
    basket: Iterable[BasketLine],
    candidates: Sequence[Candidate],
    promotions: Iterable[Promotion],
    now: Millis,
    ways: Ways,
    floor_bp: int = FLOOR_BP,
) -> TopUp | None:
    """Return the best top-up of at most two pieces, or None when nothing saves. ``ways`` as in ``Bounds``."""
    lines = tuple(basket)
    if not lines or not candidates:
        return None
    pricing = _Pricing(lines, promotions, now, ways, floor_bp)
    return _Search(pricing, candidates[:MOST_CANDIDATES]).best()


def priced(
    basket: Sequence[BasketLine],
    pieces: Sequence[Candidate],
    promotions: Iterable[Promotion],
    now: Millis,
    ways: Ways,
    floor_bp: int = FLOOR_BP,
) -> TopUp | None:
    """Price one set by the real rules; None when it is no top-up. It is what the search finds the best of."""
    return _Pricing(tuple(basket), promotions, now, ways, floor_bp).judge(pieces)


class _Pricing:
    """A basket with the rules that are open to her, to be priced with this and that beside it."""

    def __init__(
        self, basket: tuple[BasketLine, ...], promotions: Iterable[Promotion], now: Millis, ways: Ways, floor_bp: int
    ) -> None:
        self.basket, self.ways = basket, ways
        self.rules = tuple(running(promotions, ways[0].is_member, now))
        self._now, self._floor_bp = now, floor_bp
        self.before, _ = self._cheapest(basket)

    def judge(self, pieces: Sequence[Candidate]) -> TopUp | None:
        """Return a set of pieces as a top-up, None when it is none."""
        added = tuple(_as_added(piece.line, place) for place, piece in enumerate(pieces))
        adds = sum(self.alone(piece) for piece in pieces)
        together, way = self._cheapest((*self.basket, *added))
        saves = self.before + adds - together
        shelf = sum(line.gross for line in (*self.basket, *added))
        if saves <= 0 or adds >= MOST_TIMES * saves or together * FULL_BP < self._floor_bp * shelf:
            return None
        return TopUp(tuple(pieces), Fen(adds), Fen(saves), way)

    def alone(self, piece: Candidate) -> int:
        """Return what a piece costs by itself, with the offers that are on it anyway."""
        return _alone(_as_added(piece.line, 0), self.rules, self.ways[0].is_member)

    def _cheapest(self, basket: tuple[BasketLine, ...]) -> tuple[int, int]:
        """Return what a basket costs in the cheapest of the ways, and which that is."""
        totals = [total(basket, self.rules, self._now, asked) for asked in self.ways]
        lowest = min(totals)
        return lowest, totals.index(lowest)


def _as_added(line: BasketLine, place: int) -> BasketLine:
    # The order of lines decides where an odd fen falls: an added piece always comes last, whichever it is.
    return replace(line, line_id=LineId(f"~{place}"), quantity=1)


@lru_cache(maxsize=4_096)
def _alone(line: BasketLine, rules: tuple[Promotion, ...], is_member: bool) -> int:
    at_work = max((rule.from_ for rule in rules), default=Millis(0))  # an instant at which all of them run
    return total((line,), rules, at_work, Asked(is_member=is_member))


class _Search:
    """All singles and pairs of the candidates, those that could be best first."""

    def __init__(self, pricing: _Pricing, candidates: Sequence[Candidate]) -> None:
        self._pricing = pricing
        self._bounds = Bounds(pricing.basket, pricing.rules, pricing.ways, pricing.before)
        alike: defaultdict[Kind, list[Candidate]] = defaultdict(list)
        for candidate in sorted(candidates, key=lambda one: (-one.merit, one.line.variant_id)):
            alike[self._bounds.kind(candidate.line, pricing.alone(candidate))].append(candidate)
        # Pieces of one kind cost the same in every set: of each only the best can be in the best set, and two of them.
        self._best_of = {kind: pieces[:2] for kind, pieces in alike.items()}
        self._found: TopUp | None = None

    def best(self) -> TopUp | None:
        for kind, pieces in self._best_of.items():
            self._try((kind,), pieces[:1])
        for first, second in self._pairs():
            self._try(*_pair_of(first, second, self._best_of))
        return self._found

    def _pairs(self) -> Iterator[tuple[Kind, Kind]]:
        """Yield pairs of kinds while they could be better than what was found, the hopeful ones first."""
        by_reach: defaultdict[tuple[bool, ...], list[Kind]] = defaultdict(list)
        for kind in self._best_of:
            by_reach[kind.reach].append(kind)
        reaches = sorted(by_reach)
        for at, one in enumerate(reaches):
            for other in reaches[at:]:
                yield from self._pairs_of(by_reach[one], by_reach[other], is_same=one == other)

    def _pairs_of(self, ones: list[Kind], others: list[Kind], *, is_same: bool) -> Iterator[tuple[Kind, Kind]]:
        most = self._bounds.most_of(ones, others)
        if most <= 0:
            return
        hopes = {kind: self._best_of[kind][0].merit / 2 - FULL_BP * kind.alone / most for kind in {*ones, *others}}
        firsts = sorted(ones, key=lambda kind: -hopes[kind])
        seconds = firsts if is_same else sorted(others, key=lambda kind: -hopes[kind])
        for place, first in enumerate(firsts):
            rest = seconds[place:] if is_same else seconds
            if not rest or not self._may_win(hopes[first] + hopes[rest[0]]):
                break
            for second in rest:
                if not self._may_win(hopes[first] + hopes[second]):
                    break
                if first.alone + second.alone < MOST_TIMES * most:
                    yield first, second

    def _may_win(self, hope: float) -> bool:
        return self._found is None or hope >= self._found.value

    def _try(self, kinds: tuple[Kind, ...], pieces: Sequence[Candidate]) -> None:
        if len(pieces) < len(kinds):
            return
        most = self._bounds.most(kinds)
        adds = sum(kind.alone for kind in kinds)
        if most <= 0 or adds >= MOST_TIMES * most:
            return
        merit = sum(piece.merit for piece in pieces) / len(pieces)
        if not self._may_win(merit - FULL_BP * adds / most):
            return
        made = self._pricing.judge(pieces)
        if made is not None and (self._found is None or made.rank < self._found.rank):
            self._found = made


def _pair_of(
    first: Kind, second: Kind, best_of: dict[Kind, list[Candidate]]
) -> tuple[tuple[Kind, ...], Sequence[Candidate]]:
    if first == second:
        return (first, second), best_of[first]
    one, other = best_of[first][0], best_of[second][0]
    # As a brute search would lay them: the order of the pieces may move an odd fen.
    return (
        ((first, second), (one, other))
        if one.line.variant_id < other.line.variant_id
        else ((second, first), (other, one))
    )
