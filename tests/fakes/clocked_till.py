"""A till that goes by its time of record, on a machine whose clock may be set and whose ticks may not."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from posapp.domain.clock import Millis
from posapp.domain.identity import VariantId
from posapp.domain.till_clock import TillClock
from posapp.services.ports import Attempt
from posapp.services.syncing import OutboxEntry
from tests.fakes.till_on_disk import FakeClock, TillOnDisk


class Machine(FakeClock):
    """A clock that may be set, and ticks that only go on."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = 700_000

    def goes_on(self, millis: int) -> None:
        super().goes_on(millis)
        self.ticks += millis

    def is_set(self, by: int) -> None:
        super().goes_on(by)


def started(folder: Path, machine: Machine) -> TillOnDisk:
    """Start the program on a machine: its clock knows what the file remembers and no more."""
    return TillOnDisk(folder, clock=cast("FakeClock", TillClock(machine, lambda: machine.ticks)))


def hears(till: TillOnDisk, mall: int) -> None:
    """Let the mall answer with its time."""
    till.store.record_attempt("pull", Attempt(), till.clock.now(), Millis(mall))


def sells(till: TillOnDisk) -> OutboxEntry:
    """Sell a piece and return what the log says of it."""
    till.selling.add(VariantId("v1"))
    till.paying.pay_cash()
    return max((entry for entry in till.syncing.outbox() if entry.kind == "sale.commit"), key=lambda entry: entry.seq)
