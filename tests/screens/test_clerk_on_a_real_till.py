"""The clerk's screens on the real use cases and a real till file: what a double cannot promise."""

import pytest

from posapp.services.outcomes import Said
from posapp.ui.screens.bookings.presenter import BookingsPresenter
from posapp.ui.screens.member.presenter import MemberPresenter
from posapp.ui.screens.pickups.presenter import PickupsPresenter
from sync.protocol.codes import CodeType
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView
from tests.fakes.small_shop import LIN, SmallShop


class Clerk:
    """The clerk's presenters over one till."""

    def __init__(self, shop):
        self.shop = shop
        self.announced = RecordedAnnouncements()
        self.went_selling = 0
        runner = InlineRunner()
        self.panel, self.board, self.desk = RecordingView(), RecordingView(), RecordingView()
        self.member = MemberPresenter(self.panel, shop.members, shop.selling, runner, self.announced)
        self.bookings = BookingsPresenter(self.board, shop.bookings, runner, self.announced, self._go_selling)
        self.pickups = PickupsPresenter(
            self.desk, shop.pickups, runner, self.announced, self._ask_a_manager, self._go_selling
        )

    def _ask_a_manager(self, wanted, again):
        raise AssertionError(f"nobody here wants {wanted.ask}")

    def _go_selling(self):
        self.went_selling += 1


@pytest.fixture
def clerk(tmp_path):
    shop = SmallShop(tmp_path)
    yield Clerk(shop)
    shop.close()


def test_last_four_digits_lead_to_her_panel_with_what_waits_for_her(clerk):
    clerk.member.find_opened()
    clerk.member.searched("1357")
    assert [hit.member_id for hit in clerk.panel.state.hits] == [LIN]
    clerk.member.chosen(LIN)
    panel = clerk.panel.state.panel
    assert panel.trust == "B"
    assert [booking.booking_id for booking in panel.bookings] == ["bk-1"]
    assert [pickup.order_id for pickup in panel.pickups] == ["or-1"]


def test_a_scanned_booking_ends_with_the_kept_piece_on_the_cart(clerk):
    clerk.bookings.opened()
    clerk.bookings.booking_scanned("bk-1")
    assert clerk.board.state.chosen.status == "checked_in"
    clerk.bookings.judged("g-dress", Said("kept"))
    clerk.bookings.judged("g-shirt", Said("too_small"))
    clerk.bookings.kept_taken()
    assert clerk.went_selling == 1
    clerk.member.opened()
    cart = clerk.shop.selling.current()
    assert [(line.source, line.quantity) for line in cart.lines] == [("try_on", 1)]
    assert clerk.panel.state.panel.member_id == LIN


def test_an_order_is_handed_over_once(clerk):
    clerk.pickups.opened()
    clerk.pickups.code_given("30004000")
    assert clerk.desk.state.stage == "confirm"
    clerk.pickups.confirmed()
    assert clerk.desk.state.stage == "done"
    assert clerk.desk.state.waiting == ()
    clerk.pickups.left()
    clerk.pickups.code_given("30004000")
    assert clerk.desk.state.stage == "done"
    assert len(clerk.shop.operations("pickup.hand_over")) == 1


def test_the_picture_of_her_orders_code_does_the_same(clerk):
    clerk.pickups.code_given(clerk.shop.code(CodeType.PICKUP, 7_001))
    assert clerk.desk.state.stage == "confirm"
    clerk.pickups.confirmed()
    assert clerk.desk.state.stage == "done"


def test_wrong_digits_are_refused_until_the_desk_waits(clerk):
    for _ in range(5):
        clerk.pickups.code_given("99999999")
        assert clerk.desk.state.notice.code == "not_open_for_hand_over.wrong_code"
    clerk.pickups.code_given("99999999")
    assert clerk.desk.state.notice.code == "locked_out"
