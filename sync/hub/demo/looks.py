"""The looks of the demo chain, as its stylist put them together: of each kind of goods the style named first."""

from __future__ import annotations

from posapp.domain.clock import DAY, Millis
from sync.hub.demo.goods import Goods
from sync.protocol import rows

_BY = "苏晴"
_SINCE = 6 * DAY

_LOOKS = (
    ("look-office", "周一早会", "Monday meeting", ("blazers", "shirts", "trousers", "shoes")),
    ("look-walk", "周末散步", "Weekend walk", ("coats", "knitwear", "jeans", "scarves")),
    ("look-dinner", "赴一场晚餐", "Out for dinner", ("dresses", "bags", "fragrance")),
)


def make_looks(goods: Goods, now: Millis) -> tuple[rows.Look, ...]:
    """Return the looks that every shop of the chain shows."""
    first: dict[str, str] = {}
    for style in goods.styles:
        first.setdefault(style.category, style.id)
    return tuple(
        rows.Look(
            id=look_id,
            name_zh=zh,
            name_en=en,
            styles=[first[category] for category in categories],
            shops=[],
            from_ms=now - _SINCE,
            by=_BY,
        )
        for look_id, zh, en, categories in _LOOKS
    )
