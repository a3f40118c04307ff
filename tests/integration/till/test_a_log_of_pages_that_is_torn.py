"""What has happened to a file whose write-ahead log is torn, spoilt or gone: a whole sale is there or is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from posapp.adapters.db.tables import sale, sale_line
from posapp.adapters.db.till_events import FileWitness
from posapp.services.till_events import TillEvents
from tests.fakes.exported_journal import exported, verifier
from tests.fakes.till_on_disk import CLERK, PIN, ROOT, TillOnDisk

SALES = 8
FRAME = 4_096 + 24


class LeftBehind:
    """What a power cut leaves of a till that has sold: its file, with the last sales in the log of pages alone."""

    def __init__(self, folder: Path) -> None:
        till = TillOnDisk.loaded(folder / "before").opens()
        with till.file.transaction() as connection:
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
        looks(till, folder / "before")
        till.close()  # what was written so far is in the file itself
        till = TillOnDisk(folder / "before")
        with till.file.transaction() as connection:
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
        till.signing_in.sign_in(CLERK.number, PIN)
        for _ in range(SALES):
            till.rings_up(1, 2)
            till.paying.pay_cash()
        looks(till, folder / "before")
        self.folder = Path(shutil.copytree(folder / "before", folder / "after"))
        self.log = self.folder / "till.db-wal"
        till.close()

    def opens(self) -> TillOnDisk:
        return TillOnDisk(self.folder)


def looks(till: TillOnDisk, folder: Path) -> tuple[str, ...]:
    """Let the till look at itself, as it does every few seconds."""
    witness = FileWitness(folder / "journal.head")
    return TillEvents(till.file, till.clock, till.signing_in, witness, lambda: None, "1.2.3").look()


@pytest.fixture
def left(tmp_path: Path) -> LeftBehind:
    return LeftBehind(tmp_path)


def whole_sales(till: TillOnDisk) -> int:
    """Return how many sales there are; each with its lines, its number and its entry, or not at all."""
    with till.file.reading() as connection:
        numbers = list(connection.scalars(select(sale.c.receipt_no).order_by(sale.c.receipt_no)))
        lines = connection.execute(select(sale_line.c.sale_id)).all()
    assert numbers == [f"021-01-A-{place:07d}" for place in range(1, len(numbers) + 1)]
    assert len(lines) == 2 * len(numbers)
    report = verifier().verify(exported(till), ROOT.public)
    assert report.faults == []
    return len(numbers)


def test_what_was_acknowledged_is_in_the_log_of_pages(left: LeftBehind) -> None:
    assert left.log.stat().st_size > SALES * FRAME
    till = left.opens()
    assert whole_sales(till) == SALES
    till.close()


@pytest.mark.parametrize("torn", ["in a page", "in a head", "before the last commit", "at half", "in its first line"])
def test_a_log_torn_anywhere_holds_whole_sales_and_selling_goes_on(left: LeftBehind, torn: str) -> None:
    size = left.log.stat().st_size
    keep = {
        "in a page": size - 2_000,
        "in a head": size - FRAME + 10,
        "before the last commit": size - FRAME,
        "at half": size // 2,
        "in its first line": 20,
    }[torn]
    with left.log.open("r+b") as log:
        log.truncate(keep)
    till = left.opens()
    sold = whole_sales(till)
    assert sold <= SALES
    assert sold > 0 or keep < FRAME
    till.signing_in.sign_in(CLERK.number, PIN)
    till.selling.clear()
    till.rings_up(3)
    assert till.paying.pay_cash().receipt_no == f"021-01-A-{sold + 1:07d}"
    till.close()


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_page_that_was_half_written_ends_the_log_and_is_never_read(left: LeftBehind, at: float) -> None:
    content = bytearray(left.log.read_bytes())
    place = int(len(content) * at)
    content[place : place + 512] = bytes(512)
    left.log.write_bytes(bytes(content))
    till = left.opens()
    assert whole_sales(till) < SALES
    till.close()


def test_a_log_that_somebody_deleted_is_noticed_at_the_next_start(left: LeftBehind) -> None:
    """The last sales are gone from this disk; that they were there is known, and written down for good."""
    left.log.unlink()
    (left.folder / "till.db-shm").unlink(missing_ok=True)
    till = left.opens()
    assert whole_sales(till) == 0
    till.signing_in.sign_in(CLERK.number, PIN)
    assert looks(till, left.folder)[0] == "DB_RESTORE"
    assert any("put back" in remark for remark in verifier().verify(exported(till), ROOT.public).remarks)
    till.close()
