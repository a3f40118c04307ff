"""A smaller demo chain and a pack learnt from it, made once for all tests that judge advice by its truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from posapp.domain.advice.pack import Pack
from posapp.domain.clock import Millis
from sync.hub.demo import DemoChain, generate
from sync.hub.training.learning import learn
from sync.hub.training.past import ChainPast, make_past
from sync.protocol import rows

NOW = Millis(1_795_000_000_000)
"""A Wednesday noon in November."""

PHONE_KEY = "5c" * 32
MEMBERS = 1500


@dataclass(frozen=True)
class LearntChain:
    """The chain with the pack that was learnt from it."""

    chain: DemoChain
    pack: Pack

    @cached_property
    def styles(self) -> dict[str, rows.Style]:
        """Return styles by id."""
        return {style.id: style for style in self.chain.goods.styles}

    @cached_property
    def variants(self) -> dict[str, rows.Variant]:
        """Return variants by id."""
        return {variant.id: variant for variant in self.chain.goods.variants}

    def happenings(self, number: int) -> list[rows.Happening]:
        """Return what the member at a place did, newest first."""
        return list(self.chain.histories[number].happenings)

    @cached_property
    def hanging(self) -> Mapping[str, set[str]]:
        """Return the sizes with a free piece in the first shop, by style."""
        found: dict[str, set[str]] = {}
        for level in self.chain.stock:
            if level.shop_id == self.chain.shops[0].id and level.on_hand > level.promised:
                variant = self.variants[level.variant_id]
                found.setdefault(variant.style_id, set()).add(variant.size)
        return found


@cache
def learnt_chain() -> LearntChain:
    """Return the chain, made at the first call."""
    chain = generate(NOW, PHONE_KEY, members=MEMBERS)
    return LearntChain(chain, learn(past_of(chain)))


def past_of(chain: DemoChain) -> ChainPast:
    """Return a chain's past as training takes it."""
    goods = chain.goods
    return make_past(goods.styles, goods.categories, goods.variants, chain.histories, NOW)
