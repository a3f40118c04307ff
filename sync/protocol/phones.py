"""The blind index of a phone number, so that a till finds a member by her full number without holding any."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

_CHINESE_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})", re.ASCII)


def e164(typed: str) -> str | None:
    """Return a mainland mobile number in E.164 form, or None when the text is not one.

    >>> e164("138 0013 8000")
    '+8613800138000'
    """
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    found = _CHINESE_MOBILE.fullmatch(plain)
    return f"+86{found.group(1)}" if found else None


def phone_index(key: str, number: str) -> str:
    """Return the index of an E.164 number under the chain's key: 16 bytes of HMAC-SHA-256 as 32 hexadecimal digits.

    ``key`` is hexadecimal, as pairing hands it over. An unkeyed hash would be worthless: all Chinese mobile numbers
    can be tried in hours.
    """
    return hmac.new(bytes.fromhex(key), number.encode(), hashlib.sha256).digest()[:16].hex()
