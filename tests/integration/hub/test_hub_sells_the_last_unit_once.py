"""The last unit that the mall may promise, wanted by fifty at once at two hub processes on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from posapp.domain.clock import SystemClock
from sync.hub import conservation, keys, ledgers
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.opening import open_books
from tests.fakes import small_chain
from tests.fakes.postgres import PrivatePostgres
from tests.fakes.small_chain import COAT_M, SHOP

ROOT = Path(__file__).parents[3]

BUYERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from posapp.domain.clock import SystemClock
from sync.hub import orders
from sync.hub.db.database import open_postgres
from sync.hub.errors import SoldOut

database = open_postgres(sys.argv[1])

def buy(_):
    try:
        with database.writing() as conn:
            orders.place(
                conn, SystemClock(), member_id="m-lin", shop_id="jingan", lines=[orders.Wanted("coat-m")]
            )
    except SoldOut:
        return 0
    return 1

with ThreadPoolExecutor(25) as crowd:
    print("ready", flush=True)
    sys.stdin.readline()
    print(sum(crowd.map(buy, range(25))), flush=True)
"""


@pytest.mark.postgres
def test_fifty_buyers_at_two_hub_processes_get_the_last_unit_once(postgres: PrivatePostgres, tmp_path: Path) -> None:
    url = postgres.new_database()
    database = open_database(tmp_path, url)
    upgrade(database)
    now = SystemClock().now()
    with database.writing() as conn:
        keys.ensure(conn, now)
        open_books(conn, small_chain.all_rows(now), now)
    hubs = [
        subprocess.Popen(
            [sys.executable, "-c", BUYERS, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for hub in hubs:
        assert hub.stdout is not None
        assert hub.stdout.readline() == "ready\n"
    for hub in hubs:
        assert hub.stdin is not None
        hub.stdin.write("go\n")
        hub.stdin.flush()
    placed = [int(hub.communicate(timeout=120)[0]) for hub in hubs]
    assert sum(placed) == 1
    with database.reading() as conn:
        level = ledgers.levels(conn, [(SHOP, COAT_M)])[SHOP, COAT_M]
        assert conservation.faults(conn) == []
    database.close()
    assert (level.unpicked, level.quota, level.offered) == (1, 1, 0)
