"""What she tried on and left: the colours she does not want, the pieces that were too dear and may be so no longer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from posapp.domain import cart
from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.domain.identity import LineId, MemberId, StaffId, VariantId
from posapp.services.carts import priced
from posapp.services.till_data import View
from sync.protocol import rows


@dataclass(frozen=True, slots=True)
class Refusals:
    """Variants whose colour she does not want; and by style the variant that she left for its price."""

    for_colour: frozenset[str]
    for_price: Mapping[str, str]


NOTHING_REFUSED = Refusals(frozenset(), {})


def refusals(happenings: Iterable[rows.Happening]) -> Refusals:
    """Return what she refused, by what she said last of each variant; ``happenings`` come newest first."""
    for_colour: set[str] = set()
    for_price: dict[str, str] = {}
    heard: set[str] = set()
    for one in happenings:
        if one.kind not in ("tried", "bought") or one.variant_id in heard:
            continue
        heard.add(one.variant_id)
        if one.verdict == "not_colour":
            for_colour.add(one.variant_id)
        elif one.verdict == "price":
            for_price.setdefault(one.style_id, one.variant_id)
    return Refusals(frozenset(for_colour), for_price)


def on_offer(view: View, left_for_price: Mapping[str, str], member_id: MemberId | None, now: Millis) -> Collection[str]:
    """Return the styles of which one piece alone costs her less today than its usual price, by a promotion."""
    if not left_for_price:
        return frozenset()
    return frozenset(
        style_id for style_id, variant_id in left_for_price.items() if _is_on_offer(view, variant_id, member_id, now)
    )


def _is_on_offer(view: View, variant_id: str, member_id: MemberId | None, now: Millis) -> bool:
    body = CartBody() if member_id is None else cart.attach_member(CartBody(), member_id, "B")
    body, _ = cart.add(body, LineId("offer"), VariantId(variant_id), "suggestion", StaffId(""))
    return any(step.kind == "promotion" for line in priced(view, body, now).lines for step in line.adjustments)
