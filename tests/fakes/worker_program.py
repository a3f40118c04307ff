"""The sync worker on the till's file in a folder, as a program: ``python tests/fakes/worker_program.py FOLDER``."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SystemClock
from sync.worker.lock import only_worker
from sync.worker.mall.client import MallClient
from sync.worker.run import end_on_signals, end_with_parent, run

folder = Path(sys.argv[1])
clock = SystemClock()
stop = threading.Event()
end_on_signals(stop)
end_with_parent(stop)
till = open_till(
    folder,
    secrets=FileSecrets(folder / "secrets.json"),
    clock=clock,
    migrations=MIGRATIONS / "till",
    ballast_bytes=0,
)
with only_worker(till.path):
    run(SqlSyncStore(till), MallClient(clock), clock, stop)
till.close()
