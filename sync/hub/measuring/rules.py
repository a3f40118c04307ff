"""Association rules, the weak baseline of cross-selling: the confidences of what was taken together, summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sync.hub.training.carts import Cart
from sync.hub.training.past import ChainPast
from sync.hub.training.selling import count_baskets

_SUPPORT = 5
"""So many visits must have taken both for a rule to stand."""


class Rules:
    """If a visit took this, how often it took that as well."""

    def __init__(self, past: ChainPast, place: Mapping[str, int]) -> None:
        from scipy.sparse import csr_array

        self._place = place
        pairs = count_baskets(past.events, past.until, list(place))
        stands = pairs.together >= _SUPPORT
        a, b, together = pairs.a[stands], pairs.b[stands], pairs.together[stands]
        of, then, both = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([together, together])
        self._confidence = csr_array((both / pairs.alone[of], (of, then)), shape=(len(place), len(place)))

    def hits(self, carts: Sequence[Cart], most: int) -> list[float]:
        """Return for each cart whether what was hidden is among the first."""
        found = []
        for cart in carts:
            given = [self._place[style_id] for style_id in cart.given]
            summed = np.asarray(self._confidence[given].sum(axis=0)).ravel()
            summed[given] = -1.0
            first = np.argsort(-summed, kind="stable")[:most]
            found.append(float(cart.hidden in first and summed[cart.hidden] > 0))
        return found
