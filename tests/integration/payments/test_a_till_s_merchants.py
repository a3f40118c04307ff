"""Whoever sets a till up for payments by phone types one command, and hears at once when a key is wrong."""

from __future__ import annotations

import json
import sys

import pytest

from posapp import channels
from posapp.adapters.payments.direct import direct_channels
from posapp.adapters.payments.lazily import merchant_name, merchants_here
from posapp.adapters.secrets import open_secrets
from posapp.domain.clock import SystemClock
from posapp.domain.payment_channels import PaymentState
from tests.integration.payments.conftest import code, order


def test_a_till_takes_its_merchants_from_the_simulator_and_pays_there(gateway, tmp_path, capsys):
    assert channels.take(tmp_path, gateway.url) == 0
    said = capsys.readouterr().out
    assert "wechat: merchant 1900000109 at http://127.0.0.1" in said
    assert "PRIVATE" not in said
    found = direct_channels(open_secrets(tmp_path), SystemClock())
    for name, channel in found.items():
        assert channel.pay(order(), code(name)).state is PaymentState.PAID
        channel.close()
    assert set(found) == {"wechat", "alipay"}


def test_a_till_that_takes_one_channel_keeps_the_other(gateway, tmp_path, capsys):
    file = tmp_path / "merchants.json"
    file.write_text(json.dumps({"alipay": gateway.settings()["alipay"]}), "utf-8")
    assert channels.take(tmp_path / "till", str(file)) == 0
    assert "wechat: through the mall" in capsys.readouterr().out
    assert channels.take(tmp_path / "till", gateway.url) == 0
    assert "through the mall" not in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["", "[]", "{}", '{"paypal": {}}', '{"wechat": {"mchid": "1"}}', '{"wechat": {'])
def test_settings_that_are_none_change_nothing(tmp_path, capsys, wrong):
    file = tmp_path / "merchants.json"
    file.write_text(wrong, "utf-8")
    assert channels.take(tmp_path / "till", str(file)) == channels.CANNOT
    assert capsys.readouterr().err
    assert open_secrets(tmp_path / "till").get(merchant_name("wechat")) is None


def test_a_key_that_is_none_is_found_here_and_not_repeated(gateway, tmp_path, capsys):
    settings = gateway.settings()
    settings["wechat"]["private_key"] = "MIIEsecret"
    file = tmp_path / "merchants.json"
    file.write_text(json.dumps(settings), "utf-8")
    assert channels.take(tmp_path / "till", str(file)) == channels.CANNOT
    said = capsys.readouterr()
    assert "private key" in said.err
    assert "MIIEsecret" not in said.err + said.out
    assert open_secrets(tmp_path / "till").get(merchant_name("alipay")) is None


def test_a_gateway_that_is_away_is_named(tmp_path, capsys):
    assert channels.take(tmp_path, "http://127.0.0.1:1") == channels.CANNOT
    assert "http://127.0.0.1:1" in capsys.readouterr().err


def test_settings_that_went_bad_leave_the_other_channel_usable(gateway, tmp_path):
    channels.take(tmp_path, gateway.url)
    secrets = open_secrets(tmp_path)
    secrets.put(merchant_name("wechat"), '{"mchid": "1"')
    found = direct_channels(secrets, SystemClock())
    assert set(found) == {"alipay"}
    found["alipay"].close()


def test_a_till_without_a_merchants_keys_loads_nothing_for_its_bills(gateway, tmp_path, monkeypatch):
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "posapp.adapters.payments.direct", None)
        assert merchants_here(SystemClock(), open_secrets(tmp_path))() == {}
    channels.take(tmp_path, gateway.url)
    found = merchants_here(SystemClock(), open_secrets(tmp_path))()
    assert set(found) == {"wechat", "alipay"}
    for one in found.values():
        one.close()
