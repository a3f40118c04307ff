"""The smallest shop in which a clerk's whole job can collide with itself, and its morning.

The morning is laid once: the mall's file, two tills that are paired and have loaded, a relay that knows them. Every
race begins with a copy of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import msgspec

from posapp.domain.clock import MINUTE
from posapp.domain.money import Fen
from posapp.services.bag_labels import BagLabels
from posapp.services.walking import Walking
from sync.protocol import rows
from sync.relay.store import FILE_NAME
from sync.simulation import chain
from sync.simulation.beside import SignedInHere
from sync.simulation.chance import seeded
from sync.simulation.clocks import MACHINES, WorldClock
from sync.simulation.hub import SimulatedHub, filled
from sync.simulation.plain_disks import plain_disks
from sync.simulation.reaper import copy_database
from sync.simulation.relay import LineToRelay, SimulatedRelay, TillWithRelay
from sync.simulation.till import FILE, BlankTill, lay_blank
from sync.simulation.world import Blanks, Size, World

SHOP = chain.SHOPS[0]
MEMBERS = chain.MEMBERS[:3]
STOCK = {"coat-S": 1, "coat-M": 2, "coat-L": 3, "dress-M": 2, "dress-L": 1}
"""Last pieces: of one the mall may promise none, of two one, of three two."""

STYLES = ("coat", "dress")
ROOMS = 2
OPENED = chain.START + 20 * MINUTE
"""When a race begins: the morning took less."""

_TILLS = 2
_FIRST_DAY = Size(sales=0, layout=(SHOP,) * _TILLS)
_FLOAT = Fen(20_000)


@dataclass(frozen=True)
class Morning:
    """Files of a shop that has just opened: the mall's, each till's, the relay's."""

    hub: Path
    tills: tuple[BlankTill, ...]
    relay: Path


class ClerksTill(TillWithRelay):
    """A till of the race, with labels for bags, whose disk others may begin with."""

    def _open(self, folder: Path) -> None:
        super()._open(folder)
        labels = BagLabels(self.file, self.clock, lambda: "zh", lambda: ())
        self.walking = Walking(self.file, self.clock, SignedInHere(SHOP), labels)

    def put_away(self, folder: Path) -> BlankTill:
        """Copy the disk for others to begin with."""
        copy_database(self._life / FILE, folder / FILE)
        return BlankTill(folder / FILE, json.loads(self._secrets.read_text(encoding="utf-8")), is_paired=True)


class SmallShop(World):
    """A world of one shop with two tills and their relay."""

    def __init__(self, seed: int, folder: Path, morning: Morning) -> None:
        super().__init__(seed, folder, Blanks(morning.hub, morning.tills[0]), _FIRST_DAY)
        self._morning = morning
        self.days = 1
        self.clerks: list[ClerksTill] = []

    def _build(self) -> None:
        self.hub = SimulatedHub(self._morning.hub, self._folder, self.clock, self._reaper, self.chronicle)
        relay_rng = Random(f"{self.seed}/relay")
        self.relay = SimulatedRelay(
            self._folder / "relay", SHOP, self.hub, relay_rng, self.chronicle, self.clock, self._morning.relay
        )
        for number, blank in enumerate(self._morning.tills, start=1):
            self._blanks = Blanks(self._morning.hub, blank)
            line = LineToRelay((self.relay,), self.clock, Random(f"{self.seed}/lan/{number}"), self.weather)
            till = self._new_till(partial(ClerksTill, line_to_relay=line), number, SHOP, 0, _PAGE_ROWS)
            self.clerks.append(till)
            self.tills.append(till)

    def open_doors(self, folder: Path) -> Morning:
        """Pair and load everything, begin the day, and put all files away for races to begin with."""
        with seeded(Random("morning")), plain_disks(), MACHINES.ticking():
            self._build()
            self.relay.pair()
            self.relay.look()
            for till in self.clerks:
                till.sync()
                till.shifts.open(_FLOAT)
                till.sync()
                till.talk()
            self.hub.keep_up()
            self.relay.look()
            for till in self.clerks:
                till.sync()
                till.talk()
            hub, relay = self.hub.back_up(), folder / FILE_NAME
            copy_database(self.relay.folder / FILE_NAME, relay)
            tills = tuple(till.put_away(folder / till.name) for till in self.clerks)
            self.close()
        return Morning(hub, tills, relay)

    def close(self) -> None:
        """Close every file."""
        super().close()
        self.relay.close()


def lay_morning(folder: Path) -> Morning:
    """Lay the files that every race begins with."""
    clock = WorldClock(chain.START)
    with seeded(Random("blanks")), plain_disks():
        with filled(folder / "hub.db", clock, _all_rows(), (SHOP,)):
            pass
        blank = lay_blank(folder / "till", clock)
    before = Morning(folder / "hub.db", (blank,) * _TILLS, folder / "no-relay.db")
    return SmallShop(0, folder / "first", before).open_doors(folder)


def _all_rows() -> Iterator[rows.Row]:
    """Yield what the simulated chain has, as far as it is of this shop: no accounts, no coupons, last pieces."""
    for row in chain.all_rows():
        match row:
            case rows.Shop() if row.id == SHOP:
                yield msgspec.structs.replace(row, fitting_rooms=ROOMS)
            case rows.Style() if row.id in STYLES:
                yield row
            case rows.Variant() if row.id in STOCK:
                yield row
            case rows.Stock() if row.shop_id == SHOP and row.variant_id in STOCK:
                yield msgspec.structs.replace(row, on_hand=STOCK[row.variant_id])
            case rows.Member() if row.id in MEMBERS:
                yield row
            case rows.Chain() | rows.Category():
                yield row
            case _:
                pass


_PAGE_ROWS = 60
