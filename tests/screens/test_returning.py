"""What the returns screen does with a receipt, a piece and a key: real use cases on a real till file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from posapp.domain import art
from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.attempts import Attempts
from posapp.services.errors import MallUnreachable, ManagerWanted, ReceiptNotTold
from posapp.services.exchanging import Exchanging
from posapp.services.found_sales import FoundSale, SaleOfMember
from posapp.services.invoicing import Invoicing
from posapp.services.paying import Paying
from posapp.services.returning import Returning
from posapp.services.shifts import Shifts
from posapp.services.till_data import PairedTill
from posapp.services.value import Value
from posapp.ui.announcements import Announcements
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.formatting import money
from posapp.ui.screens.paying.presenter import PayingPresenter
from posapp.ui.screens.paying.view import PayingView
from posapp.ui.screens.returning import words
from posapp.ui.screens.returning.presenter import ReturningPresenter
from posapp.ui.screens.returning.view import ReturningView
from posapp.ui.shell import intents
from posapp.ui.shell.intents import join
from posapp.ui.translation import Speech
from posapp.ui.widgets.entry import ScanField
from sync.protocol import rows
from sync.protocol.wire import AuthoriseRequest, ValueAnswer, VoidRequest
from sync.proving.faulty_channel import FaultyChannel
from tests.fakes.counter_window import HeardSounds, a_counter, the_theme
from tests.fakes.goods_counter import FakePrinting
from tests.fakes.screen_parts import InlineRunner
from tests.fakes.small_shop import COAT, DRESS, LIN, SHIRT, SmallShop


def said(view: QWidget) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel)]


class NobodyThere:
    """A mall that is away."""

    def authorise(self, _till: PairedTill, _asked: AuthoriseRequest) -> ValueAnswer:
        raise MallUnreachable

    def void(self, _till: PairedTill, _asked: VoidRequest) -> ValueAnswer:
        raise MallUnreachable


class ToldByHand:
    """A mall that tells what the test gives it, and is away otherwise."""

    def __init__(self) -> None:
        self.sales: dict[str, FoundSale] = {}
        self.bought: tuple[SaleOfMember, ...] | None = None

    def ask(self, text: str) -> FoundSale:
        if text not in self.sales:
            raise ReceiptNotTold(reason="unreachable", receipt_no=text)
        return self.sales[text]

    def of_member(self, _member_id: MemberId) -> tuple[SaleOfMember, ...]:
        if self.bought is None:
            raise MallUnreachable
        return self.bought


class Desk:
    """The screen with its presenter at a till that has sold two dresses and a shirt."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop
        self.asked: list[ManagerWanted] = []
        shifts = Shifts(shop.file, shop.clock, shop.duty)
        if shifts.current() is None:
            shifts.open(Fen(20_000))
        shop.selling.attach_member(MemberId(LIN), "A")
        for variant in (f"{DRESS}-CRM-M", f"{DRESS}-CRM-M", f"{SHIRT}-BLK-S"):
            shop.selling.add(VariantId(variant), "scan")
        paid = Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
        self.receipt_no, self.sale_id = paid.receipt_no, paid.sale_id
        speech, runner, news = Speech("zh"), InlineRunner(), Announcements()
        payment = PayingView(speech, the_theme())
        self.view = ReturningView(speech, the_theme(), ArtPictures(art.svg), shop.clock, payment)
        self.mall = ToldByHand()
        self.channel = FaultyChannel(shop.clock, Random(1), lambda _: None)
        self.channel.is_calm = True
        exchanging = Exchanging(shop.file, shop.clock, shop.duty, lambda: "zh")
        paying = Paying(shop.file, shop.clock, shop.duty, lambda: "zh")
        channels = {"wechat": self.channel}
        self.difference = PayingPresenter(
            payment,
            exchanging,
            Value(shop.file, shop.clock, NobodyThere()),
            FakePrinting(),
            Attempts(shop.file, shop.clock, shop.duty, lambda: channels, paying, exchanging),
            runner,
            HeardSounds(),
            finished=lambda _: None,
            left=lambda: self.to.difference.left(),
            repriced=lambda: self.to.difference.repriced(),
            ask=lambda wanted, _again: self.asked.append(wanted),
            what="exchange",
            exchanged=lambda finished: self.to.exchanged(finished),
        )
        self.to = ReturningPresenter(
            self.view,
            Returning(shop.file, shop.clock, shop.duty, lambda: "zh"),
            self.mall,
            exchanging,
            shop.searching,
            runner,
            news,
            payment=self.difference,
            who_is_here=lambda: MemberId(LIN),
            ask=lambda wanted, _again: self.asked.append(wanted),
        )
        for name in ("code_given", "listed_chosen", "line_chosen", "confirmed", "left"):
            getattr(self.view, name).connect(getattr(self.to, name))
        join(payment, self.difference, intents.PAYING)
        self.payment = payment
        self.view.choice.swapped.connect(self.to.swapped)
        self.to.opened()

    def barcode(self, variant_id: str) -> str:
        with self.shop.file.view() as view:
            found = view.rows.get(rows.Variant, variant_id)
        assert found is not None
        return found.barcode


