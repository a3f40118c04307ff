"""What the mall keeps of a till's drawer and journal, on either engine."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from sync.hub.db import tables
from sync.hub.db.drawer_tables import cash_move, journal_anchor, z_report
from sync.protocol.counted import EverTotals, ZFigures
from sync.protocol.decoding import from_json
from sync.protocol.kinds import CashMove, JournalAnchor, ShiftClose, ShiftOpen
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import NOW, SHOP

FIGURES = ZFigures(
    number=1, gross_fen=1_000, discount_fen=100, tax_fen=50, refunds=0, refunds_fen=0, tenders_fen={"cash": 900},
    taxes_fen={"1300": 50}, cash_in_fen=0, cash_out_fen=0, dropped_fen=500, pieces=[], counts=2, reason="找零错误",
    approver_id="", ever=EverTotals(sales=1, gross_fen=1_000, discount_fen=100, total_fen=900, refunds=0,
    refunds_fen=0), open_attempts=["a1"], journal_seq=7, journal_hash="7" * 64,
)  # fmt: skip


def opens(till: PaperTill, shift_id: str = "s1") -> None:
    body = ShiftOpen(
        shift_id=shift_id, shop_id=SHOP, business_date="2027-01-15", occurred_ms=NOW, staff_id="st", float_fen=0
    )
    till.push(till.seal(body))


def closes(till: PaperTill, shift_id: str = "s1", **changed: object) -> None:
    body = ShiftClose(
            shift_id=shift_id, shop_id=SHOP, business_date="2027-01-15", occurred_ms=NOW, staff_id="st", sales=1,
            takings_fen=900, expected_fen=400, counted_fen=300, z=msgspec.structs.replace(FIGURES, **changed),
    )  # fmt: skip
    till.push(till.seal(body))


def moves(till: PaperTill, move_id: str = "m1") -> None:
    body = CashMove(
            move_id=move_id, shop_id=SHOP, shift_id="s1", business_date="2027-01-15", occurred_ms=NOW, staff_id="st",
            approver_id="boss", direction="drop", amount_fen=500, reason="定时缴存",
    )  # fmt: skip
    till.push(till.seal(body))


def anchors(till: PaperTill, seq: int, digit: str) -> None:
    till.push(till.seal(JournalAnchor(shop_id=SHOP, occurred_ms=NOW, seq=seq, hash=digit * 64)))


def exceptions(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.execute(select(tables.trade_exception.c.code)).scalars())


def test_a_z_report_is_kept_with_all_its_figures(hub: RunningHub) -> None:
    till = hub.till()
    opens(till)
    moves(till)
    closes(till)
    with hub.database.reading() as conn:
        kept = conn.execute(select(z_report)).one()
        moved = conn.execute(select(cash_move)).one()
        anchor = conn.execute(select(journal_anchor.c.seq, journal_anchor.c.hash)).one()
    assert from_json(kept.figures, ZFigures) == FIGURES
    assert (kept.number, kept.difference_fen) == (1, -100)
    assert (moved.direction, moved.amount_fen, moved.approver_id, moved.reason) == ("drop", 500, "boss", "定时缴存")
    assert tuple(anchor) == (7, "7" * 64)
    assert exceptions(hub) == []


def test_a_z_report_that_is_missing_is_seen_by_a_person(hub: RunningHub) -> None:
    till = hub.till()
    opens(till)
    closes(till, number=3)
    assert exceptions(hub) == ["z_out_of_order"]


def test_a_difference_that_took_another_persons_word_is_seen_by_a_person(hub: RunningHub) -> None:
    till = hub.till()
    opens(till)
    closes(till, approver_id="boss")
    assert exceptions(hub) == ["cash_difference"]


def test_a_journal_that_says_two_things_under_one_number_is_seen_by_a_person(hub: RunningHub) -> None:
    till = hub.till()
    anchors(till, 16, "a")
    anchors(till, 32, "b")
    anchors(till, 16, "a")
    assert exceptions(hub) == []
    anchors(till, 32, "c")
    assert exceptions(hub) == ["journal_rewritten"]


def test_journals_of_two_tills_have_nothing_to_do_with_each_other(hub: RunningHub) -> None:
    anchors(hub.till(), 16, "a")
    anchors(hub.till(till_no="02"), 16, "b")
    assert exceptions(hub) == []
