"""Merchants' keys are told to the hub once, lie there locked, and leave it in no answer, log or backup."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import select

from posapp import channels
from posapp.domain.payment_channels import PaymentState, RefundOrder, RefundState
from sync.hub.db.payment_tables import merchant, merchant_choice
from sync.hub.payments.merchants import Merchants, NoMerchant
from sync.hub.payments.sealing import FILE_NAME, CannotUnseal, Sealed, Sealer
from tests.fakes.paying_mall import PayingMall, take_merchants
from tests.fakes.small_chain import OTHER_SHOP, SHOP
from tests.integration.payments.conftest import code, order


@pytest.fixture
def own_mall(session_gateway, tmp_path):
    """A mall of the test's own: it changes merchants or keys. What differs between the engines is tried elsewhere."""
    mall = PayingMall(tmp_path / "hub", session_gateway)
    yield mall
    mall.close()


def all_bytes(folder) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.name != FILE_NAME)


def test_no_key_and_no_payment_code_is_in_the_database_the_answers_or_the_log(own_mall, gateway, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    till, bought, shown = own_mall.till(), order(), code("wechat")
    answer = till.channel("wechat").pay(bought, shown)
    assert answer.state is PaymentState.PAID
    own_mall.database.close()
    written = all_bytes(tmp_path / "hub") + caplog.text.encode() + repr(answer).encode()
    assert bought.number.encode() in written
    for settings in gateway.settings().values():
        key = "".join(str(settings["private_key"]).splitlines()[1:-1])
        assert key[40:100].encode() not in written
        assert str(settings["private_key"])[60:110].encode() not in written
    assert shown.encode() not in written
    assert (tmp_path / "hub" / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_copy_of_the_database_opens_nothing_without_the_key_file(own_mall, tmp_path):
    merchant_id = own_mall.merchants.known()[0].merchant_id
    stranger = Merchants(own_mall.database, own_mall.clock, Sealer(tmp_path / "elsewhere"))
    assert not any(one.is_readable for one in stranger.known())
    with pytest.raises(NoMerchant):
        stranger.channel_for(merchant_id)


def test_a_secret_opens_under_its_own_name_and_unchanged_only(tmp_path):
    sealer = Sealer(tmp_path)
    sealed = sealer.seal("wechat:1", "settings")
    assert sealer.open("wechat:1", sealed) == "settings"
    cut = Sealed(sealed.text[:-8] + "AAAAAAA=", sealed.seal_id)
    for name, kept in (("wechat:2", sealed), ("wechat:1", cut), ("wechat:1", Sealed(sealed.text, "other"))):
        with pytest.raises(CannotUnseal):
            sealer.open(name, kept)
    (tmp_path / FILE_NAME).write_text("no key")
    with pytest.raises(CannotUnseal):
        sealer.seal("wechat:1", "settings")


def test_a_hub_that_lost_its_key_file_charges_nobody_and_says_nothing_of_what_was_paid(own_mall, tmp_path):
    till, paid, refused = own_mall.till(), order(), order()
    till.channel("alipay").pay(paid, code("alipay"))
    (tmp_path / "hub" / FILE_NAME).rename(tmp_path / "lost")
    own_mall.merchants.close()  # as when it is started again
    answer = till.channel("alipay").pay(refused, code("alipay"))
    assert (answer.state, answer.code) == (PaymentState.NOT_PAID_FINAL, "no_merchant")
    assert till.channel("alipay").query(paid).state is PaymentState.UNKNOWN
    assert till.channel("alipay").refund(RefundOrder(f"R{paid.number}", paid, paid.amount)).state is RefundState.UNKNOWN
    (tmp_path / "lost").rename(tmp_path / "hub" / FILE_NAME)
    assert till.channel("alipay").query(paid).state is PaymentState.PAID
    assert till.channel("alipay").query(refused).state is PaymentState.ABSENT


def test_new_settings_count_from_the_next_payment_on_in_every_process(own_mall, gateway):
    till, other = own_mall.till(), own_mall.another_process()
    assert till.channel("wechat").pay(order(), code("wechat")).state is PaymentState.PAID
    key = gateway.settings()["alipay"]["private_key"]
    take_merchants(own_mall.database, own_mall.sealer, gateway, wechat={"private_key": key})
    # WeChat does not know this key: it was turned away at the door, and nobody was charged.
    assert till.channel("wechat").pay(order(), code("wechat")).state is not PaymentState.PAID
    take_merchants(own_mall.database, own_mall.sealer, gateway)
    assert till.channel("wechat").pay(order(), code("wechat")).state is PaymentState.PAID
    assert other._merchants.channel_for("wechat:1900000109").channel == "wechat"


def test_what_one_merchant_was_paid_he_gives_back_also_when_another_is_paid_now(own_mall, gateway):
    till, bought = own_mall.till(), order()
    till.channel("wechat").pay(bought, code("wechat"))
    take_merchants(own_mall.database, own_mall.sealer, gateway, wechat={"mchid": "1900000999"})
    back = till.channel("wechat").refund(RefundOrder(f"R{bought.number}", bought, bought.amount))
    assert back.state in (RefundState.DONE, RefundState.PROCESSING)
    assert gateway.account(bought.number)["kept_fen"] == 0


def test_a_shop_s_own_merchant_goes_before_the_chain_s(own_mall, gateway):
    take_merchants(own_mall.database, own_mall.sealer, gateway, "", wechat={"mchid": "1900000777"})
    paid_by = {one.merchant_id: one.shops for one in own_mall.merchants.known()}
    assert paid_by["wechat:1900000777"] == ("",)
    assert paid_by["wechat:1900000109"] == (SHOP,)
    assert paid_by["alipay:" + str(gateway.settings()["alipay"]["app_id"])] == ("", SHOP)
    bought = order()
    assert own_mall.till(SHOP).channel("wechat").pay(bought, code("wechat")).state is PaymentState.PAID
    # The chain's is none that this simulator knows: the other shop's customers are asked for it in vain.
    assert own_mall.till(OTHER_SHOP).channel("wechat").pay(order(), code("wechat")).state is not PaymentState.PAID


# --- the command


def test_one_command_tells_a_hub_its_merchants_and_shows_them_without_a_key(own_mall, gateway, tmp_path, capsys):
    assert channels.take_at_hub(tmp_path / "hub", gateway.url, shop_id=OTHER_SHOP) == 0
    said = capsys.readouterr().out
    assert f"wechat:1900000109 at {gateway.url}, paid by {SHOP}, {OTHER_SHOP}" in said
    assert channels.take_at_hub(tmp_path / "hub", gateway.url) == 0
    assert f"paid by all shops, {SHOP}, {OTHER_SHOP}" in capsys.readouterr().out
    assert "PRIVATE" not in said
    (tmp_path / "hub" / FILE_NAME).unlink()
    assert channels.show_hub(tmp_path / "hub") == 0
    assert "cannot be read" in capsys.readouterr().out


def test_a_command_that_cannot_be_done_says_why_and_changes_nothing(own_mall, gateway, tmp_path, capsys):
    with own_mall.database.reading() as conn:
        before = conn.execute(select(merchant)).all(), conn.execute(select(merchant_choice)).all()
    settings = gateway.settings()
    settings["wechat"]["private_key"] = "MIIEsecret"
    file = tmp_path / "merchants.json"
    file.write_text(json.dumps(settings), "utf-8")
    for folder, source, shop, word in (
        (tmp_path / "hub", gateway.url, "nowhere", "no shop nowhere"),
        (tmp_path / "hub", str(file), "", "private key"),
        (tmp_path / "empty", gateway.url, "", "no hub's database"),
    ):
        assert channels.take_at_hub(folder, source, shop_id=shop) == channels.CANNOT
        said = capsys.readouterr()
        assert word in said.err
        assert "MIIEsecret" not in said.err + said.out
    assert channels.show_hub(tmp_path / "empty") == channels.CANNOT
    with own_mall.database.reading() as conn:
        assert before == (conn.execute(select(merchant)).all(), conn.execute(select(merchant_choice)).all())


def test_a_till_that_forgets_its_own_merchants_pays_through_the_mall(gateway, tmp_path, capsys):
    channels.take(tmp_path, gateway.url)
    assert "through the mall" not in capsys.readouterr().out
    assert channels.forget(tmp_path) == 0
    assert capsys.readouterr().out.count("through the mall") == 2
    assert "PRIVATE" not in (tmp_path / "secrets.json").read_text()
    assert channels.forget(tmp_path) == 0