@pytest.fixture
def desk(qtbot, tmp_path: Path) -> Iterator[Desk]:
    shop = SmallShop(tmp_path)
    desk = Desk(shop)
    qtbot.addWidget(desk.view)
    yield desk
    shop.close()


def test_an_even_exchange_is_two_scans_a_digit_and_enter(qtbot, desk):
    desk.to.code_given(desk.receipt_no)
    desk.to.code_given(desk.barcode(f"{DRESS}-CRM-M"))
    assert desk.to.state.sheet is not None
    large = next(n for n, cell in enumerate(desk.view.choice.cells, 1) if cell.variant_id == f"{DRESS}-CRM-L")
    qtbot.keyClicks(desk.view, str(large))
    assert desk.to.state.plan is not None
    assert desk.to.state.plan.is_even
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert desk.to.state.stage == "done"
    assert len(desk.shop.operations("return.commit")) == 1


def test_a_second_scan_takes_a_second_piece_and_a_third_takes_no_more(desk):
    desk.to.code_given(desk.receipt_no)
    for _ in range(3):
        desk.to.code_given(desk.barcode(f"{DRESS}-CRM-M"))
    assert [piece.quantity for piece in desk.to.state.pieces] == [2]


def test_other_goods_are_taken_instead_by_their_own_scan(desk):
    desk.to.code_given(desk.receipt_no)
    desk.to.code_given(desk.barcode(f"{SHIRT}-BLK-S"))
    desk.to.code_given(desk.barcode(f"{COAT}-BLK-M"))
    plan = desk.to.state.plan
    assert plan is not None
    assert plan.due == plan.cost - plan.back.total > 0


def chooses_a_coat_for_a_shirt(desk: Desk) -> Fen:
    desk.to.code_given(desk.receipt_no)
    desk.to.code_given(desk.barcode(f"{SHIRT}-BLK-S"))
    desk.to.code_given(desk.barcode(f"{COAT}-BLK-M"))
    assert desk.to.state.plan is not None
    return desk.to.state.plan.due


def test_the_difference_in_cash_is_two_keys_more(qtbot, desk):
    due = chooses_a_coat_for_a_shirt(desk)
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert (desk.to.state.stage, desk.difference.state.due) == ("pay", due)
    qtbot.keyClick(desk.payment, Qt.Key.Key_Return)
    assert desk.to.state.stage == "done"
    (finished,) = desk.shop.operations("return.commit")
    assert f'"amount_fen":{due}' in finished.body


def test_a_phone_that_is_held_out_pays_the_difference_with_one_scan(desk):
    due = chooses_a_coat_for_a_shirt(desk)
    desk.to.code_given("130000000000000001")
    assert desk.to.state.stage == "done"
    assert [tender.kind for tender in desk.to.state.finished.tenders] == ["wechat_pay"]
    assert words.PAID_BY.zh.format(way="微信支付", amount=money(due)) in said(desk.view)


def test_escape_from_the_payment_leads_back_to_the_pieces_and_nothing_was_exchanged(qtbot, desk):
    chooses_a_coat_for_a_shirt(desk)
    desk.to.confirmed()
    qtbot.keyClick(desk.payment, Qt.Key.Key_Escape)
    assert desk.to.state.stage == "choose"
    assert desk.to.state.plan is not None
    assert desk.shop.operations("return.commit") == []


