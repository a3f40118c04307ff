"""A shop of real processes: a hub, a relay, two tills' files and their workers, all running and acquainted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from posapp.adapters.db import stock
from posapp.adapters.db.relay_store import SqlRelayStore
from posapp.services.ports import RelayPlace
from tests.fakes.hub_process import DRESS_M, SHOP, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk, eventually
from tests.fakes.relay_process import RelayProcess

in_time = partial(eventually, seconds=90)
"""Several processes start and back off, on a machine that may be busy with others."""


class ShopWithRelay:
    """Two tills and their workers; kill the hub to cut the shop off."""

    def __init__(self, folder: Path, relay_folder: Path | None = None) -> None:
        self.hub = HubProcess(folder / "hub")
        self.hub.start()
        self.relay = RelayProcess(relay_folder or folder / "relay", self.hub)
        self.relay.start()
        self.one, self.two = (PairedTillOnDisk(folder / f"till-{no}", self.hub) for no in (1, 2))
        for till in (self.one, self.two):
            till.start_worker()
        for till in (self.one, self.two):
            in_time(lambda till=till: shown(till) == 1000 and is_answered(till))

    def close(self) -> None:
        for till in (self.one, self.two):
            till.close()
        self.relay.kill()
        self.hub.kill()


def shown(till: PairedTillOnDisk) -> int:
    """Return how many dresses a till says hang here."""
    with till.file.reading() as connection:
        return stock.levels(connection, SHOP.id, [DRESS_M.id])[DRESS_M.id].on_hand


def place(till: PairedTillOnDisk) -> RelayPlace | None:
    """Return the relay that a till talks to."""
    return SqlRelayStore(till.file).place()


def is_answered(till: PairedTillOnDisk) -> bool:
    """Tell whether the relay has answered this till's worker."""
    where = place(till)
    return where is not None and SqlRelayStore(till.file).relayed_through(where) is not None


def relayed(till: PairedTillOnDisk) -> int:
    """Return up to which operation the relay has said that it holds a till's log."""
    where = place(till)
    return (SqlRelayStore(till.file).relayed_through(where) or 0) if where is not None else 0


def heard_of(till: PairedTillOnDisk) -> int:
    """Return how many sales of its neighbours a till has heard of from the relay."""
    with till.file.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM neighbour_movement").scalar() or 0)
