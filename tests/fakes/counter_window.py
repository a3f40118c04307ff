"""The whole counter on hand-written use cases: the real window, the real presenters, no database."""

from pathlib import Path
from types import SimpleNamespace

from PySide6.QtWidgets import QApplication

from posapp.domain import art
from posapp.domain.text import Bilingual
from posapp.ui.announcements import Announcements
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.shell.counter import Counter, Surroundings
from posapp.ui.shell.state import Place
from posapp.ui.theme import Theme, load_fonts
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.counter_services import (
    FakeBookings,
    FakeMembers,
    FakePairing,
    FakePickups,
    FakeShifts,
    FakeSigningIn,
    FakeSyncing,
)
from tests.fakes.goods_counter import FakePaying, FakePrinting, FakeSearching, FakeTill
from tests.fakes.screen_parts import InlineRunner, SetClock

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

    def who(self):
        return self.now_works


def the_theme(mode="light"):
    """Return a theme on the running application, with the program's own fonts."""
    load_fonts(RESOURCES / "fonts")
    return Theme(QApplication.instance(), RESOURCES / "styles" / "counter.qss", mode)


def a_counter(*, theme, language="zh", who=moment.STAFF[1], picture=b"", is_paired=True):
    """Build a counter whose parts can be reached: ``.counter``, ``.till``, ``.sounds``, ``.shop`` …"""
    till = FakeTill()
    shop = SimpleNamespace(
        selling=till,
        paying=FakePaying(till),
        printing=FakePrinting(picture),
        searching=FakeSearching(),
        members=FakeMembers(),
        bookings=FakeBookings(),
        pickups=FakePickups(),
        shifts=FakeShifts(sheet=moment.RUNNING),
        signing_in=OpenSigningIn(who),
        pairing=FakePairing(None, is_paired=is_paired),
        syncing=FakeSyncing(),
    )
    sounds = HeardSounds()
    announcements = Announcements()
    speech = Speech(language)
    around = Surroundings(
        runner=InlineRunner(),
        announcements=announcements,
        speech=speech,
        theme=theme,
        art=ArtPictures(art.svg),
        clock=SetClock(moment.NOW),
        sounds=sounds,
        place=lambda: PLACE,
        hub_url="http://127.0.0.1:8700",
    )
    counter = Counter(shop, around, paired=lambda: None)
    return SimpleNamespace(
        counter=counter, till=till, shop=shop, sounds=sounds, announcements=announcements, speech=speech, theme=theme
    )
