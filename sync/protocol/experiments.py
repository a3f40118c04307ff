"""Experiments: which of two lists of suggestions a member is shown, so that the better one can be told from chance.

The mall writes the row, every till obeys it, offline too: who is in which arm follows from the row and the member's id
alone (``posapp.domain.experiments.arms``).
"""

from __future__ import annotations

import msgspec

from posapp.domain.clock import Millis
from posapp.domain.experiments.arms import Share, arm_of
from sync.protocol.row import Row

SUGGESTIONS, BEST_SELLERS = "suggestions", "best_sellers"
LISTS = (SUGGESTIONS, BEST_SELLERS)
"""What a till can show: her own suggestions, or what sells best, whatever is known of her."""


class ExperimentArm(msgspec.Struct, frozen=True, kw_only=True):
    """An arm, what its members are shown, and its share of the members in hundredths of a per cent.

    A till that does not know the list shows the usual one and does not count the showing for the experiment.
    """

    id: str
    list: str
    share_bp: int


class Experiment(Row, frozen=True, kw_only=True):
    """An experiment on what a till suggests; the first arm is the usual way. It runs from ``from_ms`` to ``until_ms``.

    Only members who allow personal suggestions are in it.
    """

    title_zh: str
    title_en: str
    salt: str
    arms: list[ExperimentArm]
    from_ms: int
    until_ms: int | None = None  # None until it is ended

    def runs(self, now: Millis) -> bool:
        """Tell whether it runs now."""
        return self.from_ms <= now and (self.until_ms is None or now < self.until_ms)

    def arm(self, member_id: str) -> ExperimentArm | None:
        """Return the arm of a member, None when she is in none."""
        drawn = arm_of(self.salt, member_id, [Share(arm.id, arm.share_bp) for arm in self.arms])
        return next((arm for arm in self.arms if arm.id == drawn), None)
