"""The back office's page of offers: group buys and flash sales that run, and making or ending one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import DAY, HOUR, Clock, Millis, local
from posapp.domain.identity import new_id
from sync.hub import deal_offers, groups
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.deal_errors import BadDeal
from sync.hub.deal_offers import DealOffer
from sync.hub.office import Office
from sync.hub.publishing import published_about, published_all
from sync.hub.settings import HubSettings
from sync.protocol.rows import Shop, Style, Variant
from sync.protocol.shops import wall_clock

LISTED_MS = 30 * DAY
"""So long an offer that is over stays on the page."""

_FILES = {"": "offers.html", "offers.js": "offers.js"}

_WORDS = {
    "styles": ("款号", "styles"),
    "price_fen": ("价格：要比会员价低", "price: it must be below the member price"),
    "wanted": ("成团人数：2 到 50", "people: 2 to 50"),
    "open_hours": ("凑人时间：1 到 144 小时", "hours to join: 1 to 144"),
    "pieces": ("件数：1 到 10000", "pieces: 1 to 10000"),
    "kept_hours": ("保留时间：1 到 72 小时", "hours kept: 1 to 72"),
    "each_member": ("每人限购：1 到 20", "for each member: 1 to 20"),
    "shop_ids": ("门店", "shops"),
    "from_time": ("开始时间", "beginning"),
    "until_time": ("结束时间：要在开始之后，且还没过", "end: after the beginning, and not past"),
}


class OfferAsked(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as a person writes it: styles by their codes, times of the shop's day such as ``2026-11-24T10:00``.

    ``wanted`` and ``open_hours`` are a group's, ``pieces`` and ``kept_hours`` a flash sale's. No shops are all shops.
    """

    kind: Literal["group", "flash"]
    styles: list[str]
    price_fen: int
    each_member: int
    from_time: str
    until_time: str
    wanted: int = 0
    open_hours: int = 0
    pieces: int = 0
    kept_hours: int = 0
    shop_ids: list[str] = []


class OfferNamed(msgspec.Struct, frozen=True):
    """Name an offer."""

    offer_id: str


def make(conn: Connection, clock: Clock, asked: OfferAsked) -> DealOffer:
    """Keep an offer. Raises ``BadDeal`` with the first thing that is wrong."""
    now = clock.now()
    begins, ends = _instant(asked.from_time), _instant(asked.until_time)
    codes = {code.strip().casefold() for code in asked.styles if code.strip()}
    styles = {style.code.casefold(): style.id for style in published_all(conn, Style) if style.code.casefold() in codes}
    cheapest = _cheapest(conn, styles.values())
    shops = {shop.id for shop in published_all(conn, Shop)}
    is_group = asked.kind == "group"
    fields = (
        ("styles", bool(codes) and codes == styles.keys() and cheapest > 0),
        ("price_fen", 0 < asked.price_fen < cheapest),
        ("wanted", not is_group or 2 <= asked.wanted <= 50),
        ("open_hours", not is_group or 1 <= asked.open_hours <= 144),
        ("pieces", is_group or 1 <= asked.pieces <= 10_000),
        ("kept_hours", is_group or 1 <= asked.kept_hours <= 72),
        ("each_member", 1 <= asked.each_member <= 20),
        ("shop_ids", shops.issuperset(asked.shop_ids)),
        ("from_time", begins is not None),
        ("until_time", begins is not None and ends is not None and max(begins, now) < ends),
    )
    wrong = [name for name, is_good in fields if not is_good]
    if wrong or begins is None or ends is None:
        zh, en = _WORDS[wrong[0]]
        raise BadDeal(field=wrong[0], field_zh=zh, field_en=en)
    offer = DealOffer(
        id=new_id(now),
        kind=asked.kind,
        price_fen=asked.price_fen,
        wanted=asked.wanted if is_group else 0,
        open_ms=asked.open_hours * HOUR if is_group else 0,
        pieces=0 if is_group else asked.pieces,
        kept_ms=0 if is_group else asked.kept_hours * HOUR,
        each_member=asked.each_member,
        from_ms=begins,
        until_ms=ends,
        made_ms=now,
        style_ids=tuple(sorted(styles.values())),
        shop_ids=tuple(sorted(set(asked.shop_ids))),
    )
    deal_offers.keep(conn, offer)
    return offer


def overview(conn: Connection, now: Millis) -> dict[str, Any]:
    """Return what the page shows: the shops to choose from, this moment, and each offer with what came of it."""
    offers = deal_offers.since(conn, now - LISTED_MS)
    ids = [offer.id for offer in offers]
    sold = deal_offers.taken(conn, ids)
    of_groups: Counter[tuple[str, str]] = Counter()
    of_groups.update((group.offer_id, group.status) for group in groups.of_offers(conn, ids))
    styles = {style.id: style for style in published_all(conn, Style)}
    return {
        "now": _said(now),
        "later": _said(now + 3 * DAY),
        "shops": [{"id": shop.id, "zh": shop.name_zh, "en": shop.name_en} for shop in published_all(conn, Shop)],
        "offers": [_shape(offer, now, styles, sold[offer.id], of_groups) for offer in reversed(offers)],
    }


def _shape(
    offer: DealOffer,
    now: Millis,
    styles: Mapping[str, Style],
    sold: int,
    of_groups: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    known = [styles[one] for one in offer.style_ids if one in styles]
    return {
        **msgspec.structs.asdict(offer),
        "styles": [{"code": style.code, "zh": style.name_zh, "en": style.name_en} for style in known],
        "from_time": _said(offer.from_ms),
        "until_time": _said(offer.until_ms),
        "stands": "over" if offer.until_ms <= now else "running" if offer.is_running(now) else "coming",
        "sold": sold,
        "groups": {status: of_groups.get((offer.id, status), 0) for status in ("forming", "complete", "dissolved")},
    }


def _cheapest(conn: Connection, style_ids: Collection[str]) -> int:
    """Return what the cheapest piece of some styles costs a member, 0 when there is none."""
    # Of these styles alone: a large chain's hundred thousand variants would hold up everybody who writes meanwhile.
    prices = [one.member_fen or one.list_fen for one in published_about(conn, Variant, tuple(style_ids))]
    return min(prices, default=0)


def _instant(text: str) -> int | None:
    day, _, hour = text.partition("T")
    try:
        return wall_clock(date.fromisoformat(day), time.fromisoformat(hour).strftime("%H:%M"))
    except ValueError:
        return None


def _said(instant: int) -> str:
    return f"{local(instant):%Y-%m-%dT%H:%M}"


class OfferOffice(Office):
    """The endpoints behind the page of offers."""

    async def offers_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def offers(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return overview(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def make(self, request: Request) -> Response:
        """Make an offer."""
        asked = await self._asked(request, OfferAsked)

        def work() -> object:
            with self._database.writing() as conn:
                make(conn, self._clock, asked)
                return overview(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def end(self, request: Request) -> Response:
        """End an offer now."""
        asked = await self._asked(request, OfferNamed)

        def work() -> object:
            with self._database.writing() as conn:
                deal_offers.end(conn, asked.offer_id, self._clock.now())
                return overview(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of offers."""
    office = OfferOffice(database, settings)
    return [
        Route("/office/offers/", office.offers_page),
        Route("/office/offers/{file}", office.offers_page),
        Route("/office/api/offers", office.offers),
        Route("/office/api/offer", office.make, methods=["POST"]),
        Route("/office/api/offer-end", office.end, methods=["POST"]),
    ]
