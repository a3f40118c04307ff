"""The eight public days of the Austrian cash register rules (RKSV), as days of this till.

There a receipt chain with a start, normal, cancelled, training and null receipts, a damaged signature device and
closings is played; here the same shapes are sales, returns, practice, drawers closed without a sale, a key that is
gone, and Z reports. Whatever happens in a day, the journal that comes out of it verifies.
"""

from __future__ import annotations

import pytest

from posapp.adapters.db.journal_export import export
from posapp.adapters.db.till_events import FileWitness
from posapp.domain.money import Fen
from posapp.services.practice import Practice
from posapp.services.return_plan import Draft, Piece
from posapp.services.returning import Returning
from posapp.services.till_events import TillEvents
from tests.fakes.exported_journal import verifier
from tests.fakes.till_on_disk import ROOT, TillOnDisk

DAYS = {
    "1 sales of one tax rate, a day and its closing": "B S S S S Z S S Z",
    "2 some are taken back": "B S S R S R S Z S R Z",
    "3 training between real sales": "B S T S T T S Z T S Z",
    "4 nothing sold: drawers opened and closed": "B Z Z S Z Z",
    "5 the signing key is gone for a while": "B S D S S S U S Z S",
    "6 gone again and again, over closings": "B S D S Z U S D B S U Z D S R Z U S Z",
    "7 months and a year: many closings in a row": "B S Z S Z S Z Z Z S Z",
    "8 everything together": "B S T R S D S T S Z U S R Z Z B S T D S U Z S",
}  # fmt: skip
"""B the program begins (their start receipt), S sale, R the last sale taken back, T training, D the key is gone, U it
is back, Z shift closed and opened anew."""


class Day:
    """A till and the acts of a scenario."""

    def __init__(self, till: TillOnDisk) -> None:
        self.till = till
        self.identity = till.store.identity()
        self.practice = Practice(till.file, till.clock, till.signing_in)
        self.returning = Returning(till.file, till.clock, till.signing_in, lambda: "zh")
        self.last_receipt = ""

    def play(self, acts: str) -> None:
        done = {"B": self.begins, "S": self.sells, "R": self.takes_back, "T": self.trains, "D": self.loses_key,
                "U": self.finds_key, "Z": self.closes}  # fmt: skip
        for act in acts.split():
            self.till.clock.goes_on(60_000)
            done[act]()

    def begins(self) -> None:
        witness = FileWitness(self.till.folder / "journal.head")
        till = self.till
        assert "START" in TillEvents(till.file, till.clock, till.signing_in, witness, dict, "1").look()

    def sells(self) -> None:
        self.till.rings_up(1, 2)
        self.last_receipt = self.till.paying.pay_cash().receipt_no

    def takes_back(self) -> None:
        sale = self.returning.find(self.last_receipt).sale
        self.returning.finish(
            Draft(sale, tuple(Piece(place, line.quantity) for place, line in enumerate(sale.lines, 1)))
        )

    def trains(self) -> None:
        self.practice.begin()
        self.till.rings_up(3)
        self.till.paying.pay_cash()
        self.practice.end()

    def loses_key(self) -> None:
        self.till.secrets.put(f"device-key {self.identity.device} {self.identity.generation}", "")

    def finds_key(self) -> None:
        name = f"device-key {self.identity.device} {self.identity.generation}"
        self.till.secrets.put(name, self.identity.private_key)

    def closes(self) -> None:
        self.till.shifts.close(self.till.shifts.current().expected)
        self.till.clock.goes_on(1_000)
        self.till.shifts.open(Fen(20_000))


@pytest.mark.parametrize("name", DAYS)
def test_a_day_of_the_regulators_leaves_a_journal_that_verifies(till: TillOnDisk, name: str) -> None:
    day = Day(till)
    day.play(DAYS[name])
    with till.file.reading() as connection:
        verdict = verifier().verify(export(connection, till.clock.now()), ROOT.public)
    assert verdict.faults == []
    outages = sum("without a key" in remark for remark in verdict.remarks)
    assert outages == DAYS[name].count("U")