def test_a_part_that_a_phone_has_paid_goes_back_when_the_exchange_is_left(qtbot, desk):
    chooses_a_coat_for_a_shirt(desk)
    desk.to.confirmed()
    qtbot.keyClicks(desk.payment, "10")
    desk.to.code_given("130000000000000001")
    assert desk.to.state.stage == "pay"
    qtbot.keyClick(desk.payment, Qt.Key.Key_Escape)
    assert desk.to.state.notice is not None
    assert desk.to.state.notice.values == {"amount": money(1_000)}


def test_the_page_fits_a_small_screen_with_and_without_the_payment(desk):
    for look in (lambda: chooses_a_coat_for_a_shirt(desk), desk.to.confirmed):
        look()
        desk.view.ensurePolished()
        assert desk.view.minimumSizeHint().height() <= 690  # of 768, below the bar at the top
    assert not desk.view.findChild(ScanField).isEnabled()


def test_an_exchange_that_was_being_paid_when_the_power_went_is_in_front_again(qtbot, desk):
    due = chooses_a_coat_for_a_shirt(desk)
    desk.to.confirmed()
    again = Desk(desk.shop)
    qtbot.addWidget(again.view)
    assert (again.to.state.stage, again.difference.state.due) == ("pay", due)
    assert [one.quantity for one in again.to.state.new] == [1]
    qtbot.keyClick(again.payment, Qt.Key.Key_Return)
    assert again.to.state.stage == "done"


def test_what_is_no_gift_card_is_refused_and_the_difference_stays_asked_for(desk):
    chooses_a_coat_for_a_shirt(desk)
    desk.to.confirmed()
    desk.to.code_given("7000000000000000")
    assert desk.to.state.stage == "pay"
    assert desk.to.state.notice is not None


def test_what_is_no_receipt_and_no_goods_is_said_and_loses_nothing(desk):
    desk.to.code_given("6999999999999")
    assert desk.to.state.notice is not None
    assert desk.to.state.notice.code == "no_such_receipt"
    desk.to.code_given(desk.receipt_no)
    desk.to.code_given(desk.barcode(f"{SHIRT}-BLK-S"))
    desk.to.code_given("6999999999999")
    assert desk.to.state.notice is not None
    assert desk.to.state.notice.code == "unknown_barcode"
    assert [piece.place for piece in desk.to.state.pieces] == [2]


def test_a_defective_piece_says_that_it_has_a_fault(desk):
    desk.to.code_given(desk.receipt_no)
    desk.to.line_chosen(2)
    desk.to.condition_pressed()
    assert desk.to.state.piece is not None
    assert (desk.to.state.piece.condition, desk.to.state.piece.reason) == ("defective", "fault")


def test_a_piece_that_stays_after_all_leaves_nothing_to_confirm(desk):
    desk.to.code_given(desk.receipt_no)
    desk.to.line_chosen(1)
    desk.to.piece_left_out()
    assert (desk.to.state.pieces, desk.to.state.plan) == ((), None)
    desk.to.confirmed()
    assert desk.shop.operations("return.commit") == []


def test_who_may_not_is_asked_for_another_person_and_the_choice_stays(desk):
    clerk = rows.Staff(id="staff-wang", number="1001", name_zh="王蕾", name_en="Wang Lei", role="clerk", pin_hash="")
    desk.shop.deliver(clerk)
    desk.to.code_given(desk.receipt_no)
    desk.to.line_chosen(1)
    desk.to.confirmed()
    (wanted,) = desk.asked
    assert (wanted.ask.permission, wanted.ask.subject) == ("refund", desk.receipt_no)
    assert desk.to.state.plan is not None
    assert desk.shop.operations("return.commit") == []


def test_a_till_that_nobody_works_at_says_so(desk):
    desk.shop.duty.signed_in = None
    desk.to.code_given(desk.receipt_no)
    desk.to.line_chosen(1)
    assert desk.to.state.notice is not None
    assert desk.to.state.notice.code == "not_signed_in"


def test_what_the_member_at_the_counter_bought_can_be_opened(desk):
    assert [one.receipt_no for one in desk.to.state.of_member] == [desk.receipt_no]
    desk.view.line_chosen.emit(1)  # nothing is open yet
    desk.to.code_given(desk.to.state.of_member[0].receipt_no)
    assert desk.to.state.stage == "choose"


