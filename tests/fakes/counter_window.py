"""The whole counter on hand-written use cases: the real window, the real presenters, no database."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from posapp.domain import art
from posapp.domain.text import Bilingual
from posapp.ui.announcements import Announcements
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.shell.counter import Counter, Surroundings
from posapp.ui.shell.state import Place
from posapp.ui.theme import Theme
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.between_shops import FakeTransfers
from tests.fakes.bill_differences import FakeBillDesk
from tests.fakes.clerks_desk import FakeBookings, FakePickups, FakeRooms
from tests.fakes.colleagues import FakeDiscounting, FakePermitting
from tests.fakes.counter_look import load_own_fonts
from tests.fakes.counter_services import (
    FakeCounting,
    FakeDevices,
    FakeExchanging,
    FakeInvoicing,
    FakeLooking,
    FakeMallReceipts,
    FakeMembers,
    FakeOfflineRights,
    FakeOutfitting,
    FakePairing,
    FakeReturning,
    FakeSettling,
    FakeSyncing,
    FakeToppingUp,
)
from tests.fakes.day_board import FakeToday
from tests.fakes.follow_up_list import FakeFollowUps
from tests.fakes.goods_counter import (
    FakeAttempts,
    FakePaying,
    FakePractice,
    FakePrinting,
    FakeSearching,
    FakeTill,
    FakeValue,
)
from tests.fakes.kept_keys import FakeKeying
from tests.fakes.lying_apart import FakeDefects
from tests.fakes.open_payments import FakeLimbo
from tests.fakes.screen_parts import InlineRunner, SetClock
from tests.fakes.shift_services import FakeShiftDesk, FakeShifts, FakeSigningIn
from tests.fakes.stock_sheet import FakeStockDesk
from tests.fakes.walking_list import FakeBagLabels, FakeHeldPieces, FakeSubstitutes, FakeWalking

RESOURCES = Path(__file__).parents[2] / "resources"
PLACE = Place(Bilingual("拾光集 · 静安店", "Lumière · Jing'an"), "02")


class HeardSounds:
    """Remembers which sounds were played."""

    def __init__(self):
        self.played = []

    def play(self, name):
        self.played.append(name)


class OpenSigningIn(FakeSigningIn):
    """Knows who works here now."""

    def __init__(self, who=None):
        super().__init__()
        self.now_works = who

    def sign_in(self, number, pin):
        self.now_works = super().sign_in(number, pin)
        return self.now_works

    def lock(self):
        self.now_works = None

    def at_work(self):
        return self.now_works


@cache
def the_theme():
    """Return the theme of the running application, with the program's own fonts; made once, fonts are slow to load."""
    load_own_fonts()
    return Theme(QApplication.instance(), RESOURCES / "styles" / "counter.qss")


@cache
def the_art():
    """Return the drawn products; each is rendered once for all windows."""
    return ArtPictures(art.svg)


@cache
def a_receipt_picture():
    """Return a small PNG that stands for a receipt."""
    paper = QImage(60, 120, QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    file = QBuffer()
    file.open(QIODevice.OpenModeFlag.WriteOnly)
    paper.save(file, "PNG")
    return bytes(file.data().data())


def a_counter(*, theme, language="zh", who=moment.STAFF[1], picture=None, is_paired=True):
    """Build a counter whose parts can be reached: ``.counter``, ``.till``, ``.sounds``, ``.shop`` …"""
    till = FakeTill()
    shop = SimpleNamespace(
        selling=till,
        practice=FakePractice(till),
        discounting=FakeDiscounting(till),
        permitting=FakePermitting(),
        paying=FakePaying(till),
        value=FakeValue(),
        attempts=FakeAttempts(),
        bill_desk=FakeBillDesk(),
        printing=FakePrinting(picture or a_receipt_picture()),
        searching=FakeSearching(),
        members=FakeMembers(),
        topping_up=FakeToppingUp(till),
        looking=FakeLooking(),
        outfitting=FakeOutfitting(till),
        today=FakeToday(),
        walking=FakeWalking(),
        substitutes=FakeSubstitutes(),
        bag_labels=FakeBagLabels(),
        held_pieces=FakeHeldPieces(),
        bookings=FakeBookings(),
        fitting_rooms=FakeRooms(),
        follow_ups=FakeFollowUps(),
        transfers=FakeTransfers(),
        stock_desk=FakeStockDesk(),
        pickups=FakePickups(),
        returning=FakeReturning(),
        mall_receipts=FakeMallReceipts(),
        exchanging=FakeExchanging(),
        counting=FakeCounting(),
        defects=FakeDefects(),
        devices=FakeDevices(),
        invoicing=FakeInvoicing(),
        keying=FakeKeying(),
        shifts=FakeShifts(sheet=moment.RUNNING),
        shift_desk=FakeShiftDesk(),
        signing_in=OpenSigningIn(who),
        pairing=FakePairing(None, is_paired=is_paired),
        syncing=FakeSyncing(),
        settling=FakeSettling(),
        limbo=FakeLimbo(),
        offline_rights=FakeOfflineRights(),
    )
    sounds = HeardSounds()
    announcements = Announcements()
    speech = Speech(language)
    around = Surroundings(
        runner=InlineRunner(),
        announcements=announcements,
        speech=speech,
        theme=theme,
        art=the_art(),
        clock=SetClock(moment.NOW),
        sounds=sounds,
        place=lambda: PLACE,
        hub_url="http://127.0.0.1:8700",
    )
    counter = Counter(shop, around, paired=lambda: None)
    return SimpleNamespace(
        counter=counter, till=till, shop=shop, sounds=sounds, announcements=announcements, speech=speech, theme=theme
    )
