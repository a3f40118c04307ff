"""Colleagues who may give their word, and discounts by hand, without a database."""

from posapp.domain.identity import StaffId
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.on_duty import SignedIn
from tests.fakes.refusing import Refusing

MANAGER = SignedIn(StaffId("staff-1002"), "1002", Bilingual("赵敏", "Zhao Min"), "manager")
SENIOR = SignedIn(StaffId("staff-1003"), "1003", Bilingual("沈岚", "Shen Lan"), "senior")


class FakePermitting(Refusing):
    """Knows two colleagues, and gives a word whatever is asked."""

    def __init__(self, approvers=(MANAGER, SENIOR)):
        super().__init__()
        self.who = approvers

    def approvers(self, ask):
        self._called("approvers", ask)
        return self.who

    def approve(self, ask, number, pin, reason):
        self._called("approve", ask, number, pin, reason)
        return OverrideId("word-1")


class FakeDiscounting(Refusing):
    """Remembers what was given."""

    def __init__(self, till):
        super().__init__()
        self.till = till

    def give(self, line_id, kind, amount, reason, *, override=None):
        self._called("give", line_id, kind, amount, reason, override)
        return self.till.current()

    def take_back(self, line_id):
        self._called("take_back", line_id)
        return self.till.current()

    def round_down(self, to, *, override=None):
        self._called("round_down", to, override)
        return self.till.current()
