"""The back office's page of value: terms, the worst that can happen, rights that are out, gift cards."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.clock import Millis
from sync.hub.affairs import the_shop
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.db.value_tables import value_account, value_right
from sync.hub.errors import Unreadable
from sync.hub.ingest import set_ahead_apart
from sync.hub.office import Office
from sync.hub.publishing import lock_streams, publish, published_all, stream_of
from sync.hub.settings import HubSettings
from sync.hub.value import owners, rights
from sync.hub.value.bound import bounds
from sync.hub.value.ledger import check
from sync.hub.value.terms import INSTRUMENTS, terms_of
from sync.protocol.rows import GiftCard, Shop, ValueTerms

_FILES = {"": "value.html", "value.js": "value.js"}
_MOST_LISTED = 200
_LARGEST_FEN = 100_000
"""A card without a name holds at most 1,000 yuan (单用途商业预付卡管理办法)."""


class CardWanted(msgspec.Struct, frozen=True):
    """Sell a gift card over ``fen`` in a shop."""

    shop_id: str
    fen: int


class HolderNamed(msgspec.Struct, frozen=True):
    """Name a till that will never be heard of again."""

    device: str
    generation: int


class NewTerms(msgspec.Struct, frozen=True):
    """Set the terms of an instrument."""

    id: Literal["stored_value", "gift_card", "points", "coupon"]
    offline: Literal["refused", "leased", "floor_limit"]
    fen_per_unit: int
    floor_fen: int
    shop_day_fen: int
    tills_per_shop: int
    lease_units: int
    lease_ms: int


class ValueOffice(Office):
    """The endpoints behind the page of value."""

    async def value_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def value(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            with self._database.reading() as conn:
                return _overview(conn, self._clock.now())

        return answer(request, await run_in_threadpool(work))

    async def set_terms(self, request: Request) -> Response:
        """Set the terms of an instrument; tills follow them with their next page."""
        wanted: NewTerms = await self._asked(request, NewTerms)
        row = ValueTerms(**msgspec.structs.asdict(wanted))
        numbers = (row.fen_per_unit, row.floor_fen, row.shop_day_fen, row.lease_units, row.lease_ms)
        if min(numbers) < 0 or row.tills_per_shop < 1:
            raise Unreadable()

        def work() -> object:
            with self._database.writing() as conn:
                publish(conn, row)
                return {"result": "set"}

        return answer(request, await run_in_threadpool(work))

    async def sell_card(self, request: Request) -> Response:
        """Make a gift card and return what it shows."""
        wanted: CardWanted = await self._asked(request, CardWanted)
        if not 0 < wanted.fen <= _LARGEST_FEN:
            raise Unreadable()

        def work() -> object:
            with self._database.writing() as conn:
                the_shop(conn, wanted.shop_id)
                lock_streams(conn, "members")
                card = owners.issue_card(conn, self._clock, wanted.shop_id, wanted.fen)
                return {"card": card.card, "code": owners.card_code(conn, self._clock, card)}

        return answer(request, await run_in_threadpool(work))

    async def write_off(self, request: Request) -> Response:
        """Give a lost till's rights back to their owners; the chain stands for what it may have spent."""
        wanted: HolderNamed = await self._asked(request, HolderNamed)

        def work() -> object:
            with self._database.writing() as conn:
                return {"written_off": write_off_holder(conn, wanted.device, wanted.generation, self._clock.now())}

        return answer(request, await run_in_threadpool(work))


def write_off_holder(conn: Connection, device: str, generation: int, now: Millis) -> int:
    """Write off every open right of a till that will never be heard of; return how many those were.

    What it brought last, behind something that is lost with it, goes where people look through what is not booked.
    """
    set_ahead_apart(conn, device, generation, why="lost")
    right = value_right
    mine = (right.c.device == device) & (right.c.generation == generation) & (right.c.status == "open")
    shops = conn.execute(select(right.c.shop_id).where(mine).distinct()).scalars().all()
    lock_streams(conn, *(stream_of("lease", shop_id) for shop_id in shops), "members")
    open_ = [dict(row) for row in conn.execute(select(right).where(mine)).mappings()]
    for each in open_:
        rights.write_off(conn, each, now)
        owners.tell(conn, each["instrument"], each["owner_id"])
    return len(open_)


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the page of value."""
    office = ValueOffice(database, settings)
    return [
        Route("/office/value/", office.value_page),
        Route("/office/value/{file}", office.value_page),
        Route("/office/api/value", office.value),
        Route("/office/api/value/terms", office.set_terms, methods=["POST"]),
        Route("/office/api/value/cards", office.sell_card, methods=["POST"]),
        Route("/office/api/value/write-off", office.write_off, methods=["POST"]),
    ]


def _overview(conn: Connection, now: Millis) -> dict[str, object]:
    right = value_right
    out = conn.execute(
        select(
            right.c.right_id,
            right.c.kind,
            right.c.instrument,
            right.c.owner_id,
            right.c.shop_id,
            right.c.device,
            right.c.generation,
            right.c.until_ms,
            right.c.status,
            value_account.c.balance.label("left"),
        )
        .outerjoin(value_account, value_account.c.account_id == "right:" + right.c.right_id)
        .where(right.c.status.in_(("open", "written_off")))
        .order_by(right.c.until_ms)
        .limit(_MOST_LISTED)
    ).mappings()
    return {
        "terms": [msgspec.to_builtins(terms_of(conn, name)) for name in (*INSTRUMENTS, "coupon")],
        "bounds": [bound._asdict() for bound in bounds(conn, now)],
        "rights": [dict(row) for row in out],
        "cards": [msgspec.to_builtins(card) for card in published_all(conn, GiftCard, most=_MOST_LISTED)],
        "shops": [{"id": shop.id, "zh": shop.name_zh, "en": shop.name_en} for shop in published_all(conn, Shop)],
        "wrong": list(check(conn)),
        "now_ms": now,
    }
