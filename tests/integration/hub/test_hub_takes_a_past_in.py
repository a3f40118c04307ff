"""A chain that comes to posapp brings what its members did: nothing twice, and what has no place here is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from posapp.domain.clock import DAY, Millis
from sync.hub import consents, erasing, training
from sync.hub.db.history_tables import event_log
from sync.hub.history.chain import of_chain
from sync.hub.history.command import CANNOT, bring_in
from sync.hub.history.description import describe
from sync.hub.history.importing import Brought, bring
from sync.hub.history.reading import read_log
from sync.hub.publishing import published
from sync.protocol.rows import Happening, History
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.small_chain import COAT_M, LIN, NOW, ZHOU

COLUMNS = {
    "member_id": "card",
    "style_id": "style",
    "variant_id": "barcode",
    "size": "size",
    "kind": "kind",
    "at": "day",
    "ref": "receipt",
    "quantity": "pieces",
    "paid": "yuan",
    "shop_id": "shop",
}
HEAD = ",".join(COLUMNS.values())
PAST = (
    f"{ZHOU},COAT,,M,bought,2026-05-01,r1,1,899,01",
    f"{ZHOU},lipstick,,,bought,2026-05-01,r1,2,398,01",
    f"{ZHOU},COAT,,L,tried,2026-05-01,f1,1,0,01",
    f"{ZHOU},COAT,,M,bought,2026-06-01,r2,1,899,02",
    f"{ZHOU},COAT,,M,returned,2026-06-03,b1,1,899,02",
    "8000000000000001,lipstick,,,viewed,2026-06-05,,1,0,",
    f"{LIN},lipstick,,,scanned,2026-06-06,,1,0,01",
    ",coat,,S,bought,2026-06-07,r3,1,999,01",
)


def take(mall: QuietMall, folder: Path, *lines: str) -> Brought:
    (folder / "past.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    description = describe({"title": "before", "events": [{"file": "past.csv", "format": "csv", "columns": COLUMNS}]})
    return bring(mall.database, read_log(description, folder, Millis(NOW), any_size=True))


def history(mall: QuietMall, member_id: str) -> History:
    with mall.database.reading() as conn:
        found = published(conn, History, member_id)
    assert found is not None
    return found


def told(one: Happening) -> tuple[str, str, str, str]:
    return one.kind, one.style_id, one.variant_id, one.size


@pytest.mark.long
def test_what_members_did_before_stands_in_their_histories(quiet_mall: QuietMall, tmp_path: Path) -> None:
    brought = take(quiet_mall, tmp_path, *PAST)
    assert (brought.new, brought.known, brought.members, brought.refused) == (8, 0, 2, [])
    hers = history(quiet_mall, ZHOU)
    assert sorted(map(told, hers.happenings)) == [
        ("bought", "coat", COAT_M, "M"),
        ("bought", "coat", COAT_M, "M"),
        ("bought", "lipstick", "", ""),
        ("returned", "coat", COAT_M, "M"),
        ("tried", "coat", "coat-l", "L"),
    ]
    assert hers.happenings[0].kind == "returned", "the newest first"
    assert (hers.visits, hers.spent_fen) == (2, 129_700), "two receipts, and the coat that came back is not spent"
    assert {told(one)[:2] for one in history(quiet_mall, LIN).happenings} == {
        ("viewed", "lipstick"),
        ("bought", "shirt"),
    }


@pytest.mark.long
def test_the_same_log_again_or_a_longer_one_doubles_nothing(quiet_mall: QuietMall, tmp_path: Path) -> None:
    take(quiet_mall, tmp_path, *PAST[:3])
    before = history(quiet_mall, ZHOU)
    again = take(quiet_mall, tmp_path, *PAST[:3])
    assert (again.new, again.known) == (0, 3)
    assert history(quiet_mall, ZHOU) == before
    longer = take(quiet_mall, tmp_path, *PAST, f"{ZHOU},coat,,S,wished,2026-07-01,,1,0,")
    assert (longer.new, longer.known) == (6, 3)
    assert history(quiet_mall, ZHOU).visits == 2
    with quiet_mall.database.reading() as conn:
        log = of_chain(conn, Millis(NOW + DAY))
    kinds = sorted((one["member_id"], one["kind"]) for one in log.events.to_pyarrow().to_pylist())
    assert kinds == [
        ("", "bought"),
        (LIN, "bought"),
        (LIN, "scanned"),
        (LIN, "viewed"),
        *[(ZHOU, kind) for kind in ("bought", "bought", "bought", "returned", "tried", "wished")],
    ], "what stands in her history and in the log that was brought is one event"


@pytest.mark.long
def test_two_pieces_on_two_equal_lines_are_two_however_often_they_are_brought(
    quiet_mall: QuietMall, tmp_path: Path
) -> None:
    lines = [f"{ZHOU},coat,,M,bought,2026-05-01,r1,1,899,01"] * 2 + [",lipstick,,,bought,2026-05-01,r2,1,199,01"] * 2
    meant = {"file": "past.csv", "format": "csv", "columns": COLUMNS, "duplicates": "kept"}
    for new in (4, 0):
        (tmp_path / "past.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        log = read_log(describe({"title": "before", "events": [meant]}), tmp_path, Millis(NOW), any_size=True)
        assert bring(quiet_mall.database, log).new == new
    assert history(quiet_mall, ZHOU).spent_fen == 2 * 89_900
    assert history(quiet_mall, ZHOU).visits == 1


@pytest.mark.long
def test_what_her_history_tells_already_does_not_stand_in_it_twice(quiet_mall: QuietMall, tmp_path: Path) -> None:
    take(quiet_mall, tmp_path, PAST[0])
    with quiet_mall.database.writing() as conn:
        conn.execute(delete(event_log))  # as if the mall itself had written her history
    take(quiet_mall, tmp_path, *PAST[:2])
    assert [told(one)[:2] for one in history(quiet_mall, ZHOU).happenings].count(("bought", "coat")) == 1


@pytest.mark.long
def test_the_night_learns_from_more_than_a_history_holds(quiet_mall: QuietMall, tmp_path: Path) -> None:
    coats = [f"{ZHOU},coat,,M,bought,2027-01-05,r{number},1,899,01" for number in range(80)]
    take(quiet_mall, tmp_path, f"{ZHOU},lipstick,,,bought,2026-12-20,r-old,1,199,01", *coats)
    assert {one.style_id for one in history(quiet_mall, ZHOU).happenings} == {"coat"}
    with quiet_mall.database.reading() as conn:
        pack = training.train(conn, quiet_mall.clock.now())
    assert pack.styles[pack.place["lipstick"]].popular > 0


@pytest.mark.long
def test_what_has_no_place_in_this_chain_is_named_with_its_row(quiet_mall: QuietMall, tmp_path: Path) -> None:
    brought = take(
        quiet_mall,
        tmp_path,
        f"{ZHOU},spacesuit,,M,bought,2026-05-01,r1,1,899,01",
        "m-nobody,coat,,M,bought,2026-05-01,r1,1,899,01",
        f"{ZHOU},coat,6900000000000,XXS,bought,2026-05-01,r1,1,899,77",
    )
    assert [(one.row, one.reason, one.value) for one in sorted(brought.refused, key=lambda one: one.row)] == [
        (1, "unknown_style_here", "spacesuit"),
        (2, "unknown_member_here", "m-nobody"),
    ]
    assert brought.noted == {"unknown_variant_here": 1, "unknown_size_here": 1, "unknown_shop_here": 1}
    assert [told(one) for one in history(quiet_mall, ZHOU).happenings] == [("bought", "coat", "", "")]
    sentences = [found.sentence.en for found in brought.findings()]
    assert sentences[0] == "past.csv: 1 row: this chain has no such member (row 2)"


@pytest.mark.long
def test_what_she_only_looked_at_is_kept_while_she_agrees(quiet_mall: QuietMall, tmp_path: Path) -> None:
    def looks() -> int:
        with quiet_mall.database.reading() as conn:
            query = select(func.count()).where(event_log.c.member_id == LIN, event_log.c.kind == "scanned")
            return int(conn.execute(query).scalar_one())

    take(quiet_mall, tmp_path, *PAST)
    assert looks() == 1
    with quiet_mall.database.writing() as conn:
        consents.say(conn, quiet_mall.clock, LIN, "personal", given=False)
    assert looks() == 0
    again = take(quiet_mall, tmp_path, *PAST)
    assert [(one.row, one.reason) for one in again.refused] == [(6, "not_agreed_here"), (7, "not_agreed_here")]
    assert (looks(), again.new) == (0, 0)


@pytest.mark.long
def test_a_member_who_bought_ten_thousand_times_has_a_history_that_travels(
    quiet_mall: QuietMall, tmp_path: Path
) -> None:
    looks = [f"{ZHOU},coat,,M,viewed,2026-01-{1 + i % 28:02},v{i},1,0," for i in range(100)]
    lines = [f"{ZHOU},coat,,M,bought,2025-{1 + i % 12:02}-{1 + i % 28:02},r{i},1,1,01" for i in range(10_000)]
    brought = take(quiet_mall, tmp_path, *lines, *looks)
    assert brought.new == 10_100
    hers = history(quiet_mall, ZHOU)
    assert (hers.visits, hers.spent_fen, len(hers.happenings)) == (10_000, 1_000_000, 80)
    assert {one.kind for one in hers.happenings} == {"bought"}, "a glance makes room for what she bought"


def test_the_command_says_what_was_taken_and_what_was_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mall = QuietMall(tmp_path / "hub")
    mall.close()
    (tmp_path / "past.csv").write_text("\n".join([HEAD, *PAST, f"{ZHOU},hat,,,bought,2026-05-01,r1,1,9,01"]))
    columns = "\n".join(f'{ours} = "{theirs}"' for ours, theirs in COLUMNS.items())
    (tmp_path / "LOG.toml").write_text(
        f"title = 'before'\n[[events]]\nfile = 'past.csv'\nformat = 'csv'\n[events.columns]\n{columns}\n"
    )
    refused = tmp_path / "refused.csv"
    assert bring_in(tmp_path / "LOG.toml", None, tmp_path / "hub", refused=refused, clock=mall.clock) == 0
    said = capsys.readouterr().out
    assert "Brought 8 events of 2 members; 0 were there already." in said
    assert "past.csv: 1 row: this chain has no such article (row 9)" in said
    assert "past.csv：1 行本连锁没有这款商品（第 9 行）" in said
    assert refused.read_text().splitlines() == ["file,row,reason,value", "past.csv,9,unknown_style_here,hat"]


def test_the_command_says_why_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "LOG.toml").write_text(
        "title = 't'\n[[events]]\nfile = 'a.csv'\nformat = 'csv'\ncolumns = { at = 't' }"
    )
    assert bring_in(None, None, tmp_path) == CANNOT
    assert bring_in(tmp_path / "LOG.toml", None, tmp_path) == CANNOT
    said = capsys.readouterr().err
    assert "Say with --log which file describes the log." in said
    assert "does not say which column of a.csv is style_id" in said


def test_a_past_does_not_bring_back_who_was_erased(quiet_mall: QuietMall, tmp_path: Path) -> None:
    hers = (f"{ZHOU},COAT,,M,bought,2026-05-01,r1,1,899,01", "8000000000000002,COAT,,S,tried,2026-05-02,f1,1,0,01")
    assert take(quiet_mall, tmp_path, *hers).new == 2
    with quiet_mall.database.writing() as conn:
        wish = erasing.Wish(member_id=ZHOU, mark=erasing.preview(conn, ZHOU).mark)
        erasing.erase(conn, quiet_mall.clock, wish, "office", who="陈")
    brought = take(quiet_mall, tmp_path, *hers, f"{LIN},lipstick,,,viewed,2026-06-05,,1,0,")
    assert (brought.new, [(one.reason, one.value) for one in brought.refused]) == (1, [("erased_here", "")] * 2)
    assert "本人要求删除" in brought.findings()[0].sentence.zh
    with quiet_mall.database.reading() as conn:
        assert published(conn, History, ZHOU) is None
        assert conn.scalar(select(func.count()).select_from(event_log).where(event_log.c.member_id == ZHOU)) == 0
