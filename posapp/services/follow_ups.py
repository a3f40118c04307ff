"""Follow-ups at the counter: what the mall would write to whom, why, and whether it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import MemberId, StaffId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.books import Article
from posapp.services.carts import Colour, colour_of, member_name, staff_name
from posapp.services.errors import NoSuchFollowUp
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.follow_ups import (
    FollowUp,
    FollowUpAction,
    FollowUpDecide,
    FollowUpReason,
    FollowUpStatus,
    decided,
)

NextStep = Literal["decide", "called"]

_PLACE: Mapping[FollowUpStatus, int] = {"proposed": 0, "calling": 1, "released": 2, "sent": 3, "called": 3}
"""What waits for a clerk comes first; what is held back or over comes last."""


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """One follow-up. ``text`` is word for word what she would read, ``why`` the reason that stands in the books.

    ``goes`` is when it leaves at the earliest, ``until`` when nobody needs to decide any more. The instants of what
    came of it are None until it happened. ``art`` and ``colour`` picture the piece; "" and None of a coupon.
    """

    follow_up_id: str
    member_id: MemberId
    name: Bilingual
    phone_masked: str
    clerk_id: StaffId | None
    clerk: Bilingual | None
    is_mine: bool
    reason: FollowUpReason
    status: FollowUpStatus
    title: Bilingual
    text: Bilingual
    why: Bilingual
    art: str
    colour: Colour | None
    found: Millis
    goes: Millis
    until: Millis
    decided_by: Bilingual | None
    ended_why: str
    sent: Millis | None
    opened: Millis | None
    came_back: Millis | None
    bought: Millis | None

    @property
    def next_step(self) -> NextStep | None:
        """What somebody here has to do about it: decide, or say that she was called."""
        return {"proposed": "decide", "calling": "called"}.get(self.status)  # type: ignore[return-value]

    @property
    def may_be_held_back(self) -> bool:
        """Tell whether holding it back still keeps it from leaving."""
        return self.status in ("proposed", "calling", "released")


class FollowUps:
    """Lists the shop's follow-ups; a clerk's word is a fact for the mall and at once visible here."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def today(self) -> tuple[FollowUpCard, ...]:
        """Return all that are on the list: hers who is signed in first, what waits for a word before the rest."""
        with self._till.view() as view:
            return self._cards(view)

    def release(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        """Let a follow-up go: the mall sends it outside the quiet hours."""
        return self._decide(follow_up_id, "release")

    def hold_back(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        """Hold a follow-up back for good, also one that was released and has not left."""
        return self._decide(follow_up_id, "hold_back")

    def call(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        """Take it on oneself to call her instead."""
        return self._decide(follow_up_id, "call")

    def called(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        """Note that she was called."""
        return self._decide(follow_up_id, "called")

    def _decide(self, follow_up_id: str, action: FollowUpAction) -> tuple[FollowUpCard, ...]:
        def job(unit: UnitOfWork) -> tuple[FollowUpCard, ...]:
            row = unit.follow_ups.get(follow_up_id)
            if row is None:
                raise NoSuchFollowUp
            step = FollowUpDecide(
                follow_up_id=row.id,
                shop_id=row.shop_id,
                member_id=row.member_id,
                occurred_ms=self._clock.now(),
                staff_id=staff_on(self._duty, unit),
                action=action,
            )
            made = decided(row, step)
            if made != row:
                operation = unit.append(step, subject=row.title_zh)
                unit.follow_ups.project(made, operation.seq)
            return self._cards(unit)

        return self._till.write(job)

    def _cards(self, view: View) -> tuple[FollowUpCard, ...]:
        who = self._duty.who()
        me = who.staff_id if who is not None else None
        found = view.follow_ups.all()
        members = view.rows.many(rows.Member, {row.member_id for row in found})
        people = {row.staff_id for row in found} | {row.decided_by for row in found}
        staff = view.rows.many(rows.Staff, people - {""})
        articles = view.catalogue.articles({VariantId(row.variant_id) for row in found if row.variant_id})
        cards = [_card(row, members, staff, articles.get(VariantId(row.variant_id)), me) for row in found]
        return tuple(sorted(cards, key=lambda card: (_PLACE.get(card.status, 9), not card.is_mine, card.until)))


def _card(
    row: FollowUp,
    members: Mapping[str, rows.Member],
    staff: Mapping[str, rows.Staff],
    article: Article | None,
    me: StaffId | None,
) -> FollowUpCard:
    member = members.get(row.member_id)
    return FollowUpCard(
        follow_up_id=row.id,
        member_id=MemberId(row.member_id),
        name=member_name(member) if member is not None else Bilingual("会员", "Member"),
        phone_masked=member.phone_masked if member is not None else "",
        clerk_id=StaffId(row.staff_id) if row.staff_id else None,
        clerk=staff_name(staff.get(row.staff_id)),
        is_mine=me is not None and row.staff_id == me,
        reason=row.reason,
        status=row.status,
        title=Bilingual(row.title_zh, row.title_en),
        text=Bilingual(row.text_zh, row.text_en),
        why=Bilingual(row.why_zh, row.why_en),
        art=article.style.art if article is not None else "",
        colour=colour_of(article.variant) if article is not None else None,
        found=Millis(row.found_ms),
        goes=Millis(row.goes_ms),
        until=Millis(row.until_ms),
        decided_by=staff_name(staff.get(row.decided_by)),
        ended_why=row.ended_why,
        sent=_instant(row.sent_ms),
        opened=_instant(row.opened_ms),
        came_back=_instant(row.came_back_ms),
        bought=_instant(row.bought_ms),
    )


def _instant(ms: int | None) -> Millis | None:
    return None if ms is None else Millis(ms)
