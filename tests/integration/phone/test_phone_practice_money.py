"""What whoever shows the demo relies on: a payment code on the phone, of money that is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from posapp.domain.clock import Clock
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, PaymentState
from posapp.domain.payment_code import channel_of
from tests.fakes.gateway_process import running_gateway
from tests.fakes.phone_mall import ServedMall, TurnableClock, served
from tests.integration.phone.test_phone_codes import seen_by_a_camera

CHANNELS = ("wechat", "alipay")


@pytest.fixture
def mall(tmp_path: Path, clock: TurnableClock) -> Iterator[ServedMall]:
    """The small chain's mall, started beside a payment simulator."""
    with served(tmp_path / "hub", clock, practice_money=True) as running:
        yield running


def payment_code(phone: httpx.Client, channel: str) -> dict[str, str]:
    return dict(phone.get("payment-code", params={"channel": channel}).raise_for_status().json())


def test_her_code_pays_once_at_the_simulator(mall: ServedMall, tmp_path: Path) -> None:
    with signed_in(mall) as phone, running_gateway(tmp_path / "gateway") as gateway:
        for n, name in enumerate(CHANNELS):
            digits = payment_code(phone, name)["digits"]
            assert channel_of(digits) == name
            channel = gateway.channel(name)
            assert channel.pay(PaymentOrder(f"S01T01_{n}1", Fen(9_900)), digits).state is PaymentState.PAID
            again = channel.pay(PaymentOrder(f"S01T01_{n}2", Fen(9_900)), digits)
            assert again.state is not PaymentState.PAID
            channel.close()


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_camera_and_a_scanner_read_the_same_digits_and_each_code_is_new(mall: ServedMall, channel: str) -> None:
    with signed_in(mall) as phone:
        shown = payment_code(phone, channel)
        assert seen_by_a_camera(shown["svg"]) == [("QRCode", shown["digits"])]
        assert seen_by_a_camera(shown["bars"]) == [("Code128", shown["digits"])]
        assert payment_code(phone, channel)["digits"] != shown["digits"]


def test_only_a_member_gets_one_and_only_of_a_channel_that_is_there(mall: ServedMall) -> None:
    with signed_in(mall) as phone:
        assert phone.get("chain").json()["practice_money"] is True
        assert phone.get("payment-code", params={"channel": "quickpass"}).status_code == 400
        del phone.headers["authorization"]
        assert phone.get("payment-code", params={"channel": "wechat"}).status_code == 401


@pytest.mark.parametrize(("demo", "practice_money"), [(True, False), (False, True)])
def test_without_a_simulator_or_outside_a_demonstration_there_is_none(
    tmp_path: Path, clock: Clock, demo: bool, practice_money: bool
) -> None:
    with (
        served(tmp_path / "real", clock, demo=demo, practice_money=practice_money) as real,
        httpx.Client(base_url=f"{real.url}/phone/api/", trust_env=False, verify=False) as visitor,
    ):
        assert visitor.get("chain").json()["practice_money"] is False
        assert visitor.get("payment-code", params={"channel": "wechat"}).status_code == 404


@contextmanager
def signed_in(mall: ServedMall) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{mall.url}/phone/api/", trust_env=False, verify=False) as phone:
        token = phone.post("sign-in", json={"member_id": "m00001"}).raise_for_status().json()["token"]
        phone.headers["authorization"] = f"Bearer {token}"
        yield phone
