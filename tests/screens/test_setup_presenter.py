from dataclasses import replace

import pytest

from posapp.services.changes import Changes
from posapp.services.errors import MallUnreachable, PairingRefused
from posapp.ui.screens.setup.presenter import SetupPresenter
from sync.protocol.wire import EnrolAnswer
from tests.fakes import shop_moment as moment
from tests.fakes.counter_services import FakePairing, FakeSyncing
from tests.fakes.screen_parts import InlineRunner, RecordingView

ANSWER = EnrolAnswer(
    device="d-1",
    generation=1,
    shop_id="shop-1",
    till_no="02",
    chain_zh="示例集合店",
    chain_en="Example Select",
    root_key="0" * 64,
    phone_key="0" * 64,
    epoch="e-1",
    server_ms=moment.NOW,
)
BEFORE_PRICES = replace(moment.ONLINE, lamp="loading", loaded=120, to_load=12_000, prices_as_of=None)
PRICES_ARE_IN = replace(moment.ONLINE, lamp="loading", loaded=6_000, to_load=12_000)


class FirstStart:
    """The first start over doubles."""

    def __init__(self, *, is_paired=False):
        self.view = RecordingView()
        self.pairing = FakePairing(ANSWER, is_paired)
        self.syncing = FakeSyncing(BEFORE_PRICES)
        self.happened = []
        self.presenter = SetupPresenter(
            self.view,
            self.pairing,
            self.syncing,
            InlineRunner(),
            hub_url="http://127.0.0.1:8740",
            choose_language=self.happened.append,
            paired=lambda: self.happened.append("worker started"),
            finished=lambda: self.happened.append("counter opened"),
        )
        self.presenter.opened()


@pytest.fixture
def start():
    return FirstStart()


def test_a_new_till_goes_from_language_to_loading(start):
    start.presenter.language_chosen("en")
    start.presenter.pairing_asked("mall.example.com/", "４071 8823")
    assert ("pair", "https://mall.example.com", "40718823") in start.pairing.calls
    assert start.view.state.stage == "loading"
    assert start.view.state.till_no == "02"
    assert start.happened == ["en", "worker started"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("127.0.0.1:8740", "http://127.0.0.1:8740"),
        ("localhost:8740/", "http://localhost:8740"),
        (" http://mall.lan ", "http://mall.lan"),
        ("mall.example.com", "https://mall.example.com"),
    ],
)
def test_the_mall_may_be_named_without_a_scheme(start, typed, asked):
    start.presenter.pairing_asked(typed, "40718823")
    assert start.pairing.calls[-1] == ("pair", asked, "40718823")


@pytest.mark.parametrize("trouble", [PairingRefused(reason="expired"), MallUnreachable()])
def test_a_code_that_is_refused_keeps_what_was_typed_and_says_why(start, trouble):
    start.presenter.language_chosen("zh")
    start.pairing.refuse_next(trouble)
    start.presenter.pairing_asked("mall.example.com", "00000000")
    assert start.view.state.stage == "pairing"
    assert start.view.state.hub_url == "https://mall.example.com"
    assert start.view.state.notice.code.startswith(trouble.code)


def test_selling_may_begin_as_soon_as_the_prices_are_in(start):
    start.presenter.pairing_asked("mall.example.com", "40718823")
    start.presenter.selling_started()
    assert "counter opened" not in start.happened
    start.syncing.now_says = PRICES_ARE_IN
    start.presenter.things_changed(Changes(catalogue=True))
    assert start.view.state.may_sell
    assert start.view.state.share == 0.5
    start.presenter.selling_started()
    assert start.happened[-1] == "counter opened"


def test_the_first_load_is_done_when_nothing_waits_behind_it(start):
    start.presenter.pairing_asked("mall.example.com", "40718823")
    start.syncing.now_says = moment.ONLINE
    start.presenter.ticked()
    assert start.view.state.stage == "ready"


def test_an_interrupted_first_start_goes_on_with_loading():
    assert FirstStart(is_paired=True).view.state.stage == "loading"
