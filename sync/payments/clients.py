"""A merchant's client, out of his settings as they are kept."""

from __future__ import annotations

from typing import NamedTuple

import httpx

from posapp.domain.clock import Clock
from posapp.domain.payment_channels import MerchantChannel
from posapp.domain.payment_code import Channel
from sync.payments.alipay import Alipay
from sync.payments.merchants import alipay_merchant, wechat_merchant
from sync.payments.wechat import WeChatPay


class MerchantFacts(NamedTuple):
    """What anybody may know of a merchant: his number at the channel, and where the channel answers."""

    number: str
    url: str


def client_of(
    channel: Channel, settings: str, clock: Clock, *, transport: httpx.BaseTransport | None = None
) -> MerchantChannel:
    """Return a client for a merchant's settings. Raises ``BadMerchant`` or ``BadKey``."""
    if channel == "wechat":
        return WeChatPay(wechat_merchant(settings), clock, transport=transport)
    return Alipay(alipay_merchant(settings), clock, transport=transport)


def facts_of(channel: Channel, settings: str) -> MerchantFacts:
    """Return what may be shown of a merchant's settings. Raises ``BadMerchant``."""
    if channel == "wechat":
        merchant = wechat_merchant(settings)
        return MerchantFacts(merchant.mchid, merchant.url)
    application = alipay_merchant(settings)
    return MerchantFacts(application.app_id, application.url)
