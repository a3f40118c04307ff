"""A single shop's own access to its channels: merchant keys where this machine keeps its secrets."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.adapters.payments.alipay import Alipay
from posapp.adapters.payments.merchants import BadMerchant, alipay_merchant, wechat_merchant
from posapp.adapters.payments.rsa import BadKey
from posapp.adapters.payments.wechat import WeChatPay
from posapp.domain.clock import Clock
from posapp.domain.payment_code import Channel
from posapp.services.payment_channels import PaymentChannel
from posapp.services.ports import Secrets


def merchant_name(channel: Channel) -> str:
    """Return the name under which ``Secrets`` keeps the merchant of a channel."""
    return f"payment-{channel}"


def direct_channels(secrets: Secrets, clock: Clock) -> Mapping[Channel, PaymentChannel]:
    """Return the channels whose merchant is known to this machine. One whose settings cannot be read is left out."""
    found: dict[Channel, PaymentChannel] = {}
    wechat, alipay = secrets.get(merchant_name("wechat")), secrets.get(merchant_name("alipay"))
    if wechat is not None:
        try:
            found["wechat"] = WeChatPay(wechat_merchant(wechat), clock)
        except (BadMerchant, BadKey):
            pass  # the cashier hears that the shop does not take it, and everything else goes on
    if alipay is not None:
        try:
            found["alipay"] = Alipay(alipay_merchant(alipay), clock)
        except (BadMerchant, BadKey):
            pass  # likewise
    return found
