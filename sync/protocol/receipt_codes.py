"""The signed code on a receipt: what a till of the chain must know to take goods back, without asking anybody.

    note         MessagePack of an array: what was sold and how it was paid (``ReceiptNote``)
    seal         the till that wrote it: device, generation, shop, till number, its public key, and the root key's
                 signature on that (``signing.certificate_message``)
    signature    Ed25519 by the till's key over "POSAPP-RECEIPT-1\\0" + MessagePack of [note, seal]
    written as   "94" + three digits, the length in bytes of the rest + the rest as one big-endian number in decimal

Digits only, as in every code that a wedge may type. Goods stand in it by their bar codes, which every till knows.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import msgspec

from sync.protocol.codes import BadCode
from sync.protocol.decoding import from_plain
from sync.protocol.signing import certificate_message, is_signed, public_half, sign

PREFIX = "94"
LONGEST = 909
"""Digits that a QR code of version 14 holds at level M; a longer receipt goes without the code."""

_FIRST_FIELDS = 7
"""That every code has, also where they are empty."""
_SIGNATURE = 64
_DIGITS_OF_A_BYTE = 8 * math.log10(2)
_CONTEXT = b"POSAPP-RECEIPT-1\0"
_DIGITS = re.compile(rf"94([0-9]{{3}})([0-9]{{200,{LONGEST - 5}}})", re.ASCII)


class NotedLine(msgspec.Struct, frozen=True, array_like=True):
    """A line of a sale; the tax inside ``paid_fen`` follows from ``tax_bp``."""

    barcode: str
    quantity: int
    list_fen: int
    paid_fen: int
    tax_bp: int


class NotedTender(msgspec.Struct, frozen=True, array_like=True):
    """A tender, or what stands behind exchanged goods; ``receipt_no`` is empty for the sale's own."""

    kind: str
    amount_fen: int
    units: int = 0
    owner_id: str = ""
    reference: str = ""
    receipt_no: str = ""
    tender: int = 0
    whole_fen: int = 0


class NotedCoupon(msgspec.Struct, frozen=True, array_like=True):
    """A coupon of a sale, and the lines that it lowered as a number: 1 for the first, 2 for the second, 4 …; 0 is all.

    One without an id stands for those that the code has no room for.
    """

    coupon_id: str
    lines: int = 0


class ReceiptNote(msgspec.Struct, frozen=True, array_like=True):
    """A sale in short. ``coupon_lines`` are of the first coupon, as ``NotedCoupon.lines``.

    What stands behind ``coupon_id`` is left out where it says nothing, and older tills overlook it.
    """

    receipt_no: str
    sold_ms: int
    lines: list[NotedLine]
    tenders: list[NotedTender]
    points: int = 0
    member_id: str = ""
    coupon_id: str = ""
    coupon_lines: int = 0
    more_coupons: list[NotedCoupon] = []


class Seal(NamedTuple):
    """Who writes a code, as the root key has signed it. ``certificate`` is hexadecimal."""

    device: str
    generation: int
    shop_id: str
    till_no: str
    certificate: str


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    note: ReceiptNote
    device: str
    generation: int
    shop_id: str
    till_no: str
    public_key: str
    certificate: str


def write(note: ReceiptNote, seal: Seal, private_key: str) -> str:
    """Return the digits of a code; empty where they are more than a QR code on paper holds."""
    raw = msgspec.msgpack.encode(
        [
            _in_short(note),
            seal[0],
            seal[1],
            seal[2],
            seal[3],
            bytes.fromhex(public_half(private_key)),
            bytes.fromhex(seal[4]),
        ]
    )
    length = len(raw) + _SIGNATURE
    if length > 999 or len(PREFIX) + 3 + _digits_of(length) > LONGEST:
        return ""  # what nobody prints need not be signed
    raw += bytes.fromhex(sign(private_key, _CONTEXT + raw))
    return f"{PREFIX}{length:03d}{str(int.from_bytes(raw)).zfill(_digits_of(length))}"


def _in_short(note: ReceiptNote) -> list[object]:
    told = list(msgspec.structs.astuple(note))
    while len(told) > _FIRST_FIELDS and not told[-1]:
        del told[-1]
    return told


def read(code: str, root_key: str) -> ReceiptNote:
    """Return what a code says. Raises ``BadCode``: malformed, unknown_key (no till of this chain), forged."""
    found = _DIGITS.fullmatch(code)
    if found is None:
        raise BadCode("malformed")
    length, value = int(found[1]), int(found[2])
    if len(found[2]) != _digits_of(length) or value.bit_length() > length * 8:
        raise BadCode("malformed")
    raw = value.to_bytes(length)
    sealed = _unpacked(raw[:-_SIGNATURE])
    certified = certificate_message(sealed.device, sealed.generation, sealed.shop_id, sealed.till_no, sealed.public_key)
    if not is_signed(root_key, certified, sealed.certificate):
        raise BadCode("unknown_key")
    if not is_signed(sealed.public_key, _CONTEXT + raw[:-_SIGNATURE], raw[-_SIGNATURE:].hex()):
        raise BadCode("forged")
    return sealed.note


def is_code(text: str) -> bool:
    """Tell whether a text has the form of such a code."""
    return _DIGITS.fullmatch(text) is not None


def _unpacked(raw: bytes) -> _Sealed:
    try:
        note, *who, public_key, certificate = msgspec.msgpack.decode(raw)
        return from_plain([note, *who, public_key.hex(), certificate.hex()], _Sealed)
    except (msgspec.DecodeError, TypeError, ValueError, AttributeError, RecursionError) as broken:
        raise BadCode("malformed") from broken


def _digits_of(length: int) -> int:
    return math.ceil(length * _DIGITS_OF_A_BYTE)
