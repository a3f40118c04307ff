"""The drawer by key and the paper beside sales: allowed, written down, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.adapters.devices.chosen_printer import ChosenPrinter
from posapp.config.settings import Settings
from posapp.domain.permission import Ask, Extent
from posapp.services.devices import Devices
from posapp.services.errors import BadPrinterSetting, ManagerWanted, PrinterTrouble
from posapp.services.paper import Slip, Title
from posapp.services.printing import Printing, queue_slip
from tests.fakes.printer_program import PrinterProgram
from tests.fakes.staffed_till import id_of, journalled, with_colleagues, word_of, works
from tests.fakes.till_on_disk import TillOnDisk

REPORT = Slip(name="x-1", language="zh", rows=(Title("X 报表"),))
DRAWER = Ask("open_drawer", Extent())


@pytest.fixture
def program() -> Iterator[PrinterProgram]:
    program = PrinterProgram()
    yield program
    program.close()


@pytest.fixture
def machine(program: PrinterProgram, tmp_path: Path) -> ChosenPrinter:
    settings = Settings(printer=program.setting, file=tmp_path / "till.toml")
    return ChosenPrinter(settings, tmp_path / "receipts", tmp_path)


@pytest.fixture
def printing(till: TillOnDisk, machine: ChosenPrinter) -> Printing:
    return Printing(till.file, till.clock, till.signing_in, machine, machine)


@pytest.fixture
def devices(till: TillOnDisk, machine: ChosenPrinter, printing: Printing) -> Devices:
    return Devices(till.file, till.clock, till.signing_in, printing, machine)


def test_the_drawer_opens_for_whoever_may_and_the_journal_tells(
    till: TillOnDisk, devices: Devices, program: PrinterProgram
) -> None:
    with_colleagues(till)
    works(till, "manager")
    devices.open_drawer()
    program.wait(lambda events: [one for one in events if one["event"] == "kick"])
    (entry,) = journalled(till, "NO_SALE_DRAWER")
    assert entry["staff_id"] == id_of("manager")


def test_for_whoever_may_not_it_opens_by_a_colleague_s_word_only(
    till: TillOnDisk, devices: Devices, program: PrinterProgram
) -> None:
    permitting = with_colleagues(till)
    works(till, "clerk")
    with pytest.raises(ManagerWanted):
        devices.open_drawer()
    assert journalled(till, "NO_SALE_DRAWER") == []
    devices.open_drawer(word_of(permitting, "manager", DRAWER))
    (entry,) = journalled(till, "NO_SALE_DRAWER")
    assert (entry["staff_id"], entry["given_by"]) == (id_of("clerk"), id_of("manager"))
    assert len(program.wait(lambda events: [one for one in events if one["event"] == "kick"])) == 1


def test_a_slip_waits_over_a_restart_and_is_printed_once(
    till: TillOnDisk, printing: Printing, machine: ChosenPrinter, program: PrinterProgram
) -> None:
    program.do("cover open")
    till.file.write(lambda unit: queue_slip(unit, REPORT, till.clock.now()))
    with pytest.raises(PrinterTrouble):
        printing.run()
    (waiting,) = printing.queue()
    assert (waiting.name, waiting.trouble, waiting.attempts) == ("x-1", "cover_open", 1)
    program.do("cover closed")
    again = TillOnDisk(till.folder, clock=till.clock)
    after = Printing(again.file, again.clock, again.signing_in, machine, machine)
    after.run()
    after.run()
    again.close()
    assert len(program.papers(1)) == 1
    assert printing.queue() == ()


def test_what_was_printed_is_printed_again_as_a_copy(
    till: TillOnDisk, devices: Devices, printing: Printing, program: PrinterProgram
) -> None:
    printing.print_slip(REPORT)
    till.rings_up(1)
    finished = till.paying.pay_cash()
    printing.run()
    newest, before = devices.sheet().latest
    assert {newest.name, before.name} == {"x-1", finished.receipt_no}
    for paper in (newest, before):
        devices.print_again(paper.job_id)
    copies = program.papers(4)[2:]
    assert all("* 补打 *" in paper["lines"][0] for paper in copies)
    assert [entry["receipt_no"] for entry in journalled(till, "REPRINT")] == [finished.receipt_no]


def test_a_setting_that_names_no_printer_is_refused_and_the_one_in_use_stays(
    devices: Devices, machine: ChosenPrinter
) -> None:
    before = machine.settings()
    with pytest.raises(BadPrinterSetting):
        devices.use_printer("tcp:", 48)
    assert machine.settings() == before
    assert machine.state() == "ready"


def test_a_setting_written_by_hand_costs_paper_never_the_counter(till: TillOnDisk, tmp_path: Path) -> None:
    wrong = ChosenPrinter(Settings(printer="lpt1", file=tmp_path / "till.toml"), tmp_path, tmp_path)
    printing = Printing(till.file, till.clock, till.signing_in, wrong, wrong)
    printing.print_slip(REPORT)
    with pytest.raises(PrinterTrouble) as trouble:
        printing.run()
    assert trouble.value.values["reason"] == "bad_setting"
    assert len(printing.queue()) == 1


def test_a_test_page_shows_the_width_and_the_signs(devices: Devices, program: PrinterProgram) -> None:
    devices.print_test("zh")
    (paper,) = program.papers(1)
    assert any("镕喆堃" in line for line in paper["lines"])
    assert any(len(line) == 48 and line.isdigit() for line in paper["lines"])
