"""What moved on the other side of midnight is found by the till and by the mall, whichever day is read first."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace

import pytest

from posapp.domain.funds import FundsBill
from posapp.domain.payment_channels import Bill, BillState
from posapp.services.bills import Bills
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.payments import bill_book
from sync.hub.payments.bills import MerchantBills
from tests.fakes.laid_tables import lay_hub
from tests.fakes.till_on_disk import FakeClock, TillOnDisk
from tests.unit.domain.test_movements_around_midnight import DAY_ONE, DAY_TWO, EARLY, LATE, NOW, moved, paid

ORDERS = pytest.mark.parametrize("days", [*permutations((DAY_ONE, DAY_TWO))])
FOUND = [(0, 1, 0), (0, 1, 0)]


class Merchant:
    """A channel with two days' bills: a payment of the first moved on the second."""

    billed = {DAY_ONE: (paid("1", LATE),), DAY_TWO: ()}
    rows = {DAY_ONE: (), DAY_TWO: (moved("1", EARLY),)}

    def bill(self, day):
        return Bill(BillState.READY, day, rows=self.billed[day])

    def funds(self, day):
        return FundsBill(BillState.READY, day, self.rows[day])


def said(figures):
    return figures.at_midnight, figures.beside, figures.differ


@ORDERS
def test_the_till_finds_it(tmp_path, days):
    till = TillOnDisk(tmp_path / "till").is_ready()
    bills = Bills(till.file, FakeClock(NOW), lambda: {"wechat": Merchant()})
    first = bills.read("wechat", days[0]).movements.figures
    assert said(first) == (1, 0, 0)
    bills.read("wechat", days[1])
    with till.file.view() as view:
        assert [said(view.bills.bill("wechat", day).movements.figures) for day in (DAY_ONE, DAY_TWO)] == FOUND
    till.close()


@ORDERS
def test_the_mall_finds_it(tmp_path, days):
    lay_hub(tmp_path)
    database = open_database(tmp_path, "")
    upgrade(database)
    merchants = SimpleNamespace(channel_for=lambda _: Merchant(), known=list)
    bills = MerchantBills(database, FakeClock(NOW), merchants)
    assert said(bills.read("wechat:1900000001", days[0]).movements.figures) == (1, 0, 0)
    bills.read("wechat:1900000001", days[1])
    with database.reading() as conn:
        found = [bill_book.bill_of(conn, "wechat:1900000001", day) for day in (DAY_ONE, DAY_TWO)]
    assert [said(one.movements.figures) for one in found] == FOUND
    database.close()
