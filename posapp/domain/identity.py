"""The kinds of id, and how a new one is made.

Ids are opaque text. Those that a till makes are UUIDv7: unique without asking anyone, and sorted by birth.
"""

from __future__ import annotations

from typing import NewType

from posapp.domain.clock import Millis

ShopId = NewType("ShopId", str)
DeviceId = NewType("DeviceId", str)
StaffId = NewType("StaffId", str)
MemberId = NewType("MemberId", str)
StyleId = NewType("StyleId", str)
VariantId = NewType("VariantId", str)
CouponId = NewType("CouponId", str)
PromotionId = NewType("PromotionId", str)
CartId = NewType("CartId", str)
LineId = NewType("LineId", str)
SaleId = NewType("SaleId", str)
ShiftId = NewType("ShiftId", str)
BookingId = NewType("BookingId", str)
GarmentId = NewType("GarmentId", str)
OrderId = NewType("OrderId", str)
OpId = NewType("OpId", str)


def new_id(now: Millis) -> str:
    """Return a new UUIDv7 (RFC 9562, 5.7) as lower-case text: 48 bits of ``now``, 74 random bits."""
    import secrets  # with OpenSSL: a till that opens its door makes no id yet

    value = (now & ((1 << 48) - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def made_at(id_: str) -> Millis | None:
    """Return the instant in a UUIDv7, as its maker's clock had it; None for any other text.

    >>> made_at(new_id(Millis(1_795_350_688_426)))
    1795350688426
    >>> made_at("0199f1c2-0000-4000-8000-000000000001"), made_at("fa")
    (None, None)
    """
    digits = id_.replace("-", "")
    try:
        value = int(digits, 16)
    except ValueError:
        return None
    is_of_time = len(digits) == 32 and (value >> 76) & 0xF == 7
    return Millis(value >> 80) if is_of_time else None
