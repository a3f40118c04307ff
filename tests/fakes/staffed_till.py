"""A till with a cashier at work, and colleagues of every role who may be asked for their word."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from posapp.domain.identity import StaffId
from posapp.domain.permission import ROLES, Ask, OverrideId
from posapp.services.on_duty import SignedIn
from posapp.services.permitting import Permitting
from sync.protocol import rows
from sync.protocol.canonical import plain_body
from tests.fakes.till_on_disk import PIN, PIN_HASH, TillOnDisk

REASON = "goodwill"


def colleague(role: str, number: int) -> rows.Staff:
    """Return somebody of a role."""
    return rows.Staff(id=f"staff-{role}", number=str(number), name_zh=role, name_en=role, role=role, pin_hash=PIN_HASH)


COLLEAGUES = {role: colleague(role, 2001 + place) for place, role in enumerate(ROLES)}


def role_row(role: str, *grants: rows.Grant) -> rows.Role:
    """Return what the mall says of a role."""
    return rows.Role(id=role, name_zh=role, name_en=role, grants=list(grants))


def with_colleagues(till: TillOnDisk) -> Permitting:
    """Bring a colleague of every role into the shop; all of them have the same PIN."""
    till.pulls(*COLLEAGUES.values(), stream="shop", more=True)
    return Permitting(till.file, till.clock, till.signing_in)


def works(till: TillOnDisk, role: str) -> SignedIn:
    """Let the colleague of a role sign in."""
    return till.signing_in.sign_in(COLLEAGUES[role].number, PIN)


def word_of(permitting: Permitting, role: str, ask: Ask, reason: str = REASON) -> OverrideId:
    """Let the colleague of a role give her word for an act."""
    return permitting.approve(ask, COLLEAGUES[role].number, PIN, reason)


def journalled(till: TillOnDisk, kind: str) -> list[dict[str, Any]]:
    """Return what the journal says of one kind, in its order."""
    with till.file.reading() as connection:
        found = connection.execute(text("SELECT body FROM journal WHERE kind = :kind ORDER BY seq"), {"kind": kind})
        return [plain_body(row.body if isinstance(row.body, str) else bytes(row.body).decode()) for row in found]


def id_of(role: str) -> StaffId:
    """Return the staff id of the colleague of a role."""
    return StaffId(COLLEAGUES[role].id)
