"""A shop brings its past in whatever files it has; what cannot be used is named, and the rest is read."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from posapp.domain.clock import DAY, Millis
from sync.hub.history.description import LogDescription, describe, read_description
from sync.hub.history.log import ImportedLog, must_have_events
from sync.hub.history.reading import read_log
from sync.hub.history.unreadable import WHY_UNREADABLE, LogUnreadable
from sync.hub.history.words import NOTES, REFUSALS

NOW = Millis(1_800_000_000_000)
"""2027-01-15 16:00 in Shanghai."""

COLUMNS = {"member_id": "who", "style_id": "what", "at": "when", "quantity": "pieces", "paid": "yuan", "ref": "no"}
HEAD = "who,what,when,pieces,yuan,no"


def described(**changes: Any) -> LogDescription:
    """Return the description of a log of one CSV file, ``log.csv``."""
    file = {"file": "log.csv", "format": "csv", "columns": COLUMNS, **changes.pop("events", {})}
    return describe({"title": "t", "time": {"format": "%Y-%m-%d %H:%M"}, "events": [file]} | changes)


def read(folder: Path, *lines: str, **changes: Any) -> ImportedLog:
    (folder / "log.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return read_log(described(**changes), folder, NOW)


def events(log: ImportedLog) -> list[dict[str, Any]]:
    return list(log.events.to_pyarrow().to_pylist())


def why(folder: Path, description: LogDescription) -> LogUnreadable:
    with pytest.raises(LogUnreadable) as caught:
        read_log(description, folder, NOW)
    assert caught.value.sentence.zh
    assert caught.value.sentence.en
    return caught.value


def test_a_line_becomes_an_event(tmp_path: Path) -> None:
    log = read(tmp_path, 'm1,coat,2026-12-31 23:30,2,"1,299.50",r1')
    assert events(log) == [
        {
            "member_id": "m1",
            "style_id": "coat",
            "variant_id": "",
            "size": "",
            "kind": "bought",
            "at_ms": 1_798_731_000_000,  # 15:30 UTC
            "ref": "r1",
            "verdict": "",
            "quantity": 2,
            "paid_fen": 129_950,
            "shop_id": "",
        }
    ]
    assert log.first_ms == log.last_ms == 1_798_731_000_000
    assert [style["style_id"] for style in log.styles.to_pyarrow().to_pylist()] == ["coat"]


def test_a_row_that_cannot_be_is_left_out_and_its_reason_counted(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        "m1,coat,2026-12-01 10:00,1,10,r1",
        "m1,,2026-12-01 10:00,1,10,r1",
        "m1,coat,31.12.2026,1,10,r1",
        "m1,coat,2027-02-01 10:00,1,10,r1",
        "m1,coat,2026-12-01 10:00,many,10,r1",
        "m1,coat,2026-12-01 10:00,-1,10,r1",
        "m1,coat,2026-12-01 10:00,0,10,r1",
        "m1,coat,2026-12-01 10:00,1,dear,r1",
        "m1,coat,2026-12-01 10:00,1,-10,r1",
        "m1,coat,2026-12-01 10:00,1,10,r1",
        "m1,coat,2026-12-01 10:00,1,10,r1",
    )
    assert len(events(log)) == 1
    assert {found.reason: (found.rows, found.first) for found in log.refused} == {
        "no_style": (1, (2,)),
        "unreadable_time": (1, (3,)),
        "future_date": (1, (4,)),
        "unreadable_quantity": (1, (5,)),
        "negative_quantity": (1, (6,)),
        "no_quantity": (1, (7,)),
        "unreadable_price": (1, (8,)),
        "negative_price": (1, (9,)),
        "duplicate": (2, (10, 11)),
    }
    twins = next(found.sentence for found in log.refused if found.reason == "duplicate")
    assert twins.en == "log.csv: 2 rows: the same as a row before it (rows 10, 11)"
    assert twins.zh == "log.csv：2 行与前面某行完全相同（第 10, 11 行）"


def test_a_figure_that_no_number_can_hold_is_left_out(tmp_path: Path) -> None:
    odd = ["inf", "-inf", "nan", "1e300", "1e17"]
    lines = [f"m1,coat,2026-12-01 10:00,1,{price},r{i}" for i, price in enumerate(odd)]
    lines += [f"m1,coat,2026-12-01 10:00,{pieces},1,q{i}" for i, pieces in enumerate(odd)]
    log = read(tmp_path, "m1,coat,2026-12-01 10:00,1,10,r", *lines)
    assert [event["paid_fen"] for event in events(log)] == [1_000]
    assert {found.reason: found.rows for found in log.refused} == {"unreadable_price": 5, "unreadable_quantity": 5}


@pytest.mark.parametrize("written", ["9" * 25, "-99999999999999", "nan"])
def test_an_instant_that_no_calendar_has_is_left_out(tmp_path: Path, written: str) -> None:
    log = read(tmp_path, f"m1,coat,{written},1,10,r1", time={"format": "epoch_ms"})
    assert log.last_ms == 0
    assert [found.reason for found in log.refused] in (["unreadable_time"], ["ancient_date"])


def test_a_day_that_stands_for_none_is_left_out(tmp_path: Path) -> None:
    log = read(tmp_path, "m1,coat,1900-01-01 00:00,1,10,r1", "m1,coat,2026-12-01 10:00,1,10,r1")
    assert [(found.reason, found.first) for found in log.refused] == [("ancient_date", (1,))]
    assert log.first_ms == log.last_ms


def test_a_comma_parts_thousands_unless_it_is_said_to_be_the_decimal_point(tmp_path: Path) -> None:
    prices = ["12,50", "1.234,50", "1,234.50", "1,234", "¥1,234,567", "12,5 "]
    lines = [f'm1,coat,2026-12-01 10:00,1,"{price}",r{i}' for i, price in enumerate(prices)]
    log = read(tmp_path, *lines)
    assert [event["paid_fen"] for event in events(log)] == [123_450, 123_400, 123_456_700]
    assert [(found.reason, found.first) for found in log.refused] == [("unreadable_price", (1, 2, 6))]
    log = read(tmp_path, *lines, events={"decimal": ","})
    assert [event["paid_fen"] for event in events(log)] == [1_250, 123_450, 123, 1_250]
    assert [(found.reason, found.first) for found in log.refused] == [("unreadable_price", (3, 5))]


def test_exports_that_overlap_are_counted_once(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(
        f"{HEAD}\nm1,coat,2026-12-01 10:00,1,10,r1\nm1,hat,2026-12-02 10:00,1,10,r2\n", encoding="utf-8"
    )
    (tmp_path / "log.csv").write_text(f"{HEAD}\nm1,coat,2026-12-01 10:00,1,10,r1\n", encoding="utf-8")
    first: dict[str, Any] = {"file": "log.csv", "format": "csv", "columns": COLUMNS}
    files = [first, {**first, "file": "more.csv"}]
    said = {"title": "t", "time": {"format": "%Y-%m-%d %H:%M"}}
    log = read_log(describe({**said, "events": files}), tmp_path, NOW)
    assert [event["style_id"] for event in events(log)] == ["coat", "hat"]
    assert [(found.file, found.reason, found.first) for found in log.refused] == [
        ("more.csv", "duplicate_of_file", (1,))
    ]
    kept = [first, {**first, "file": "more.csv", "duplicates": "kept"}]
    assert len(events(read_log(describe({**said, "events": kept}), tmp_path, NOW))) == 3


def test_a_column_of_theirs_may_be_called_row(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("row,what,when\nm7,coat,2026-12-01 10:00\n", encoding="utf-8")
    columns = {"member_id": "row", "style_id": "what", "at": "when"}
    log = read_log(described(events={"columns": columns}), tmp_path, NOW)
    assert [event["member_id"] for event in events(log)] == ["m7"]
    (tmp_path / "log.csv").write_text("no,what,when\nm7,coat,2026-12-01 10:00\n", encoding="utf-8")
    assert why(tmp_path, described(events={"columns": columns})).why == "missing_column"


def test_a_file_with_nothing_in_it_is_called_empty(tmp_path: Path) -> None:
    for content in (b"", b"\n\n", b"\xef\xbb\xbf", b"[]\n"):
        (tmp_path / "log.csv").write_bytes(content)
        trouble = why(tmp_path, described())
        assert trouble.why == "empty_file"
        assert "log.csv" in trouble.sentence.zh


def test_times_may_be_written_in_another_zone_than_the_shops(tmp_path: Path) -> None:
    zones = {"zone": "Asia/Shanghai", "written_in": "UTC", "format": "%Y-%m-%d %H:%M"}
    log = read(tmp_path, "m1,coat,2026-12-31 15:30,1,10,r1", time=zones)
    assert log.last_ms == 1_798_731_000_000
    assert log.description.zone.key == "Asia/Shanghai", "by whose days it is cut"


@pytest.mark.long
def test_a_shop_says_which_odd_rows_are_meant(tmp_path: Path) -> None:
    meant = {"negative_quantity": "returned", "zero_quantity": "kept", "duplicates": "kept", "price_is": "piece"}
    log = read(
        tmp_path,
        "m1,coat,2026-12-01 10:00,2,10,r1",
        "m1,coat,2026-12-01 10:00,2,10,r1",
        "m1,coat,2026-12-02 10:00,-2,10,r2",
        "m1,tape,2026-12-03 10:00,0.4,10,r3",
        "m1,tape,2026-12-04 10:00,0,10,r4",
        events=meant,
    )
    assert [(one["kind"], one["quantity"], one["paid_fen"]) for one in events(log)] == [
        ("bought", 2, 2_000),
        ("bought", 2, 2_000),
        ("returned", 2, 2_000),
        ("bought", 1, 1_000),
        ("bought", 0, 0),
    ]
    assert log.refused == ()


@pytest.mark.long
def test_what_a_garment_was_found_to_be_is_said_in_our_words(tmp_path: Path) -> None:
    changes = {
        "columns": {**COLUMNS, "kind": "no", "verdict": "yuan"} | {"paid": "pieces"},
        "values": {"kind": {"T": "tried", "K": "bought"}, "verdict": {"偏小": "too_small", "-": ""}},
    }
    log = read(
        tmp_path,
        "m1,coat,2026-12-01 10:00,1,偏小,T",
        "m1,coat,2026-12-01 11:00,1,-,K",
        "m1,coat,2026-12-01 12:00,1,lovely,K",
        "m1,coat,2026-12-01 13:00,1,-,X",
        events=changes,
    )
    assert [(one["kind"], one["verdict"]) for one in events(log)] == [("tried", "too_small"), ("bought", "")]
    assert {found.reason for found in log.refused} == {"unknown_verdict", "unknown_kind"}


def test_a_size_that_nobody_knows_is_left_out_and_its_row_is_not(tmp_path: Path) -> None:
    (tmp_path / "styles.csv").write_text("what,sizes\ncoat,alpha\nshoe,eu\nhat,hats\n", encoding="utf-8")
    styles = {"file": "styles.csv", "format": "csv", "columns": {"style_id": "what", "size_system": "sizes"}}
    log = read(
        tmp_path,
        "m1,coat,2026-12-01 10:00,1,10,M",
        "m1,coat,2026-12-01 11:00,1,10,42",
        "m1,shoe,2026-12-01 12:00,1,10,41",
        "m1,shoe,2026-12-01 12:30,1,10,5",
        "m1,hat,2026-12-01 13:00,1,10,narrow",
        events={"columns": {**COLUMNS, "size": "no"}},
        styles=styles,
    )
    assert [one["size"] for one in events(log)] == ["M", "", "41", "5", ""]
    assert {found.reason: found.first for found in log.noted} == {"unknown_size": (2,), "unknown_size_system": (5,)}
    assert log.ladders["eu"] == ("5", "41"), "numbers stand by their size, not by their letters"
    assert log.ladders["alpha"].index("M") < log.ladders["alpha"].index("L")


def test_sizes_of_articles_that_nobody_described_stand_in_their_order(tmp_path: Path) -> None:
    lines = [f"m1,coat,2026-12-01 1{i}:00,1,10,{size}" for i, size in enumerate(("XL", "S", "M", "jumbo"))]
    log = read(tmp_path, *lines, events={"columns": {**COLUMNS, "size": "no"}})
    assert log.ladders == {"": ("S", "M", "XL")}
    assert [(found.reason, found.first) for found in log.noted] == [("unknown_size_system", (4,))]


@pytest.mark.long
def test_every_format_says_the_same(tmp_path: Path) -> None:
    rows = [["m1", "大衣", "2026-12-01", "3", "10"], ["m2", "裙", "2026-12-02", "1", "5.5"]]
    columns = {"member_id": "c1", "style_id": "c2", "at": "c3", "quantity": "c4", "paid": "c5"}
    (tmp_path / "a.csv").write_bytes("\n".join(",".join(row) for row in rows).encode("gb18030"))
    (tmp_path / "a.txt").write_text("\n".join("  ".join(row) for row in rows), encoding="utf-8")
    objects = [{f"c{i}": cell for i, cell in enumerate(row, start=1)} for row in rows]
    (tmp_path / "a.json").write_text(json.dumps(objects), encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(objects), tmp_path / "a.parquet")
    found = []
    for file in (
        {"file": "a.csv", "format": "csv", "header": False, "encoding": "gb18030"},
        {"file": "a.txt", "format": "text"},
        {"file": "a.json", "format": "json"},
        {"file": "a.parquet", "format": "parquet"},
    ):
        log = read_log(describe({"title": "t", "events": [{**file, "columns": columns}]}), tmp_path, NOW)
        found.append(events(log))
    assert all(one == found[0] for one in found)
    assert [(one["style_id"], one["quantity"], one["paid_fen"]) for one in found[0]] == [
        ("大衣", 3, 1_000),
        ("裙", 1, 550),
    ]


@pytest.mark.long
def test_baskets_without_times_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "past.json").write_text(json.dumps({"m1": [[-1], [1, 2], [3], [-1]]}), encoding="utf-8")
    (tmp_path / "next.json").write_text(json.dumps({"m1": [[-1], [2], [-1]]}), encoding="utf-8")
    sides = [("past.json", "before"), ("next.json", "from")]
    files = [
        {
            "file": name,
            "format": "json",
            "layout": "baskets",
            "baskets": {"around": "2026-03-01", "side": side, "skip": ["-1"]},
        }
        for name, side in sides
    ]
    log = read_log(describe({"title": "t", "events": files}), tmp_path, NOW)
    found = [(one["style_id"], one["ref"], one["at_ms"]) for one in events(log)]
    day = found[-1][2]
    assert found == [
        ("1", "m1:-2", day - 2 * DAY),
        ("2", "m1:-2", day - 2 * DAY),
        ("3", "m1:-1", day - DAY),
        ("2", "m1:0", day),
    ]


@pytest.mark.long
def test_periods_tell_what_was_not_sold_from_what_was_not_there(tmp_path: Path) -> None:
    (tmp_path / "parts.csv").write_text("part,a,b,c\nx,0,2,nan\ny,1,,3\n", encoding="utf-8")
    file = {
        "file": "parts.csv",
        "format": "csv",
        "layout": "periods",
        "columns": {"style_id": "part"},
        "periods": {"first": "2026-01-01", "step": "month", "blank": ["", "nan"]},
    }
    log = read_log(describe({"title": "t", "time": {"zone": "UTC"}, "events": [file]}), tmp_path, NOW)
    months = sorted({one["at_ms"] for one in events(log)})
    assert [(b - a) // DAY for a, b in pairwise(months)] == [31, 28]
    assert sorted((one["style_id"], months.index(one["at_ms"]), one["quantity"]) for one in events(log)) == [
        ("x", 0, 0),
        ("x", 1, 2),
        ("y", 0, 1),
        ("y", 2, 3),
    ]


def test_an_empty_log_is_read_and_says_that_there_is_nothing_in_it(tmp_path: Path) -> None:
    log = read(tmp_path)
    assert events(log) == []
    assert (log.first_ms, log.last_ms, log.ladders) == (0, 0, {})
    with pytest.raises(LogUnreadable) as caught:
        must_have_events(log)
    assert caught.value.why == "empty"


def test_a_missing_column_is_named_beside_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("who,what,when,pieces,no\nm1,coat,2026-12-01 10:00,1,r\n", encoding="utf-8")
    trouble = why(tmp_path, described())
    assert trouble.why == "missing_column"
    assert trouble.sentence.en.endswith("It has: who, what, when, pieces, no.")
    assert "“yuan”" in trouble.sentence.zh


def test_a_file_in_another_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(f"{HEAD}\nm1,coat,2026-12-01 10:00,1,1,r\n".encode() + "m1,大衣".encode("gbk"))
    trouble = why(tmp_path, described())
    assert (trouble.why, trouble.values["line"], trouble.values["encoding"]) == ("wrong_encoding", 3, "utf-8")
    assert why(tmp_path, described(events={"encoding": "martian"})).why == "unknown_encoding"


def test_files_that_are_missing_or_broken_are_named(tmp_path: Path) -> None:
    assert why(tmp_path, described()).why == "no_data"
    (tmp_path / "log.csv").write_bytes(b"PAR1 but no more")
    assert why(tmp_path, described(events={"format": "parquet"})).why == "file_unreadable"
    assert why(tmp_path, described(events={"format": "json"})).why == "file_unreadable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title = ", "not_toml"),
        ("title = 1\nevents = []", "not_a_description"),
        ("title = 't'\nevents = []\ncolour = 'red'", "not_a_description"),
        ("title = 't'\n[[events]]\nfile = 'a'\nformat = 'xls'", "not_a_description"),
        ("title = 't'\n[[events]]\nfile = 'a'\nformat = 'csv'\ncolumns = { at = 't' }", "missing_field"),
        ("title = 't'\n[[events]]\nfile = 'a'\nformat = 'csv'\ncolumns = { weight = 't' }", "unknown_field"),
        ("title = 't'\n[[events]]\nfile = 'a'\nformat = 'csv'\nkind = 'stolen'", "unknown_kind"),
        ("title = 't'\n[[events]]\nfile = 'a'\nformat = 'json'\nlayout = 'baskets'", "missing_field"),
        ("title = 't'\nevents = []\n[time]\nzone = 'Mars/Olympus'", "unknown_zone"),
    ],
)
def test_a_description_that_cannot_be_understood_says_why(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "LOG.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LogUnreadable) as caught:
        read_description(path)
    assert caught.value.why == code
    assert caught.value.sentence.zh != caught.value.sentence.en


def test_a_format_of_times_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"{HEAD}\nm1,coat,2026-12-01,1,10,r\n", encoding="utf-8")
    trouble = why(tmp_path, described(time={"format": "%Q"}))
    assert trouble.why == "bad_time_format"
    assert "“%Q”" in trouble.sentence.zh


def test_a_description_saved_by_a_simple_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / "LOG.toml").write_text("title = '店'\nevents = []\n", encoding="utf-8-sig")
    assert read_description(tmp_path / "LOG.toml").title == "店"


def test_a_description_that_is_not_there_or_not_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable) as caught:
        read_description(tmp_path / "LOG.toml")
    assert caught.value.why == "no_description"
    (tmp_path / "LOG.toml").write_bytes("title = '店'".encode("gbk"))
    with pytest.raises(LogUnreadable) as caught:
        read_description(tmp_path / "LOG.toml")
    assert caught.value.why == "wrong_encoding"


def test_what_a_log_says_of_a_goal_is_checked_when_it_is_asked() -> None:
    said = {"cut": "2026-03-01", "support": 40, "share": 0.5, "seeds": [1, 2], "word": "w", "odd": -1}
    settings = described(goals={"size": said}).goal("size")
    assert settings.instant("cut") == 1_772_294_400_000
    assert (settings.whole("support", 1), settings.between("share", 1, 0, 1), settings.seeds()) == (40, 0.5, (1, 2))
    assert (settings.one_of("word", "v", "w"), settings.one_of("other", "x", "y")) == ("w", "x")
    assert (settings.yes("none"), settings.words("none"), settings.instant("none")) == (False, (), None)
    for wrong in (
        lambda: settings.whole("odd", 1),
        lambda: settings.whole("support", 1, least=41),
        lambda: settings.between("word", 1, 0, 2),
        lambda: settings.between("share", 0.1, 0, 0.5),
        lambda: settings.yes("word"),
        lambda: settings.words("word"),
        lambda: settings.instant("support"),
        lambda: settings.seeds("odd"),
        lambda: settings.instant("word"),
        lambda: settings.one_of("word", "v"),
    ):
        with pytest.raises(LogUnreadable) as caught:
            wrong()
        assert caught.value.why == "bad_setting"
        assert "[goals.size]" in caught.value.sentence.en


def test_a_day_needs_no_quotes_in_a_description(tmp_path: Path) -> None:
    path = tmp_path / "LOG.toml"
    path.write_text("title = 't'\nevents = []\n[goals.size]\ncut = 2026-03-01\n", encoding="utf-8")
    assert read_description(path).goal("size").instant("cut") == 1_772_294_400_000


@pytest.mark.long
def test_ten_thousand_purchases_of_one_member_are_ten_thousand_events(tmp_path: Path) -> None:
    log = read(tmp_path, *(f"m1,s{i % 7},2026-12-01 10:00,1,10,r{i}" for i in range(10_000)))
    assert log.events.count().to_pyarrow().as_py() == 10_000


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    for text in (*WHY_UNREADABLE.values(), *REFUSALS.values(), *NOTES.values()):
        assert text.zh
        assert text.en
        assert text.zh != text.en


def test_a_review_becomes_what_it_says_of_the_fit(tmp_path: Path) -> None:
    columns = {"member_id": "who", "style_id": "what", "at": "when", "verdict": "said"}
    reviews = ["Runs small, size up", "尺码偏大，要拿小一码", "True to size", "Lovely colour", ""]
    lines = [f'm{i},coat,2026-12-31 23:30,"{review}"' for i, review in enumerate(reviews)]
    (tmp_path / "log.csv").write_text("\n".join(["who,what,when,said", *lines]) + "\n", encoding="utf-8")
    file = {"file": "log.csv", "format": "csv", "columns": columns, "verdict_is": "review"}
    log = read_log(describe({"title": "t", "time": {"format": "%Y-%m-%d %H:%M"}, "events": [file]}), tmp_path, NOW)
    assert [row["verdict"] for row in events(log)] == ["too_small", "too_big", "kept", "", ""]
