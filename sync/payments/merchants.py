"""Who the shop is to a channel: its numbers, its private key, and the keys by which the channel is known.

Kept as one secret per channel, in JSON; ``posapp gateway`` writes the same form for the simulator.
"""

from __future__ import annotations

import msgspec

from sync.protocol.decoding import from_json

WECHAT_URL = "https://api.mch.weixin.qq.com"
ALIPAY_URL = "https://openapi.alipay.com/gateway.do"


class BadMerchant(ValueError):
    """A merchant's settings that cannot be read."""


class WeChatMerchant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A direct merchant of WeChat Pay (APIv3), in the mode of the WeChat Pay public key.

    ``channel_keys`` are public keys by their id (``PUB_KEY_ID_…``, or a platform certificate's serial number while a
    merchant migrates); two of them while the channel changes its key.
    """

    mchid: str
    appid: str
    serial_no: str
    private_key: str
    channel_keys: dict[str, str]
    url: str = WECHAT_URL

    def __repr__(self) -> str:
        """Name the merchant, never a key."""
        return f"WeChatMerchant({self.mchid})"


class AlipayMerchant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An application of Alipay's that takes face-to-face payments, with RSA2 keys.

    ``channel_keys``: the key of Alipay for this application; a second one while it changes. Alipay does not say which
    of them it used.
    """

    app_id: str
    private_key: str
    channel_keys: list[str]
    url: str = ALIPAY_URL

    def __repr__(self) -> str:
        """Name the application, never a key."""
        return f"AlipayMerchant({self.app_id})"


def wechat_merchant(secret: str) -> WeChatMerchant:
    """Read a merchant's settings. Raises ``BadMerchant``, which does not repeat them."""
    try:
        return from_json(secret, WeChatMerchant)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadMerchant("the settings of WeChat Pay cannot be read") from wrong


def alipay_merchant(secret: str) -> AlipayMerchant:
    """Read an application's settings. Raises ``BadMerchant``, which does not repeat them."""
    try:
        return from_json(secret, AlipayMerchant)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadMerchant("the settings of Alipay cannot be read") from wrong
