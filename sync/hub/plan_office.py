"""The back office's page of stock plans: how each shop stands, what it lacks most, and what hangs there too long."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain import sizes
from posapp.domain.stock_levels import (
    NEEDS,
    Expected,
    missing,
    need,
    surplus,
    together,
    weeks_of_cover,
)
from sync.hub.answers import answer
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.office import Office
from sync.hub.publishing import published_all, published_many
from sync.hub.settings import HubSettings
from sync.protocol.rows import Shop, StockPlan, Style, Transfer, Variant, VariantPlan

_FILES = {"": "plans.html", "plans.js": "plans.js"}

MOST_LISTED = 25
"""So many variants and styles are named for each shop; all are counted."""

_Free = Mapping[tuple[str, str], int]


class PlanOffice(Office):
    """The endpoints behind the page of stock plans."""

    async def plans_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def plans(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return figures(conn)

        return answer(request, await run_in_threadpool(work))


def figures(conn: Connection) -> dict[str, Any]:
    """Return what the page shows: how the plans were made, and each shop as it stands now."""
    plans = published_all(conn, StockPlan)
    free, on_way = _free(conn), _on_way(conn)
    of_shop: defaultdict[str, list[VariantPlan]] = defaultdict(list)
    for plan in plans:
        of_shop[plan.shop_id].extend(plan.variants)
    newest = max(plans, key=lambda plan: plan.made_ms, default=None)
    return {
        "made_ms": None if newest is None else newest.made_ms,
        "lead_weeks": 0 if newest is None else newest.lead_weeks,
        "service_percent": 0 if newest is None else newest.service_percent,
        "season_milli": 1_000 if newest is None else newest.season_milli,
        "weights_milli": [] if newest is None else [newest.ses_milli, newest.tsb_milli, newest.mean_milli],
        "error_milli": _mean_error(plans),
        "shops": [_shop(conn, shop, of_shop[shop.id], free, on_way) for shop in published_all(conn, Shop)],
    }


def _shop(conn: Connection, shop: Shop, plans: Sequence[VariantPlan], free: _Free, on_way: _Free) -> dict[str, Any]:
    stands = [(one, one.expected, free.get((shop.id, one.variant_id), 0)) for one in plans]
    coming = {one.variant_id: on_way.get((shop.id, one.variant_id), 0) for one in plans}
    needs = [(need(here, coming[one.variant_id], told), one, told, here) for one, told, here in stands]
    short = sorted(
        (each for each in needs if each[0] != "enough"),
        key=lambda each: (NEEDS.index(each[0]), -each[2].week, each[1].variant_id),
    )
    long = _too_long(stands)
    variants = published_many(conn, Variant, (one.variant_id for _, one, _, _ in short[:MOST_LISTED]))
    styles = published_many(conn, Style, {*(one.style_id for _, one, _, _ in short), *(name for _, name, _, _ in long)})
    return {
        "id": shop.id,
        "zh": shop.name_zh,
        "en": shop.name_en,
        "counts": Counter(grade for grade, _, _, _ in [*short, *long]),
        "short": [
            {
                **_named(styles.get(one.style_id)),
                "colour_zh": variants[one.variant_id].colour_zh,
                "colour_en": variants[one.variant_id].colour_en,
                "size_zh": sizes.said(variants[one.variant_id].size, "zh"),
                "size_en": sizes.said(variants[one.variant_id].size, "en"),
                "grade": grade,
                "free": here,
                "wanted": missing(here, coming[one.variant_id], told),
                "lead_milli": one.lead_milli,
                "spare": sum(spare.pieces for spare in one.spare),
            }
            for grade, one, told, here in short[:MOST_LISTED]
            if one.variant_id in variants
        ],
        "long": [
            {**_named(styles.get(name)), "grade": grade, "free": here, "weeks": weeks_of_cover(here, told)}
            for grade, name, told, here in long[:MOST_LISTED]
        ],
    }


def _too_long(stands: Sequence[tuple[VariantPlan, Expected, int]]) -> list[tuple[str, str, Expected, int]]:
    """Return the grade, style, what is expected and the pieces of each style that should leave, the most first."""
    styles: defaultdict[str, list[tuple[Expected, int]]] = defaultdict(list)
    for one, told, here in stands:
        styles[one.style_id].append((told, here))
    found = []
    for style_id, many in styles.items():
        told, here = together(expected for expected, _ in many), sum(pieces for _, pieces in many)
        grade = surplus(here, told)
        if grade != "right":
            found.append((grade, style_id, told, here))
    return sorted(found, key=lambda each: (-each[3], each[1]))


def _named(style: Style | None) -> dict[str, str]:
    return {"zh": style.name_zh, "en": style.name_en, "code": style.code} if style else {"zh": "", "en": "", "code": ""}


def _free(conn: Connection) -> _Free:
    stock = tables.stock
    found = conn.execute(select(stock.c.shop_id, stock.c.variant_id, stock.c.on_hand, stock.c.promised))
    return {(shop_id, variant_id): max(on_hand - promised, 0) for shop_id, variant_id, on_hand, promised in found}


def _on_way(conn: Connection) -> _Free:
    """Return what other shops were asked to bring and what is not there yet."""
    coming: Counter[tuple[str, str]] = Counter()
    for transfer in published_all(conn, Transfer):
        if transfer.way == "bring" and transfer.status in ("asked", "sent"):
            coming[transfer.shop_id, transfer.variant_id] += transfer.sent or transfer.quantity
    return coming


def _mean_error(plans: Sequence[StockPlan]) -> int | None:
    errors = [one.error_milli for plan in plans for one in plan.variants if one.error_milli is not None]
    return round(sum(errors) / len(errors)) if errors else None


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of plans."""
    office = PlanOffice(database, settings)
    return [
        Route("/office/plans/", office.plans_page),
        Route("/office/plans/{file}", office.plans_page),
        Route("/office/api/plans", office.plans),
    ]
