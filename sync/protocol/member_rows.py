"""What travels of members: who she is, what the mall says of her, and what she did."""

from __future__ import annotations

from typing import Literal

import msgspec

from posapp.domain.fit import Place, Verdict
from sync.protocol.row import Row


class Member(Row, frozen=True, kw_only=True):
    """A member as a till may know her: no full phone number.

    ``number`` is the 48-bit number inside her signed code; ``card`` the 16 digits of her static code.
    ``phone_index`` is ``members.phone_index`` of the chain's index key and the number. ``personal`` false means she
    switched personalisation off; ``messages`` and ``marketing`` say whether the mall may write to her about what she
    booked and ordered, and with offers.
    """

    number: int
    card: str
    name_zh: str
    name_en: str
    phone_masked: str
    phone_last4: str
    phone_index: str
    level: Literal["basic", "silver", "gold", "black"]
    points: int
    stored_fen: int
    birthday: str  # "MM-DD", empty when she did not say
    joined: str
    personal: bool
    blocked: bool
    tags: list[Tag]
    messages: bool = True
    marketing: bool = False


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """One tag with its layer and its evidence, both readable."""

    code: str
    layer: Literal["fact", "behaviour", "prediction"]
    zh: str
    en: str
    evidence_zh: str
    evidence_en: str
    until_ms: int | None = None


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a member did. ``ref`` names the sale, order or booking; ``verdict`` what became of it.

    ``how`` is of what she ``viewed``: on her phone, at the counter as a suggestion, or its label there.
    """

    kind: Literal["bought", "returned", "tried", "wished", "viewed", "dismissed"]
    style_id: str
    variant_id: str  # empty for wishes and views of a style
    size: str
    at_ms: int
    ref: str
    paid_fen: int = 0
    verdict: Verdict | None = None
    where: list[Place] = []  # it was too small or too big
    wished_size: str = ""  # that she asked for instead
    shop_id: str = ""  # where she tried it on, or saw it
    how: Literal["", "opened", "scanned"] = ""


class History(Row, frozen=True, kw_only=True):
    """What a member did, newest first, the last 80 happenings. ``id`` is the member's."""

    visits: int
    spent_fen: int
    last_visit_ms: int | None
    happenings: list[Happening]
