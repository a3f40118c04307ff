"""Whatever order pushes, pages and the relay's news arrive in, a till shows each fact it knows exactly once."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from posapp.adapters.db.neighbours import streams_read
from sync.protocol.wire import FeedPage
from tests.fakes.shop_in_one_process import PIECES, VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop

STEPS = 150


class Known:
    """What a till can know of its neighbour: by the relay, and by the rows of the feed."""

    def __init__(self, me: TillHere, other: TillHere) -> None:
        self.me, self.other = me, other
        self.sold: Counter[str] = Counter()
        self.others: list[tuple[int, str]] = []  # seq and variant of the neighbour's sales
        self.heard = 0
        self.in_row = dict.fromkeys((one.id for one in VARIANTS), 0)

    def read(self, page: FeedPage) -> None:
        applied = (page.applied or {}).get(self.other.log, 0)
        for row in page.rows:
            if row.t == "stock":
                self.in_row[row.id.partition("/")[2]] = applied
        if "stock" in streams_read(page):
            for variant_id, held in self.in_row.items():
                self.in_row[variant_id] = max(held, applied)

    def of(self, variant_id: str) -> int:
        known = max(self.heard, self.in_row[variant_id])
        return PIECES - self.sold[variant_id] - sum(v == variant_id and seq <= known for seq, v in self.others)


@pytest.mark.parametrize("seed", range(6))
def test_every_fact_a_till_knows_of_is_shown_once_at_every_moment(shop: SmallShop, seed: int) -> None:
    rng = Random(seed)
    known = {0: Known(shop.one, shop.two), 1: Known(shop.two, shop.one)}
    tills = (shop.one, shop.two)
    restores = 0
    for step in range(STEPS):
        who = rng.randrange(2)
        till, its = tills[who], known[who]
        match rng.choice(("sell", "sell", "push", "pull", "pull", "mirror", "tell", "carry", "restore")):
            case "sell":
                variant_id = rng.choice(VARIANTS).id
                operation = till.sell(variant_id)
                its.sold[variant_id] += 1
                known[1 - who].others.append((operation.seq, variant_id))
            case "push":
                till.push(rng.choice((1, 3, 100)))
            case "pull":
                its.read(till.pull(rng.choice((1, 2, 50))))
            case "mirror":
                shop.relay.mirror(till, rng.choice((1, 3, 100)))
            case "tell":
                page = shop.relay.tell(till, rng.choice((1, 2, 50)))
                its.heard = max([its.heard, *(fact.op.seq for fact in page.facts)])
            case "carry":
                shop.relay.report()
                shop.relay.carry()
            case "restore" if restores < 2 and step % 7 == 0:
                restores += 1
                copy = shop.folder / f"copy-{restores}"
                shop.hub.copy(copy)
                for each in tills:
                    each.push()
                shop.hub.come_back_as(copy)
            case _:
                pass
        for no, each in enumerate(tills):
            for variant in VARIANTS:
                assert each.shown(variant.id) == known[no].of(variant.id), f"till {no + 1}, step {step}"

    for _ in range(3):
        for till in tills:
            till.push()
            till.pull_all()
    sold = known[0].sold + known[1].sold
    for till in tills:
        assert {one.id: till.shown(one.id) for one in VARIANTS} == {one.id: PIECES - sold[one.id] for one in VARIANTS}
