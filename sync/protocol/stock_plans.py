"""What the mall expects a shop to sell, and how much of it should hang there: one row for each shop and category.

The till lays its own stock of this minute against it, so the desk says the right thing offline and after every sale.
Fractions travel as whole thousandths.
"""

from __future__ import annotations

import msgspec

from posapp.domain.stock_levels import Expected
from sync.protocol.row import Row


class Spare(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that another shop had beyond its own need when the plan was made."""

    shop_id: str
    pieces: int


class VariantPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected of one variant in one shop.

    ``order_at`` pieces last through the lead time at the service level, ``order_up_to`` also until the next order.
    ``low`` and ``high`` hold what is sold in the lead time in 80 of 100 cases. ``error_milli`` is the back-test's
    RMSSE, None where it was too new to test; ``idle_weeks`` so many weeks nobody has bought it.
    """

    variant_id: str
    style_id: str
    week_milli: int
    lead_milli: int
    low: int
    high: int
    order_at: int
    order_up_to: int
    error_milli: int | None
    idle_weeks: int
    spare: list[Spare] = []

    @property
    def expected(self) -> Expected:
        """Return what the rules of grading go by."""
        return Expected(
            week=self.week_milli / 1000,
            lead=self.lead_milli / 1000,
            order_at=self.order_at,
            order_up_to=self.order_up_to,
            idle_weeks=self.idle_weeks,
        )


class Interested(msgspec.Struct, frozen=True, kw_only=True):
    """Members who wished for a style, tried it and left it, or left it for its price, and may be told of offers."""

    style_id: str
    member_ids: list[str]


class StockPlan(Row, frozen=True, kw_only=True):
    """The plan of a category in a shop; ``id`` is ``shop/category``.

    ``ses_milli``, ``tsb_milli`` and ``mean_milli`` are the weights of the three forecasts, found by the back-test over
    the whole chain; ``season_milli`` what they were multiplied by.
    """

    shop_id: str
    category: str
    made_ms: int
    lead_weeks: int
    review_weeks: int
    service_percent: int
    ses_milli: int
    tsb_milli: int
    mean_milli: int
    season_milli: int
    variants: list[VariantPlan]
    interested: list[Interested] = []
