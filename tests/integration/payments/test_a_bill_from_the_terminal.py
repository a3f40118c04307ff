"""``posapp channels bill``: a person fetches a day's bills and reads what agrees, at a till and at the mall."""

from __future__ import annotations

import itertools
import json
import re
from datetime import timedelta

import pytest

from posapp import cli
from posapp.adapters.payments.lazily import merchant_name
from posapp.adapters.secrets import open_secrets
from posapp.domain.clock import SystemClock, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder
from posapp.domain.payment_code import CHANNELS
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.payments.merchants import ALL_SHOPS, keep_merchant
from sync.hub.payments.sealing import Sealer

_days = itertools.count(330)


@pytest.fixture
def stray(gateway, till):
    """Money of a till that nobody knows, on a noon that no other test uses; return the day and the number."""
    day = gateway.move_to_noon(next(_days))
    place = next(_days)
    number = f"shop909{day:%y%m%d}{place:016x}"
    till("wechat").pay(PaymentOrder(number, Fen(4_400)), f"134567{place:010d}01")
    gateway.move_clock(0)
    return day, number


def test_a_till_with_merchants_of_its_own_prints_its_bills(gateway, stray, tmp_path, capsys):
    day, _ = stray
    secrets = open_secrets(tmp_path)
    for name in CHANNELS:
        secrets.put(merchant_name(name), json.dumps(gateway.settings()[name]))
    assert cli.main(["channels", "bill", "--date", day.isoformat(), "--data-dir", str(tmp_path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"wechat {day}: ready"
    assert said[2] == "  1 rows of others that share the merchant: 44.00 in, 0.00 out"
    assert any(re.fullmatch(r"  movements of the account: 1, [0-9.]+ before and [0-9.]+ after", line) for line in said)
    assert "    1 as in the bill, 0 around midnight" in said
    at = said.index(f"alipay {day}: no_trade")
    assert said[at + 2] == "  movements of the account: no_trade"


def test_money_that_never_reached_the_account_is_printed_and_ends_with_one(gateway, stray, tmp_path, capsys):
    day, number = stray
    secrets = open_secrets(tmp_path)
    secrets.put(merchant_name("wechat"), json.dumps(gateway.settings()["wechat"]))
    gateway.script("bill", channel="wechat", bill=["", "wrong_sums"])
    assert cli.main(["channels", "bill", "--date", day.isoformat(), "--data-dir", str(tmp_path)]) == 1
    assert "movements of the account: broken (wrong_sums)" in capsys.readouterr().out
    gateway.script("bill", channel="wechat", bill=["", "lost_money"])
    assert cli.main(["channels", "bill", "--date", day.isoformat(), "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "movements of the account: no_trade" in said, "and the bill has a payment"
    assert f"    not moved {number}: 44.00 in the bill" in said


def test_the_mall_prints_its_merchants_bills_and_what_is_to_be_done(gateway, stray, tmp_path, capsys):
    day, number = stray
    database = open_database(tmp_path, "")
    upgrade(database)
    with database.writing() as conn:
        keep_merchant(conn, Sealer(tmp_path), "wechat", json.dumps(gateway.settings()["wechat"]), ALL_SHOPS, 0)
    database.close()
    assert cli.main(["channels", "bill", "--date", day.isoformat(), "--hub", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert f"bill_only_pay {number}: 44.00 in the bill, 0.00 in the books; give_back" in said
    assert "    1 as in the bill, 0 around midnight" in said


def test_what_cannot_be_printed_says_why(tmp_path, capsys):
    assert cli.main(["channels", "bill", "--date", "=cmd|x", "--data-dir", str(tmp_path)]) == 5
    assert "is no day" in capsys.readouterr().err
    assert cli.main(["channels", "bill", "--data-dir", str(tmp_path)]) == 5
    assert "the mall's (--hub FOLDER)" in capsys.readouterr().err
    assert cli.main(["channels", "bill", "--hub", str(tmp_path / "none")]) == 5
    assert "no hub's database" in capsys.readouterr().err


def test_a_day_that_is_not_over_has_no_bill(gateway, tmp_path, capsys):
    open_secrets(tmp_path).put(merchant_name("wechat"), json.dumps(gateway.settings()["wechat"]))
    tomorrow = local(SystemClock().now()).date() + timedelta(days=1)
    assert cli.main(["channels", "bill", "--date", tomorrow.isoformat(), "--data-dir", str(tmp_path)]) == 1
    assert "not_yet" in capsys.readouterr().out
