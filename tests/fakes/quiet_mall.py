"""The small chain in a hub's database that nobody serves: nothing happens in it but what a test does."""

from __future__ import annotations

from pathlib import Path

from sync.hub import effects
from sync.hub.app import prepare
from sync.hub.db.database import Database, open_database
from sync.hub.fact import Fact
from sync.hub.publishing import lock_streams
from sync.hub.settings import HubSettings
from sync.protocol.kinds import Body
from tests.fakes import small_chain
from tests.fakes.running_hub import SetClock


class QuietMall:
    """A database with the small chain, and a clock that stands where a test puts it."""

    def __init__(self, data_dir: Path, database_url: str = "") -> None:
        self.clock = SetClock()
        if not database_url:
            small_chain.lay_hub(data_dir, self.clock.now())
        self.database: Database = open_database(data_dir, database_url)
        prepare(self.database, HubSettings(data_dir=data_dir, database_url=database_url, clock=self.clock))
        if database_url:
            with self.database.writing() as conn:
                small_chain.open_hub(conn, self.clock.now())
        self._facts = 0

    def book(self, body: Body, shop_id: str = small_chain.SHOP) -> None:
        """Book what a till of a shop says, as the hub does once an operation is in turn."""
        self._facts += 1
        with self.database.writing() as conn:
            lock_streams(conn, f"shop:{shop_id}", "stock", "members")
            op_id = f"op-{self._facts}"
            fact = Fact(conn, self._facts, op_id, "d-1", 1, self._facts, shop_id)
            effects.EFFECTS[type(body)](fact, body)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
