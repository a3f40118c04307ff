"""What goes with a cart: of visits of the past one style is hidden, and found again by what was taken with it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import Scores
from sync.hub.training import blend, counting
from sync.hub.training.backtest import prove
from sync.hub.training.blend import Case
from sync.hub.training.past import ChainPast, Life

MOST_CARTS = 400
_LEAST_CARTS = 60

Weights = Mapping[str, float]

FIXED: Weights = {"cart": 4.0, "outfit": 1.0, "taste": 1.0, "rising": 0.5, "season": 0.5, "popular": 0.5}
"""What a chain starts with, before it has visits to learn from."""

PLAIN: Mapping[str, Weights] = {
    "popularity, all time": {"sold_ever": 1.0},
    "popularity, 28 days": {"sold_month": 1.0},
    "own purchases": {"own_count": 1.0, "sold_month": 0.01},
    "EASE of baskets": {"cart": 1.0, "sold_month": 0.01},
    "EASE of baskets, own and popularity": {"cart": 5.0, "own_count": 0.5, "own_recent": 0.3, "share": 0.5},
}
"""Single sources and a plain mix, as weights of the same features."""


@dataclass(frozen=True, slots=True)
class Cart:
    """A visit without one of its styles: what was given, the place of what was hidden, and what she had done before."""

    life: Life
    given: tuple[str, ...]
    hidden: int
    at_ms: int


def carts_between(past: ChainPast, pack: Pack, since: int, until: int, most: int, seed: int = 7) -> list[Cart]:
    """Draw up to ``most`` visits of two styles or more in a period, and hide one style of each."""
    lines = counting.taken(past.events, until)
    found = lines.filter(lines["at_ms"] >= since).to_pyarrow().to_pylist()
    visits: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for line in sorted(found, key=itemgetter("member_id", "visit", "style_id")):
        if line["style_id"] in pack.place and line["member_id"] in past.lives:
            visits.setdefault((line["member_id"], line["visit"]), []).append((line["style_id"], line["at_ms"]))
    dice = random.Random(seed)
    together = [key for key, taken in visits.items() if len(taken) > 1]
    carts = []
    for member, visit in dice.sample(together, min(most, len(together))):
        taken = visits[member, visit]
        hidden = dice.randrange(len(taken))
        first = min(at for _, at in taken)
        life = [one for one in past.lives[member] if one.at_ms < first and one.ref != visit]
        given = tuple(style_id for i, (style_id, _) in enumerate(taken) if i != hidden)
        carts.append(Cart(life, given, pack.place[taken[hidden][0]], first))
    return carts


def cases(pack: Pack, carts: Sequence[Cart]) -> list[Case]:
    """Return carts as cases of the blend; what was hidden must be something that may be suggested."""
    listening = replace(pack, weights=dict.fromkeys(blend.LEARNT, 1.0))
    found = []
    for cart in carts:
        scores = Scores(listening, cart.life, cart.at_ms, cart=cart.given)
        if cart.hidden not in scores.owned:
            given = frozenset(pack.place[style_id] for style_id in cart.given)
            found.append(Case(scores, frozenset({cart.hidden}), given))
    return found


def choose_cart_weights(pack: Pack, carts: Sequence[Cart]) -> Weights:
    """Fit on half of the carts and prove on the other half; a plain mix that does better is taken instead."""
    hidden = cases(pack, carts)
    if len(hidden) < _LEAST_CARTS:
        return FIXED
    middle = len(hidden) // 2
    fitting, proving = blend.tabulate(pack, hidden[:middle]), blend.tabulate(pack, hidden[middle:])
    weights, _, _ = prove(fitting, proving, {**PLAIN, "fixed": FIXED})
    return {name: weight for name, weight in weights.items() if weight}
