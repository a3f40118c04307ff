"""Payments by phone in every state in which a person may find them, at the moment of ``shop_moment``; their list."""

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, Millis
from posapp.domain.money import Fen
from posapp.services.limbo import OpenPayment
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing


def open_payment(standing, ways=("ask",), ago=20 * SECOND, amount=129_900, **more):
    """Return an open payment; every place has a good default."""
    values = {
        "payment_id": f"payment-{standing}",
        "channel": "wechat",
        "number": "01A0126112203f9c8b7a6d5e4f1",
        "channel_no": "",
        "about": "",
        "whose": "open_cart",
        "is_wanted": True,
        "said": "",
        "wants_a_look": "close" in ways,
    }
    return OpenPayment(
        amount=Fen(amount), since=Millis(moment.NOW - ago), standing=standing, ways=ways, **(values | more)
    )


CONTRADICTORY = open_payment(
    "contradictory",
    ("close",),
    ago=2 * HOUR,
    channel_no="4200002026112214320099887766",
    said="SUCCESS",
    whose="held_cart",
)
STUCK = open_payment(
    "stuck", ("ask", "close"), ago=3 * DAY, amount=45_900, whose="refund", about="021-01-R0000042", said="ABNORMAL"
)
REFUSED = open_payment("refused", ("close",), ago=DAY, channel="alipay", whose="refund", about="021-01-R0000017")
CONFIRMING = open_payment("confirming", ("ask", "take_back"), said="USERPAYING")
LATE = open_payment("undoing", ago=4 * MINUTE, whose="no_cart", is_wanted=False, wants_a_look=True)
NOT_THERE = open_payment("not_there", channel="alipay", ago=50 * SECOND)
PART_PAID = open_payment("part_paid", ("take_back",), amount=50_000)
GOING_BACK = open_payment("going_back", whose="refund", about="021-01-R0000043", ago=HOUR)
AT_THE_PAYMENT = open_payment("confirming", (), payment_id="payment-waited-for")
EVERY = (CONTRADICTORY, STUCK, REFUSED, LATE, NOT_THERE, PART_PAID, CONFIRMING, GOING_BACK, AT_THE_PAYMENT)


class FakeLimbo(Refusing):
    """Keeps a list of open payments; what is closed leaves it, and ``ask`` answers ``step``."""

    def __init__(self, payments=()):
        super().__init__()
        self.payments = tuple(payments)
        self.step = None

    def open_payments(self):
        return self.payments

    def want_a_look(self):
        return sum(one.wants_a_look for one in self.payments)

    def ask(self, payment_id):
        self._called("ask", payment_id)
        return self.step

    def take_back(self, payment_id):
        self._called("take_back", payment_id)

    def close(self, payment_id, reason, *, override=None):
        self._called("close", payment_id, reason, override)
        self.payments = tuple(one for one in self.payments if one.payment_id != payment_id)
