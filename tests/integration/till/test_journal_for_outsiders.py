"""A journal that was exported is checked by whoever distrusts the till: with the command, or with the lone verifier."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from posapp import cli
from posapp.domain.money import Fen
from posapp.journal import VERIFIER
from sync.protocol.signing import new_key_pair
from tests.fakes.exported_journal import Journal, a_day, exported
from tests.fakes.till_on_disk import ROOT, TillOnDisk


@pytest.fixture
def journal(till: TillOnDisk) -> Journal:
    a_day(till)
    return Journal(exported(till), till.store.identity().private_key)


def by_command(file: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = cli.main(["journal", "verify", str(file), *arguments])
    return status, capsys.readouterr().out


def by_file(file: Path, arguments: list[str]) -> tuple[int, str]:
    """Run the verifier as a stranger does: isolated, in a folder where nothing of ours is."""
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(file), *arguments],
        capture_output=True, text=True, cwd=file.parent, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def verdicts(data: bytes, arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return what both say of a file; they must agree to the letter."""
    file = folder / "journal.jsonl"
    file.write_bytes(data)
    said = by_command(file, ["--root", ROOT.public, *arguments], capsys)
    assert by_file(file, ["--root", ROOT.public, *arguments]) == said
    return said


def first_bad(report: str) -> tuple[int | None, str]:
    """Return the first bad entry of a report, and what is said of it."""
    lines = report.splitlines()
    summary = json.loads(lines[-1])
    faults = [line.split(": ")[1] for line in lines if line.startswith("entry ")]
    return summary["first_bad"], faults[0] if faults else ""


