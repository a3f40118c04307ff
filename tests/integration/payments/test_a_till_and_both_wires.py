"""The whole: a till on disk, our clients, both wires, every fault; and the channel's books agree with the sales."""

from __future__ import annotations

import pytest

from tests.fakes.wired_till import WiredTill

PRICE = 9_900
BUYERS = ["pays", "types", "types_late", "never", "fails", "fails_charged", "no_money", "bad_code"]
PAY_FAULTS = [
    *("lost", "not_done:lost", "late", "hang", "half", "bad_signature", "no_signature", "foreign_key", "signtest"),
    *("empty", "html", "cut_json", "duplicate_keys", "amount_text", "other_order", "system_error"),
    *("http_202", "http_204", "http_301", "http_429", "http_500", "not_done:http_503", "huge"),
]
SCRIPTS = [
    *({"buyer": buyer} for buyer in BUYERS),
    *({"pay": [fault]} for fault in PAY_FAULTS),
    {"pay": ["lost"], "query": ["html", "http_500", "bad_signature", "other_order", "lost"]},
    {"pay": ["lost"], "query": ["userpaying"] * 3 + ["lost"] * 3},
    {"buyer": "never", "query": ["lost"] * 20},
    {"buyer": "never", "reverse": ["lies", "lost", "userpaying", "http_500"]},
    {"buyer": "fails_charged", "reverse": ["lies", "not_done:lost", "bad_signature"]},
    {"buyer": "types_late", "pay": ["lost"], "reverse": ["userpaying"] * 4},
]


@pytest.mark.faults
@pytest.mark.parametrize("name", ["wechat", "alipay"])
@pytest.mark.parametrize("through_mall", [False, True], ids=["direct", "through the mall"])
def test_whatever_happens_on_the_wire_each_sale_is_paid_once_and_nothing_else_is_kept(tmp_path, name, through_mall):
    till = WiredTill(tmp_path / "till", name, through_mall=through_mall).is_ready()
    for place, script in enumerate(SCRIPTS, start=1):
        till.simulator.script(script)
        till.rings_up(1)
        step = till.scans()
        assert step.attempt.progress.state in ("paid", "void"), script
        if step.finished is None:
            step = till.scans()  # the customer tries another code
        assert step.finished is not None, script
        till.rests()
        assert till.finished == place, script
        assert till.simulator.book.account()["kept_fen"] == place * PRICE, script
    assert till.attempts.limbo() == ((), ())
    till.close()
