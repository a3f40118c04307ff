"""Defective goods as the panel sees them, without a file."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour
from posapp.services.defects import DefectCard
from tests.fakes.refusing import Refusing

COAT = DefectCard(
    VariantId("v-coat"), Bilingual("羊毛长大衣", "Long wool coat"), "coat",
    Colour(Bilingual("黑色", "Black"), "#22252b"), "M", Fen(129_900), 1,
)  # fmt: skip
CARDS = (
    COAT,
    DefectCard(
        VariantId("v-loafer"), Bilingual("软底乐福鞋", "Soft loafers with a low heel"), "loafer",
        Colour(Bilingual("铁锈红", "Rust red"), "#9a4a2f"), "37", Fen(59_900), 3,
    ),
    DefectCard(VariantId("v-gone"), Bilingual("v-gone", "v-gone"), "", Colour(Bilingual("", ""), ""), "", None, 1),
)  # fmt: skip


class FakeDefects(Refusing):
    """Keeps what it was asked, and what still lies there."""

    def __init__(self, cards=CARDS):
        super().__init__()
        self.cards = {card.variant_id: card for card in cards}

    def lying(self):
        self._called("lying")
        return tuple(self.cards.values())

    def settle(self, variant_id, pieces, end, reason, *, override=None):
        self._called("settle", variant_id, pieces, end, reason, override)
        card = self.cards.pop(variant_id)
        if pieces < card.pieces:
            self.cards[variant_id] = replace(card, pieces=card.pieces - pieces)
        return tuple(self.cards.values())
