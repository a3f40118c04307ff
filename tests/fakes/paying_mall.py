"""A mall that carries out payments at the simulator, and tills that reach their channels through it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec

from posapp.adapters.payments.mall import PATH, MallChannel, MallLine
from posapp.domain.clock import Clock
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.domain.text import Bilingual
from posapp.services.till_data import PairedTill
from sync.hub import enrolment, keys
from sync.hub.auth import Device
from sync.hub.db.database import Database, open_database
from sync.hub.db.migrate import upgrade
from sync.hub.opening import open_books
from sync.hub.payments.calls import PaymentCalls
from sync.hub.payments.desk import PaymentDesk
from sync.hub.payments.merchants import Merchants, keep_merchant
from sync.hub.payments.sealing import Sealer
from sync.protocol.signing import new_key_pair, signed_headers
from sync.protocol.wire import EnrolAnswer, EnrolRequest
from sync.proving.mall_at_hand import MallAtHand
from tests.fakes import small_chain
from tests.fakes.gateway_process import GatewayProcess
from tests.fakes.laid_tables import lay_hub
from tests.fakes.small_chain import SHOP


class PayingMall:
    """A hub's payments without its server. Its first shop is paid at the simulator; the other has nobody to pay."""

    def __init__(self, folder: Path, gateway: GatewayProcess, database_url: str = "") -> None:
        self.gateway, self.clock, self.sealer = gateway, gateway.clock, Sealer(folder)
        self._where = (folder, database_url)
        if not database_url:
            lay_hub(folder)
        self.database = open_database(*self._where)
        upgrade(self.database)
        with self.database.writing() as conn:
            keys.ensure(conn, self.clock.now())
            open_books(conn, small_chain.all_rows(self.clock.now()), self.clock.now())
        take_merchants(self.database, self.sealer, gateway)
        self.merchants = Merchants(self.database, self.clock, self.sealer)
        self.calls = PaymentCalls(self.database, self.clock, self.merchants)
        self._opened: list[Any] = [self.database, self.merchants]

    def another_process(self) -> PaymentDesk:
        """Return the desk of another hub process on the same database."""
        database = open_database(*self._where)
        merchants = Merchants(database, self.clock, self.sealer)
        self._opened += [database, merchants]
        return PaymentDesk(database, self.clock, merchants)

    def till(self, shop_id: str = SHOP) -> PairedAtHand:
        """Pair a new till."""
        pair = new_key_pair()
        with self.database.writing() as conn:
            code = enrolment.new_code(conn, self.clock, shop_id).code
            told = enrolment.enrol(conn, self.clock, EnrolRequest(code=code, public_key=pair.public, program="test"))
        till = PairedAtHand(self, paired("http://mall", told), pair.private)
        self._opened.append(till.line)
        return till

    def close(self) -> None:
        """Close what was opened."""
        for each in reversed(self._opened):
            each.close()


@dataclass
class PairedAtHand:
    """A till that is paired with that mall."""

    mall: PayingMall
    paired: PairedTill
    private_key: str

    def __post_init__(self) -> None:
        self.line = self.another_line()

    def another_line(self, *, clock: Clock | None = None, transport: httpx.BaseTransport | None = None) -> MallLine:
        """Return a line to the mall with another clock, or with somebody between; whoever opens it closes it."""
        return MallLine(
            self.paired,
            self.private_key,
            clock or self.mall.clock,
            transport=transport or MallAtHand(self.mall.calls),
        )

    def channel(self, name: Channel) -> MallChannel:
        """Return a channel as this till reaches it."""
        return MallChannel(name, self.line)

    @property
    def device(self) -> Device:
        """Return the till as its signature proves it."""
        told = self.paired
        return Device(told.device, told.generation, told.shop_id, told.till_no, "active")

    def ask(self, what: str, body: msgspec.Struct | bytes) -> httpx.Response:
        """Send one signed question as it stands, and return what came."""
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        signed = signed_headers(self.private_key, self.paired.device, "POST", PATH + what, self.mall.clock.now(), raw)
        with httpx.Client(transport=MallAtHand(self.mall.calls), base_url="http://mall") as http:
            return http.post(PATH + what, content=raw, headers=signed)


def take_merchants(
    database: Database, sealer: Sealer, gateway: GatewayProcess, shop_id: str = SHOP, **changed: dict[str, object]
) -> None:
    """Tell a hub the simulator's merchants, with settings changed by channel."""
    told = gateway.settings()
    with database.writing() as conn:
        for channel in CHANNELS:
            settings = json.dumps({**told[channel], **changed.get(channel, {})})
            keep_merchant(conn, sealer, channel, settings, shop_id, gateway.clock.now())


def paired(hub_url: str, told: EnrolAnswer) -> PairedTill:
    """Return what a till became when it was paired."""
    return PairedTill(
        device=told.device,
        generation=told.generation,
        shop_id=told.shop_id,
        till_no=told.till_no,
        hub_url=hub_url,
        chain=Bilingual(told.chain_zh, told.chain_en),
        root_key=told.root_key,
        phone_key=told.phone_key,
        certificate=told.certificate,
    )
