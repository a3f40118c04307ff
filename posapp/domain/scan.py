"""What a scanned or typed text may be, told by its form alone; whether it is true is for the catalogue and the keys.

One box takes everything, so the forms must not overlap:

    190 digits "91…"         a signed code from a phone
    16 digits "8…"           a member's static card, with ISO 7064 MOD 97-10 check digits
    16 digits "7…"           a gift card, with the same check digits
    12 digits "97…"          a coupon
    16 digits "96…"          a staff badge (``badge_number``), with the same check digits; asked for before all else
    20 digits "92…"          a receipt, with the same check digits; so are its number's digits and letter
    20 digits "94…"          the bag of a booking or an order, by its label (``bag_of``), with the same check digits
    27 digits or more "93…"  the basket of a phone (``basket_code``)
    18 digits "10…" to "15…" a payment code of WeChat; 16 to 24 digits "25…" to "30…" one of Alipay
    up to 14 digits          goods, by exact hit in the catalogue (so are letters and digits on a Code 128 label)
    8 digits                 a booking or a pickup code that somebody typed

A text may have several readings (8 digits are an EAN-8 or a typed code, 18 digits a label or money); they come in the
order in which they are to be tried, goods first: while goods are rung up a payment code is none of the till's business,
and is not repeated anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from posapp.domain import receipt_no

Reading = Literal[
    "signed", "card", "gift_card", "coupon", "barcode", "typed_code", "receipt", "basket", "bag", "payment"
]
BagKind = Literal["booking", "order"]

_BAG_KINDS: tuple[BagKind, ...] = ("booking", "order")
_LONGEST = 256
_AIM_PREFIX = re.compile(r"\][A-Za-z][0-9]")
SHORTEST_BASKET = 27
_PAYMENT = re.compile(r"1[0-5][0-9]{16}|(?:2[5-9]|30)[0-9]{14,22}", re.ASCII)
_LONGEST_LABEL = 18
"""Of a label that looks like a payment code (a scale's, or an SSCC): if the catalogue knows it, it is goods."""

_SEPARATORS = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff-]")


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A text out of a scanner, cleaned, with its readings in the order to try. No reading: it is no code at all."""

    text: str
    readings: tuple[Reading, ...]


def clean(raw: str) -> str:
    """Return what a scanner meant: full-width digits as digits, without AIM prefix, spaces and control signs.

    >>> clean("]E0６９０ 1234567892")
    '6901234567892'
    """
    if len(raw) > _LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", raw).strip()
    return _SEPARATORS.sub("", _AIM_PREFIX.sub("", plain, count=1) if plain.startswith("]") else plain)


def classify(raw: str) -> ScannedText:
    """Return the cleaned text with all that its form allows it to be.

    >>> classify("6901234567892").readings
    ('barcode',)
    """
    text = clean(raw)
    if not text.isascii() or not text.isdigit():
        if not re.fullmatch(r"[A-Za-z0-9._/]{4,32}", text):
            return ScannedText(text, ())
        return ScannedText(text, ("barcode", "receipt") if receipt_no.read(text) is not None else ("barcode",))
    readings: list[Reading] = []
    if len(text) == 190 and text.startswith("91"):
        return ScannedText(text, ("signed",))
    if len(text) >= SHORTEST_BASKET and text.startswith("93"):
        return ScannedText(text, ("basket",))
    if len(text) <= 14 or (len(text) <= _LONGEST_LABEL and is_payment(text)):
        readings.append("barcode")
    if len(text) == 16 and text.startswith("8") and is_card(text):
        readings.append("card")
    if len(text) == 16 and is_gift_card(text):
        readings.append("gift_card")
    if len(text) == 20 and receipt_no.read(text) is not None:
        readings.append("receipt")
    if read_bag(text) is not None:
        readings.append("bag")
    if len(text) == 12 and text.startswith("97"):
        readings.append("coupon")
    if len(text) == 8:
        readings.append("typed_code")
    if is_payment(text):
        readings.append("payment")
    return ScannedText(text, tuple(readings))


def is_payment(text: str) -> bool:
    """Tell whether digits have the form of a payment code: somebody's money for the next minute.

    >>> is_payment("134567890123456789"), is_payment("6901234567892")
    (True, False)
    """
    return _PAYMENT.fullmatch(text) is not None


def is_scale_label(text: str) -> bool:
    """Tell whether digits are an article number that a shop's own scale gives out, weight or price inside it.

    GS1 leaves 02 and 20 to 29 to each shop. A code of ours may begin so too: the catalogue is asked before.

    >>> is_scale_label("2112345001234"), is_scale_label("6901234567892")
    (True, False)
    """
    digits = f"0{text}" if len(text) == 12 else text
    if re.fullmatch(r"(?:02|2[0-9])[0-9]{11}", digits, re.ASCII) is None:
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def barcode_forms(text: str) -> tuple[str, ...]:
    """Return the forms under which the catalogue may hold a barcode: UPC-A also as EAN-13 and the other way."""
    if text.isdigit() and len(text) == 12:
        return (text, "0" + text)
    if text.isdigit() and len(text) == 13 and text.startswith("0"):
        return (text, text[1:])
    return (text,)


def card_of(digits: str) -> str:
    """Return the 16 digits of a static card: ``8``, 13 digits, and two check digits (ISO 7064 MOD 97-10).

    >>> is_card(card_of("8" + "0" * 13))
    True
    """
    return digits + f"{98 - int(digits) * 100 % 97:02d}"


def gift_card_of(number: int) -> str:
    """Return the 16 digits of a gift card: ``7``, its number in 13 digits, and two check digits (ISO 7064 MOD 97-10).

    >>> gift_card_of(42)
    '7000000000004245'
    """
    return card_of(f"7{number % 10**13:013d}")


def is_gift_card(text: str) -> bool:
    """Tell whether 16 digits are a gift card with right check digits."""
    return bool(re.fullmatch(r"7[0-9]{15}", text, re.ASCII)) and int(text) % 97 == 1


def is_card(text: str) -> bool:
    """Tell whether 16 digits are a static card with right check digits."""
    return bool(re.fullmatch(r"8[0-9]{15}", text, re.ASCII)) and int(text) % 97 == 1


def bag_of(kind: BagKind, code_no: int) -> str:
    """Return the 20 digits on the label of a bag: ``94``, whose it is, 15 digits, two check digits.

    ``code_no`` is the number inside her signed code, which proves nothing without the signature: a label in the wrong
    hands opens a card at the counter and no bag.

    >>> read_bag(bag_of("order", 42))
    ('order', 42)
    """
    return card_of(f"94{_BAG_KINDS.index(kind) + 1}{code_no:015d}")


def read_bag(text: str) -> tuple[BagKind, int] | None:
    """Return whose bag a label is on, and the number inside her code; None for what is no label."""
    if re.fullmatch(r"94[12][0-9]{17}", text, re.ASCII) is None or int(text) % 97 != 1:
        return None
    return _BAG_KINDS[int(text[2]) - 1], int(text[3:18])


def badge_of(number: str) -> str:
    """Return the 16 digits of a staff badge: ``96``, the staff number in 12 digits, and two check digits.

    A badge says who somebody is; only her PIN says that it is true.

    >>> badge_of("1002")
    '9600000000100255'
    """
    return card_of(f"96{int(number):012d}")


def badge_number(text: str) -> str | None:
    """Return the staff number on a badge without its leading zeros, None for what is no badge.

    >>> badge_number(badge_of("1002")), badge_number("9600000000100256")
    ('1002', None)
    """
    digits = clean(text)
    if re.fullmatch(r"96[0-9]{14}", digits, re.ASCII) is None or int(digits) % 97 != 1:
        return None
    return str(int(digits[2:14]))
