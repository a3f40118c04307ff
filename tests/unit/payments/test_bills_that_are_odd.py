"""A file that calls itself a bill is a bill to the fen, or it is none; it never breaks whoever reads it."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.clock import at
from posapp.domain.payment_channels import BillState
from posapp.gateway import alipay_bill as alipay_file
from posapp.gateway import wechat_bill as wechat_file
from posapp.gateway.orders import Order
from sync.payments import alipay_bill, wechat_bill

DAY = date(2026, 11, 21)
MIDNIGHT = at(DAY, 0)


def orders(channel, count, title="dress"):
    return [
        Order(channel, f"T{n:08d}", 100 + n, MIDNIGHT + n, "pays", f"42{n:026d}", title, state="paid",
              paid_at=MIDNIGHT + n, charged_at=MIDNIGHT + n)
        for n in range(count)
    ]  # fmt: skip


def wechat(plain):
    return wechat_bill.read_bill(gzip.compress(plain), "SHA1", hashlib.sha1(plain).hexdigest(), DAY)


@pytest.mark.long
def test_ten_thousand_rows_of_each_channel_tie():
    plain = wechat_file.file_of(orders("wechat", 10_000), MIDNIGHT, "")
    bill = wechat(plain)
    assert (bill.state, len(bill.rows), bill.paid) == (BillState.READY, 10_000, sum(range(100, 10_100)))
    packed = alipay_file.file_of(orders("alipay", 10_000), MIDNIGHT, MIDNIGHT, "")
    bill = alipay_bill.read_bill(packed, DAY)
    assert (bill.state, len(bill.rows), bill.paid) == (BillState.READY, 10_000, sum(range(100, 10_100)))


@pytest.mark.parametrize("title", ["连衣裙, 蓝", '"quoted"', "=cmd|'/c calc'!A1", "a`b", ",`", "x" * 127])
def test_names_of_goods_are_no_part_of_the_table(title):
    for bill in (
        wechat(wechat_file.file_of(orders("wechat", 2, title), MIDNIGHT, "")),
        alipay_bill.read_bill(alipay_file.file_of(orders("alipay", 2, title), MIDNIGHT, MIDNIGHT, ""), DAY),
    ):
        if title == ",`" and bill.state is BillState.BROKEN:
            continue  # the very mark between two fields: refused, not guessed
        assert [row.number for row in bill.rows] == ["T00000000", "T00000001"]


def test_a_hash_over_the_packed_file_is_not_the_right_one():
    packed = gzip.compress(wechat_file.file_of(orders("wechat", 1), MIDNIGHT, ""))
    bill = wechat_bill.read_bill(packed, "SHA1", hashlib.sha1(packed).hexdigest(), DAY)
    assert (bill.state, bill.code) == (BillState.BROKEN, "wrong_hash")


def test_a_file_that_unpacks_to_gigabytes_is_left_in_time(monkeypatch):
    monkeypatch.setattr(wechat_bill, "MOST_BILL_BYTES", 100_000)
    bomb = gzip.compress(b"0" * 1_000_000)
    assert wechat_bill.read_bill(bomb, "SHA1", "", DAY).code == "too_large"
    monkeypatch.setattr(alipay_bill, "MOST_BILL_BYTES", 100_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 1_000_000)
    assert alipay_bill.read_bill(packed.getvalue(), DAY).code == "too_large"


@pytest.mark.parametrize(("place", "value"), [(8, 1), (10, 97)], ids=["with a password", "packed in an unknown way"])
def test_an_archive_that_cannot_be_opened_is_no_bill(place, value):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trades.csv", b"0" * 100)
    changed = bytearray(packed.getvalue())
    directory = changed.index(b"PK\x01\x02")
    changed[directory + place] = value  # flags and method stand two bytes earlier in the file's own head
    changed[place - 2] = value
    assert alipay_bill.read_bill(bytes(changed), DAY).code == "unreadable"


def test_an_empty_day_s_file_and_one_without_a_summary_are_no_bills():
    whole = wechat_file.file_of(orders("wechat", 1), MIDNIGHT, "").decode("utf-8-sig").splitlines()
    for lines in ([], whole[:1], whole[:2], whole[:3], whole[2:]):
        assert wechat("\n".join(lines).encode()).state is BillState.BROKEN


@settings(derandomize=True, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_no_bill_and_break_nothing(junk):
    assert wechat(junk).state is BillState.BROKEN
    assert alipay_bill.read_bill(junk, DAY).state is BillState.BROKEN


@settings(derandomize=True, deadline=None)
@given(st.data())
def test_a_bill_in_which_one_sign_was_changed_is_the_same_money_or_none(data):
    """WeChat's hash would tell already; here the table itself is looked at."""
    plain = wechat_file.file_of(orders("wechat", 3), MIDNIGHT, "").decode("utf-8-sig")
    place = data.draw(st.integers(0, len(plain) - 1))
    changed = plain[:place] + data.draw(st.sampled_from("0123456789.,`-\nxé")) + plain[place + 1 :]
    bill = wechat(changed.encode())
    assert bill.state is BillState.BROKEN or (bill.paid, len(bill.rows)) == (303, 3)
