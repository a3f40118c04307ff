"""Signed codes on phones: member, pickup, booking, coupon. Verified offline, typed by any scanner.

    payload, 14 bytes    type (4 bit) · key id (4 bit) · number (6 bytes) · issued (u32, s) · nonce (3 bytes)
    signature, 64 bytes  Ed25519 over "POS-MEMBER-v1\\0" + payload
    written as           "91" + the 78 bytes as one big-endian number in 188 decimal digits: 190 digits

Digits only, because a keyboard-wedge scanner types into whatever input method is active and only digits survive all of
them. In a QR code's numeric mode they fit version 5 at level M (37 × 37).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Literal

from sync.protocol.signing import is_signed, sign

PREFIX = "91"
LENGTH = 190
LIFETIME_S = 60
SKEW_S = 90
_CONTEXT = b"POS-MEMBER-v1\0"
_DIGITS = re.compile(r"91[0-9]{188}", re.ASCII)


class CodeType(IntEnum):
    """What a code stands for."""

    MEMBER = 1
    PICKUP = 2
    BOOKING = 3
    COUPON = 4
    GIFT_CARD = 5


LASTING = frozenset({CodeType.PICKUP, CodeType.BOOKING, CodeType.GIFT_CARD})
"""Types that stay valid as long as what they stand for is open: she may keep the picture of her order's code."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code whose signature is right. ``payload`` is its 14 bytes in hexadecimal.

    ``fingerprint`` is what tills remember it by and tell each other: 16 bytes of a hash that its signature is in, so
    that nobody finds her, or when she came, by trying numbers.
    """

    type: CodeType
    number: int
    issued_s: int
    payload: str
    fingerprint: str

    @property
    def ends_s(self) -> int:
        """Return the last second in which any till takes it, of a type that ends."""
        return self.issued_s + LIFETIME_S + SKEW_S


class BadCode(Exception):
    """A code that is not accepted, with the reason.

    ``malformed`` not our digits · ``unknown_key`` signed by a key we do not hold · ``forged`` signature wrong ·
    ``expired`` too old · ``not_yet`` from the future: somebody's clock is wrong.
    """

    def __init__(self, reason: Literal["malformed", "unknown_key", "forged", "expired", "not_yet"]) -> None:
        super().__init__(reason)
        self.reason = reason


def mint(private_key: str, key_id: int, type_: CodeType, number: int, issued_s: int) -> str:
    """Return the 190 digits of a new code. ``number`` is 48 bits; ``issued_s`` seconds since the epoch."""
    payload = bytes([type_ << 4 | key_id]) + number.to_bytes(6) + issued_s.to_bytes(4) + secrets.token_bytes(3)
    signature = bytes.fromhex(sign(private_key, _CONTEXT + payload))
    return PREFIX + str(int.from_bytes(payload + signature)).zfill(LENGTH - len(PREFIX))


def type_of(digits: str) -> CodeType | None:
    """Return what a code says it stands for, None for what is none of ours. Believe it only after ``verify``."""
    payload = _bytes_of(digits)
    return CodeType(payload[0] >> 4) if payload and payload[0] >> 4 in set(CodeType) else None


def verify(digits: str, keys: Mapping[int, str], now_s: int) -> Code:
    """Return the code that ``digits`` spell, or raise ``BadCode``.

    ``keys`` maps key id to public key (the trust list that holds now). Full-width digits, spaces and anything else but
    190 ASCII digits are malformed: the caller decides what to normalise before.
    """
    raw = _bytes_of(digits)
    if not raw:
        raise BadCode("malformed")
    payload, signature = raw[:14], raw[14:]
    try:
        type_ = CodeType(payload[0] >> 4)
    except ValueError:
        raise BadCode("malformed") from None
    public_key = keys.get(payload[0] & 0xF)
    if public_key is None:
        raise BadCode("unknown_key")
    if not is_signed(public_key, _CONTEXT + payload, signature.hex()):
        raise BadCode("forged")
    issued_s = int.from_bytes(payload[7:11])
    if issued_s - SKEW_S > now_s:
        raise BadCode("not_yet")
    if type_ not in LASTING and now_s > issued_s + LIFETIME_S + SKEW_S:
        raise BadCode("expired")
    fingerprint = sha256(raw).hexdigest()[:32]
    return Code(type_, int.from_bytes(payload[1:7]), issued_s, payload.hex(), fingerprint)


def _bytes_of(digits: str) -> bytes:
    """Return payload and signature, nothing of what is none of ours."""
    if not _DIGITS.fullmatch(digits):
        return b""
    value = int(digits[len(PREFIX) :])
    return b"" if value.bit_length() > 78 * 8 else value.to_bytes(78)
