"""One simulator for all tests of the payment wire, and orders whose numbers nobody else has."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from posapp.domain.money import Fen
from posapp.domain.payment_channels import MerchantChannel, PaymentOrder
from sync.payments.line import Patience
from tests.fakes.gateway_process import GatewayProcess, running_gateway
from tests.fakes.paying_mall import PayingMall

IMPATIENT = Patience(connect_s=3, read_s=0.5, whole_s=1)
"""For a peer that will never answer; nobody else is measured by it."""

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def session_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    with running_gateway(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture
def gateway(session_gateway: GatewayProcess) -> Iterator[GatewayProcess]:
    yield session_gateway
    session_gateway.move_clock(0)


@pytest.fixture(scope="session")
def usual(session_gateway: GatewayProcess) -> Iterator[dict[str, MerchantChannel]]:
    """One till's clients for all tests, as a till keeps its own open all day."""
    opened = {name: session_gateway.channel(name) for name in ("wechat", "alipay")}
    yield opened
    for channel in opened.values():
        channel.close()


@pytest.fixture
def till(gateway: GatewayProcess, usual: dict[str, MerchantChannel]) -> Iterator[Callable[..., MerchantChannel]]:
    """Give a client: ``till("wechat")`` the usual one, with any wish one of its own that is closed at the end."""
    opened: list[MerchantChannel] = []

    def open_channel(name: str, **wishes: Any) -> MerchantChannel:
        if not wishes:
            return usual[name]
        opened.append(gateway.channel(name, **wishes))
        return opened[-1]

    yield open_channel
    for channel in opened:
        channel.close()


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def mall(
    request: pytest.FixtureRequest, session_gateway: GatewayProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PayingMall]:
    """One hub with merchants for a whole module: every payment has a number of its own."""
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    running = PayingMall(tmp_path_factory.mktemp("mall"), session_gateway, url)
    yield running
    running.close()


def order(fen: int = 12_345) -> PaymentOrder:
    """Return an order under a new number."""
    return PaymentOrder(f"S01T03_{next(_numbers):06d}", Fen(fen), "云裳 / 连衣裙, blue & white", "shop-1", "T03")


def code(channel: str, ending: str = "01") -> str:
    """Return a payment code that was never used; its last two digits say what the customer does."""
    number = next(_numbers)
    return f"13{number:014d}{ending}" if channel == "wechat" else f"28{number:014d}{ending}"
