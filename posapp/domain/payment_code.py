"""Payment codes: the number on a customer's phone that pays once, and whose it is, told by its form alone.

    WeChat Pay   18 digits, beginning 10 to 15
    Alipay       16 to 24 digits, beginning 25 to 30; or "fp" and 35 letters or digits (payment by face)

Both forms overlap with other numbers that a scanner may read (a shipping label's SSCC is 18 digits as well): only where
a payment is awaited may a number be read as a payment code. A code is worth money for a minute: it is neither written
down nor logged.
"""

from __future__ import annotations

import re
from typing import Literal

from posapp.domain.scan import clean

Channel = Literal["wechat", "alipay"]
CHANNELS: tuple[Channel, ...] = ("wechat", "alipay")

_WECHAT = re.compile(r"1[0-5][0-9]{16}")
_ALIPAY = re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")
_ALIPAY_FACE = re.compile(r"fp[0-9A-Za-z]{35}")
_QUICK_PASS = re.compile(r"62[0-9]{17}")


def channel_of(scanned: str) -> Channel | None:
    """Return whose payment code a scanned text is, or None; cleaned as every scan is.

    >>> channel_of("134567890123456789"), channel_of("281234567890123456"), channel_of("6901234567892")
    ('wechat', 'alipay', None)
    """
    text = clean(scanned)
    if not text.isascii():
        return None
    if _WECHAT.fullmatch(text):
        return "wechat"
    if _ALIPAY.fullmatch(text) or _ALIPAY_FACE.fullmatch(text):
        return "alipay"
    return None


def is_quick_pass(scanned: str) -> bool:
    """Tell whether a text is a UnionPay QuickPass code (云闪付): known, so that the cashier hears it is not taken here.

    >>> is_quick_pass("62" + "0" * 17)
    True
    """
    return bool(_QUICK_PASS.fullmatch(clean(scanned)))
