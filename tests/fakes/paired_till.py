"""A till's real file, paired with a real hub, that rings up dresses; and its worker as a real process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import open_secrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SystemClock
from posapp.domain.identity import new_id
from posapp.services.pairing import Pairing
from sync.protocol.kinds import SaleCommit
from sync.protocol.sold import Movement, SaleLine, Tender
from sync.worker.mall.enrolment import EnrolmentDesk
from tests.fakes.hub_process import DRESS_M, REPOSITORY, SHOP, HubProcess
from tests.fakes.laid_tables import lay_till


def eventually(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds, no longer than it may take."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


class PairedTillOnDisk:
    def __init__(self, folder: Path, hub: HubProcess, till_no: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._clock = SystemClock()
        (folder / "till.toml").write_text("ballast_mb = 0\n")
        self._secrets = open_secrets(folder)
        lay_till(folder, self._secrets)
        self.file = open_till(
            folder, secrets=self._secrets, clock=self._clock, migrations=MIGRATIONS / "till", ballast_bytes=0
        )
        self.store = SqlSyncStore(self.file)
        self._worker: subprocess.Popen[str] | None = None
        self._sold = 0
        self._pairing = Pairing(self.file, EnrolmentDesk(), self._secrets, self._clock, "0.1.0")
        self._pairing.pair(hub.url, hub.pairing_code(till_no))

    def pair_again(self, hub: HubProcess) -> None:
        """Be paired anew under the same till number, as after a revocation."""
        with self.file.view() as view:
            assert view.paired is not None
            till_no = view.paired.till_no
        self._pairing.pair(hub.url, hub.pairing_code(till_no))

    def sell_a_dress(self) -> None:
        """Append the operation of a sale of one dress, as paying does."""
        now = self._clock.now()
        self._sold += 1
        line_id, movement_id = new_id(now), new_id(now)
        sale = SaleCommit(
            sale_id=new_id(now), receipt_no=f"001-01-A-{self._sold:07d}", shop_id=SHOP.id, shift_id="shift-1",
            business_date="2026-11-22", occurred_ms=now, staff_id="wang", member_id=None, member_trust=None,
            coupon_ids=[], booking_id=None,
            lines=[
                SaleLine(
                    line_id=line_id, variant_id=DRESS_M.id, style_id=DRESS_M.style_id, quantity=1, list_fen=39_900,
                    paid_fen=39_900, tax_bp=1300, tax_fen=4_590, source="scan", clerk_id="wang",
                )
            ],
            tenders=[
                Tender(tender_id=new_id(now), kind="cash", amount_fen=39_900, received_fen=40_000, change_fen=100)
            ],
            movements=[Movement(movement_id=movement_id, variant_id=DRESS_M.id, quantity=-1, cause="sale")],
            gross_fen=39_900, discount_fen=0, total_fen=39_900, tax_fen=4_590, points_earned=0,
        )  # fmt: skip
        self.file.write(lambda unit: unit.append(sale, subject=sale.receipt_no))

    def start_worker(self) -> None:
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "posapp", "sync", "run", "--watched", "--data-dir", str(self.folder)],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._worker.stdout is not None
        assert self._worker.stdout.readline().startswith("{")

    def kill_worker(self) -> None:
        """Kill -9, and wait until it is gone."""
        if self._worker is not None:
            self._worker.kill()
            self._close_worker(self._worker)

    def leave_worker(self) -> int:
        """Close its standard input, as a till does that ends, and return its exit code."""
        assert self._worker is not None
        assert self._worker.stdin is not None
        self._worker.stdin.close()
        return self._close_worker(self._worker)

    def _close_worker(self, worker: subprocess.Popen[str]) -> int:
        code = worker.wait(timeout=60)
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()
        self._worker = None
        return code

    def close(self) -> None:
        self.kill_worker()
        self.file.close()
