"""Everything the keys panel shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.keys import ACTS, Act, KeyMap
from posapp.ui.notices import Notice

STANDARD = KeyMap()


@dataclass(frozen=True, slots=True)
class KeysState:
    """``chosen`` is the row that the arrow keys stand on; ``is_asking`` while the next key becomes that of its act."""

    is_open: bool = False
    keys: KeyMap = STANDARD
    chosen: Act = ACTS[0]
    is_asking: bool = False
    notice: Notice | None = None
