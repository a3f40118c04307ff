"""The relay that the demo starts beside its mall: paired once, found by the mall, gone with whoever started it."""

from __future__ import annotations

from pathlib import Path

from posapp.demo import relay_code
from posapp.programs import running_relay
from sync.hub import relays
from sync.hub.db.database import open_database
from sync.hub.relays import Heard
from tests.fakes.hub_process import SHOP, HubProcess
from tests.fakes.shop_of_processes import in_time


def test_it_is_paired_at_the_first_start_and_is_the_same_relay_at_the_second(tmp_path: Path) -> None:
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    try:
        code = relay_code(hub.url, tmp_path / "relay")
        with running_relay(tmp_path / "relay", hub.url, code):
            in_time(lambda: reported(hub) is not None)
        first = reported(hub)
        assert first is not None
        assert relay_code(hub.url, tmp_path / "relay") == ""
        with running_relay(tmp_path / "relay", hub.url, ""):
            in_time(lambda: (again := reported(hub)) is not None and again.heard_ms > first.heard_ms)
        again = reported(hub)
        assert again is not None
        assert again.fence == first.fence == 1
    finally:
        hub.kill()


def reported(hub: HubProcess) -> Heard | None:
    database = open_database(hub.folder)
    with database.reading() as conn:
        heard = relays.heard_of(conn, SHOP.id)
    database.close()
    return heard