def test_enter_takes_the_newest_receipt_of_a_member_and_a_number_another(qtbot, desk):
    older = SaleOfMember("031-02-A-0000007", Millis(0), Fen(9_900), 1, Bilingual("徐汇店", "Xuhui"))
    desk.mall.bought = (older,)
    desk.to.opened()
    assert [one.receipt_no for one in desk.to.state.of_member] == [desk.receipt_no, older.receipt_no]
    desk.to.code_given("2")
    assert desk.to.state.notice is not None
    assert desk.to.state.notice.code == "no_such_receipt"  # a shop that this chain does not have
    desk.to.code_given("9")
    assert desk.to.state.stage == "find"
    qtbot.keyClick(desk.view.findChild(ScanField), Qt.Key.Key_Return)
    assert desk.to.state.stage == "choose"
    assert desk.to.state.found.sale.receipt_no == desk.receipt_no


def test_without_the_mall_her_receipts_of_this_shop_are_there_and_it_says_which_are_not(desk):
    assert desk.to.state.is_of_here
    assert words.OF_HERE.zh in said(desk.view)
    desk.mall.bought = ()
    desk.to.opened()
    assert not desk.to.state.is_of_here


def test_a_number_of_another_till_is_asked_of_the_mall_and_opened(desk):
    number = desk.receipt_no[:-7] + "0000099"
    desk.to.code_given(number)
    assert desk.to.state.stage == "find"
    assert desk.to.state.notice.code == "receipt_not_told.unreachable"
    found = desk.to._returning.find(desk.receipt_no)
    told = replace(found, sale=replace(found.sale, receipt_no=number, proof="mall"))
    desk.mall.sales[number] = told
    desk.to.code_given(number)
    assert desk.to.state.found == told
    assert words.TOLD.zh in said(desk.view)


def test_what_came_back_elsewhere_is_shown_as_soon_as_the_mall_tells_of_it(desk):
    found = desk.to._returning.find(desk.receipt_no)
    desk.mall.sales[desk.receipt_no] = replace(found, lines=(replace(found.lines[0], left=1), *found.lines[1:]))
    desk.to.code_given(desk.receipt_no)
    assert desk.to.state.found.lines[0].left == 1


def test_escape_puts_it_away_and_nothing_has_happened(qtbot, desk):
    desk.to.code_given(desk.receipt_no)
    desk.to.line_chosen(1)
    qtbot.keyClick(desk.view, Qt.Key.Key_Escape)
    assert desk.to.state.stage == "find"
    assert desk.shop.operations("return.commit") == []


def test_the_signed_code_of_a_receipt_opens_the_returns_page_wherever_it_is_scanned(qtbot):
    counter = a_counter(theme=the_theme()).counter
    qtbot.addWidget(counter.window)
    counter.open()
    counter.scanned("94300" + "1" * 723)
    assert counter.presenters.shell.state.page == "returns"
    assert counter.presenters.returns.state.notice is not None


def test_a_sale_that_was_invoiced_says_so_before_the_key_is_pressed_and_after(desk):
    sale_id = desk.sale_id
    Invoicing(desk.shop.file, desk.shop.clock, desk.shop.duty).ask(sale_id, "云裳公司", "91350100M000100Y43")
    desk.to.code_given(desk.receipt_no)
    desk.to.code_given(desk.barcode(f"{SHIRT}-BLK-S"))
    told = words.INVOICED.zh.format(amount=money(desk.to.state.plan.back.total))
    assert told in said(desk.view)
    desk.to.confirmed()
    assert desk.to.state.stage == "done"
    assert told in said(desk.view)


def test_an_even_exchange_leaves_the_invoice_as_it_is_and_says_nothing_of_it(qtbot, desk):
    sale_id = desk.sale_id
    Invoicing(desk.shop.file, desk.shop.clock, desk.shop.duty).ask(sale_id, "林婉", "")
    desk.to.code_given(desk.receipt_no)
    desk.to.code_given(desk.barcode(f"{DRESS}-CRM-M"))
    large = next(n for n, cell in enumerate(desk.view.choice.cells, 1) if cell.variant_id == f"{DRESS}-CRM-L")
    qtbot.keyClicks(desk.view, str(large))
    assert desk.to.state.plan.is_even
    qtbot.wait(1)  # labels that are taken away are so after the next turn
    assert not [text for text in said(desk.view) if "发票" in text]
