"""The back office's part about how customers pay: whom, at which channel, and to what cash is rounded down (抹零)."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sync.hub import settling
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.errors import NoName, NotParked
from sync.hub.office import Office
from sync.hub.payments.merchants import ALL_SHOPS, KnownMerchant, Merchants
from sync.hub.publishing import publish, published, published_many
from sync.hub.settings import HubSettings
from sync.protocol.rows import Chain, Shop

ROUNDINGS = (1, 10, 100)
"""To the fen, the jiao or the yuan: smaller coins than these are not asked for, larger sums not given away."""


class Rounding(msgspec.Struct, frozen=True):
    """Have cash rounded down to so many fen from now on, by whose word and why."""

    fen: Literal[1, 10, 100]
    who: str
    reason: str = ""


class PaymentOffice(Office):
    """The endpoints behind that part of the page."""

    def __init__(self, database: Database, settings: HubSettings, merchants: Merchants) -> None:
        super().__init__(database, settings)
        self._merchants = merchants

    async def paying(self, request: Request) -> Response:
        """Whom customers pay, and the rounding. Of a merchant's keys nothing is told but whether they can be read."""
        self._let_in(request)

        def work() -> object:
            known = self._merchants.known()
            with self._database.reading() as conn:
                return _shown(conn, known)

        return answer(request, await run_in_threadpool(work))

    async def round_cash(self, request: Request) -> Response:
        """Change the rounding; every till hears of it like of a price."""
        wanted = await self._asked(request, Rounding)

        def work() -> object:
            with self._database.writing() as conn:
                self._round_cash(conn, wanted)
            return {"result": "done"}

        return answer(request, await run_in_threadpool(work))

    def _round_cash(self, conn: Connection, wanted: Rounding) -> None:
        if not wanted.who.strip():
            raise NoName()
        chain = published(conn, Chain, "chain")
        if chain is None:
            raise NotParked()
        detail = {"before": chain.cash_round_fen, "after": wanted.fen}
        settling.record(
            conn, "", "chain:cash_round_fen", "round_cash", detail, wanted.who, wanted.reason, self._clock.now()
        )
        publish(conn, msgspec.structs.replace(chain, cash_round_fen=wanted.fen))


def _shown(conn: Connection, known: tuple[KnownMerchant, ...]) -> dict[str, object]:
    chain = published(conn, Chain, "chain")
    shops = published_many(conn, Shop, {shop_id for one in known for shop_id in one.shops if shop_id != ALL_SHOPS})
    names = {id_: {"zh": shop.name_zh, "en": shop.name_en} for id_, shop in shops.items()}
    return {
        "cash_round_fen": 1 if chain is None else max(chain.cash_round_fen, 1),
        "roundings": ROUNDINGS,
        "merchants": [
            {
                **one._asdict(),
                "shops": [names.get(id_, {"zh": id_, "en": id_}) for id_ in one.shops if id_ != ALL_SHOPS],
                "is_for_all": ALL_SHOPS in one.shops,
            }
            for one in known
        ],
    }


def routes(database: Database, settings: HubSettings, merchants: Merchants) -> list[BaseRoute]:
    """Return the routes of that part."""
    office = PaymentOffice(database, settings, merchants)
    return [
        Route("/office/api/paying", office.paying),
        Route("/office/api/paying/round-cash", office.round_cash, methods=["POST"]),
    ]
