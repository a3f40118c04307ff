"""A journal as it was exported, and the means of whoever wants to change it afterwards."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from posapp.adapters.db.journal_export import export
from posapp.domain.money import Fen
from posapp.journal import VERIFIER
from posapp.services.cash_moves import CashMoves
from sync.protocol.canonical import canonical
from sync.protocol.envelope import GENESIS
from sync.protocol.signing import sign
from tests.fakes.till_on_disk import TillOnDisk

Entry = dict[str, Any]


@cache
def verifier() -> ModuleType:
    """Return the verifier that stands alone, loaded as the file that it is."""
    spec = importlib.util.spec_from_file_location("verify_journal", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def exported(till: TillOnDisk) -> list[bytes]:
    with till.file.reading() as connection:
        return list(export(connection, till.clock.now()))


def a_day(till: TillOnDisk, sales: int = 4) -> None:
    """Sell, move cash, close, open again and sell on."""
    moves = CashMoves(till.file, till.clock, till.signing_in, lambda: "zh")
    moves.move("in", Fen(5_000), "零钱")
    for _ in range(sales):
        till.rings_up(1, 2)
        till.paying.pay_cash()
    moves.move("drop", Fen(10_000), "缴存保险箱 café")
    till.shifts.close(till.shifts.current().expected)
    till.clock.goes_on(60_000)
    till.shifts.open(Fen(20_000))
    till.rings_up(3)
    till.paying.pay_cash()
    till.shifts.close(till.shifts.current().expected)


@dataclass
class Journal:
    """An exported journal, and what an attacker may do to it; he has the till's key in ``till_key``."""

    lines: list[bytes]
    till_key: str
    arguments: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.header: Entry = json.loads(self.lines[0])
        self.entries: list[Entry] = [json.loads(line) for line in self.lines[1:]]
        self.truth = list(self.entries)

    def find(self, kind: str, nth: int = 0) -> int:
        """Return the place of the nth entry of a kind."""
        return [place for place, entry in enumerate(self.entries) if entry["kind"] == kind][nth]

    def edit(self, place: int, **changed: Any) -> int:
        self.entries[place] = {**self.entries[place], **changed}
        return int(self.entries[place]["seq"])

    def reseal(self, first: int, key: str) -> None:
        """Number, chain and sign everything from a place on anew."""
        before = self.entries[first - 1]["hash"] if first else GENESIS
        for place in range(first, len(self.entries)):
            entry = {**self.entries[place], "seq": place + 1, "prev_hash": before}
            covered = {name: entry[name] for name in ("at_ms", "body", "business_date", "kind", "seq")}
            entry["hash"] = hashlib.sha256(b"\x01" + bytes.fromhex(before) + canonical(covered)).hexdigest()
            entry["signature"] = sign(key, b"POSAPP-JOURNAL-1\0" + bytes.fromhex(entry["hash"]))
            before, self.entries[place] = entry["hash"], entry

    def anchored(self, place: int, file: Path) -> None:
        """Have the verifier know what the mall was told of an entry before the attack."""
        told = {**self.truth[place], "device": self.header["device"]}
        file.write_bytes(canonical({name: told[name] for name in ("device", "seq", "hash", "at_ms")}) + b"\n")
        self.arguments += ["--anchors", str(file)]

    def on_paper(self, place: int) -> None:
        """Have the verifier hold a Z report that names an entry."""
        self.arguments += ["--paper", f"{place + 1}:{self.truth[place]['hash'][:8]}"]

    def written(self) -> bytes:
        """Return the file; the header is made to fit, as an attacker would."""
        if self.entries:
            self.header |= {"entries": len(self.entries), "head": self.entries[-1]["hash"]}
        return b"".join(canonical(one) + b"\n" for one in (self.header, *self.entries))
