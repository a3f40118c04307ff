import pytest

from posapp.services.changes import Changes
from posapp.services.errors import RoomTaken
from posapp.services.outcomes import Said
from posapp.ui.screens.rooms.presenter import RoomsPresenter
from sync.protocol.codes import CodeType, mint
from sync.protocol.signing import new_key_pair
from tests.fakes import shop_moment as moment
from tests.fakes.clerks_desk import FakeRooms
from tests.fakes.counter_services import FakeOutfitting
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Board:
    """The board of the rooms over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.rooms = FakeRooms()
        self.announced = RecordedAnnouncements()
        self.went_selling = 0
        self.outfitting = FakeOutfitting()
        self.outfitting.cards = moment.SUGGESTIONS[:2]
        self.presenter = RoomsPresenter(
            self.view, self.rooms, InlineRunner(), self.announced, self._go_selling, self.outfitting
        )
        self.presenter.opened()

    def _go_selling(self):
        self.went_selling += 1

    def asked(self, name):
        return [call for call in self.rooms.calls if call[0] == name]


@pytest.fixture
def board():
    return Board()


def test_the_board_opens_on_whoever_waits_for_a_clerk(board):
    assert board.view.state.chosen.number == 1
    assert board.view.state.free == 2


def test_who_has_booked_is_let_in_with_one_key(board):
    board.presenter.chosen("r-2")
    board.presenter.booked_let_in()
    assert ("let_in_booked", "r-2", "b-2", None) in board.rooms.calls
    assert board.announced.changes.room
    assert board.announced.changes.booking


def test_a_walk_in_is_let_in(board):
    board.presenter.chosen("r-5")
    board.presenter.walk_in_let_in()
    assert ("let_in", "r-5", None, 0) in board.rooms.calls


def test_how_many_come_with_her_is_said_when_she_goes_in(board):
    board.presenter.chosen("r-5")
    board.presenter.companions_chosen(2)
    assert board.view.state.going_in == 2
    board.presenter.walk_in_let_in()
    assert ("let_in", "r-5", None, 2) in board.rooms.calls
    assert board.view.state.companions is None, "it is said anew of whoever comes next"


def test_a_piece_is_brought_by_its_barcode_while_somebody_is_in_the_chosen_room(board):
    assert board.presenter.takes("6901234567892")
    board.presenter.scanned("6901234567892")
    assert ("bring", "r-1", "6901234567892") in board.rooms.calls


@pytest.mark.parametrize(
    ("room", "code"), [("r-2", "6901234567892"), ("r-1", "131234567890123456"), ("r-1", "9" * 190)]
)
def test_other_codes_and_codes_for_an_empty_room_go_where_they_always_go(board, room, code):
    board.presenter.chosen(room)
    assert not board.presenter.takes(code)


def test_a_member_code_says_whose_visit_it_is_unless_that_is_known(board):
    hers = mint(new_key_pair().private, 3, CodeType.MEMBER, 501, 1_795_000_000)
    booking = mint(new_key_pair().private, 3, CodeType.BOOKING, 9_001, 1_795_000_000)
    assert not board.presenter.takes(hers), "in room 1 is somebody whom we know"
    board.presenter.chosen("r-4")
    assert not board.presenter.takes(booking)
    assert board.presenter.takes(hers)
    board.presenter.scanned(hers)
    assert ("know", "r-4", hers) in board.rooms.calls


def test_a_better_size_is_wanted_and_brought(board):
    skirt = board.view.state.chosen.pieces[1]
    said = Said("too_small", ("hip",), "L")
    board.presenter.better_wanted(skirt.piece_id, said, "v-3-L")
    assert ("want", "r-1", skirt.piece_id, said, "v-3-L") in board.rooms.calls


def test_what_she_asks_for_is_brought_or_told_not_to_be_here(board):
    asked = board.view.state.chosen.asks[0].piece_id
    board.presenter.brought(asked)
    board.presenter.refused(asked)
    assert ("bring_asked", "r-1", asked) in board.rooms.calls
    assert ("say_no", "r-1", asked) in board.rooms.calls


def test_another_size_of_a_piece_is_looked_up_and_asked_for(board):
    skirt = board.view.state.chosen.pieces[1]
    board.presenter.size_wanted(skirt.piece_id)
    assert (board.view.state.swapped, board.view.state.sizes) == (skirt.piece_id, moment.SIZES)
    board.presenter.size_chosen("v-S")
    assert ("ask", "r-1", "v-S") in board.rooms.calls
    assert board.view.state.sizes == ()


def test_pressed_again_the_sizes_go_away(board):
    skirt = board.view.state.chosen.pieces[1]
    board.presenter.size_wanted(skirt.piece_id)
    board.presenter.size_wanted(skirt.piece_id)
    assert board.view.state.swapped == ""


def test_what_nobody_speaks_of_is_counted_before_she_goes(board):
    coat, skirt, blouse = board.view.state.chosen.pieces
    assert board.view.state.unspoken == 3
    board.presenter.judged(coat.piece_id, Said("kept"))
    board.presenter.judged(skirt.piece_id, Said("kept"))
    board.presenter.judged(skirt.piece_id, Said("price"))
    assert board.view.state.unspoken == 2
    board.presenter.taken_back(blouse.piece_id)
    assert ("take_back", "r-1", blouse.piece_id) in board.rooms.calls


def test_what_she_keeps_goes_to_the_till_and_the_sell_screen_comes_up(board):
    coat = board.view.state.chosen.pieces[0]
    board.presenter.judged(coat.piece_id, Said("kept"))
    board.rooms.cart = moment.cart(lines=[moment.cart_line("v-1", "try_on")])
    board.presenter.let_out()
    assert ("let_out", "r-1", frozenset({coat.piece_id})) in board.rooms.calls
    assert board.went_selling == 1
    assert board.announced.changes.cart


def test_who_keeps_nothing_leaves_the_board_in_front(board):
    board.presenter.let_out()
    assert board.went_selling == 0


def test_nobody_is_let_out_of_an_empty_room(board):
    board.presenter.chosen("r-2")
    board.presenter.let_out()
    assert not board.asked("let_out")


def test_a_missing_piece_is_found_or_given_up(board):
    board.presenter.chosen("r-3")
    lost = board.view.state.chosen.missing[0].piece_id
    board.presenter.taken_back(lost)
    board.presenter.given_up(lost)
    assert ("take_back", "r-3", lost) in board.rooms.calls
    assert ("give_up", "r-3", lost) in board.rooms.calls


def test_what_was_said_of_a_piece_in_one_room_does_not_count_in_another(board):
    board.presenter.judged(board.view.state.chosen.pieces[0].piece_id, Said("kept"))
    board.presenter.chosen("r-4")
    assert board.view.state.kept == frozenset()


def test_a_refusal_is_said_and_the_board_stays(board):
    board.rooms.refuse_next(RoomTaken(room=5))
    board.presenter.chosen("r-5")
    board.presenter.walk_in_let_in()
    assert board.view.state.notice is not None
    assert not board.view.state.is_busy


def test_the_board_is_read_again_when_a_room_changes_elsewhere(board):
    before = len(board.asked("board"))
    board.presenter.things_changed(Changes(room=True))
    board.presenter.things_changed(Changes(sale=True))
    assert len(board.asked("board")) == before + 1


def test_what_goes_with_the_pieces_in_a_room_is_shown_and_brought_as_if_she_had_asked(board):
    used = next(card for card in moment.ROOMS if card.status == "in_use" and card.pieces)
    board.presenter.chosen(used.room_id)
    outfit = board.view.state.outfit
    assert [one.style_id for one in outfit.cards] == [one.style_id for one in moment.SUGGESTIONS[:2]]
    assert ("in_room", used.room_id) in board.outfitting.calls
    board.presenter.size_chosen(outfit.cards[0].variant_id)
    assert board.asked("ask") == [("ask", used.room_id, outfit.cards[0].variant_id)]


def test_it_is_asked_for_anew_when_something_was_said_of_a_piece_and_gone_with_the_visit(board):
    used = next(card for card in moment.ROOMS if card.status == "in_use" and card.pieces)
    board.presenter.chosen(used.room_id)
    asked = board.outfitting.calls.count(("in_room", used.room_id))
    board.presenter.opened()
    assert board.outfitting.calls.count(("in_room", used.room_id)) == asked, "nothing changed"
    board.presenter.judged(used.pieces[0].piece_id, Said("not_style"))
    assert board.outfitting.calls.count(("in_room", used.room_id)) == asked + 1
    free = next(card for card in moment.ROOMS if card.status == "free")
    board.presenter.chosen(free.room_id)
    assert board.view.state.outfit is None
    assert ("tell_shown", used.visit_id) in board.outfitting.calls
