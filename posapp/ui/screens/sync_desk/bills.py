"""What a person does about the channels' bills: fetch one, give money back, close a difference after a check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from posapp.domain.permission import OverrideId
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.sync_desk import bill_words
from posapp.ui.screens.sync_desk.payments import Announcing, Asking, Desk
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.bill_book import KeptBill
    from posapp.services.bill_desk import BillDesk
    from posapp.services.ports import Runner


class BillsOnDesk:
    """Reads, gives back and closes; ``ask`` is called when an act is beyond whoever works here."""

    def __init__(self, desk: Desk, bills: BillDesk, runner: Runner, news: Announcing, ask: Asking) -> None:
        self._desk = desk
        self._bills = bills
        self._runner = runner
        self._news = news
        self._ask = ask

    def bill_read(self, channel: str, day: str) -> None:
        """Fetch a bill now, one at a time."""
        shown = self._desk.state.bills
        wanted = next((one for one in (*shown.late, *shown.funds) if one.channel == channel), None)
        if wanted is None or self._desk.state.reading:
            return
        self._desk.show(replace(self._desk.state, reading=f"{channel} {day}", settling="", notice=None))
        self._runner.run(
            lambda: self._bills.read(wanted.channel, date.fromisoformat(day)),
            done=self._read,
            failed=self._failed,
            lane="channels",
        )

    def bill_given_back(self, finding_id: str) -> None:
        """Have money without a sale go back the way it came."""
        self._give_back(finding_id, None)

    def bill_settling(self, finding_id: str) -> None:
        """Ask what was found before a difference is closed."""
        self._desk.show(replace(self._desk.state, settling=finding_id, closing="", confirming=None, notice=None))

    def bill_settled(self, reason: str) -> None:
        """Close the chosen difference for that reason."""
        if self._desk.state.settling:
            self._settle(self._desk.state.settling, reason, None)

    def bill_left(self) -> None:
        """Leave it as it is."""
        self._desk.show(replace(self._desk.state, settling=""))

    def _give_back(self, finding_id: str, override: OverrideId | None) -> None:
        def refused(error: Exception) -> None:
            if isinstance(error, ManagerWanted):
                self._ask(error, lambda given: self._give_back(finding_id, given), "")
            else:
                self._failed(error)

        self._runner.run(
            lambda: self._bills.give_back(finding_id, override=override), done=self._is_going_back, failed=refused
        )

    def _settle(self, finding_id: str, reason: str, override: OverrideId | None) -> None:
        def refused(error: Exception) -> None:
            if isinstance(error, ManagerWanted):
                self._ask(error, lambda given: self._settle(finding_id, reason, given), reason)
            else:
                self._failed(error)

        self._runner.run(
            lambda: self._bills.settle(finding_id, reason, override=override), done=self._moved, failed=refused
        )

    def _read(self, bill: KeptBill) -> None:
        self._moved(None)
        told = bill_words.WAS_READ if bill.progress.is_read else bill_words.NOT_READ
        self._desk.tell(Notice("success" if bill.progress.is_read else "accent", *told))

    def _is_going_back(self, _: None) -> None:
        self._moved(None)
        self._desk.tell(Notice("accent", *bill_words.IS_GOING_BACK))

    def _moved(self, _: None) -> None:
        self._desk.show(replace(self._desk.state, reading="", settling=""))
        self._news.announce(Changes(sync=True))
        self._desk.read_anew()

    def _failed(self, error: Exception) -> None:
        self._desk.read_anew()
        self._desk.show(replace(self._desk.state, reading="", settling=""))
        self._desk.tell(notice_of(error))
        let_bugs_through(error)
