"""Who may do what at this counter, asked by every use case at the moment of the act.

``require`` is the one question. Its answer is by whose word the act is done; what is beyond whoever asks is refused
with ``ManagerWanted``, which says what was asked. The screens turn that into the manager panel: another person signs
with number, PIN and a reason (``Permitting.approve``), and the same act is tried again with the word that she gave. A
word is good for one act, up to its amount, for a minute, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from posapp.domain.card_number import without_card_numbers
from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import StaffId, new_id
from posapp.domain.permission import Ask, Extent, Grants, Leave, Limit, OverrideId, Permission, is_fresh, may
from posapp.domain.text import Bilingual
from posapp.services.errors import ManagerWanted, NotEntitled, NotSignedIn, ReasonWanted, SamePerson
from posapp.services.on_duty import OnDuty, SignedIn, on_duty
from posapp.services.overrides import KeptOverride, UsedOverride
from posapp.services.pins import Pins, forget_tries
from posapp.services.shift_book import date_in_the_books
from sync.protocol.grants import grants_of
from sync.protocol.kinds import OverrideSaid
from sync.protocol.rows import Role, Staff

if TYPE_CHECKING:
    from posapp.services.till_data import TillData, UnitOfWork, View

LONGEST_REASON = 80


def require(
    unit: UnitOfWork,
    who: SignedIn,
    permission: Permission,
    *,
    amount: int = 0,
    percent_bp: int = 0,
    subject: str = "",
    override: OverrideId | None = None,
) -> Leave:
    """Return by whose word somebody may do an act now; call it inside the transaction of the act.

    ``amount`` in fen (or copies), ``percent_bp`` in hundredths of a per cent, ``subject`` what it is done to. Roles are
    read anew each time, so that one taken away counts at once. An ``override`` is used up with the act, and kept if the
    transaction fails; both people are journalled.

    Raises ``ManagerWanted`` with what was asked, or ``NotSignedIn`` for somebody who left the staff.
    """
    ask = Ask(permission, Extent(amount, percent_bp), subject)
    staff = unit.rows.get(Staff, who.staff_id)
    if staff is None:
        raise NotSignedIn
    if may(rights_of(unit, staff.role), ask):
        return Leave(who.staff_id)
    used = None if override is None else unit.overrides.use(override)
    if used is None or not _holds(unit, used, who, ask):
        raise ManagerWanted(ask)
    kept = used.kept
    _write_down(unit, kept, "used", used.used)
    return Leave(who.staff_id, kept.given_by, kept.reason)


def is_allowed(view: View, who: SignedIn | None, permission: Permission, *, amount: int = 0) -> bool:
    """Tell whether somebody may do an act on her own now, for a screen that wants to show it. It allows nothing."""
    staff = view.rows.get(Staff, who.staff_id) if who is not None else None
    return staff is not None and may(rights_of(view, staff.role), Ask(permission, Extent(amount)))


def limit_of(view: View, who: SignedIn, permission: Permission) -> Limit:
    """Return how far somebody may go on her own; not at all where it is not granted."""
    staff = view.rows.get(Staff, who.staff_id)
    grants = rights_of(view, staff.role) if staff is not None else {}
    return grants.get(permission, Limit(0, 0))


def rights_of(view: View, role: str) -> Grants:
    """Return what a role may do now."""
    return grants_of(role, view.rows.get(Role, role))


class Permitting:
    """Takes the word of another person for one act of whoever works here."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._pins = Pins(till, clock)

    def approvers(self, ask: Ask) -> tuple[SignedIn, ...]:
        """Return who of the staff could give her word for an act: everyone who may do it, but whoever asks."""
        me = self._duty.who()
        with self._till.view() as view:
            return tuple(
                SignedIn(StaffId(one.id), one.number, Bilingual(one.name_zh, one.name_en), one.role)
                for one in view.staff.all()
                if (me is None or one.id != me.staff_id) and may(rights_of(view, one.role), ask)
            )

    def approve(self, ask: Ask, number: str, pin: str, reason: str) -> OverrideId:
        """Keep another person's word for one act, and return what the act is to be done with.

        Raises ``NotSignedIn``, ``ReasonWanted``, ``SamePerson``, ``WrongPin``, ``LockedOut``, or ``NotEntitled`` where
        her own limit is below what is asked; all but the first two are journalled or counted.
        """
        reason = without_card_numbers(reason.strip())[:LONGEST_REASON]
        with self._till.view() as view:
            me = on_duty(self._duty, view)
        if not reason:
            raise ReasonWanted
        if number == me.number:
            raise SamePerson
        staff = self._pins.check(number, pin)

        def keep(unit: UnitOfWork) -> OverrideId | None:
            now = self._clock.now()
            forget_tries(unit, staff.number)
            kept = KeptOverride(
                OverrideId(new_id(now)), ask, reason, on_duty(self._duty, unit).staff_id, StaffId(staff.id), now
            )
            if not _may_still(unit, kept.given_by, ask):
                _write_down(unit, kept, "refused", now)
                return None
            unit.overrides.add(kept)
            return kept.override_id

        override_id = self._till.write(keep)
        if override_id is None:
            raise NotEntitled(zh=staff.name_zh, en=staff.name_en)
        return override_id


def _holds(unit: UnitOfWork, used: UsedOverride, who: SignedIn, ask: Ask) -> bool:
    """Tell whether a word was given to her for this very act, is fresh, and comes from somebody who may give it."""
    kept = used.kept
    return (
        kept.asked_by == who.staff_id != kept.given_by
        and kept.ask.permission == ask.permission
        and kept.ask.subject == ask.subject
        and Limit(kept.ask.extent.fen, kept.ask.extent.percent_bp).covers(ask.extent)
        and is_fresh(kept.given, used.used)
        and _may_still(unit, kept.given_by, ask)
    )


def _write_down(unit: UnitOfWork, kept: KeptOverride, outcome: Literal["used", "refused"], now: Millis) -> None:
    """Journal a word and tell the mall of it, so that a chain sees who allowed what; practice is nobody's business.

    It is an operation of its own: much of what is allowed (a drawer opened, a copy printed) has none, and what was
    refused has no act at all.
    """
    date, record = date_in_the_books(unit.shifts, now), kept.record()
    unit.journal("OVERRIDE" if outcome == "used" else "OVERRIDE_REFUSED", record, date)
    if unit.paired is not None and not unit.carts.is_practising():
        said = OverrideSaid(
            override_id=kept.override_id,
            shop_id=unit.paired.shop_id,
            business_date=date,
            occurred_ms=now,
            permission=kept.ask.permission,
            subject=kept.ask.subject,
            fen=kept.ask.extent.fen,
            percent_bp=kept.ask.extent.percent_bp,
            reason=kept.reason,
            asked_by=kept.asked_by,
            given_by=kept.given_by,
            outcome=outcome,
        )
        unit.append(said)  # what it was done to is an id, nothing to call it by


def _may_still(unit: UnitOfWork, staff_id: StaffId, ask: Ask) -> bool:
    staff = unit.rows.get(Staff, staff_id)
    return staff is not None and may(rights_of(unit, staff.role), ask)
