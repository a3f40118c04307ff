"""What becomes of defective goods that lie apart in a shop, and why.

Mended, they hang on the floor again. Sent back and written off, they are gone for good, and what they cost at the shelf
is how far whoever settles them has to be allowed to go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from posapp.domain.text import Bilingual

End = Literal["mended", "sent_back", "written_off"]
"""How a piece leaves the place for defective goods: to the floor, to its maker, out of the books."""

ENDS: tuple[End, ...] = get_args(End)

WHYS: Mapping[End, Mapping[str, Bilingual]] = {
    "mended": {
        "repaired": Bilingual("修好了", "Repaired"),
        "cleaned": Bilingual("洗净熨好", "Cleaned"),
        "sound": Bilingual("查过没毛病", "Nothing wrong"),
    },
    "sent_back": {
        "fault": Bilingual("做工有问题", "Maker's fault"),
        "agreed": Bilingual("厂家同意退", "Supplier agreed"),
        "recalled": Bilingual("厂家召回", "Recalled"),
    },
    "written_off": {
        "beyond_repair": Bilingual("修不好", "Beyond repair"),
        "unhygienic": Bilingual("开封、不卫生", "Opened, unhygienic"),
        "not_there": Bilingual("找不到了", "Not to be found"),
    },
}
"""Why, by the code that is written down."""


def is_reason(end: End, reason: str) -> bool:
    """Tell whether a code is one of the reasons for that end.

    >>> is_reason("mended", "cleaned"), is_reason("mended", "recalled")
    (True, False)
    """
    return reason in WHYS[end]


def worth_allowed(end: End, price_fen: int, pieces: int) -> int:
    """Return what has to be allowed: the shelf price of all that leaves for good, nothing for what hangs again.

    >>> worth_allowed("mended", 39_900, 2), worth_allowed("written_off", 39_900, 2)
    (0, 79800)
    """
    return 0 if end == "mended" else price_fen * pieces