def test_a_journal_as_the_till_wrote_it_has_no_fault(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert journal.written() == b"".join(journal.lines)
    journal.on_paper(journal.find("CLOSE_SHIFT"))
    journal.anchored(8, tmp_path / "anchors")
    status, report = verdicts(journal.written(), journal.arguments, tmp_path, capsys)
    assert (status, first_bad(report)) == (0, (None, ""))


def test_the_verifier_stands_alone() -> None:
    tree = ast.parse(VERIFIER.read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported <= {*sys.stdlib_module_names, "cryptography"}


def _changed_amount(journal: Journal, _: Path) -> int:
    place = journal.find("SALE", 1)
    body = json.loads(json.dumps(journal.entries[place]["body"]))
    body["sale"]["total_fen"] -= 100
    return journal.edit(place, body=body)


def _deleted_in_the_middle(journal: Journal, _: Path) -> int:
    return int(journal.entries.pop(journal.find("SALE", 1))["seq"])


def _swapped(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 1)
    journal.entries[at], journal.entries[at + 1] = journal.entries[at + 1], journal.entries[at]
    return at + 1


def _inserted(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 2)
    journal.entries.insert(at, {**journal.entries[at - 1], "seq": at + 1, "prev_hash": journal.entries[at - 1]["hash"]})
    return at + 1


def _repeated(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 2)
    journal.entries.insert(at + 1, journal.entries[at])
    return int(journal.entries[at]["seq"])


def _five_cut_off_the_end(journal: Journal, folder: Path) -> int:
    journal.anchored(len(journal.entries) - 1, folder / "anchors")
    del journal.entries[-5:]
    return len(journal.entries) + 1


def _cut_off_with_a_z_report_on_paper(journal: Journal, _: Path) -> int:
    journal.on_paper(len(journal.entries) - 1)
    del journal.entries[-1:]
    return len(journal.entries) + 1


def _written_anew_without_the_key(journal: Journal, folder: Path) -> int:
    seq = _changed_amount(journal, folder)
    honest = [entry["signature"] for entry in journal.entries]
    journal.reseal(seq - 1, new_key_pair().private)
    for place in range(seq - 1, len(journal.entries)):
        journal.entries[place]["signature"] = honest[place]
    return seq


def _written_anew_with_a_key_of_his_own(journal: Journal, folder: Path) -> int:
    _changed_amount(journal, folder)
    own = new_key_pair()
    journal.edit(0, body={**journal.entries[0]["body"], "public_key": own.public})
    journal.reseal(0, own.private)
    return 1


def _written_anew_with_the_tills_own_key(journal: Journal, folder: Path) -> int:
    journal.anchored(journal.find("SALE", 3), folder / "anchors")
    _changed_amount(journal, folder)
    journal.reseal(journal.find("SALE", 1), journal.till_key)
    return journal.find("SALE", 3) + 1


def _one_sale_left_out_with_the_tills_own_key(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 1)
    del journal.entries[at]
    journal.reseal(at, journal.till_key)
    return journal.find("SALE", 1) + 1


def _totals_lowered_with_the_tills_own_key(journal: Journal, _: Path) -> int:
    at = journal.find("CLOSE_SHIFT", 1)
    body = json.loads(json.dumps(journal.entries[at]["body"]))
    body["shift"]["z"]["ever"]["gross_fen"] = 1
    journal.edit(at, body=body)
    journal.reseal(at, journal.till_key)
    return at + 1


def _text_in_another_form(journal: Journal, _: Path) -> int:
    at = journal.find("CASH_DROP")
    text = json.dumps(journal.entries[at]["body"], ensure_ascii=False)
    return journal.edit(at, body=json.loads(unicodedata.normalize("NFD", text)))


def _another_day(journal: Journal, _: Path) -> int:
    return journal.edit(journal.find("SALE", 2), business_date="2026-11-21")


def _another_time_zone(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 2)
    return journal.edit(at, at_ms=journal.entries[at]["at_ms"] - 8 * 3_600_000)


def _signature_taken_off(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 2)
    return journal.edit(at, signature="")


def _signature_of_another_entry(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 2)
    return journal.edit(at, signature=journal.entries[at - 1]["signature"])


def _a_number_in_words(journal: Journal, _: Path) -> int:
    at = journal.find("SALE", 2)
    journal.entries[at] = {**journal.entries[at], "seq": "five"}
    return at + 1


ATTACKS: dict[str, tuple[Callable[[Journal, Path], int], str]] = {
    "an amount is changed": (_changed_amount, "content"),
    "an entry is deleted in the middle": (_deleted_in_the_middle, "gap"),
    "two entries are swapped": (_swapped, "gap"),
    "an entry is inserted": (_inserted, "content"),
    "an entry is repeated": (_repeated, "order"),
    "five are cut off the end": (_five_cut_off_the_end, "cut"),
    "one is cut off, and paper knows": (_cut_off_with_a_z_report_on_paper, "cut"),
    "all is written anew without a key": (_written_anew_without_the_key, "signature"),
    "all is written anew with a key of his own": (_written_anew_with_a_key_of_his_own, "key"),
    "all is written anew with the till's own key": (_written_anew_with_the_tills_own_key, "anchor"),
    "a sale is left out with the till's own key": (_one_sale_left_out_with_the_tills_own_key, "number"),
    "totals are lowered with the till's own key": (_totals_lowered_with_the_tills_own_key, "totals"),
    "the text is in another form": (_text_in_another_form, "content"),
    "the business day is another": (_another_day, "content"),
    "the time zone is another": (_another_time_zone, "content"),
    "a signature is taken off": (_signature_taken_off, "unsigned"),
    "a signature is of another entry": (_signature_of_another_entry, "signature"),
    "a number is a word": (_a_number_in_words, "line"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found_at_its_first_entry(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    attack, what = ATTACKS[name]
    seq = attack(journal, tmp_path)
    status, report = verdicts(journal.written(), journal.arguments, tmp_path, capsys)
    assert (status, first_bad(report)) == (1, (seq, what)), report


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (b'"body":{"op_id"', b'"body":{"aa":1.5,"op_id"', "line"),  # a fraction
        (b'"body":{"op_id"', b'"body":{"op_id":"x","op_id"', "form"),  # a key twice
        (b'{"at_ms"', b'{ "at_ms"', "form"),  # a space
        (b'"seq":', b'"seq":00', "line"),
        (b'"prev_hash":"', b'"prev_hash":"zz', "line"),
    ],
)  # fmt: skip
def test_a_line_that_no_till_writes_is_found(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str], before: bytes, after: bytes, what: str
) -> None:
    at = journal.find("SALE", 1)
    lines = list(journal.lines)
    lines[at + 1] = lines[at + 1].replace(before, after, 1)
    status, report = verdicts(b"".join(lines), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (1, (at + 1, what)), report


def test_the_same_said_in_another_order_is_found(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = journal.find("SALE", 1)
    lines = list(journal.lines)
    entry = json.loads(lines[at + 1])
    turned = {key: entry[key] for key in reversed(entry)}
    lines[at + 1] = json.dumps(turned, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    status, report = verdicts(b"".join(lines), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (1, (at + 1, "form")), report


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\n\n", b"\x00" * 5_000, b"[" * 50_000, b'{"format":"posapp-journal-1"}\nno\n{}\n[]\nnull\n{"seq":1}\n',
     b"\xff\xfe\n", b'{"format":"something else"}\n', b'{"format":"posapp-journal-1","entries":' + b"9" * 5_000 + b"}"],
    ids=range(8),
)  # fmt: skip
def test_garbage_is_reported_and_breaks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], garbage: bytes
) -> None:
    status, report = verdicts(garbage, [], tmp_path, capsys)
    assert status == 1
    assert "faults" in report


def test_a_journal_torn_off_in_its_last_line_is_reported(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = verdicts(b"".join(journal.lines)[:-40], [], tmp_path, capsys)
    assert (status, first_bad(report)[0]) == (1, len(journal.entries))


def test_every_fault_is_reported_not_only_the_first(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for nth in range(3):
        journal.edit(journal.find("SALE", nth), business_date="2026-01-01")
    _, report = verdicts(journal.written(), [], tmp_path, capsys)
    assert report.count(": content:") == 3


def test_the_guards_dropped_and_the_file_edited(
    till: TillOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_day(till)
    with till.file.transaction() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_update")
        connection.exec_driver_sql(
            "UPDATE journal SET body = CAST(replace(body, '9900', '1900') AS BLOB) WHERE seq = 5"
        )
        connection.commit()
    status, report = verdicts(b"".join(exported(till)), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (1, (5, "content"))


def test_a_table_without_guards_in_the_place_of_the_journal(
    till: TillOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sale is left out, and the entries after it are numbered on."""
    a_day(till)
    with till.file.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE other AS SELECT * FROM journal WHERE seq <> 5")
        connection.exec_driver_sql("DROP TABLE journal")
        connection.exec_driver_sql("ALTER TABLE other RENAME TO journal")
        connection.exec_driver_sql("UPDATE journal SET seq = seq - 1 WHERE seq > 5")
        connection.commit()
    status, report = verdicts(b"".join(exported(till)), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (1, (5, "chain"))


def test_another_tills_journal_in_its_place(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.header["device"] = "d:other"
    status, report = verdicts(journal.written(), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (1, (1, "device"))


def test_yesterdays_copy_put_back_is_shorter_than_the_mall_knows(
    till: TillOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_day(till)
    copy = exported(till)
    till.shifts.open(Fen(0))
    today = Journal(exported(till), till.store.identity().private_key)
    today.anchored(len(today.entries) - 1, tmp_path / "anchors")
    status, report = verdicts(b"".join(copy), today.arguments, tmp_path, capsys)
    assert (status, first_bad(report)[1]) == (1, "cut")


def test_a_till_without_its_key_sells_on_and_signs_for_it_later(
    till: TillOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = till.store.identity()
    name = f"device-key {identity.device} {identity.generation}"
    till.secrets.put(name, "")
    for _ in range(3):
        till.rings_up(1)
        till.paying.pay_cash()
    status, report = verdicts(b"".join(exported(till)), [], tmp_path, capsys)
    assert (status, first_bad(report)[1]) == (1, "unsigned")
    till.secrets.put(name, identity.private_key)
    till.rings_up(2)
    till.paying.pay_cash()
    status, report = verdicts(b"".join(exported(till)), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (0, (None, ""))
    assert "signed for" in report


def test_every_journal_that_a_till_goes_on_with_after_a_new_pairing_is_one(
    till: TillOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_day(till)
    till.pairing.pair("http://hub", "12345678")
    till.shifts.open(Fen(0))
    till.shifts.close(Fen(0))
    status, report = verdicts(b"".join(exported(till)), [], tmp_path, capsys)
    assert (status, first_bad(report)) == (0, (None, ""))
