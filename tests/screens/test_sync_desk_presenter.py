import pytest

from posapp.services.changes import Changes
from posapp.services.errors import DatabaseBusy
from posapp.ui.screens.sync_desk.presenter import SyncDeskPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.counter_services import FakeSyncing
from tests.fakes.screen_parts import InlineRunner, RecordingView, SetClock


class Desk:
    """The sync desk over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.syncing = FakeSyncing()
        self.presenter = SyncDeskPresenter(self.view, self.syncing, InlineRunner(), SetClock(moment.NOW))
        self.presenter.opened()


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
