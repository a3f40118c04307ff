"""Cash that comes and goes, a count that is blind, a Z that is gapless, and everything that is handed over."""

from __future__ import annotations

import pytest

from posapp.adapters.devices.receipt_layout import lay_out
from posapp.domain.errors import BadAmount
from posapp.domain.money import Fen
from posapp.services.cash_moves import CashMoves
from posapp.services.errors import ManagerWanted, ReasonWanted, ShiftNotOpen
from posapp.services.paper import Fact, Note, Slip, Title
from posapp.services.shift_reports import ShiftReports
from sync.protocol.kinds import CashMove, ShiftClose, read_body
from tests.fakes.till_on_disk import TillOnDisk


@pytest.fixture
def cash(till: TillOnDisk) -> CashMoves:
    return CashMoves(till.file, till.clock, till.signing_in, lambda: "zh")


@pytest.fixture
def reports(till: TillOnDisk) -> ShiftReports:
    return ShiftReports(till.file, till.clock, till.signing_in, lambda: "en")


def sells(till: TillOnDisk, *variants: int) -> None:
    till.rings_up(*(variants or (1,)))
    till.paying.pay_cash()


def bodies(till: TillOnDisk, kind: str) -> list[object]:
    found = [one for one in till.store.outbox(1_000, 1 << 24) if one.kind == kind]
    return [read_body(one.kind, one.v, one.body) for one in found]


def slips(till: TillOnDisk) -> list[Slip]:
    with till.file.view() as view:
        return [job.slip for job in view.print_jobs.waiting() if job.slip is not None]


def facts(slip: Slip) -> dict[str, str]:
    return {row.label.strip(): row.value for row in slip.rows if isinstance(row, Fact)}


def test_cash_beside_the_sales_changes_what_should_be_in_the_drawer(till: TillOnDisk, cash: CashMoves) -> None:
    sells(till)
    cash.move("in", Fen(5_000), "补零钱")
    till.clock.goes_on(1_000)
    cash.move("drop", Fen(10_000), "定时缴存")
    assert till.shifts.current().expected == 20_000 + 9_900 + 5_000 - 10_000
    told = bodies(till, "cash.move")
    assert [(one.direction, one.amount_fen, one.reason) for one in told if isinstance(one, CashMove)] == [
        ("in", 5_000, "补零钱"), ("drop", 10_000, "定时缴存"),
    ]  # fmt: skip
    assert [row.text for slip in slips(till) for row in slip.rows if isinstance(row, Title)] == ["现金放入", "现金缴存"]


@pytest.mark.parametrize("fen", [0, -1, 1_000_000_000])
def test_nothing_less_than_a_fen_and_no_fortune_is_moved(till: TillOnDisk, cash: CashMoves, fen: int) -> None:
    with pytest.raises(BadAmount):
        cash.move("in", Fen(fen), "补零钱")
    assert bodies(till, "cash.move") == []


def test_cash_moves_with_a_reason_only_and_out_of_the_drawer_by_permission(till: TillOnDisk, cash: CashMoves) -> None:
    with pytest.raises(ReasonWanted):
        cash.move("in", Fen(100), "  ")
    with pytest.raises(ManagerWanted):
        cash.move("out", Fen(100), "快递费")
    till.shifts.close(till.shifts.current().expected)
    with pytest.raises(ShiftNotOpen):
        cash.move("in", Fen(100), "补零钱")
    assert (bodies(till, "cash.move"), till.shifts.latest().moved) == ([], 0)


def test_a_count_is_judged_after_it_was_given_and_every_one_is_kept(till: TillOnDisk) -> None:
    sells(till)
    first = till.shifts.give_count([(Fen(10_000), 2), (Fen(5_000), 1)])
    assert (first.difference, first.tries, first.wants_reason, first.wants_leave) == (-4_900, 1, True, True)
    assert till.shifts.current().counted is None
    second = till.shifts.give_count([(Fen(10_000), 2), (Fen(5_000), 1), (Fen(2_000), 2), (Fen(500), 1), (Fen(100), 4)])
    assert (second.difference, second.tries, second.wants_reason, second.wants_leave) == (0, 2, False, False)
    sheet = till.shifts.close(second.counted)
    assert sheet.z.counts == 2
    assert [(each.fen, each.pieces) for each in sheet.z.pieces] == [
        (10_000, 2), (5_000, 1), (2_000, 2), (500, 1), (100, 4),
    ]  # fmt: skip


