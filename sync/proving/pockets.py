"""The receipts in customers' pockets, as files that every till of a besieged chain can read: people outlive programs.

Each receipt is brought back to one shop only, drawn from its own digits, so that nothing comes back twice: what tills
do then is the simulation's matter.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random


class Pockets:
    """The receipts of the chain whose till keeps its file in ``folder``, beside the folders of the others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, code: str) -> None:
        """Put a receipt into a pocket: the digits of its signed code, empty for a receipt that bears none."""
        shops = sorted(each for each in self._folder.parent.glob("shop-*") if each.is_dir())
        if code:
            file = os.open(_receipts(shops[int(code[-6:]) % len(shops)]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            try:
                os.write(file, f"{code}\n".encode())  # one write: a line is there whole or not at all
            finally:
                os.close(file)

    def any(self, rng: Random) -> str:
        """Return a receipt that is brought to this till, empty when nobody comes."""
        path = _receipts(self._folder)
        known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return rng.choice(known) if known else ""


def _receipts(shop: Path) -> Path:
    return shop.with_name(f"receipts-{shop.name}.txt")
