"""How much the floor of a shop sells in a span, and how long it is usually out of touch: both by its own history.

Sales of a variant are taken for a Poisson process at the rate of the last four weeks. That is crude and errs on the
safe side where it matters: what sells seldom keeps the one piece that ``Level.buffer`` never goes below.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import NormalDist

from sqlalchemy import Connection, func, select

from posapp.domain.clock import DAY, HOUR
from sync.hub.db import tables
from sync.hub.hours import open_ms
from sync.hub.settings import QuotaRules
from sync.protocol.rows import Shop

_WINDOW_MS = 28 * DAY
_OUTAGES_OF_MS = 90 * DAY
_LEAST_MS = 8 * HOUR
"""A shop that has just opened is counted as if it had sold through one short day."""

_TABULATED = 500


@dataclass(frozen=True, slots=True)
class Demand:
    """What one shop sold of each variant in ``span_ms`` of its opening hours."""

    sold: Mapping[str, int]
    span_ms: int

    def likely(self, variant_id: str, open_span_ms: int, percent: int) -> int:
        """Return the pieces that suffice the floor in ``percent`` of 100 spans of that length."""
        return poisson_quantile(self.sold.get(variant_id, 0) * open_span_ms / self.span_ms, percent)


def demand(conn: Connection, shop: Shop, now: int, variant_ids: Collection[str] = ()) -> Demand:
    """Return what a shop sells of some variants, or of all without naming any."""
    movement = tables.stock_movement
    opened = conn.execute(
        select(func.min(tables.device.c.enrolled_ms)).where(tables.device.c.shop_id == shop.id)
    ).scalar()
    since = max(now - _WINDOW_MS, opened or 0)
    asked = (
        select(movement.c.variant_id, func.sum(movement.c.quantity))
        .where(movement.c.shop_id == shop.id, movement.c.cause == "sale", movement.c.at_ms >= since)
        .group_by(movement.c.variant_id)
    )
    if variant_ids:
        asked = asked.where(movement.c.variant_id.in_(list(variant_ids)))
    sold = {variant_id: max(0, -int(pieces)) for variant_id, pieces in conn.execute(asked)}
    return Demand(sold, max(_LEAST_MS, open_ms(shop, since, now)))


def expected_outage(conn: Connection, shop_id: str, now: int, rules: QuotaRules) -> int:
    """Return how long a shop may be out of touch: longer than most of its outages of the last 90 days, in open ms.

    Never less than what counts as quiet, never more than what counts as silent: nothing is promised after that.
    """
    outage = tables.shop_outage
    lengths = sorted(
        conn.execute(
            select(outage.c.open_ms).where(outage.c.shop_id == shop_id, outage.c.until_ms >= now - _OUTAGES_OF_MS)
        ).scalars()
    )
    if not lengths:
        return rules.quiet_ms
    usual: int = lengths[math.ceil(len(lengths) * rules.likely_percent / 100) - 1]
    return min(max(usual, rules.quiet_ms), rules.silent_ms)


def poisson_quantile(mean: float, percent: int) -> int:
    """Return the smallest number that a Poisson variable exceeds in less than ``100 - percent`` of 100 cases."""
    if mean <= 0:
        return 0
    wanted = percent / 100
    if mean > _TABULATED:  # the normal curve is as good there, and exp(-mean) would be 0
        return math.ceil(mean + NormalDist().inv_cdf(wanted) * math.sqrt(mean))
    number, weight = 0, math.exp(-mean)
    below = weight
    while below < wanted:
        number += 1
        weight *= mean / number
        below += weight
    return number
