"""The board of one day as values, and a double that tells it."""

from types import SimpleNamespace

from msgspec.structs import replace

from posapp.domain.clock import DAY, MINUTE, Millis
from posapp.domain.text import Bilingual
from posapp.services.day_items import DayBoard, DayCounts, DayItem, DayPiece
from posapp.ui.screens.today.presenter import TodayPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.clerks_desk import FakeBookings, FakePickups, FakeRooms
from tests.fakes.counter_services import FakeSyncing
from tests.fakes.refusing import Refusing
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements

ME, COLLEAGUE = moment.STAFF[1], moment.STAFF[2]
COAT, BLOUSE, SKIRT, SHOES = (
    DayPiece("coat", moment.SAND.hex), DayPiece("blouse", moment.CREAM.hex),
    DayPiece("skirt_pleated", moment.SAGE.hex), DayPiece("loafer", moment.RUST.hex),
)  # fmt: skip


def day_item(kind, number, section, minutes, state, step, **more):
    """Build an item that is due so many minutes from now."""
    values = {
        "name": Bilingual("林*婉", "Lin *"), "phone_masked": "138****2046", "pieces": 2, "pictures": (COAT, BLOUSE),
        "shelves": (), "room_id": "", "room": 0, "clerk_id": None, "clerk": None,
    } | more  # fmt: skip
    return DayItem(
        key=f"{kind}:{number}",
        kind=kind,
        subject=str(number),
        section=section,
        due=Millis(moment.NOW + minutes * MINUTE),
        state=state,
        step=step,
        **values,
    )


def taken_by(item, who):
    """Return an item that somebody has taken on."""
    return replace(item, clerk_id=who.staff_id, clerk=who.name)


NOT_BACK = day_item(
    "room", "r-3:missing", "late", -9, "missing", "find",
    name=None, phone_masked="", room_id="r-3", room=3, pieces=1, pictures=(SHOES,),
)  # fmt: skip
XU_IS_LATE = day_item(
    "booking", "b-5", "late", -17, "late", "check_in",
    name=Bilingual("许*然", "Xu *"), room=3, pieces=2, pictures=(SKIRT, SHOES),
)  # fmt: skip
CHEN_ASKS = taken_by(
    day_item(
        "room", "r-1", "now", -1, "asks", "bring",
        name=Bilingual("陈*", "Chen *"), room_id="r-1", room=1, shelves=("B-11",), pieces=1, pictures=(SKIRT,),
    ),
    ME,
)  # fmt: skip
TIDY = day_item(
    "room", "r-4", "now", -3, "to_tidy", "tidy",
    name=None, phone_masked="", room_id="r-4", room=4, pieces=0, pictures=(),
)  # fmt: skip
TO_PICK = day_item(
    "pickup", "o-3", "now", -12, "to_pick", "pick", name=Bilingual("何*", "He *"), shelves=("A-03", "C-07"), pieces=3
)
LIN_COMES = day_item(
    "booking", "b-2", "next", 88, "booked", "prepare",
    shelves=("A-03", "B-11", "C-07", "D-02"), room=2, pieces=6, pictures=(COAT, BLOUSE, SKIRT, SHOES),
)  # fmt: skip
HANG_BACK = day_item("put_back", "o-9", "now", -30, "to_put_back", "put_back", shelves=("C-07",))
HELD_CART = taken_by(
    day_item("held", "cart-7", "now", -44, "put_aside", "recall", name=None, phone_masked=""), COLLEAGUE
)
READY = day_item(
    "pickup", "o-1", "later", 5 * DAY // MINUTE, "ready", "hand_over", name=Bilingual("欧阳**", "Ouyang *")
)
DEFECTS = day_item(
    "set_aside", "all", "later", 9 * 60, "defective", "settle", name=None, phone_masked="", pictures=(SHOES,)
)

IN_VAIN = day_item("put_back", "b-7", "now", -5, "in_vain", "hang_back", shelves=("A-03",))
TO_DECIDE = taken_by(day_item("follow_up", "f-1", "next", 60, "to_decide", "decide", pieces=1, pictures=(COAT,)), ME)

ITEMS = (XU_IS_LATE, NOT_BACK, HELD_CART, HANG_BACK, TO_PICK, TIDY, CHEN_ASKS, LIN_COMES, READY, DEFECTS)


class FakeToday(Refusing):
    """Tells the board that it is given."""

    def __init__(self, items=ITEMS, me=ME):
        super().__init__()
        self.items = items
        self.me = me

    def board(self):
        self._called("board")
        return DayBoard(moment.NOW, self.items, self.me.staff_id)

    def counts(self):
        self._called("counts")
        return DayCounts(pressing=7, bookings=4, rooms=3, pickups=3)


class Doors:
    """Remembers which screen was opened at what."""

    def __init__(self):
        self.opened = []

    def __getattr__(self, name):
        return lambda *said: self.opened.append((name, *said))


class PickupsThatPutBack(FakePickups):
    def put_back(self, order_id):
        self._called("put_back", order_id)


class Board:
    """The board of the day over doubles, shown by ``view``."""

    def __init__(self, view, runner=None):
        self.view = view
        self.acts = SimpleNamespace(
            today=FakeToday(),
            bookings=FakeBookings(),
            fitting_rooms=FakeRooms(),
            pickups=PickupsThatPutBack(),
            syncing=FakeSyncing(),
        )
        self.doors = Doors()
        self.news = RecordedAnnouncements()
        self.presenter = TodayPresenter(view, self.acts, runner or InlineRunner(), self.news, self.doors)
        self.presenter.opened()

    @property
    def state(self):
        return self.presenter.state

    @property
    def keys(self):
        return [item.key for item in self.state.items]
