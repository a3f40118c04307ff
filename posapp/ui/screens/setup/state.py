"""Everything the first start shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.text import Bilingual
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class SetupState:
    """What the first start shows.

    ``language`` → ``pairing`` (address and code) → ``asking`` the mall → ``loading`` → ``ready``. ``may_sell`` turns
    true as soon as the prices are in, long before ``loaded`` reaches ``to_load``, the whole.
    """

    stage: Literal["language", "pairing", "asking", "loading", "ready"] = "language"
    hub_url: str = ""
    chain: Bilingual | None = None
    till_no: str = ""
    loaded: int = 0
    to_load: int = 0
    may_sell: bool = False
    is_offline: bool = False
    notice: Notice | None = None

    @property
    def share(self) -> float:
        """Return how much of the first load is here, 0 to 1."""
        return min(1.0, self.loaded / self.to_load) if self.to_load else 0.0
