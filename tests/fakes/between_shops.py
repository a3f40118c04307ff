"""Transfers as the screen sees them, without a file."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.clock import HOUR, MINUTE, Millis
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour
from posapp.services.transfers import TransferCard
from tests.fakes.refusing import Refusing
from tests.fakes.shop_moment import NOW

CARD = TransferCard(
    transfer_id="tr-1", is_ours=False, other_shop=Bilingual("静安嘉里店", "Jing'an Kerry"), other_phone="021-5550001",
    variant_id=VariantId("v-1"), name=Bilingual("羊毛长大衣", "Long wool coat"), art="coat",
    colour=Colour(Bilingual("黑色", "Black"), "#22252b"), size="M", shelf="A-03", quantity=1, way="bring",
    status="asked", next_step="send", why="", member_id=MemberId("m-1"), member_name=Bilingual("林**", "Lin *"),
    note="", asked=Millis(NOW - 4 * MINUTE), sent=0, parcel="", received=0, receipt_no="", order_number="", on_hand=2,
)  # fmt: skip
CARDS = (
    CARD,
    replace(
        CARD,
        transfer_id="tr-2",
        way="ship",
        size="L",
        receipt_no="00101000231",
        member_name=None,
        note="陈女士 138 0013 8000 上海市长宁区愚园路 1398 号 6 号楼 1202 室",
        asked=Millis(NOW - HOUR),
    ),
    replace(
        CARD,
        transfer_id="tr-3",
        is_ours=True,
        status="sent",
        next_step="receive",
        parcel="SF1402233445566",
        sent=1,
    ),
    replace(
        CARD,
        transfer_id="tr-4",
        is_ours=True,
        way="reserve",
        status="reserved",
        next_step="",
        order_number="S002-1123-07",
    ),
    replace(CARD, transfer_id="tr-5", is_ours=True, status="declined", next_step="", why="damaged"),
    replace(CARD, transfer_id="tr-6", is_ours=True, next_step=""),
)


class FakeTransfers(Refusing):
    """Keeps what it was asked; a step moves its card on as the mall would."""

    def __init__(self, cards=CARDS):
        super().__init__()
        self.cards = {card.transfer_id: card for card in cards}

    def listed(self):
        self._called("listed")
        return tuple(self.cards.values())

    def ask(self, variant_id, from_shop_id, way, *, quantity=1, member_id=None, note=""):
        self._called("ask", variant_id, from_shop_id, way, member_id, note)
        made = replace(CARD, transfer_id="tr-new", variant_id=variant_id, way=way, is_ours=True, next_step="")
        self.cards["tr-new"] = made
        return made

    def send(self, transfer_id, *, parcel=""):
        return self._step("send", transfer_id, status="sent", next_step="", parcel=parcel)

    def receive(self, transfer_id):
        return self._step("receive", transfer_id, status="received", next_step="")

    def decline(self, transfer_id, why):
        return self._step("decline", transfer_id, status="declined", next_step="", why=why)

    def call_off(self, transfer_id):
        return self._step("call_off", transfer_id, status="called_off", next_step="")

    def _step(self, act, transfer_id, **changes):
        self._called(act, transfer_id)
        self.cards[transfer_id] = replace(self.cards[transfer_id], **changes)
        return self.cards[transfer_id]
