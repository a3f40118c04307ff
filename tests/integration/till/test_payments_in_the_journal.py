"""What a phone was asked for and what became of it stands in the journal, and a cart's way aside and back."""

from __future__ import annotations

import pytest

from posapp.adapters.db.journal_export import export
from posapp.services.practice import Practice
from tests.fakes.exported_journal import verifier
from tests.fakes.phone_till import PhoneTill
from tests.fakes.staffed_till import journalled
from tests.fakes.till_on_disk import ROOT
from tests.fakes.wired_till import WiredTill

BOTH = pytest.mark.parametrize("wired", ["wechat", "alipay"], indirect=True)
KINDS = ("PAY_INTENT", "PAY_UNKNOWN", "PAY_RESULT", "PAY_LATE")


@pytest.fixture
def wired(tmp_path, request):
    till = WiredTill(tmp_path / "till", getattr(request, "param", "wechat")).is_ready()
    yield till
    till.close()


def told(till):
    """Return what the journal holds of payments, by kind."""
    return {kind: journalled(till, kind) for kind in KINDS}


@BOTH
def test_what_is_asked_for_is_written_before_and_what_came_of_it_after(wired):
    wired.rings_up(1)
    paid = wired.scans().attempt
    found = told(wired)
    (asked,), (result,) = found["PAY_INTENT"], found["PAY_RESULT"]
    assert (asked["number"], asked["amount_fen"], asked["state"], asked["channel_no"]) == (
        paid.number, 9_900, "intent", "",
    )  # fmt: skip
    assert (result["attempt_id"], result["state"]) == (paid.attempt_id, "paid")
    assert result["channel_no"] == paid.channel_no != ""
    assert (found["PAY_UNKNOWN"], found["PAY_LATE"]) == ([], [])


@BOTH
def test_an_answer_that_is_lost_is_written_once_however_often_is_asked(wired):
    wired.simulator.script({"pay": ["lost"], "query": ["lost"] * 3})
    wired.rings_up(1)
    wired.scans()
    wired.rests()
    found = told(wired)
    assert [len(found[kind]) for kind in KINDS] == [1, 1, 1, 0]
    assert found["PAY_RESULT"][0]["state"] == "paid"


def test_money_that_comes_after_cash_was_taken_is_called_late(tmp_path):
    phones = PhoneTill(tmp_path / "till").is_ready()
    phones.rings_up(1)
    late = phones.scans("late_request").attempt
    phones.attempts.leave(late.attempt_id)
    phones.paying.pay_cash()
    phones.rests()
    assert [len(journalled(phones, kind)) for kind in KINDS] == [1, 1, 0, 1]
    assert journalled(phones, "PAY_LATE")[0]["number"] == late.number
    phones.close()


def test_carts_that_are_put_aside_and_taken_back_are_written_down_and_practice_is_not(wired):
    wired.rings_up(1, 2)
    wired.selling.hold()
    (held,) = wired.selling.held()
    wired.selling.recall(held.cart_id)
    (aside,), (back,) = journalled(wired, "SUSPEND"), journalled(wired, "RESUME")
    assert (aside["cart_id"], aside["pieces"], aside["staff_id"] != "") == (held.cart_id, 2, True)
    assert back == aside
    wired.selling.hold()
    Practice(wired.file, wired.clock, wired.signing_in).begin()
    wired.rings_up(1)
    wired.selling.hold()
    assert len(journalled(wired, "SUSPEND")) == 2, "the real cart twice, the practised one never"


def test_all_of_it_is_part_of_a_journal_that_verifies(wired):
    wired.simulator.script({"pay": ["lost"], "query": ["lost"] * 3})
    wired.rings_up(1)
    wired.scans()
    wired.selling.hold()
    with wired.file.reading() as connection:
        verdict = verifier().verify(export(connection, wired.clock.now()), ROOT.public)
    assert verdict.faults == []
