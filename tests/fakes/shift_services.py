"""Who stands at the till and what lies in its drawer, as doubles."""

from dataclasses import replace
from pathlib import Path

from posapp.domain.drawer import worth
from posapp.services.errors import LockedOut, WrongPin
from posapp.services.paper import Divider, Fact, Note, Slip, Title
from posapp.services.shifts import Counted
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing


class FakeSigningIn(Refusing):
    """Everybody's PIN is 246810; the third wrong one locks for 30 seconds."""

    def __init__(self):
        super().__init__()
        self.wrong = 0

    def staff(self):
        self._called("staff")
        return moment.STAFF

    def sign_in(self, number, pin):
        self._called("sign_in", number, pin)
        if pin == "246810":
            return next(one for one in moment.STAFF if one.number == number)
        self.wrong += 1
        if self.wrong == 3:
            raise LockedOut(seconds=30)
        raise WrongPin(tries_left=3 - self.wrong)


class FakeShifts(Refusing):
    """Keeps one drawer."""

    def __init__(self, sheet=None, last=None):
        super().__init__()
        self.sheet = sheet
        self.last = last

    def current(self):
        self._called("current")
        return self.sheet

    def latest(self):
        self._called("latest")
        return self.last

    def open(self, float_, *, override=None):
        self._called("open", float_)
        self.sheet = replace(moment.RUNNING, float_=float_, sales=0, pieces=0)
        return self.sheet

    def give_count(self, pieces):
        counted = worth(pieces)
        self._called("give_count", counted)
        difference = counted - self.sheet.expected
        return Counted(counted, self.sheet.expected, difference, 1, abs(difference) >= 1_000, wants_leave=False)

    def close(self, counted, *, pieces=(), reason="", override=None):
        self._called("close", counted)
        self.reason = reason
        difference = counted - self.sheet.expected
        self.last = replace(moment.CLOSED, counted=counted, difference=difference, proof="waiting")
        self.sheet = None
        return self.last


class FakeShiftDesk(Refusing):
    """Moves cash, and has one paper."""

    paper = Slip(name="X", language="zh", rows=(Title("X 报表"), Fact("销售单数", "3"), Divider(), Note("完")))

    def move(self, direction, amount, reason, *, override=None):
        self._called("move", direction, amount, reason, override)

    def x(self, *, override=None):
        self._called("x")
        return self.paper

    def z(self):
        self._called("z")
        return self.paper

    def handover(self):
        self._called("handover")
        return self.paper

    def may_see_cash(self):
        return False

    def print(self, slip):
        self._called("print", slip.name)

    def run_spool(self):
        self._called("run_spool")

    def save(self, slip):
        self._called("save", slip.name)
        return Path("reports") / "X.pdf"
