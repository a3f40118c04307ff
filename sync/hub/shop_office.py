"""The back office's page of shops: the rules of the chain; each shop's hours, fitting rooms and rules for try-ons."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sync.hub import chain_rules
from sync.hub.affairs import the_shop
from sync.hub.answers import answer
from sync.hub.chain_rules import ChainRules
from sync.hub.db.database import Database
from sync.hub.office import Office
from sync.hub.publishing import publish, published_all
from sync.hub.rule_words import bad_rule
from sync.hub.settings import HubSettings
from sync.protocol.rows import OpenHours, Shop

_FILES = {"": "shops.html", "shops.js": "shops.js"}
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
_MOST_ROOMS = 60
_MOST_CLOSED_DAYS = 100


class ShopRules(msgspec.Struct, frozen=True):
    """What a person says of a shop. ``week`` is Monday to Sunday, or empty where every day is alike.

    A till that is cut off hears of it later, and what it does until then by the old rules is told like any broken
    promise: the page says that such a change belongs before the shop opens.
    """

    shop_id: str
    fitting_rooms: int
    walk_in_rooms: int
    slot_minutes: int
    lead_minutes: int
    visit_minutes: int
    early_minutes: int
    grace_minutes: int
    week: list[OpenHours]
    closed_days: list[str]


def keep_rules(conn: Connection, said: ShopRules) -> Shop:
    """Publish a shop with its new rules. Raises ``UnknownShop`` or ``BadShopRules``."""
    shop = the_shop(conn, said.shop_id)
    fields = (
        ("fitting_rooms", 0 <= said.fitting_rooms <= _MOST_ROOMS),
        ("walk_in_rooms", 0 <= said.walk_in_rooms <= max(said.fitting_rooms, 1)),
        ("slot_minutes", 15 <= said.slot_minutes <= 240),
        ("visit_minutes", 5 <= said.visit_minutes <= 120),
        ("lead_minutes", said.visit_minutes <= said.lead_minutes <= 240),
        ("early_minutes", 0 <= said.early_minutes <= 120),
        ("grace_minutes", 5 <= said.grace_minutes <= said.slot_minutes),
        ("week", len(said.week) in (0, 7) and all(_is_day(hours) for hours in said.week)),
        ("closed_days", len(said.closed_days) <= _MOST_CLOSED_DAYS and all(map(_is_date, said.closed_days))),
    )
    wrong = [name for name, is_good in fields if not is_good]
    if wrong:
        raise bad_rule(wrong[0])
    usual = OpenHours(opens=shop.opens, closes=shop.closes)
    made = replace(
        shop,
        fitting_rooms=said.fitting_rooms,
        week=said.week if any(hours != usual for hours in said.week) else [],
        closed_days=sorted(set(said.closed_days)),
        try_on=replace(
            shop.try_on,
            walk_in_rooms=said.walk_in_rooms,
            slot_minutes=said.slot_minutes,
            lead_minutes=said.lead_minutes,
            visit_minutes=said.visit_minutes,
            early_minutes=said.early_minutes,
            grace_minutes=said.grace_minutes,
        ),
    )
    if made != shop:
        publish(conn, made)
    return made


def _is_day(hours: OpenHours) -> bool:
    if not hours.opens and not hours.closes:
        return True
    is_written = _TIME.fullmatch(hours.opens) is not None and _TIME.fullmatch(hours.closes) is not None
    return is_written and hours.opens < hours.closes


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _shape(shop: Shop) -> dict[str, Any]:
    return {
        "id": shop.id,
        "code": shop.code,
        "zh": shop.name_zh,
        "en": shop.name_en,
        "fitting_rooms": shop.fitting_rooms,
        **asdict(shop.try_on),
        "week": [asdict(hours) for hours in shop.week or [OpenHours(opens=shop.opens, closes=shop.closes)] * 7],
        "closed_days": shop.closed_days,
    }


class ShopOffice(Office):
    """The endpoints behind the page of shops."""

    async def shops_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def shops(self, request: Request) -> Response:
        """The rules of the chain, and every shop with its hours and rules."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                shops = [_shape(shop) for shop in published_all(conn, Shop)]
                return {"chain": asdict(chain_rules.standing(conn)), "shops": shops}

        return answer(request, await run_in_threadpool(work))

    async def keep(self, request: Request) -> Response:
        """Keep a shop's hours and rules."""
        said = await self._asked(request, ShopRules)

        def work() -> object:
            with self._database.writing() as conn:
                return _shape(keep_rules(conn, said))

        return answer(request, await run_in_threadpool(work))

    async def keep_chain(self, request: Request) -> Response:
        """Keep the rules of the chain."""
        said = await self._asked(request, ChainRules)

        def work() -> object:
            with self._database.writing() as conn:
                chain_rules.keep(conn, said)
                return asdict(chain_rules.standing(conn))

        return answer(request, await run_in_threadpool(work))


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of shops."""
    office = ShopOffice(database, settings)
    return [
        Route("/office/shops/", office.shops_page),
        Route("/office/shops/{file}", office.shops_page),
        Route("/office/api/shops", office.shops),
        Route("/office/api/chain-rules", office.keep_chain, methods=["POST"]),
        Route("/office/api/shop-rules", office.keep, methods=["POST"]),
    ]
