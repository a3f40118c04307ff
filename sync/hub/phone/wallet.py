"""A payment code with practice money, as a wallet on her phone would show one: for a demo beside the simulator only."""

from __future__ import annotations

import secrets

from starlette.responses import Response

from posapp.domain.payment_code import Channel
from sync.hub.errors import Unreadable
from sync.hub.phone import pictures
from sync.hub.phone.calls import Call, answer
from sync.hub.phone.shapes import PaymentCode

_FIRST: dict[str, Channel] = {"13": "wechat", "28": "alipay"}
_RANDOM_DIGITS = 14
_PAYS = "00"
"""The last two digits tell the simulator what the customer does (docs/payments.md); these: she pays at once."""


def payment_code(call: Call) -> Response:
    """Tell a new payment code of ``channel``; each pays once, and it is kept nowhere."""
    wanted = call.query("channel")
    first = next((first for first, channel in _FIRST.items() if channel == wanted), None)
    if first is None:
        raise Unreadable
    with call.database.reading() as conn:
        call.member_id(conn)
    digits = f"{first}{secrets.randbelow(10**_RANDOM_DIGITS):0{_RANDOM_DIGITS}d}{_PAYS}"
    return answer(PaymentCode(digits=digits, svg=pictures.qr(digits), bars=pictures.bars(digits)))
