"""What a member looked at while she stood at the counter: kept in memory, told to the mall once, when she has gone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import MemberId, StyleId, VariantId, new_id
from posapp.services.carts import Cart
from posapp.services.doings import may_be_used
from posapp.services.on_duty import OnDuty, is_staff
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.glances import AdviceLooked, Glance, GlanceKind

MOST_GLANCES = 60
"""More styles on one visit say nothing more of her taste."""


@dataclass(slots=True)
class _Visit:
    member_id: MemberId
    began: Millis
    glances: dict[tuple[GlanceKind, StyleId], Glance] = field(default_factory=dict)


class Looking:
    """Follows who is on the cart. ``follow`` and ``opened`` only remember and cost nothing; ``tell`` writes.

    A till that dies forgets the visit of that moment: no sale waits for a look to be written.
    """

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._visit: _Visit | None = None
        self._over: deque[_Visit] = deque()

    def follow(self, cart: Cart) -> bool:
        """Remember what was scanned for the member on the cart; tell whether a visit has ended with looks to tell."""
        self._see_who(None if cart.member is None or cart.is_practice else cart.member.member_id)
        for line in cart.lines:
            if line.source == "scan":
                self._see("scanned", line.style_id, line.variant_id)
        return bool(self._over)

    def opened(self, style_id: StyleId) -> None:
        """Remember that a suggestion was opened for the member on the cart."""
        self._see("opened", style_id, VariantId(""))

    def tell(self) -> None:
        """Write one operation for each visit that has ended, without the styles that she bought on it."""
        while self._over:
            self._till.write(partial(self._write_down, visit=self._over.popleft()))

    def _see_who(self, member_id: MemberId | None) -> None:
        before = self._visit
        if before is not None and before.member_id == member_id:
            return
        if before is not None and before.glances:
            self._over.append(before)
        self._visit = None if member_id is None else _Visit(member_id, self._clock.now())

    def _see(self, kind: GlanceKind, style_id: StyleId, variant_id: VariantId) -> None:
        visit = self._visit
        if visit is None or (kind, style_id) in visit.glances or len(visit.glances) == MOST_GLANCES:
            return
        now = self._clock.now()
        visit.glances[kind, style_id] = Glance(kind=kind, style_id=style_id, variant_id=variant_id, at_ms=now)

    def _write_down(self, unit: UnitOfWork, visit: _Visit) -> None:
        who = self._duty.who()
        if who is None or not is_staff(unit, who) or unit.paired is None or not may_be_used(unit, visit.member_id):
            return
        bought = _bought_since(unit, visit)
        looks = [glance for glance in visit.glances.values() if glance.style_id not in bought]
        if looks:
            now = self._clock.now()
            unit.append(
                AdviceLooked(
                    visit_id=new_id(now),
                    shop_id=unit.paired.shop_id,
                    member_id=visit.member_id,
                    occurred_ms=now,
                    staff_id=who.staff_id,
                    glances=looks,
                )
            )


def _bought_since(view: View, visit: _Visit) -> set[str]:
    """Return the styles that she bought on a visit; the mall may have heard of them already."""
    history = view.rows.get(rows.History, visit.member_id)
    told = history.happenings if history is not None else ()
    known = (*view.members.own_happenings(visit.member_id), *told)
    return {one.style_id for one in known if one.kind == "bought" and one.at_ms >= visit.began}
