"""Plan anew when the plans are older than the last night: read everything, think outside any transaction, publish."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from posapp.domain.clock import Millis, at, local
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.forecast.planning import Hanging, plans, who_would_like
from sync.hub.forecast.series import Key, SalesSeries, series_of_log
from sync.hub.history.chain import of_chain
from sync.hub.publishing import each_published, lock_streams, publish_many, published_all, stream_of, withdraw
from sync.hub.settings import STANDARD_PLANS, PlanRules
from sync.protocol.rows import History, Member, StockPlan, Style, Variant

PLANNING_HOUR = 3
"""By the shops' clocks: the day before is in."""


def is_stale(conn: Connection, now: Millis) -> bool:
    """Tell whether any plan was made before the last night, or there is none."""
    last_night = at(local(now).date(), PLANNING_HOUR)
    made = [plan.made_ms for plan in each_published(conn, StockPlan)]
    return not made or (now >= last_night and min(made) < last_night)


def replan(database: Database, now: Millis, rules: PlanRules = STANDARD_PLANS) -> list[StockPlan]:
    """Make and publish the plans of all shops when they are stale and something was sold; return what is new.

    Where several hub processes plan in one night, the first one's plans stand.
    """
    with database.reading() as conn:
        if not is_stale(conn, now):
            return []
        series, hanging = _sold(conn, now), _hanging(conn)
        style_of = {variant.id: variant.style_id for variant in published_all(conn, Variant)}
        members = {member.id: member for member in each_published(conn, Member)}
        interested = who_would_like(each_published(conn, History), members, now)
    if not series.keys:
        return []
    made = plans(series, hanging, style_of, interested, now, rules)
    with database.writing() as conn:
        lock_streams(conn, *{stream_of("stock_plan", plan.shop_id) for plan in made})
        if not is_stale(conn, now):
            return []
        gone = {plan.id: plan for plan in published_all(conn, StockPlan)}.keys() - {plan.id for plan in made}
        publish_many(conn, made)
        for plan_id in sorted(gone):
            withdraw(conn, StockPlan, plan_id, shop_id=plan_id.partition("/")[0])
    return made


def _sold(conn: Connection, now: Millis) -> SalesSeries:
    log = of_chain(conn, now)
    if not log.last_ms:
        return SalesSeries.empty("week")
    series = series_of_log(log, "week", by_shop=True, end=local(now).date())
    return series.only(series.where(lambda key: bool(key.shop_id)))


def _hanging(conn: Connection) -> list[Hanging]:
    styles = {style.id: style for style in published_all(conn, Style)}
    variants = {variant.id: styles.get(variant.style_id) for variant in published_all(conn, Variant)}
    stock = tables.stock
    found = conn.execute(select(stock.c.shop_id, stock.c.variant_id, stock.c.on_hand, stock.c.promised))
    return [
        Hanging(
            key=Key(shop_id, variant_id, style.category),
            free=on_hand - promised,
            launched_ms=_launched(style),
        )
        for shop_id, variant_id, on_hand, promised in found
        if on_hand > promised and (style := variants.get(variant_id)) is not None
    ]


def _launched(style: Style) -> int | None:
    try:
        return at(date.fromisoformat(style.launched), 0)
    except ValueError:
        return None
