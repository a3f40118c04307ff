"""Everything the sign-in screen shows, as values. The PIN itself never leaves the presenter."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.services.signed_in import SignedIn
from posapp.ui.notices import Notice

PIN_LENGTH = 6


@dataclass(frozen=True, slots=True)
class SignInState:
    """What the screen shows. ``digits`` counts what was typed; ``waits_until`` is set after too many wrong PINs.

    ``staff`` is None until the first answer, empty before the first load from the mall.
    """

    staff: tuple[SignedIn, ...] | None = None
    chosen: SignedIn | None = None
    digits: int = 0
    is_checking: bool = False
    waits_until: Millis | None = None
    seconds_left: int = 0
    notice: Notice | None = None
