"""A sale that was begun and that nobody buys stands in the journal, and so does that a member's data was erased."""

from __future__ import annotations

import msgspec
import pytest

from posapp.adapters.db.till_events import FileWitness
from posapp.domain.identity import LineId, MemberId
from posapp.services.errors import ManagerWanted
from posapp.services.invoicing import Invoicing
from posapp.services.practice import Practice
from posapp.services.till_events import TillEvents
from sync.protocol.wire import FeedRow
from tests.fakes.exported_journal import exported, verifier
from tests.fakes.phone_till import PhoneTill
from tests.fakes.staffed_till import id_of, journalled, with_colleagues, word_of, works
from tests.fakes.till_on_disk import CLERK, MEMBER, ROOT, TillOnDisk, variant
from tests.integration.till.test_exchanges_paid_in_every_way import DUE, ExchangeTill


@pytest.fixture
def phones(tmp_path):
    till = PhoneTill(tmp_path / "till").is_ready()
    yield till
    till.close()


def line_of(till: TillOnDisk, place: int = 0) -> LineId:
    return till.selling.current().lines[place].line_id


def test_a_cart_that_is_emptied_is_kept_with_what_lay_in_it_what_it_came_to_and_who_did_it(till):
    till.rings_up(1, 2)
    cart_id = till.selling.current().cart_id
    till.selling.clear()
    (given_up,) = journalled(till, "ABORT")
    assert (given_up["what"], given_up["cart_id"], given_up["fen"]) == ("sale", cart_id, 19_800)
    assert [(line["variant_id"], line["quantity"], line["paid_fen"]) for line in given_up["lines"]] == [
        ("v1", 1, 9_900), ("v2", 1, 9_900),
    ]  # fmt: skip
    assert (given_up["staff_id"], given_up["given_by"], given_up["tenders"]) == (CLERK.id, "", [])


def test_taking_off_the_last_line_gives_a_sale_up_and_taking_off_another_does_not(till):
    till.rings_up(1, 2)
    till.selling.remove(line_of(till))
    assert journalled(till, "ABORT") == []
    till.selling.remove(line_of(till))
    assert [entry["fen"] for entry in journalled(till, "ABORT")] == [9_900]


def test_a_sale_given_up_by_another_persons_word_names_both(till):
    permitting = with_colleagues(till)
    works(till, "clerk")
    till.rings_up(1)
    with pytest.raises(ManagerWanted) as refused:
        till.selling.clear()
    till.selling.clear(override=word_of(permitting, "manager", refused.value.ask))
    (given_up,) = journalled(till, "ABORT")
    assert (given_up["staff_id"], given_up["given_by"]) == (id_of("clerk"), id_of("manager"))


def test_a_sale_that_a_phone_began_to_pay_says_so(phones):
    phones.rings_up(1)
    asked = phones.scans("late_request").attempt
    phones.selling.clear()
    (given_up,) = journalled(phones, "ABORT")
    assert given_up["tenders"] == [{"number": asked.number, "amount_fen": 9_900, "state": "unknown"}]


def test_an_exchange_whose_difference_is_not_paid_is_given_up_too(tmp_path):
    till = ExchangeTill(tmp_path / "till")
    till.is_ready([variant(9, 15_000)])
    number = till.is_exchanging()
    till.exchanging.leave()
    (given_up,) = journalled(till, "ABORT")
    assert (given_up["what"], given_up["of_receipt_no"], given_up["fen"]) == ("exchange", number, DUE)
    assert given_up["lines"] == [
        {"line": 1, "quantity": 1, "swap_to": ""}, {"variant_id": "v9", "quantity": 1},
    ]  # fmt: skip
    till.close()


def test_a_paid_sale_a_cart_put_aside_and_a_practice_are_not_given_up(till):
    till.rings_up(1)
    till.paying.pay_cash()
    till.rings_up(1)
    till.selling.hold()
    Practice(till.file, till.clock, till.signing_in).begin()
    till.rings_up(1)
    till.selling.clear()
    assert journalled(till, "ABORT") == []


# --- a member whose data was erased


def looks(till: TillOnDisk, tmp_path) -> tuple[str, ...]:
    witness = FileWitness(tmp_path / "journal.head")
    return TillEvents(till.file, till.clock, till.signing_in, witness, dict, "1.2.3").look()


def erases(till: TillOnDisk, ver: int = 2) -> None:
    gone = FeedRow(t="member", id=MEMBER.id, ver=ver, deleted=True, row=msgspec.Raw(b"null"))
    till.pulls(gone, stream="members")


def test_the_journal_refers_to_an_erased_member_and_holds_nothing_of_her(till, tmp_path):
    till.rings_up(1)
    till.selling.attach_member(MemberId(MEMBER.id), "A")
    sale = till.paying.pay_cash()
    erases(till)
    assert "ERASURE_REF" in looks(till, tmp_path)
    assert journalled(till, "ERASURE_REF") == [{"member_id": MEMBER.id}]
    assert "ERASURE_REF" not in looks(till, tmp_path), "once"
    assert till.paying.receipt(sale.sale_id) is not None, "what was sold stays sold"
    whole = b"".join(exported(till)).decode()
    for told in (MEMBER.name_zh, MEMBER.name_en, MEMBER.phone_last4, MEMBER.phone_index):
        assert not told or told not in whole


def test_a_member_who_is_erased_twice_or_was_never_here_is_told_once_or_not_at_all(till, tmp_path):
    erases(till)
    erases(till, ver=3)
    till.pulls(FeedRow(t="member", id="nobody", ver=1, deleted=True, row=msgspec.Raw(b"null")), stream="members")
    looks(till, tmp_path)
    assert journalled(till, "ERASURE_REF") == [{"member_id": MEMBER.id}]


def test_a_tombstone_older_than_her_row_erases_nobody(till, tmp_path):
    till.pulls(MEMBER, stream="members", ver=5)
    erases(till, ver=4)
    assert "ERASURE_REF" not in looks(till, tmp_path)


def test_titles_of_hers_that_only_this_till_remembers_go_with_her(till):
    invoicing = Invoicing(till.file, till.clock, till.signing_in)
    till.rings_up(1)
    till.selling.attach_member(MemberId(MEMBER.id), "A")
    sale_id = till.paying.pay_cash().sale_id
    invoicing.ask(sale_id, "林婉", "")
    assert invoicing.titles(sale_id) != ()
    erases(till)
    assert invoicing.titles(sale_id) == ()


def test_a_journal_with_both_verifies_by_the_file_that_stands_alone(till, tmp_path):
    till.rings_up(1)
    till.selling.clear()
    erases(till)
    looks(till, tmp_path)
    kinds = [msgspec.json.decode(line).get("kind") for line in exported(till)]
    assert {"ABORT", "ERASURE_REF"} <= set(kinds)
    assert verifier().verify(exported(till), ROOT.public).faults == []
