"""A mall's payments without a server: a till's line to it is a transport of httpx that calls it in this thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
from sqlalchemy import insert

from posapp.adapters.payments.mall import MallChannel, MallLine
from posapp.domain.clock import Clock
from posapp.domain.errors import Refused
from posapp.domain.payment_channels import PaymentChannel
from posapp.domain.text import Bilingual
from posapp.services.till_data import PairedTill
from sync.hub import enrolment, keys
from sync.hub.answers import trouble
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.db.payment_tables import merchant_choice
from sync.hub.opening import open_books
from sync.hub.payments.calls import PaymentCalls
from sync.protocol.rows import Row
from sync.protocol.signing import ANSWER_HEADER, new_key_pair
from sync.protocol.wire import EnrolRequest


class MallAtHand(httpx.BaseTransport):
    """Hands each request to the mall's payments, as HTTP does."""

    def __init__(self, calls: PaymentCalls) -> None:
        self._calls = calls

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        target = request.url.raw_path.decode("ascii")
        try:
            told = self._calls.answer(target, request.headers, request.read())
        except Refused as refused:
            said = trouble(refused.code, getattr(refused, "status", 409), **refused.values)
            # As a stream, as it comes over a network: the till reads it piece by piece.
            return httpx.Response(
                said.status_code, stream=httpx.ByteStream(bytes(said.body)), headers=dict(said.headers)
            )
        return httpx.Response(200, stream=httpx.ByteStream(told.body), headers={ANSWER_HEADER: told.signature})


class OneMall:
    """A mall whose shop ``shop_id`` is paid through one ``channel``, and a till's way there.

    ``chance`` is asked when the mall dies of one of ``deadly`` in the middle of a call: true, and the mall alone is
    gone, so that its till hears nothing; false, and both are.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        rows: list[Row],
        shop_id: str,
        channel: PaymentChannel,
        *,
        deadly: tuple[type[BaseException], ...] = (),
        chance: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = open_database(folder)
        upgrade(self._database)
        pair = new_key_pair()
        with self._database.writing() as conn:
            keys.ensure(conn, clock.now())
            open_books(conn, rows, clock.now())
            code = enrolment.new_code(conn, clock, shop_id).code
            told = enrolment.enrol(conn, clock, EnrolRequest(code=code, public_key=pair.public, program="proof"))
            conn.execute(insert(merchant_choice).values(channel=channel.channel, shop_id="", merchant_id="proof"))
        till = PairedTill(
            told.device, told.generation, told.shop_id, told.till_no, "http://mall",
            Bilingual(told.chain_zh, told.chain_en), told.root_key, told.phone_key,
        )  # fmt: skip
        calls = PaymentCalls(self._database, clock, _OneMerchant(channel))
        self._line = MallLine(till, pair.private, clock, transport=_Mortal(calls, deadly, chance))
        self.channel = MallChannel(channel.channel, self._line)

    def close(self) -> None:
        """Close the mall's database."""
        self._line.close()
        self._database.close()


class _OneMerchant:
    """Whoever is asked for, it is this one."""

    def __init__(self, channel: PaymentChannel) -> None:
        self._channel = channel

    def channel_for(self, _merchant_id: str) -> PaymentChannel:
        return self._channel


class _Mortal(MallAtHand):
    """A mall that may die alone: its till's connection breaks, and the next call finds it started again."""

    def __init__(
        self, calls: PaymentCalls, deadly: tuple[type[BaseException], ...], chance: Callable[[], bool]
    ) -> None:
        super().__init__(calls)
        self._deadly = deadly
        self._chance = chance

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, or die."""
        try:
            return super().handle_request(request)
        except self._deadly as death:
            if not self._chance():
                raise
            raise httpx.RemoteProtocolError("the mall is gone", request=request) from death
