"""A till that is killed amid sales: what it said was sold is sold, whole, once, under numbers without a gap."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from posapp.adapters.db import op_log
from posapp.adapters.db.tables import op_log as op_table
from posapp.adapters.db.tables import print_job, sale, sale_line, stock_movement
from tests.fakes.till_on_disk import TillOnDisk

REPOSITORY = Path(__file__).parents[3]
KILLS = 6


def sell_until_killed(folder: Path, sales: int) -> list[str]:
    """Run a selling till, kill it some time after so many sales, and return what it acknowledged."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.selling_program", str(folder)],
        cwd=REPOSITORY, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdout is not None
    acknowledged = [program.stdout.readline().strip() for _ in range(sales)]
    program.kill()
    acknowledged += [line.strip() for line in program.stdout if line.endswith("\n")]
    program.stdout.close()
    program.wait(timeout=60)
    assert all(acknowledged), "the program ended before it was killed"
    return acknowledged


@pytest.mark.faults
def test_every_acknowledged_sale_survives_and_no_number_is_missing(tmp_path):
    folder = tmp_path / "till"
    TillOnDisk(folder).is_ready().close()
    rng = random.Random(20_261_122)
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += sell_until_killed(folder, rng.randint(1, 25))

    till = TillOnDisk(folder)
    with till.file.reading() as connection:
        numbers = list(connection.scalars(select(sale.c.receipt_no).order_by(sale.c.receipt_no)))
        sales = len(numbers)
        assert set(acknowledged) <= set(numbers)
        assert len(acknowledged) == len(set(acknowledged))
        assert sales - len(acknowledged) <= KILLS  # at most the one that was killed before it could say so
        assert numbers == [f"021-01-A-{n:07d}" for n in range(1, sales + 1)]
        for table, each in ((sale_line, 2), (stock_movement, 2), (print_job, 1)):
            assert connection.scalar(select(func.count()).select_from(table)) == each * sales
        subjects = list(
            connection.scalars(
                select(op_table.c.subject).where(op_table.c.kind == "sale.commit").order_by(op_table.c.seq)
            )
        )
        assert subjects == numbers
        assert op_log.first_fault(connection, 1) is None
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
    till.close()
