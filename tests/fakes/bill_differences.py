"""The channels' bills in every state in which a person may find them, at the moment of ``shop_moment``; their desk."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from posapp.domain.bill_days import BillDay
from posapp.domain.bill_sums import Sums
from posapp.domain.clock import local
from posapp.domain.funds import FundsDay, FundsFigures, Unmatched
from posapp.domain.money import Fen
from posapp.services.bill_book import KeptBill, KeptFinding
from posapp.services.bill_desk import BillsShown, OpenDifference
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing

YESTERDAY = local(moment.NOW).date() - timedelta(days=1)


def difference(verdict, act, ways=("settle",), *, look=True, **more):
    """Return an open difference; every place has a good default."""
    values = {
        "channel": "wechat",
        "number": "shop101261121" + "3f9c8b7a6d5e4f10",
        "refund_number": "",
        "is_refund": False,
        "in_bill": Fen(129_900),
        "claimed": Fen(0),
        "channel_no": "4200002026112114320099887766",
        **more,
    }
    return OpenDifference(
        KeptFinding(f"{verdict}-{act}", values.pop("channel"), YESTERDAY, verdict, act, **values), ways, look
    )


UNKNOWN_MONEY = difference("bill_only_pay", "give_back", ("give_back", "settle"))
ASKED = difference("bill_only_pay", "ask", look=False)
STRANGE = difference("bill_only_pay", "look", said="SOMETHING_NEW")
ANOTHER_AMOUNT = difference("amount_diff", "look", claimed=Fen(139_900))
NOT_IN_BILL = difference("local_only_pay", "ask", in_bill=Fen(0), claimed=Fen(45_900), channel_no="", asked="absent")
BY_HAND = difference("bill_only_refund", "look", is_refund=True, refund_number="50300208", channel="alipay")
LOST_REFUND = difference("local_only_refund", "ask", is_refund=True, in_bill=Fen(0), claimed=Fen(9_900), asked="done")
REVERSED = difference("reversed_in_bill", "look", claimed=Fen(129_900))
AROUND_MIDNIGHT = difference("cross_day", "wait", (), look=False, in_bill=Fen(0), claimed=Fen(9_900), channel_no="")
TWICE = difference("duplicate", "look", claimed=Fen(129_900))
EVERY = (
    UNKNOWN_MONEY, STRANGE, ASKED, ANOTHER_AMOUNT, NOT_IN_BILL, BY_HAND, LOST_REFUND, REVERSED, AROUND_MIDNIGHT, TWICE,
)  # fmt: skip

LOST_MONEY = (
    Unmatched(True, "shop1012611213f9c8b7a6d5e4f10", Fen(129_900)),
    Unmatched(False, "4200002026112114320099887766 =cmd|x", Fen(-9_900)),
)
READ = KeptBill(
    "wechat",
    BillDay(YESTERDAY, "ready", 1),
    Sums(128, Fen(3_128_800), Fen(45_900), Fen(18_772), others=3, others_paid=Fen(59_700)),
    {"ok": 118, **Counter(one.finding.verdict for one in EVERY)},
    FundsDay(
        BillDay(YESTERDAY, "ready", 1),
        FundsFigures(
            260, Fen(1_250_000), Fen(4_310_000), 127, 1, Fen(18_772), Fen(18_700), 1, Fen(-500_000), 27, LOST_MONEY
        ),
    ),
)
AGREES = replace(
    READ,
    channel="alipay",
    sums=Sums(42, Fen(998_000)),
    verdicts={"ok": 42},
    funds=FundsDay(BillDay(YESTERDAY, "ready", 1), FundsFigures(42, Fen(0), Fen(998_000), 42)),
)
QUIET = replace(
    READ,
    channel="alipay",
    progress=BillDay(YESTERDAY, "no_trade", 1),
    sums=Sums(),
    verdicts={},
    funds=FundsDay(BillDay(YESTERDAY, "no_trade", 1)),
)
UNMOVED = replace(AGREES, funds=FundsDay(BillDay(YESTERDAY, "broken", 4, code="wrong_balance")))
LATE = KeptBill("alipay", BillDay(YESTERDAY, "broken", 9, code="wrong_sums"))
ALL = BillsShown((READ,), (LATE,), EVERY, (READ, UNMOVED))


class FakeBillDesk(Refusing):
    """Shows bills; what is given back or settled leaves the list, and reading answers ``answer``."""

    def __init__(self, shown=None):
        super().__init__()
        self.bills = shown or BillsShown()
        self.answer = AGREES

    def shown(self):
        return self.bills

    def want_a_look(self):
        return self.bills.want_a_look

    def read(self, channel, day):
        self._called("read", channel, day)
        return self.answer

    def give_back(self, finding_id, *, override=None):
        self._called("give_back", finding_id, override)
        self._leaves(finding_id)

    def settle(self, finding_id, reason, *, override=None):
        self._called("settle", finding_id, reason, override)
        self._leaves(finding_id)

    def _leaves(self, finding_id):
        left = tuple(one for one in self.bills.differences if one.finding.finding_id != finding_id)
        funds = tuple(bill for bill in self.bills.funds if bill.funds_id != finding_id)
        self.bills = replace(self.bills, differences=left, funds=funds)
