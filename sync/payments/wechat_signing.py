"""How WeChat Pay APIv3 signs: our requests with the merchant's key, its answers with the key that it names."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from posapp.domain.clock import MINUTE, SECOND, Millis
from sync.payments.belief import NotBelieved
from sync.payments.line import Reply
from sync.payments.rsa import is_signed, sign

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW_MS = 5 * MINUTE
"""An answer signed longer ago, or so far ahead, may be an old one that somebody plays again."""


def authorization(
    key: RSAPrivateKey, mchid: str, serial_no: str, method: str, target: str, body: bytes, now: Millis, nonce: str
) -> str:
    """Return the ``Authorization`` header of a request; ``target`` is its path with the query, as it goes out."""
    stamp = str(now // SECOND)
    message = "\n".join((method, target, stamp, nonce, "")).encode() + body + b"\n"
    return (
        f'{SCHEME} mchid="{mchid}",nonce_str="{nonce}",signature="{sign(key, message)}",'
        f'timestamp="{stamp}",serial_no="{serial_no}"'
    )


class HeardNonces:
    """The nonces of the last answers: each is heard once. Enough of them for all that can be fresh at one time."""

    def __init__(self, most: int = 8_192) -> None:
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def is_new(self, nonce: str) -> bool:
        """Tell whether a nonce was never heard, and remember it."""
        with self._lock:
            if nonce in self._heard:
                return False
            self._heard[nonce] = None
            if len(self._heard) > self._most:
                self._heard.popitem(last=False)
            return True


def check(reply: Reply, keys: Mapping[str, RSAPublicKey], now: Millis, heard: HeardNonces) -> None:
    """Raise ``NotBelieved`` unless WeChat Pay has signed this answer with a key of ours, just now, for the first time.

    A refusal names no order: were it not for the nonce, an old one could be played again for a payment that went well.
    """
    said = reply.headers
    stamp, nonce = said.get("wechatpay-timestamp", ""), said.get("wechatpay-nonce", "")
    signature, serial = said.get("wechatpay-signature", ""), said.get("wechatpay-serial", "")
    if not (stamp and nonce and signature and serial):
        raise NotBelieved("unsigned")
    key = keys.get(serial)
    if key is None:
        raise NotBelieved("foreign_key", serial[:80])
    if not is_signed(key, f"{stamp}\n{nonce}\n".encode() + reply.body + b"\n", signature):
        raise NotBelieved("bad_signature")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NotBelieved("unreadable", "the time of the signature")
    off = int(stamp) * SECOND - now
    if abs(off) > WINDOW_MS:
        raise NotBelieved("stale", f"signed {off // SECOND:+d} s from here")
    if not heard.is_new(nonce):
        raise NotBelieved("replayed")
