"""The journal leaves the till only with somebody who may, and its last entry says who took it."""

import msgspec
import pytest

from posapp import journal
from posapp.services.errors import LockedOut, ManagerWanted, WrongPin
from posapp.services.exporting import Exporting
from tests.fakes.staffed_till import COLLEAGUES, id_of, journalled, with_colleagues
from tests.fakes.till_on_disk import PIN


@pytest.fixture
def staffed(till):
    with_colleagues(till)
    return till


@pytest.mark.parametrize("role", ["manager", "area_manager", "auditor"])
def test_whoever_may_takes_it_and_is_written_down(staffed, role):
    Exporting(staffed.file, staffed.clock).allow(COLLEAGUES[role].number, PIN)
    assert journalled(staffed, "JOURNAL_EXPORT") == [{"staff_id": id_of(role)}]


@pytest.mark.parametrize("role", ["cashier", "clerk", "senior", "technician"])
def test_whoever_may_not_is_refused(staffed, role):
    with pytest.raises(ManagerWanted):
        Exporting(staffed.file, staffed.clock).allow(COLLEAGUES[role].number, PIN)
    assert journalled(staffed, "JOURNAL_EXPORT") == []


def test_a_guessed_pin_is_counted_as_everywhere(staffed):
    exporting, number = Exporting(staffed.file, staffed.clock), COLLEAGUES["auditor"].number
    for _ in range(4):
        with pytest.raises(WrongPin):
            exporting.allow(number, "000000")
    with pytest.raises(LockedOut):
        exporting.allow(number, "000000")
    with pytest.raises(LockedOut):
        exporting.allow(number, PIN)


def test_the_command_writes_the_file_for_an_auditor_and_nothing_for_a_cashier(staffed, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("posapp.adapters.secrets.open_secrets", lambda _folder: staffed.secrets)
    (target := tmp_path / "out").mkdir()
    refused = journal.export(staffed.folder, target / "a.jsonl", COLLEAGUES["cashier"].number, lambda: PIN)
    assert refused == journal.CANNOT
    assert list(target.iterdir()) == []
    assert "may not take the journal out" in capsys.readouterr().err
    assert journal.export(staffed.folder, target / "a.jsonl", COLLEAGUES["auditor"].number, lambda: PIN) == 0
    entries = [msgspec.json.decode(line) for line in (target / "a.jsonl").read_bytes().splitlines()]
    assert any("JOURNAL_EXPORT" in str(entry) for entry in entries)
