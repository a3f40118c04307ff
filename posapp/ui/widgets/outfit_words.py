"""The words of what goes with a cart, or with what she tries on."""

from __future__ import annotations

from posapp.domain.text import Bilingual

GOES_WITH = Bilingual("搭配", "Goes with it")
SIZE = Bilingual("{size} · {sureness}", "{size} · {sureness}")
ADD = Bilingual("把「{name}」{size} 加入购物车：{reason}", 'Add "{name}" {size} to the cart: {reason}')
BRING = Bilingual("给她拿「{name}」{size}：{reason}", 'Bring her "{name}" {size}: {reason}')
SURENESS = {
    "high": Bilingual("她穿得准", "fits her"),
    "medium": Bilingual("多半合身", "likely fits"),
    "low": Bilingual("请试穿", "try first"),
}
HANGS = Bilingual("{shelf} · 在店 {count} 件", "{shelf} · {count} here")
"""Where a piece hangs; said instead of a size where nothing of hers is known."""
