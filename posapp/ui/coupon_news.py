"""What is told of coupons that left the cart for another."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.services.carts import Cart
from posapp.ui import formatting
from posapp.ui.notices import Notice

OUT = Bilingual("「{put_on}」换下了「{title}」", '"{put_on}" takes the place of "{title}"')
SAME_GROUP = Bilingual(
    "这几张一笔只能用一张。换下的没有用掉，还是她的。", "Only one of them counts on a sale. The other was not used up."
)
SAME_GROUP_DEARER = Bilingual(
    "这几张一笔只能用一张，换了以后多付 {more}。要换回来，再点那张。",
    "Only one of them counts on a sale, and this one costs her {more} more. To change back, tap the other.",
)
BESIDE = Bilingual(
    "两张放在一起，那张就减不了了；照现在这样最省。换下的没有用掉，还是她的。",
    "Beside it the other takes nothing off; so it costs least. The other was not used up.",
)
BETWEEN = Bilingual("、", ", ")


def what_left(cart: Cart) -> Notice | None:
    """Return what to tell of coupons that left the cart for one that was put on; None when none did."""
    left = cart.coupons_out
    if not left:
        return None
    title = Bilingual(BETWEEN.zh.join(one.title.zh for one in left), BETWEEN.en.join(one.title.en for one in left))
    is_group = all(one.reason == "same_group" for one in left)
    more = left[0].more
    how = BESIDE if not is_group else SAME_GROUP_DEARER if more else SAME_GROUP
    values = {"put_on": left[0].put_on, "title": title, "more": formatting.money(more)}
    return Notice("warning" if more else "accent", OUT, how, values)
