"""The stock desk: what runs out here and which shop can give it; what hangs here too long and who would like it.

The mall plans at night; the till lays its own stock of this minute against the plan, so the desk is right after every
sale and without the network.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.domain.identity import StyleId, VariantId
from posapp.domain.stock_levels import (
    NEEDS,
    Expected,
    Need,
    Offer,
    Surplus,
    first_offer,
    missing,
    need,
    surplus,
    together,
    weeks_of_cover,
)
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.till_data import TillData, View
from posapp.services.transfers import TransferCard, Transfers
from sync.protocol import rows

MOST_CARDS = 60


@dataclass(frozen=True, slots=True)
class ShopOffer:
    """A shop that can give so many pieces."""

    shop_id: str
    name: Bilingual
    pieces: int


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A variant that will not last. ``wanted`` pieces bring it up to its level, ``on_way`` come already.

    ``low`` to ``high`` pieces are sold in the lead time in 80 of 100 cases. ``error`` is the back-test's, None where
    there was none. ``offer`` is None where no shop can give any.
    """

    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    need: Need
    free: int
    on_way: int
    wanted: int
    lead: float
    low: int
    high: int
    order_at: int
    order_up_to: int
    error: float | None
    offer: ShopOffer | None


@dataclass(frozen=True, slots=True)
class SurplusCard:
    """A style that hangs here too long or in too many pieces. ``weeks`` they will last, None when nobody buys any.

    ``tell`` are members, the newest wish first, who would like it and agreed to be told.
    """

    style_id: StyleId
    name: Bilingual
    art: str
    colour: Colour
    surplus: Surplus
    pieces: int
    weeks: int | None
    idle_weeks: int
    tell: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What every card rests on: when the mall planned, for which lead time and service level, and by which weights."""

    made: Millis
    lead_weeks: int
    service_percent: int
    ses: float
    tsb: float
    mean: float
    season: float


@dataclass(frozen=True, slots=True)
class StockSheet:
    """The most urgent cards first, ``MOST_CARDS`` of each; the counts are of all. ``plan`` None: the mall has none."""

    plan: PlanFacts | None
    needs: tuple[NeedCard, ...] = ()
    surplus: tuple[SurplusCard, ...] = ()
    need_count: int = 0
    surplus_count: int = 0


class StockDesk:
    """Grades what hangs here, and asks another shop for what is missing."""

    def __init__(self, till: TillData, transfers: Transfers) -> None:
        self._till = till
        self._transfers = transfers

    def sheet(self) -> StockSheet:
        """Return how this shop stands now."""
        with self._till.view() as view:
            return _Look(view).sheet()

    def ask(self, variant_id: VariantId, shop_id: str, pieces: int) -> TransferCard:
        """Ask a shop to bring pieces. Raises what ``Transfers.ask`` raises."""
        return self._transfers.ask(variant_id, shop_id, "bring", quantity=pieces)


@dataclass(frozen=True, slots=True)
class _Stand:
    """A variant as it stands: its plan, what hangs free and what is on its way."""

    plan: rows.VariantPlan
    expected: Expected
    free: int
    on_way: int

    @property
    def need(self) -> Need:
        return need(self.free, self.on_way, self.expected)


class _Look:
    """One look at plans and levels."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._here = view.paired.shop_id if view.paired is not None else ""
        self._plans = [plan for plan in view.rows.all(rows.StockPlan) if plan.shop_id == self._here]

    def sheet(self) -> StockSheet:
        if not self._plans:
            return StockSheet(plan=None)
        stands = list(self._stands())
        short = sorted((one for one in stands if one.need != "enough"), key=_urgency)
        styles = _by_style(stands)
        graded = [(style_id, grade) for style_id, many in styles.items() if (grade := _surplus(many)) != "right"]
        graded.sort(key=lambda one: -sum(stand.free for stand in styles[one[0]]))
        shown = [(style_id, grade, styles[style_id]) for style_id, grade in graded[:MOST_CARDS]]
        return StockSheet(
            plan=self._facts(),
            needs=tuple(self._need_cards(short[:MOST_CARDS])),
            surplus=tuple(self._surplus_cards(shown)),
            need_count=len(short),
            surplus_count=len(graded),
        )

    def _stands(self) -> Iterator[_Stand]:
        plans = [plan for row in self._plans for plan in row.variants]
        levels = self._view.catalogue.levels([VariantId(plan.variant_id) for plan in plans])
        coming = self._coming()
        for plan in plans:
            level = levels[VariantId(plan.variant_id)]
            yield _Stand(plan, plan.expected, level.free, coming[plan.variant_id])

    def _coming(self) -> Counter[str]:
        """Return the pieces that other shops were asked to bring and that are not here yet, by variant."""
        coming: Counter[str] = Counter()
        for row in self._view.transfers.of_shop(self._here):
            if row.shop_id == self._here and row.way == "bring" and row.status in ("asked", "sent"):
                coming[row.variant_id] += row.sent or row.quantity
        return coming

    def _need_cards(self, stands: list[_Stand]) -> Iterator[NeedCard]:
        articles = self._view.catalogue.articles([VariantId(one.plan.variant_id) for one in stands])
        for one in stands:
            article = articles.get(VariantId(one.plan.variant_id))
            if article is None:
                continue
            wanted = missing(one.free, one.on_way, one.expected)
            yield NeedCard(
                variant_id=VariantId(one.plan.variant_id),
                name=Bilingual(article.style.name_zh, article.style.name_en),
                art=article.style.art,
                colour=colour_of(article.variant),
                size=article.variant.size,
                need=one.need,
                free=one.free,
                on_way=one.on_way,
                wanted=wanted,
                lead=one.expected.lead,
                low=one.plan.low,
                high=one.plan.high,
                order_at=one.plan.order_at,
                order_up_to=one.plan.order_up_to,
                error=None if one.plan.error_milli is None else one.plan.error_milli / 1000,
                offer=self._offer(one, wanted),
            )

    def _offer(self, one: _Stand, wanted: int) -> ShopOffer | None:
        """Return the shop to ask: of what it could spare last night, what still hangs there."""
        if not wanted or not one.plan.spare:
            return None
        there = {at.shop.id: at for at in self._view.catalogue.in_shops(VariantId(one.plan.variant_id))}
        offers = [
            Offer(spare.shop_id, min(spare.pieces, there[spare.shop_id].level.free))
            for spare in one.plan.spare
            if spare.shop_id in there
        ]
        found = first_offer(wanted, offers)
        if found is None:
            return None
        shop = there[found.shop_id].shop
        return ShopOffer(shop.id, Bilingual(shop.name_zh, shop.name_en), found.pieces)

    def _surplus_cards(self, styles: Sequence[tuple[str, Surplus, list[_Stand]]]) -> Iterator[SurplusCard]:
        articles = self._view.catalogue.articles([VariantId(many[0].plan.variant_id) for _, _, many in styles])
        told = self._interested()
        for style_id, grade, many in styles:
            article = articles.get(VariantId(many[0].plan.variant_id))
            if article is None:
                continue
            expected, free = together(one.expected for one in many), sum(one.free for one in many)
            yield SurplusCard(
                style_id=StyleId(style_id),
                name=Bilingual(article.style.name_zh, article.style.name_en),
                art=article.style.art,
                colour=colour_of(article.variant),
                surplus=grade,
                pieces=free,
                weeks=weeks_of_cover(free, expected),
                idle_weeks=expected.idle_weeks,
                tell=told.get(style_id, ()),
            )

    def _interested(self) -> Mapping[str, tuple[Bilingual, ...]]:
        """Return the names of members to tell, by style; a member who has changed her mind since is not among them."""
        wishes = [one for plan in self._plans for one in plan.interested]
        ids = {member_id for one in wishes for member_id in one.member_ids}
        members = {
            member.id: member
            for member in self._view.rows.many(rows.Member, ids).values()
            if member.personal and member.marketing and not member.blocked
        }
        return {
            one.style_id: tuple(member_name(members[name]) for name in one.member_ids if name in members)
            for one in wishes
        }

    def _facts(self) -> PlanFacts:
        newest = max(self._plans, key=lambda plan: plan.made_ms)
        return PlanFacts(
            made=Millis(newest.made_ms),
            lead_weeks=newest.lead_weeks,
            service_percent=newest.service_percent,
            ses=newest.ses_milli / 1000,
            tsb=newest.tsb_milli / 1000,
            mean=newest.mean_milli / 1000,
            season=newest.season_milli / 1000,
        )


def _urgency(one: _Stand) -> tuple[int, float, str]:
    """Return what sorts cards: the grade, then what sells most."""
    return NEEDS.index(one.need), -one.expected.week, one.plan.variant_id


def _by_style(stands: list[_Stand]) -> dict[str, list[_Stand]]:
    found: defaultdict[str, list[_Stand]] = defaultdict(list)
    for one in stands:
        found[one.plan.style_id].append(one)
    return found


def _surplus(many: list[_Stand]) -> Surplus:
    return surplus(sum(one.free for one in many), together(one.expected for one in many))
