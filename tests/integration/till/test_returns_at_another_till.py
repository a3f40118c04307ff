"""A receipt that takes its goods back at any till of the chain, with no network at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.services.errors import CodeRefused, ManagerWanted, NoSuchReceipt
from posapp.services.return_plan import Draft, Piece
from posapp.services.return_ticket import UNSEEN_LIMIT
from posapp.services.returning import Returning
from posapp.services.till_data import device_key_name
from sync.protocol import rows
from sync.protocol.receipt_codes import LONGEST, is_code
from sync.protocol.signing import KeyPair, certificate_message, new_key_pair, public_half, sign
from tests.fakes.till_on_disk import ROOT, TillOnDisk


def certified(till: TillOnDisk, root: KeyPair = ROOT) -> TillOnDisk:
    """Give a till what the root key says of it, as a hub does when it is paired."""
    with till.file.unit() as unit:
        paired = unit.paired
        assert paired is not None
        key = till.secrets.get(device_key_name(paired))
        assert key is not None
        message = certificate_message(
            paired.device, paired.generation, paired.shop_id, paired.till_no, public_half(key)
        )
        unit.pair(replace(paired, certificate=sign(root.private, message)), "epoch-1")
        unit.commit()
    return till


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[TillOnDisk]:
    """Another till of the chain that never heard of the first one."""
    till = TillOnDisk(tmp_path / "elsewhere").is_ready()
    yield till
    till.close()


def codes_on_paper(till: TillOnDisk) -> list[str]:
    """Pay what is in the cart, and return the signed codes on its receipt."""
    return [qr.data for qr in till.paying.pay_cash().receipt.qrs if is_code(qr.data)]


def code_of(till: TillOnDisk, *numbers: int) -> str:
    till.rings_up(*numbers)
    (code,) = codes_on_paper(till)
    return code


def counter(till: TillOnDisk) -> Returning:
    return Returning(till.file, till.clock, till.signing_in, lambda: "zh")


def test_a_signed_receipt_is_all_that_another_till_needs(till, elsewhere):
    certified(till).selling.attach_member(MemberId("member-1"), "A")
    code = code_of(till, 1, 1, 2)
    found = counter(elsewhere).find(f" {code}\n")
    assert (found.sale.proof, found.sale.member_id) == ("signed", "member-1")
    assert [(line.variant_id, line.quantity, line.left, line.paid) for line in found.lines] == [
        ("v1", 2, 2, 19_800),
        ("v2", 1, 1, 9_900),
    ]
    done = counter(elsewhere).finish(Draft(found.sale, (Piece(1),)))
    assert done.plan.given_out == 9_900
    assert [line.left for line in counter(elsewhere).find(code).lines] == [1, 1]


def test_the_paper_of_an_exchange_is_good_at_another_till_too(till, elsewhere):
    certified(till)
    number = counter(till).find(code_of(till, 1)).sale.receipt_no
    sale = counter(till).find(number).sale
    slip = counter(till).finish(Draft(sale, (Piece(1, swap_to=VariantId("v2")),))).slip
    (code,) = [row.data for row in slip.rows if type(row).__name__ == "QrCode"]
    found = counter(elsewhere).find(code)
    assert [(route.kind, route.amount, route.receipt_no) for route in found.sale.routes] == [("cash", 9_900, number)]
    assert counter(elsewhere).finish(Draft(found.sale, (Piece(1),))).plan.given_out == 9_900


def test_a_receipt_of_many_lines_goes_without_the_code_rather_than_with_an_unreadable_one(till):
    extra = [
        rows.Variant(
            id=f"w{n}", style_id="style-1", barcode=f"6902345{n:06d}", colour_code="BK", colour_zh="黑",
            colour_en="Black", colour_hex="#111111", size="M", size_order=3, list_fen=9_900, member_fen=0,
            tax_bp=1300, shelf="A-01",
        )
        for n in range(40)
    ]  # fmt: skip
    till.pulls(*extra)
    certified(till)
    for one in extra:
        till.selling.add(VariantId(one.id))
    assert codes_on_paper(till) == []
    assert len(code_of(till, 1, 2, 3, 4, 5)) <= LONGEST


def test_a_till_without_a_certificate_prints_no_code(till):
    with till.file.unit() as unit:
        unit.pair(replace(unit.paired, certificate=""), "epoch-1")
        unit.commit()
    till.rings_up(1)
    assert codes_on_paper(till) == []


def test_a_forged_a_foreign_and_a_mistyped_code_are_each_refused(till, elsewhere):
    code = code_of(certified(till), 1)
    foreign = code_of(certified(elsewhere, new_key_pair()), 1)
    at = counter(elsewhere)
    with pytest.raises(CodeRefused) as refusal:
        at.find(foreign)
    assert refusal.value.values == {"reason": "unknown_key"}
    for place in (5, 40, 120, 300, len(code) - 1):
        digit = "1" if code[place] != "1" else "2"
        with pytest.raises(CodeRefused):
            at.find(code[:place] + digit + code[place + 1 :])
    with pytest.raises((CodeRefused, NoSuchReceipt)):
        at.find(code[:-1])


def test_on_the_code_alone_only_so_much_goes_back_without_a_manager(till, elsewhere):
    code = code_of(certified(till), *[1] * 11)
    sale = counter(elsewhere).find(code).sale
    with pytest.raises(ManagerWanted) as refusal:
        counter(elsewhere).finish(Draft(sale, (Piece(1, 11),)))
    assert refusal.value.ask.permission == "refund_without_receipt"
    within = UNSEEN_LIMIT // 9_900
    assert counter(elsewhere).finish(Draft(sale, (Piece(1, within),))).plan.given_out == Fen(within * 9_900)
