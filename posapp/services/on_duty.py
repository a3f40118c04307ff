"""Who works at this till now, for the use cases that must say who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import StaffId
from posapp.services.errors import NotSignedIn
from posapp.services.signed_in import SignedIn as SignedIn
from sync.protocol.rows import Staff

if TYPE_CHECKING:
    from posapp.services.till_data import View


class OnDuty(Protocol):
    """Remembers who signed in; ``SigningIn`` does."""

    def who(self) -> SignedIn | None:
        """Return who signed in last and did not sign off, or None."""
        ...


def is_staff(view: View, who: SignedIn) -> bool:
    """Tell whether the mall still counts somebody among the staff of this shop."""
    return view.rows.get(Staff, who.staff_id) is not None


def on_duty(duty: OnDuty, view: View) -> SignedIn:
    """Return whoever is signed in and still belongs to this shop's staff. Raises ``NotSignedIn``."""
    who = duty.who()
    if who is None or not is_staff(view, who):
        raise NotSignedIn
    return who


def staff_on(duty: OnDuty, view: View) -> StaffId:
    """Return the id of whoever is signed in and still belongs to the staff. Raises ``NotSignedIn``."""
    return on_duty(duty, view).staff_id
