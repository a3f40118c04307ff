"""Feed cursors: opaque to tills, signed by the hub, good for one shop in one epoch; they know who wrote them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import msgspec

from sync.protocol.decoding import from_json


class Cursor(msgspec.Struct, frozen=True):
    """How far a till has read in each stream of its shop, and in which life of the hub that was written.

    Cursors of older hubs name no life.
    """

    epoch: str
    shop_id: str
    positions: dict[str, int]
    life: str = ""


class Forged(Exception):
    """A text that is no cursor of this hub."""


def seal(cursor: Cursor, secret: bytes) -> str:
    """Return a cursor as the opaque text that a till hands back."""
    data = msgspec.json.encode(cursor)
    return base64.urlsafe_b64encode(_mac(data, secret) + data).decode()


def unseal(text: str, secret: bytes) -> Cursor:
    """Read a cursor. Raises ``Forged`` for anything that this hub did not write."""
    try:
        raw = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError):
        raise Forged from None
    mac, data = raw[:16], raw[16:]
    if not hmac.compare_digest(mac, _mac(data, secret)):
        raise Forged
    return from_json(data, Cursor)


def _mac(data: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"feed-cursor-1\0" + data, hashlib.sha256)[:16]
