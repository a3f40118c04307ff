import pytest

from posapp.services.changes import Changes
from posapp.services.errors import DatabaseBusy, NoLongerParked
from posapp.ui.announcements import Announcements
from posapp.ui.screens.sync_desk.presenter import SyncDeskPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.bill_differences import FakeBillDesk
from tests.fakes.counter_services import FakeOfflineRights, FakeSettling, FakeSyncing
from tests.fakes.open_payments import FakeLimbo
from tests.fakes.screen_parts import InlineRunner, RecordingView, SetClock


class Desk:
    """The sync desk over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.syncing = FakeSyncing()
        self.settling = FakeSettling(moment.PARKED)
        self.paired_again = 0
        self.presenter = SyncDeskPresenter(
            self.view,
            self.syncing,
            self.settling,
            FakeOfflineRights(),
            FakeLimbo(),
            FakeBillDesk(),
            InlineRunner(),
            SetClock(moment.NOW),
            news=Announcements(),
            ask=lambda *_: None,
            pair_again=self.pair_again,
        )
        self.presenter.opened()

    def pair_again(self):
        self.paired_again += 1


@pytest.fixture
def desk():
    return Desk()


def test_the_desk_shows_the_lamp_and_every_operation(desk):
    assert desk.view.state.status.lamp == "online"
    assert [entry.seq for entry in desk.view.state.entries] == [218, 217, 216, 215, 214, 213]
    assert desk.view.state.now == moment.NOW


def test_the_desk_follows_the_network(desk):
    desk.syncing.now_says = moment.OFFLINE
    desk.presenter.things_changed(Changes(sync=True))
    assert desk.view.state.status.lamp == "offline"
    assert desk.view.state.status.waiting == 3


def test_a_busy_database_keeps_the_last_reading(desk):
    desk.syncing.refuse_next(DatabaseBusy())
    desk.presenter.opened()
    assert desk.view.state.notice.code == "database_busy"
    assert desk.view.state.status.lamp == "online"


def test_a_way_that_can_be_taken_again_is_taken_at_once(desk):
    desk.presenter.way_chosen("op-1", 1)
    assert ("settle", "op-1", 1) in desk.settling.calls
    assert [card.op_id for card in desk.view.state.parked] == ["op-2"]


def test_what_cannot_be_taken_back_is_asked_about_once_more(desk):
    desk.presenter.way_chosen("op-2", 0)
    assert desk.view.state.confirming == ("op-2", 0)
    desk.presenter.opened()
    assert desk.view.state.confirming == ("op-2", 0), "a look in between forgets nothing"
    desk.presenter.left()
    assert desk.view.state.confirming is None
    assert not any(call[0] == "settle" for call in desk.settling.calls)
    desk.presenter.way_chosen("op-2", 0)
    desk.presenter.confirmed()
    assert ("settle", "op-2", 0) in desk.settling.calls
    assert desk.view.state.confirming is None


def test_one_that_somebody_else_settled_says_so(desk):
    desk.settling.refuse_next(NoLongerParked())
    desk.presenter.way_chosen("op-1", 1)
    assert desk.view.state.notice.code == "no_longer_parked"


def test_a_cashier_neither_settles_nor_pairs(desk):
    desk.settling.may_settle = False
    desk.presenter.opened()
    desk.presenter.way_chosen("op-1", 1)
    desk.presenter.pair_again_pressed()
    assert not any(call[0] == "settle" for call in desk.settling.calls)
    assert desk.paired_again == 0


def test_a_manager_goes_to_the_pairing(desk):
    desk.presenter.pair_again_pressed()
    assert desk.paired_again == 1
