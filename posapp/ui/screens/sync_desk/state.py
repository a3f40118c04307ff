"""Everything the sync desk shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.services.bill_desk import BillsShown
from posapp.services.limbo import OpenPayment
from posapp.services.offline_rights import RightsOffline
from posapp.services.settling import ParkedCard
from posapp.services.syncing import OutboxEntry, SyncStatus
from posapp.ui.notices import Notice

_EPOCH = Millis(0)
NO_BILLS = BillsShown()


@dataclass(frozen=True, slots=True)
class SyncDeskState:
    """What the desk shows, as read at ``now``. ``status`` is None until the first answer.

    ``parked`` are the shop's operations that wait for a person, ``rights`` what may be done without the mall;
    ``may_settle``: whoever works here is a manager.
    ``confirming`` names the op id and the place of the way out that was chosen and is asked about once more.
    ``payments`` by phone are not at their end; ``asking`` names the one whose channel is being asked, ``closing`` the
    one that is about to be closed.
    ``bills`` are the channels'; ``reading`` names the channel and the day of one that is being fetched, ``settling``
    the difference that is about to be closed.
    """

    now: Millis = _EPOCH
    status: SyncStatus | None = None
    entries: tuple[OutboxEntry, ...] = ()
    parked: tuple[ParkedCard, ...] = ()
    rights: RightsOffline | None = None
    may_settle: bool = False
    confirming: tuple[str, int] | None = None
    payments: tuple[OpenPayment, ...] = ()
    asking: str = ""
    closing: str = ""
    bills: BillsShown = NO_BILLS
    reading: str = ""
    settling: str = ""
    notice: Notice | None = None
