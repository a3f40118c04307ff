"""The demo chain in small behind a real hub process, and a till's folder that is paired with it and loaded.

Made once for a session (about two seconds); each test that wants a till of its own copies the folder.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import open_data
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.demo import pairing_code
from posapp.domain.clock import SystemClock
from posapp.programs import HubProgram
from posapp.services.pairing import Pairing
from sync.hub import demo, keys, training
from sync.hub.db.database import Database, open_database
from sync.hub.db.migrate import upgrade
from sync.protocol import codes
from sync.worker.mall.client import MallClient
from sync.worker.mall.enrolment import EnrolmentDesk
from sync.worker.run import once

MEMBERS = 200
ONE_STYLE_IN = 4
"""The sentences need some of everything to sell; the whole catalogue takes each till of theirs seconds to load."""

SHOP = "jingan"
OTHER_SHOP = "xuhui"
HEROINE = "m00001"
"""The member whose codes the tests show."""


class SmallDemo:
    """``hub`` runs; ``new_till(folder)`` gives a paired and loaded till's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.hub = HubProgram(folder / "hub")
        self._fill()
        self.hub.start()
        self._template = folder / "till"
        sync_once(self.pair_till(self._template, "01"))

    def _fill(self) -> None:
        database = self.database()
        upgrade(database)
        now = SystemClock().now()
        with database.writing() as connection:
            keys.ensure(connection, now)
            chain = demo.seed(connection, now, keys.phone_key(connection), members=MEMBERS, one_style_in=ONE_STYLE_IN)
            training.publish_pack(connection, now)
            self._code_key = keys.code_key(connection, now)
        database.close()
        self._number = next(member.number for member in chain.members if member.id == HEROINE)
        hanging = {level.variant_id for level in chain.stock if level.shop_id == SHOP and level.on_hand > 5}
        self.pieces = tuple(variant for variant in chain.goods.variants if variant.id in hanging)

    def pair_till(self, folder: Path, till_no: str, shop_id: str = SHOP) -> Path:
        """Pair another till of a shop in a folder; it has loaded nothing yet."""
        paths = TillPaths(folder).make()
        settings = Settings.load(paths.settings).keep(ballast_mb=0, sounds=False)
        clock, secrets = SystemClock(), open_secrets(paths.folder)
        data = open_data(paths, settings, clock, secrets)
        code = pairing_code(self.hub.url, till_no, shop_id)
        Pairing(data, EnrolmentDesk(), secrets, clock, "0.1.0").pair(self.hub.url, code)
        data.close()
        return folder

    def new_till(self, folder: Path) -> Path:
        """Copy the paired and loaded till into a folder. All copies are one till to the mall: none may speak to it."""
        shutil.copytree(self._template, folder)
        return folder

    def database(self) -> Database:
        """Open the hub's books beside it."""
        return open_database(self._folder / "hub")

    def member_code(self, *, age_s: int = 0) -> str:
        """Return her signed code as her phone showed it so many seconds ago; negative is in the future."""
        issued_s = time.time_ns() // 1_000_000_000 - age_s  # her phone's clock is right, whatever the till's is
        key = self._code_key
        return codes.mint(key.private, key.key_id, codes.CodeType.MEMBER, self._number, issued_s)

    def close(self) -> None:
        self.hub.stop()


def sync_once(folder: Path) -> None:
    """Let the worker of a till go once through everything, here in this process."""
    clock = SystemClock()
    paths = TillPaths(folder)
    data = open_data(paths, Settings.load(paths.settings), clock, open_secrets(folder))
    mall = MallClient(clock)
    try:
        once(SqlSyncStore(data), mall, clock)
    finally:
        mall.close()
        data.close()