@pytest.mark.parametrize("pieces", [[(Fen(33), 1)], [(Fen(100), -1)], [(Fen(100), 10_000)]])
def test_what_no_drawer_holds_is_no_count(till: TillOnDisk, pieces: list[tuple[Fen, int]]) -> None:
    with pytest.raises(BadAmount):
        till.shifts.give_count(pieces)


def test_a_difference_of_ten_yuan_is_closed_with_a_reason_and_a_larger_one_by_another_person(till: TillOnDisk) -> None:
    with pytest.raises(ReasonWanted):
        till.shifts.close(Fen(19_000))
    with pytest.raises(ManagerWanted) as wanted:
        till.shifts.close(Fen(18_999), reason="原因不明")
    assert wanted.value.ask.extent.fen == 1_001
    assert till.shifts.current() is not None
    sheet = till.shifts.close(Fen(19_000), reason="找零错误")
    assert (sheet.difference, sheet.z.reason, sheet.z.approver_id) == (-1_000, "找零错误", "")


def test_z_reports_are_numbered_without_a_gap_and_their_totals_never_fall(till: TillOnDisk) -> None:
    for number in (1, 2, 3):
        sells(till, 1, 2)
        sheet = till.shifts.close(till.shifts.current().expected)
        assert (sheet.z.number, sheet.z.ever.sales, sheet.z.ever.total_fen) == (number, number, number * 19_800)
        assert (sheet.z.gross_fen, sheet.z.tenders_fen) == (19_800, {"cash": 19_800})
        till.clock.goes_on(1_000)
        till.shifts.open(Fen(20_000))
    closed = [one.z.number for one in bodies(till, "shift.close") if isinstance(one, ShiftClose) and one.z]
    assert closed == [1, 2, 3]


def test_a_close_that_fails_takes_no_number(till: TillOnDisk) -> None:
    with pytest.raises(ManagerWanted):
        till.shifts.close(Fen(0), reason="没了")
    assert till.shifts.close(Fen(20_000)).z.number == 1


def test_an_x_report_tells_a_cashier_nothing_of_the_cash_and_closes_nothing(
    till: TillOnDisk, reports: ShiftReports
) -> None:
    sells(till)
    x = reports.x()
    said = facts(x)
    assert (said["Sales"], said["Pieces"]) == ("1", "1")
    assert not any("99.00" in value or "299.00" in value for value in said.values())
    assert any(isinstance(row, Note) and "counted" in row.text for row in x.rows)
    assert till.shifts.current() is not None


def test_the_papers_of_a_close_wait_for_the_printer_and_fit_its_paper(till: TillOnDisk, reports: ShiftReports) -> None:
    sells(till, 1, 2)
    till.selling.add("v3")
    till.selling.hold()
    till.shifts.close(till.shifts.current().expected)
    z, handover = slips(till)
    assert facts(z)["差异"] == "0.00"
    assert facts(z)["实收合计"] == "198.00"
    assert facts(handover)["挂单"] == "1"
    assert int(facts(handover)["还没上传的记录"]) > 0
    for slip in (z, handover, reports.z(), reports.handover()):
        assert slip is not None
        assert lay_out(slip, 32)
        assert lay_out(slip, 48)
    again = reports.z()
    assert again is not None
    assert facts(again)["Difference"] == "0.00"


def test_a_z_report_names_the_head_of_the_journal(till: TillOnDisk) -> None:
    till.shifts.close(Fen(20_000))
    with till.file.view() as view:
        head = view.drawer.journal_head()
    z = slips(till)[0]
    assert facts(z)["电子流水"] == f"{head.seq} · {head.hash[:8]}"


def test_a_shift_keeps_its_day_and_its_drawer_over_midnight(till: TillOnDisk, cash: CashMoves) -> None:
    till.clock.goes_on(13 * 3_600_000)
    cash.move("in", Fen(100), "补零钱")
    sells(till)
    sheet = till.shifts.close(till.shifts.current().expected)
    assert (sheet.business_date, sheet.moved) == ("2026-11-22", 100)
    told = bodies(till, "cash.move")
    assert [one.business_date for one in told if isinstance(one, CashMove)] == ["2026-11-22"]
