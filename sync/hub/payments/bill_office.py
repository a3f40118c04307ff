"""The back office's page of the channels' bills: how far they are read, what differs, and what may be done about it."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from posapp.domain.bill_days import is_late
from posapp.domain.clock import local
from posapp.domain.closing import ABOUT_BILLS
from sync.hub.answers import answer
from sync.hub.db.database import Database
from sync.hub.errors import NotParked, Unreadable
from sync.hub.office import Office
from sync.hub.payments import bill_book
from sync.hub.payments.bills import MerchantBills
from sync.hub.payments.merchants import Merchants, NoMerchant
from sync.hub.settings import HubSettings

_FILES = {"": "bills.html", "bills.js": "bills.js"}
_SHOWN_DAYS = 7


class Settled(msgspec.Struct, frozen=True):
    """Close a difference: who looked into it, and what she found (a code of ``domain/closing.py``, or words)."""

    finding_id: str
    who: str
    reason: str


class FundsSettled(msgspec.Struct, frozen=True):
    """Close how the money of a merchant's day (ISO) moved: who looked into it, and what she found."""

    merchant_id: str
    day: str
    who: str
    reason: str


class GivenBack(msgspec.Struct, frozen=True):
    """Give money without a sale back the way it came, by whose word."""

    finding_id: str
    who: str


class BillWanted(msgspec.Struct, frozen=True):
    """Fetch a day's bill (ISO) of a merchant now."""

    merchant_id: str
    day: str


class BillOffice(Office):
    """The endpoints behind that page."""

    def __init__(self, database: Database, settings: HubSettings, merchants: Merchants) -> None:
        super().__init__(database, settings)
        self._merchants = merchants
        self._bills = MerchantBills(database, settings.clock, merchants)

    async def bill_page(self, request: Request) -> Response:
        """The page and its script."""
        return self._page(request, _FILES)

    async def bills(self, request: Request) -> Response:
        """Everything the page shows."""
        self._let_in(request)

        def work() -> object:
            known = [one.merchant_id for one in self._merchants.known()]
            with self._database.reading() as conn:
                return self._shown(conn, known)

        return answer(request, await run_in_threadpool(work))

    async def settle(self, request: Request) -> Response:
        """Close a difference."""
        wanted = await self._asked(request, Settled)

        def work() -> object:
            self._bills.settle(wanted.finding_id, wanted.who, wanted.reason)
            return {"result": "settled"}

        return answer(request, await run_in_threadpool(work))

    async def settle_funds(self, request: Request) -> Response:
        """Close how the money of a day moved."""
        wanted = await self._asked(request, FundsSettled)

        def work() -> object:
            try:
                day = date.fromisoformat(wanted.day)
            except ValueError:
                raise Unreadable() from None
            self._bills.settle_funds(wanted.merchant_id, day, wanted.who, wanted.reason)
            return {"result": "settled"}

        return answer(request, await run_in_threadpool(work))

    async def give_back(self, request: Request) -> Response:
        """Give money without a sale back."""
        wanted = await self._asked(request, GivenBack)
        return answer(
            request, {"result": await run_in_threadpool(self._bills.give_back, wanted.finding_id, wanted.who)}
        )

    async def read(self, request: Request) -> Response:
        """Fetch a bill now."""
        wanted = await self._asked(request, BillWanted)

        def work() -> object:
            try:
                return {"result": self._bills.read(wanted.merchant_id, date.fromisoformat(wanted.day)).progress.reading}
            except ValueError:
                raise Unreadable() from None
            except NoMerchant:
                raise NotParked() from None

        return answer(request, await run_in_threadpool(work))

    def _shown(self, conn: Connection, merchant_ids: list[str]) -> dict[str, object]:
        now = self._clock.now()
        since = local(now).date() - timedelta(days=_SHOWN_DAYS)
        bills = [bill for one in merchant_ids for bill in bill_book.bills_since(conn, one, since)]
        settled = bill_book.settled(conn)
        return {
            "merchants": merchant_ids,
            "bills": [
                {
                    "merchant_id": bill.merchant_id,
                    "day": bill.progress.day.isoformat(),
                    "reading": bill.progress.reading,
                    "is_late": is_late(bill.progress, now),
                    "sums": msgspec.to_builtins(bill.sums),
                    "verdicts": bill.verdicts,
                    "funds": {
                        "reading": bill.movements.progress.reading,
                        "is_late": bill.progress.is_read and is_late(bill.movements.progress, now),
                        "differs": bill.movements.differs and bill.funds_id not in settled,
                        **msgspec.to_builtins(bill.movements.figures),
                    },
                }
                for bill in bills
            ],
            "differences": [one._asdict() for one in bill_book.open_differences(conn)],
            "reasons": {code: {"zh": words.zh, "en": words.en} for code, words in ABOUT_BILLS.items()},
            "now_ms": now,
        }


def routes(database: Database, settings: HubSettings, merchants: Merchants) -> list[BaseRoute]:
    """Return the routes of that page."""
    office = BillOffice(database, settings, merchants)
    return [
        Route("/office/bills/", office.bill_page),
        Route("/office/bills/{file}", office.bill_page),
        Route("/office/api/bills", office.bills),
        Route("/office/api/bills/settle", office.settle, methods=["POST"]),
        Route("/office/api/bills/settle-funds", office.settle_funds, methods=["POST"]),
        Route("/office/api/bills/give-back", office.give_back, methods=["POST"]),
        Route("/office/api/bills/read", office.read, methods=["POST"]),
    ]
