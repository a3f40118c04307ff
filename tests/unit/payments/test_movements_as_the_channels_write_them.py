"""The forms in which the channels' papers show movements of an account, of several years, are all read."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from datetime import date

import pytest

from posapp.domain.clock import at
from posapp.domain.funds import tie
from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow, BillState
from sync.payments import alipay_funds, wechat_funds

DAY = date(2026, 11, 21)
NOON = at(DAY, 12)
PAID, BACK = "4200000001202611210000000001", "50300000012026112100000000001"

HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,"
    "备注,业务凭证号"
)
FOOT = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


def wechat(*lines: str):
    plain = "\n".join(lines).encode()
    return wechat_funds.read_funds(gzip.compress(plain), "SHA1", hashlib.sha1(plain).hexdigest(), DAY)


def row(time, business, flow, kind, way, amount, balance, remark, voucher):
    fields = (f"2026-11-21 {time}", business, flow, kind, kind, way, amount, balance, "1900000109API", remark, voucher)
    return ",".join(f"`{field}" for field in fields)


PAYMENT = row("10:00:00", PAID, "1900000109202611210001", "交易", "收入", "100.00", "100.00", "", "shop1-p1")
FEE = row("10:00:00", PAID, "1900000109202611210001", "扣除交易手续费", "支出", "0.60", "99.40", "", "shop1-p1")
REFUND = row("11:00:00", BACK, PAID, "退款", "支出", "49.70", "49.70", "退款总金额50.00元;含手续费0.30元", "Rshop1-p1")

BILLED = (
    BillRow("pay", "shop1-p1", PAID, Fen(10_000), NOON, fee=Fen(60)),
    BillRow("refund", "shop1-p1", PAID, Fen(5_000), NOON, refund_number="Rshop1-p1", fee=Fen(-30)),
)


@pytest.mark.parametrize("counts", ["`3,`1,`100.00,`2,`50.30", "`3.0,`1.0,`100.00,`2.0,`50.30"])
@pytest.mark.parametrize("head", [HEAD, HEAD.replace("(", "（").replace(")", "）")])
def test_counts_with_decimals_and_either_parenthesis_are_read(counts, head):
    found = wechat(head, PAYMENT, FEE, REFUND, FOOT, counts)
    assert (found.state, found.code, [one.kind for one in found.rows]) == (
        BillState.READY, "", ["pay", "fee", "refund"],
    )  # fmt: skip
    assert (found.opening, found.closing) == (0, 4_970)


def test_a_refund_without_the_fee_that_came_back_within_it_is_the_bill_s():
    found = wechat(HEAD, PAYMENT, FEE, REFUND, FOOT, "`3,`1,`100.00,`2,`50.30")
    tied = tie(DAY, BILLED, found.rows)
    assert (tied.agreed, tied.differs) == (2, False)
    assert (tied.fee_moved, tied.fee_in_bill) == (30, 30)


def test_two_refunds_of_a_payment_bear_its_number_and_are_two():
    second = row("12:00:00", f"{BACK}2", PAID, "退款", "支出", "49.70", "0.00", "退款总金额50.00元", "Rshop1-p2")
    found = wechat(HEAD, PAYMENT, FEE, REFUND, second, FOOT, "`4,`1,`100.00,`3,`100.00")
    again = BillRow("refund", "shop1-p1", PAID, Fen(5_000), NOON, refund_number="Rshop1-p2", fee=Fen(-30))
    assert (tie(DAY, (*BILLED, again), found.rows).agreed, tie(DAY, BILLED, found.rows).differs) == (3, True)


def test_an_older_voucher_names_the_payment_behind_letters():
    old = row("11:00:00", BACK, "1900000109202611210002", "退款", "支出", "50.00", "49.40", "缺货", f"REF{PAID}")
    tied = tie(DAY, BILLED, wechat(HEAD, PAYMENT, FEE, old, FOOT, "`3,`1,`100.00,`2,`50.60").rows)
    assert (tied.agreed, tied.differs) == (2, False)


def test_the_newest_may_stand_first_and_a_row_that_is_missing_is_still_found():
    assert wechat(HEAD, REFUND, FEE, PAYMENT, FOOT, "`3,`1,`100.00,`2,`50.30").closing == 4_970
    torn = wechat(HEAD, REFUND, PAYMENT, FOOT, "`2,`1,`100.00,`1,`49.70")
    assert (torn.state, torn.code) == (BillState.BROKEN, "wrong_balance")


def alipay(head: str, *rows: str):
    lines = [
        "#支付宝账务明细查询", "#----账务明细列表----", head, *rows, "#----账务明细列表结束----",
        "#支出合计：1笔，共-0.60元", "#收入合计：1笔，共100.00元",
    ]  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sums.csv", "#支付宝账务汇总查询\r\n".encode("gbk"))
        archive.writestr("rows.csv", "\r\n".join(lines).encode("gbk"))
    return alipay_funds.read_funds(packed.getvalue(), DAY)


@pytest.mark.parametrize("kind", ["在线支付", "交易付款"])
@pytest.mark.parametrize("signs", ["（）", "()"])
def test_alipay_s_heads_of_either_kind_are_read_with_the_newest_first(kind, signs):
    head = (
        "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,"
        "交易渠道,业务类型,备注"
    ).translate(str.maketrans("（）", signs))
    fee = "2,22,shop1-p1,dress,2026-11-21 10:00:01,x,0.00,-0.60,99.40,支付宝,收费,"
    paid = f"1,22,shop1-p1,dress,2026-11-21 10:00:00,x,100.00,0.00,100.00,支付宝,{kind},"
    found = alipay(head, fee, paid)
    assert (found.state, found.code, found.closing) == (BillState.READY, "", 9_940)
    tied = tie(DAY, [BillRow("pay", "shop1-p1", "22", Fen(10_000), NOON, fee=Fen(60))], found.rows)
    assert (tied.agreed, tied.differs, tied.fee_moved) == (1, False, 60)
