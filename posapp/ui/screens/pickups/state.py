"""Everything the pickup desk shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.services.pickups import PickupCard
from posapp.ui.notices import Notice

Stage = Literal["list", "card", "confirm", "done"]


@dataclass(frozen=True, slots=True)
class PickupsState:
    """What the desk shows.

    ``list`` what waits · ``card`` an order opened, its code still to come or known · ``confirm`` the goods are on the
    counter, one tap hands them over · ``done`` they left. ``code`` is what proves that she may take them: empty until
    she showed it. ``waiting`` is None until the first answer.
    """

    stage: Stage = "list"
    waiting: tuple[PickupCard, ...] | None = None
    card: PickupCard | None = None
    code: str = ""
    is_busy: bool = False
    notice: Notice | None = None
