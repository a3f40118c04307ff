"""How a person settled a payment by phone, or a difference in a bill: what she found or did, as a code."""

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

ABOUT_BILLS: Mapping[str, Bilingual] = {
    "belongs_to_sale": Bilingual("属于已入账的一单", "It belongs to a sale that is booked"),
    "given_back_there": FINDINGS["given_back_there"],
    "given_back_otherwise": FINDINGS["given_back_otherwise"],
    "channel_puts_it_right": Bilingual("对方出错，由对方更正", "The channel's mistake, which it puts right"),
    "taken_as_difference": Bilingual("认作差额，交财务", "Taken as a difference, told to accounting"),
}
"""What is found behind a difference between a channel's bill and the books."""
