"""What it costs that a member looks: following the cart, her size in what is in hand, and telling her visit.

python3 -m bench.looking [--quick]

A member is on the cart, five labels are scanned and taken off again, and she goes. The cart is followed on the screen's
own thread after each step; her size is looked up, and the visit written, beside it.
"""

from __future__ import annotations

import random
import time

from bench.chain import MANAGER, MANAGER_PIN, SMALL, till_folder
from bench.table import Figures, arguments, show
from posapp.bootstrap import open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.identity import MemberId, StyleId, VariantId

VISITS, QUICK_VISITS = 200, 30
LABELS = 5


def main() -> None:
    """Let members come, look and go."""
    visits = QUICK_VISITS if arguments(__doc__).quick else VISITS
    follow, size, tell = Figures("follow the cart"), Figures("her size in a style"), Figures("tell her visit")
    dice = random.Random(7)
    with till_folder(SMALL) as (folder, truth):
        paths = TillPaths(folder).make()
        shop = open_shop(paths, Settings.load(paths.settings))
        try:
            shop.signing_in.sign_in(MANAGER, MANAGER_PIN)
            for who in dice.choices(truth.members, k=visits):
                member_id = MemberId(who)
                carts = [shop.selling.attach_member(member_id, "A")]
                for variant in dice.sample(truth.variants, LABELS):
                    carts.append(shop.selling.add(VariantId(variant.id), "scan"))
                    style_id = StyleId(carts[-1].lines[-1].style_id)
                    began = time.perf_counter()
                    shop.searching.size_card(style_id, member_id)
                    size.times.append((time.perf_counter() - began) * 1000)
                carts += [shop.selling.clear(), shop.selling.detach_member()]
                for cart in carts:
                    began = time.perf_counter()
                    shop.looking.follow(cart)
                    follow.times.append((time.perf_counter() - began) * 1000)
                began = time.perf_counter()
                shop.looking.tell()
                tell.times.append((time.perf_counter() - began) * 1000)
        finally:
            shop.close()
    show(
        "Looking: a member comes, five labels are scanned and nothing is bought",
        [follow.within(1.0), size.within(20.0), tell.within(20.0)],
        f"{truth.size}; of some members who agree to no advice nothing is told; WAL, synchronous FULL, encrypted",
    )


if __name__ == "__main__":
    main()
