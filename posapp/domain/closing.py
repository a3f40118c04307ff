"""How a person settled a payment by phone that its channel could not: what she found or did, as a code."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

FINDINGS: Mapping[str, Bilingual] = {
    "channel_has_it": Bilingual("后台：已收款", "It was paid"),
    "channel_has_none": Bilingual("后台：没有扣款", "It was not charged"),
    "given_back_there": Bilingual("已在后台退款", "Given back there"),
    "given_back_otherwise": Bilingual("已用别的方式退", "Given back another way"),
}
"""The first two are told by the channel's merchant pages; the others are done by whoever closes it."""
