"""The stock desk as its screen sees it, without a file."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.clock import HOUR, Millis
from posapp.domain.identity import StyleId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour
from posapp.services.stock_desk import NeedCard, PlanFacts, ShopOffer, StockSheet, SurplusCard
from tests.fakes.between_shops import CARD
from tests.fakes.refusing import Refusing
from tests.fakes.shop_moment import NOW

PLAN = PlanFacts(
    made=Millis(NOW - 9 * HOUR), lead_weeks=2, service_percent=95, ses=0.62, tsb=0.28, mean=0.05, season=1.12
)
SHORT = NeedCard(
    variant_id=VariantId("v-1"), name=Bilingual("羊毛长大衣", "Long wool coat"), art="coat",
    colour=Colour(Bilingual("黑色", "Black"), "#22252b"), size="M", need="out", free=0, on_way=0, wanted=4, lead=2.4,
    low=1, high=4, order_at=5, order_up_to=6, error=0.83,
    offer=ShopOffer("xuhui", Bilingual("徐汇港汇店", "Xuhui Grand Gateway"), 3),
)  # fmt: skip
LONG = SurplusCard(
    style_id=StyleId("s-1"), name=Bilingual("印花雪纺连衣裙", "Printed chiffon dress"), art="dress",
    colour=Colour(Bilingual("雾蓝", "Mist blue"), "#8fa6b8"), surplus="slow", pieces=14, weeks=None, idle_weeks=11,
    tell=(Bilingual("林**", "Lin *"), Bilingual("陈**", "Chen *")),
)  # fmt: skip
SHEET = StockSheet(
    plan=PLAN,
    needs=(
        SHORT,
        replace(
            SHORT, variant_id=VariantId("v-2"), size="L", need="below_lead", free=1, wanted=3, offer=None, error=None
        ),
        replace(SHORT, variant_id=VariantId("v-3"), size="S", need="below_safety", free=3, on_way=1, wanted=2),
    ),
    surplus=(
        LONG,
        replace(
            LONG,
            style_id=StyleId("s-2"),
            name=Bilingual("针织开衫", "Knit cardigan"),
            art="cardigan",
            surplus="overstock",
            pieces=31,
            weeks=38,
            idle_weeks=0,
            tell=(),
        ),
    ),
    need_count=3,
    surplus_count=74,
)


class FakeStockDesk(Refusing):
    """Shows a sheet, and keeps what it was asked for."""

    def __init__(self, sheet=SHEET):
        super().__init__()
        self.shown = sheet

    def sheet(self):
        return self.shown

    def ask(self, variant_id, shop_id, pieces):
        self._called("ask", variant_id, shop_id, pieces)
        return replace(CARD, is_ours=True, variant_id=variant_id, quantity=pieces, status="asked", next_step="")
