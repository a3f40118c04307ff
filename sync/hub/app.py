"""The hub as a web application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from posapp.domain.clock import Clock, Millis
from posapp.domain.errors import Refused
from sync.ballast import Ballast
from sync.hub import (
    answers,
    defect_office,
    erasure_office,
    fonts,
    invoice_office,
    invoices,
    keys,
    lives,
    look_office,
    message_office,
    offer_office,
    office,
    openapi,
    pack_office,
    plan_office,
    segment_office,
    shop_office,
    upkeep,
)
from sync.hub.apply import apply_leftovers, is_of_the_database
from sync.hub.bell import Bell
from sync.hub.db.database import Database, open_database
from sync.hub.db.migrate import upgrade
from sync.hub.erasure_routes import ErasureRoutes
from sync.hub.experiments import office as experiment_office
from sync.hub.payments import bill_office, payment_office
from sync.hub.payments.bills import MerchantBills
from sync.hub.payments.following import RefundsUnderWay
from sync.hub.payments.merchants import Merchants
from sync.hub.payments.routes import PaymentRoutes
from sync.hub.payments.sealing import Sealer
from sync.hub.phone import routes as phone_routes
from sync.hub.publishing import heads, is_empty, lock_streams
from sync.hub.relay_routes import RelayRoutes
from sync.hub.settings import HubSettings
from sync.hub.tills import TillRoutes
from sync.hub.value import office as value_office

log = logging.getLogger(__name__)

RESERVE_BYTES = 2 << 20
"""Given up by a hub that has to start on a full disk; laid again by the next start with room."""


def create_app(settings: HubSettings) -> Starlette:
    """Build the application: opens the database, migrates it, seeds a demo, applies what was left over.

    Any ``posapp.domain.errors.Refused`` that an endpoint raises becomes ``{code, zh, en, values}`` with its status.
    """
    database = open_database(settings.data_dir, settings.database_url)
    prepare(database, settings)
    bell = Bell(database)
    merchants = Merchants(database, settings.clock, Sealer(settings.data_dir))
    payments = PaymentRoutes(database, settings.clock, merchants)

    async def health(request: Request) -> Response:
        with database.reading() as conn:
            return answers.answer(
                request, {"status": "ok", "epoch": keys.epoch(conn), "rows": sum(heads(conn).values())}
            )

    async def front_door(_request: Request) -> Response:
        return RedirectResponse("/phone/")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(bell.watch()),
            asyncio.create_task(upkeep.run(database, settings.clock, settings.quotas)),
            asyncio.create_task(upkeep.run_training(database, settings)),
            asyncio.create_task(
                upkeep.run_channels(
                    MerchantBills(database, settings.clock, merchants),
                    RefundsUnderWay(database, settings.clock, merchants),
                )
            ),
        ]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        payments.close()
        merchants.close()
        database.close()

    app = Starlette(
        routes=[
            Route("/", front_door),
            Route("/healthz", health),
            *TillRoutes(database, settings.clock, bell).routes(),
            *payments.routes(),
            openapi.route(),
            *fonts.routes(),
            *ErasureRoutes(database, settings.clock).routes(),
            *RelayRoutes(database, settings.clock).routes(),
            *value_office.routes(database, settings),
            *message_office.routes(database, settings),
            *shop_office.routes(database, settings),
            *offer_office.routes(database, settings),
            *segment_office.routes(database, settings),
            *look_office.routes(database, settings),
            *plan_office.routes(database, settings),
            *experiment_office.routes(database, settings),
            *pack_office.routes(database, settings),
            *erasure_office.routes(database, settings),
            *defect_office.routes(database, settings),
            *bill_office.routes(database, settings, merchants),
            *payment_office.routes(database, settings, merchants),
            *office.routes(database, settings),
            *invoices.routes(database, settings.clock),
            *invoice_office.routes(database, settings),
            *phone_routes(database, settings),
        ],
        exception_handlers={
            Refused: answers.refused,
            HTTPException: answers.http_error,
            Exception: answers.broken,
        },
        lifespan=lifespan,
    )
    app.state.database = database
    app.state.merchants = merchants
    return app


def prepare(database: Database, settings: HubSettings) -> None:
    """Bring the database up to this program: tables, keys, the demo chain when asked for, what was left to apply."""
    reserve = Ballast(settings.data_dir / "ballast.bin", 0 if settings.database_url else RESERVE_BYTES)
    try:
        _begin(database, settings)
    except OperationalError as error:
        # A start writes down that it was one, and a full disk has no room even for that.
        if not is_of_the_database(error) or not reserve.drop():
            raise
        log.warning("the disk is full: the reserve is given up, so that the hub can start")
        _begin(database, settings)
    reserve.lay()
    apply_leftovers(database, settings.clock)


def _begin(database: Database, settings: HubSettings) -> None:
    upgrade(database)
    now = settings.clock.now()
    with database.writing() as conn:
        keys.ensure(conn, now)
        lives.begin(conn)
        # The lock keeps two hub processes on one database from both filling it.
        lock_streams(conn, "catalogue")
        if settings.demo and is_empty(conn):
            _fill(conn, now)
        elif settings.demo:
            _freshen(conn, settings.clock)


def _fill(conn: Connection, now: Millis) -> None:
    # Imported only here: the generator brings pinyin tables and numpy, which a real hub never needs.
    from sync.hub import demo, training

    demo.seed(conn, now, keys.phone_key(conn))
    training.publish_pack(conn, now)


def _freshen(conn: Connection, clock: Clock) -> None:
    from sync.hub import demo, training

    demo.freshen(conn, clock)
    training.publish_if_stale(conn, clock.now())
