"""Whose sale a line is, what was noted of it, and carts that lie aside or stand in the payment over a power cut."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from posapp.domain.identity import StaffId, VariantId
from posapp.domain.money import Fen
from posapp.services.errors import NotSignedIn
from posapp.services.paying import Paying
from posapp.services.shifts import Shifts
from sync.protocol import rows
from sync.protocol.decoding import from_json
from sync.protocol.kinds import SaleCommit
from tests.fakes.small_shop import DRESS, SHIRT, SmallShop

DRESS_M, SHIRT_S = VariantId(f"{DRESS}-BLK-M"), VariantId(f"{SHIRT}-CRM-S")


LI_NA = rows.Staff(id="staff-li", number="1002", name_zh="李娜", name_en="Li Na", role="cashier", pin_hash="$argon2id$")


def test_a_line_belongs_to_whoever_rang_it_up_until_a_colleague_is_named(shop: SmallShop) -> None:
    shop.deliver(LI_NA)
    first = shop.selling.add(DRESS_M).lines[0]
    line = shop.selling.add(SHIRT_S).lines[1]
    colleague = next(one for one in shop.selling.sales_people() if one.staff_id != first.clerk_id)
    cart = shop.selling.set_clerk(colleague.staff_id, line.line_id)
    assert [one.clerk_id for one in cart.lines] == [first.clerk_id, colleague.staff_id]
    assert cart.lines[1].clerk_name == colleague.name
    assert {one.clerk_id for one in shop.selling.set_clerk(colleague.staff_id).lines} == {colleague.staff_id}


def test_nobody_from_elsewhere_is_named(shop: SmallShop) -> None:
    line = shop.selling.add(DRESS_M).lines[0]
    with pytest.raises(NotSignedIn):
        shop.selling.set_clerk(StaffId("staff-of-another-shop"), line.line_id)


def test_a_note_is_kept_on_one_line_and_not_longer_than_its_place(shop: SmallShop) -> None:
    line = shop.selling.add(DRESS_M).lines[0]
    assert shop.selling.set_note(line.line_id, "  裙长改短\n 3 厘米 ").lines[0].note == "裙长改短 3 厘米"
    assert len(shop.selling.set_note(line.line_id, "长" * 500).lines[0].note) == 60
    assert shop.selling.set_note(line.line_id, " ").lines[0].note == ""


def test_a_piece_with_a_note_is_not_joined_by_one_without(shop: SmallShop) -> None:
    line = shop.selling.add(DRESS_M).lines[0]
    shop.selling.set_note(line.line_id, "刺绣 L.W.")
    assert [(one.quantity, one.note) for one in shop.selling.add(DRESS_M).lines] == [(1, "刺绣 L.W."), (1, "")]


def test_a_note_goes_with_the_sale_and_onto_the_receipt_and_never_into_the_journal(shop: SmallShop) -> None:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(0))
    line = shop.selling.add(DRESS_M).lines[0]
    shop.selling.set_note(line.line_id, "刺绣 L.W.")
    finished = Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    (sold,) = [one for one in shop.operations() if one.kind == "sale.commit"]
    assert [one.note for one in from_json(sold.body, SaleCommit).lines] == ["刺绣 L.W."]
    assert "刺绣 L.W." in finished.receipt.lines[0].detail
    with shop.file.reading() as connection:
        bodies = [bytes(one) for one in connection.scalars(text("SELECT body FROM journal"))]
    assert any(b'"receipt_no"' in body for body in bodies)
    assert not any("刺绣".encode() in body for body in bodies)


def test_after_a_power_cut_the_payment_stands_where_it_stood(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M)
    shop.selling.at_payment(is_there=True, typed="600")
    shop.open_again()
    cart = shop.selling.current()
    assert (cart.is_at_payment, cart.typed, cart.pieces) == (True, "600", 1)


def test_a_cart_taken_back_lies_on_the_sell_screen(shop: SmallShop) -> None:
    first = shop.selling.add(DRESS_M)
    shop.selling.at_payment(is_there=True, typed="600")
    shop.selling.hold()
    shop.open_again()
    assert [one.cart_id for one in shop.selling.held()] == [first.cart_id]
    back = shop.selling.recall(first.cart_id)
    assert (back.pieces, back.is_at_payment, back.typed) == (1, False, "")
