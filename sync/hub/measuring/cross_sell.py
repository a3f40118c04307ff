"""The goal ``cross-sell``: one style is hidden from a real visit; is it among the first ten that go with the others?

``[goals.cross-sell]``: ``cut`` or ``last_days`` say from when on visits are asked; ``support`` how many members must
have bought a style for it to be ranked; ``sample`` how many visits are asked; ``seed`` draws them. Each is asked as she
stood at the cart: with everything that she had done before that visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from posapp.domain.advice.completing import complete
from posapp.domain.advice.pack import Pack
from posapp.domain.clock import DAY
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.rules import Rules
from sync.hub.measuring.significance import paired_bootstrap, standard_error
from sync.hub.measuring.splits import cut_of, days_asked
from sync.hub.training import blend
from sync.hub.training.backtest import half_life_of
from sync.hub.training.carts import PLAIN, Cart, carts_between, cases, choose_cart_weights
from sync.hub.training.learning import lay_pack
from sync.hub.training.logs import LogLives, past_of_log

FIRST = 10
HIT = f"hit_rate_at_{FIRST}"
LEARNT_FROM = 1_200
_AT_ONCE = 200

_A_VISIT = Bilingual(
    "切分日后至少 1 次一起买了两款（有足够买家的款）的会员到店",
    "1 visit of a member after the cut that took two styles with enough buyers",
)


def measure(log: ImportedLog) -> Measured:
    """Replay the log. Raises ``LogUnreadable`` where no visit took two styles."""
    settings = log.description.goal("cross-sell")
    cut = cut_of(log, settings)
    lives = LogLives(log)
    past = past_of_log(log, lives, cut, settings.whole("support", 1))
    earlier = lay_pack(past.before(cut - days_asked(log, cut) * DAY))
    practice = carts_between(past, earlier, earlier.trained, cut, LEARNT_FROM)
    half_life = half_life_of(earlier, [(cart.life, frozenset({cart.hidden})) for cart in practice])
    weights = choose_cart_weights(replace(earlier, half_life_days=half_life), practice)
    pack = replace(lay_pack(past), cart_weights=weights, half_life_days=half_life)
    asked = carts_between(
        replace(past, lives=lives),
        pack,
        cut,
        log.last_ms + 1,
        settings.whole("sample", 3_000),
        settings.whole("seed", 7),
    )
    if not asked:
        raise LogUnreadable("too_little", goal="cross-sell", needed=_A_VISIT, found=0)
    ours = _ours(pack, asked)
    others = _plain(pack, asked)
    others["rules, summed confidence"] = Rules(past, pack.place).hits(asked, FIRST)
    best = max(others, key=lambda name: np.mean(others[name]))
    gain = paired_bootstrap(ours, others[best])
    value = float(np.mean(others[best]))
    lines = [_line("ours: complete()", ours), *(_line(name, hits) for name, hits in others.items())]
    return Measured(
        tuple(lines),
        {
            "best_single_source": value,
            "best_single_source_is": best,
            "ratio_to_best_single_source": float(np.mean(ours)) / value if value else 1.0,
            "gain_over_best_single_source": gain.mean,
            "standard_error_of_gain": gain.standard_error,
            "styles": len(pack.styles),
        },
    )


def _ours(pack: Pack, asked: Sequence[Cart]) -> list[float]:
    """Return which of the hidden styles the panel's own function shows."""
    hanging = {style.id: ("",) for style in pack.styles}
    hits = []
    for cart in asked:
        shown = complete(pack, cart.given, cart.life, hanging, cart.at_ms, most=FIRST, varied=False)
        hits.append(float(any(pack.place[one.style_id] == cart.hidden for one in shown)))
    return hits


def _plain(pack: Pack, asked: Sequence[Cart]) -> dict[str, list[float]]:
    vectors: Mapping[str, blend.Floats] = {name: blend.vector(weights) for name, weights in PLAIN.items()}
    hits: dict[str, list[float]] = {name: [] for name in vectors}
    for start in range(0, len(asked), _AT_ONCE):
        table = blend.tabulate(pack, cases(pack, asked[start : start + _AT_ONCE]))
        for name, vector in vectors.items():
            hits[name] += table.recall(vector, FIRST).tolist()
    return hits


def _line(method: str, hits: Sequence[float]) -> Line:
    return Line(method, {HIT: float(np.mean(hits))}, len(hits), {HIT: standard_error(hits)})
