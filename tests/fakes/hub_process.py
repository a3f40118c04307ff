"""A hub as a real process on a real port, with a chain of one shop and one dress. It can be killed and come back."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Table, func, select

from posapp.domain.clock import SystemClock
from sync.hub import enrolment, keys
from sync.hub.db import tables
from sync.hub.db.database import Database, open_database
from sync.hub.opening import open_books
from sync.hub.publishing import publish, publish_many
from sync.protocol.rows import Category, Chain, Row, Shop, Staff, Stock, Style, Variant
from tests.fakes.laid_tables import lay_hub

REPOSITORY = Path(__file__).parents[2]
SERVE = """
import sys
from pathlib import Path
from sync.hub.server import serve
serve(port=int(sys.argv[2]), data_dir=Path(sys.argv[1]))
"""

SHOP = Shop(
    id="shop-1", code="001", name_zh="万象城店", name_en="Mixc World", address_zh="深圳市罗湖区宝安南路1881号",
    address_en="1881 Bao'an South Road, Shenzhen", phone="0755-8266 1881", lat_e6=22_540_000, lon_e6=114_110_000,
    opens="10:00", closes="22:00", fitting_rooms=3,
)  # fmt: skip
DRESS = Style(
    id="dress", code="DR-001", name_zh="碎花连衣裙", name_en="Floral dress", pinyin="sui hua lian yi qun",
    initials="shlyq", category="dresses", brand="Yunshang", season="summer", tags=["sweet"], art="dress",
    material_zh="棉", material_en="cotton", size_system="alpha", launched="2026-03-01", consumable=False,
)  # fmt: skip
DRESS_M = Variant(
    id="dress-m", style_id="dress", barcode="6901234567892", colour_code="BL", colour_zh="雾蓝", colour_en="Mist blue",
    colour_hex="#7d93ad", size="M", size_order=2, list_fen=39_900, member_fen=0, tax_bp=1300, shelf="A-01",
)  # fmt: skip
WANGS_PIN = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("1357")
CHAIN: list[Row] = [
    Chain(id="chain", name_zh="云裳", name_en="Yunshang", fen_per_point=100, receipt_foot_zh="", receipt_foot_en=""),
    SHOP,
    Category(id="dresses", name_zh="连衣裙", name_en="Dresses", part="dress", order=1),
    DRESS,
    DRESS_M,
    Stock(id="shop-1/dress-m", shop_id="shop-1", variant_id="dress-m", on_hand=1000, promised=0),
]
WANG = Staff(id="wang", number="01", name_zh="王芳", name_en="Wang Fang", role="cashier", pin_hash=WANGS_PIN)


class HubProcess:
    """Start it with ``start()``; look into its books with ``count`` and ``on_hand`` whether it runs or not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        lay_hub(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[str] | None = None
        clock = SystemClock()
        database = self._open()
        with database.writing() as conn:
            keys.ensure(conn, clock.now())
            open_books(conn, CHAIN, clock.now())
            publish_many(conn, [WANG], shop_id=SHOP.id)
        database.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.folder), str(self._port)],
            cwd=REPOSITORY, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("listening on ")

    def kill(self) -> None:
        """Kill -9, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def back_up(self, to: Path) -> None:
        """Copy its database as it is now; it must not run."""
        shutil.copytree(self.folder, to)

    def restore(self, backup: Path) -> None:
        """Go back to a backup, as an operator does: into a new epoch. It must not run."""
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        database = self._open()
        with database.writing() as conn:
            keys.start_new_epoch(conn, SystemClock().now())
        database.close()

    def pairing_code(self, till_no: str = "") -> str:
        database = self._open()
        with database.writing() as conn:
            code = enrolment.new_code(conn, SystemClock(), SHOP.id, till_no).code
        database.close()
        return code

    def publish(self, *rows: Row) -> None:
        database = self._open()
        with database.writing() as conn:
            for row in rows:
                publish(conn, row)
        database.close()

    def count(self, table: Table) -> int:
        """Return how many rows a table holds."""
        return int(self._scalar(select(func.count()).select_from(table)))

    def on_hand(self, variant_id: str) -> int:
        stock = tables.stock
        return int(self._scalar(select(stock.c.on_hand).where(stock.c.variant_id == variant_id)))

    def _scalar(self, query: Any) -> Any:
        database = self._open()
        with database.reading() as conn:
            found = conn.execute(query).scalar_one()
        database.close()
        return found

    def _open(self) -> Database:
        return open_database(self.folder)
