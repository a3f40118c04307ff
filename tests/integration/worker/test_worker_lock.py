import subprocess
import sys
from pathlib import Path

import pytest

from posapp.services.errors import AlreadyRunning
from sync.worker.lock import only_worker

HOLD = """
import sys
from pathlib import Path
from sync.worker.lock import only_worker
with only_worker(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_worker_on_one_database_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    database = tmp_path / "till.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning), only_worker(database):
            pass
        first.kill()
        first.wait()
        with only_worker(database):
            pass


def test_two_tills_on_one_machine_have_a_worker_each(tmp_path: Path) -> None:
    with only_worker(tmp_path / "a.db"), only_worker(tmp_path / "b.db"):
        pass
