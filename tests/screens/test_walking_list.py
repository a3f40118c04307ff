"""What a clerk relies on along the shelves: one scan, one tick, and a word for every piece that is not there."""

from dataclasses import replace

import pytest

from posapp.services.errors import WrongPiece
from posapp.ui.screens.bookings.prepared import prepared_said
from posapp.ui.screens.walking.presenter import WalkPresenter
from posapp.ui.translation import Speech
from sync.protocol.prepared import Instead, Prepared
from tests.fakes import walking_list as walk
from tests.fakes.between_shops import FakeTransfers
from tests.fakes.counter_window import HeardSounds, a_counter, the_theme
from tests.fakes.goods_counter import FakePrinting
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Walk:
    """The walking list over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.walking = walk.FakeWalking()
        self.substitutes = walk.FakeSubstitutes()
        self.bag_labels = walk.FakeBagLabels()
        self.printing = FakePrinting()
        self.transfers = FakeTransfers()
        self.sounds = HeardSounds()
        self.announced = RecordedAnnouncements()
        self.presenter = WalkPresenter(self.view, self, InlineRunner(), self.announced, self.sounds)
        self.presenter.opened()

    @property
    def state(self):
        return self.view.state

    def piece(self, subject, part, number=0):
        return next(one for one in self.state.pieces if one.key[1:] == (subject, part, number))


@pytest.fixture
def clerk(qapp):
    return Walk()


def test_what_comes_soon_is_on_the_list_in_the_order_of_the_shelves(clerk):
    assert [piece.shelf for piece in clerk.state.pieces] == [
        "A-03",
        "A-03",
        "B-11",
        "B-11",
        "B-11",
        "C-07",
        "D-02",
        "D-02",
    ]
    assert ("booking", "b-7") not in clerk.state.chosen
    assert (clerk.state.done, clerk.state.marked.subject) == (2, "b-1"), "the first piece to go for is marked"


def test_a_booking_of_tonight_is_taken_on_and_one_is_left_out(clerk):
    clerk.presenter.errand_pressed("booking", "b-7")
    clerk.presenter.errand_pressed("booking", "b-2")
    subjects = {piece.key.subject for piece in clerk.state.pieces}
    assert subjects == {"b-1", "b-7", "o-1", "o-9"}


def test_a_scan_ticks_marks_the_next_and_is_heard(clerk):
    clerk.presenter.scanned("6901234567801")
    assert clerk.walking.calls[-1][0] == "scan"
    assert clerk.sounds.played == ["good"]
    assert clerk.announced.changes.booking


def test_a_wrong_piece_is_heard_and_said(clerk):
    clerk.walking.refuse_next(
        WrongPiece(name=walk.LIN, colour=walk.LIN, size="L", wanted_colour=walk.LIN, wanted_size="M")
    )
    clerk.presenter.scanned("6901234567801")
    assert (clerk.sounds.played, clerk.state.notice.code) == (["bad"], "wrong_piece")


def test_a_whole_bag_is_said_and_its_label_printed(clerk):
    clerk.presenter.ticked(clerk.piece("o-1", "l-1", 1).key)
    assert clerk.state.notice.tone == "success"
    assert ("run",) in clerk.printing.calls


def test_pieces_of_an_ended_order_are_told_together_when_the_last_one_hangs(clerk):
    clerk.presenter.ticked(clerk.piece("o-9", "l-1").key)
    assert ("hang_back", ("put_back", "o-9")) in clerk.walking.calls
    assert all(one.subject != "o-9" for one in clerk.state.errands)


def test_a_piece_that_is_not_there_brings_what_there_is_instead(clerk):
    key = clerk.piece("b-1", "g-3").key
    clerk.presenter.not_found(key)
    assert (clerk.state.opened, clerk.state.choices) == (key, walk.CHOICES)
    clerk.presenter.offered(key, "v-2-L")
    clerk.presenter.taken(key, "v-2-L")
    clerk.presenter.dropped(key)
    said = [call[2] for call in clerk.walking.calls if call[0] == "choose"]
    assert said == ["offered", "taken", "dropped"]
    clerk.presenter.choices_wanted(key)
    assert clerk.state.opened is None


def test_of_an_order_the_mall_asks_so_nothing_is_chosen_here(clerk):
    clerk.presenter.not_found(clerk.piece("o-1", "l-1", 1).key)
    assert clerk.state.opened is None
    assert clerk.substitutes.calls == []


def test_arrows_walk_enter_ticks_and_a_letter_says_it_is_not_there(clerk):
    first = clerk.state.marked
    clerk.presenter.walked(-1)
    assert clerk.state.marked != first
    clerk.presenter.marked_done()
    assert not [call for call in clerk.walking.calls if call[0] == "tick"], "a missing piece is not ticked in passing"
    clerk.presenter.walked(1)
    clerk.presenter.marked_missing()
    assert ("not_found", first) in clerk.walking.calls
    clerk.presenter.walked(1)
    clerk.presenter.walked(1)
    clerk.presenter.marked_done()
    assert [call[0] for call in clerk.walking.calls].count("tick") == 1


def test_paper_is_printed_at_once(clerk):
    clerk.presenter.list_printed()
    clerk.presenter.label_printed("booking", "b-1")
    assert clerk.bag_labels.calls == [("print", "booking", "b-1")]
    assert clerk.printing.calls == [("run",), ("run",)]


def test_the_window_shows_the_list_and_a_scan_goes_to_it(qtbot):
    made = a_counter(theme=the_theme())
    window, counter = made.counter.window, made.counter
    qtbot.addWidget(window)
    counter.open()
    counter.presenters.shell.page_chosen("walk")
    window.show()
    assert not counter.presenters.desks.walk.view.pieces.isHidden()
    counter.scanned("6901234567801")
    assert [call[0] for call in made.shop.walking.calls].count("scan") == 1
    counter.presenters.shell.page_chosen("sell")
    counter.scanned("6901234567801")
    assert [call[0] for call in made.shop.walking.calls].count("scan") == 1, "on the sell screen goods are sold"


def test_a_tick_builds_one_row_anew_and_no_other(qtbot):
    made = a_counter(theme=the_theme())
    view, presenter = made.counter.presenters.desks.walk.view, made.counter.presenters.walk
    qtbot.addWidget(made.counter.window)
    presenter.opened()
    before = dict(view.pieces.rows)
    key = next(piece.key for piece in presenter.state.pieces if piece.key.part == "g-3")
    presenter.ticked(key)
    after = view.pieces.rows
    assert {name for name in after if after[name] is not before.get(name)} == {key}


def test_of_a_long_list_the_part_around_the_clerk_is_shown(qtbot, clerk):
    made = a_counter(theme=the_theme())
    qtbot.addWidget(made.counter.window)
    many = tuple(
        walk.walk_piece("order", "o-1", f"l-{number:03d}", walk.moment.SKIRT, walk.XU, 60) for number in range(100)
    )
    made.shop.walking.errands = (walk.errand("order", "o-1", walk.XU, 60, *many),)
    presenter, rows = made.counter.presenters.walk, made.counter.presenters.desks.walk.view.pieces
    presenter.opened()
    assert 0 < len(rows.rows) < 60
    for _ in range(99):
        presenter.walked(1)
    assert presenter.state.marked in rows.rows


@pytest.mark.parametrize(
    ("state", "offered", "asked_for", "gone", "says"),
    [
        ("wanted", None, "", False, None),
        ("found", None, "", False, "Laid out"),
        ("fetching", None, "", False, "Being fetched"),
        ("missing", None, "", False, "Not found"),
        ("missing", "offered", "", False, "Asked her for another"),
        ("wanted", "taken", "v-1", False, "Instead of another"),
        ("missing", None, "", True, "Sold to somebody"),
    ],
)
def test_the_bookings_card_says_how_far_a_piece_is(qapp, state, offered, asked_for, gone, says):
    instead = Instead(variant_id="v-2", style_id="s-2", status=offered, by="clerk", at_ms=1) if offered else None
    said = Prepared(state=state, staff_id="st-1", at_ms=1, instead=instead, asked_for=asked_for)
    told = prepared_said(replace(walk.moment.COAT, prepared=said, is_gone=gone))
    assert (Speech("en").say(told[0]) if told is not None else None) == says


def test_the_very_piece_is_asked_of_another_shop(clerk):
    clerk.presenter.brought_over("v-1", "jingan")
    assert ("ask", "v-1", "jingan", "bring", None, "") in clerk.transfers.calls
    assert clerk.state.notice.tone == "success"
    assert clerk.announced.changes.transfer
    asked = len(clerk.transfers.calls)
    clerk.presenter.brought_over("v-1", "jingan")
    assert len(clerk.transfers.calls) == asked  # pressed twice, one piece comes
    assert clerk.state.notice.tone == "success"
    clerk.presenter.brought_over("v-1", "xuhui")
    assert len(clerk.transfers.calls) > asked
