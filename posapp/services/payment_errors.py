"""What a payment by phone, or its way back, may answer instead of being done."""

from __future__ import annotations

from posapp.domain.errors import Refused

NO_MERCHANT = "no_merchant"
"""What the mall says of a payment that it did not send anywhere, as this shop has nobody to pay."""


def is_mall_silent(said: str) -> bool:
    """Tell whether it was the mall that gave no answer, or none to be believed, not the channel behind it."""
    return said.startswith("mall_")


class NoPaymentCode(Refused):
    """The text is no payment code of a phone."""

    code = "no_payment_code"


class ChannelNotTaken(Refused):
    """This shop takes no payments of that ``channel``: wechat, alipay, quick_pass."""

    code = "channel_not_taken"


class PaymentUnderWay(Refused):
    """A code was charged for this sale and nobody knows yet whether it paid; ``number`` is the attempt's, ``amount`` in
    fen. Another code must not be charged; cash may be taken.
    """

    code = "payment_under_way"


class CodeUsedUp(Refused):
    """That payment code was scanned before; each pays once, so the customer shows a new one."""

    code = "code_used_up"


class NothingLeftToPay(Refused):
    """What was paid so far covers the sale."""

    code = "nothing_left_to_pay"


class PaidTooMuch(Refused):
    """Phones have paid more than the cart costs now: ``paid`` and ``total`` in fen. One has to go back first."""

    code = "paid_too_much"


class RefundTooMuch(Refused):
    """So much is not left of the payment: ``paid``, ``refunded`` and the ``amount`` asked for, in fen."""

    code = "refund_too_much"


class PaymentMovedOn(Refused):
    """That payment, or its way back, has just moved on, so that what was wanted of it is not to be done any more."""

    code = "payment_moved_on"
