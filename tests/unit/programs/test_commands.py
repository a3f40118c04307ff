"""What a person types into a terminal: versions, the doctor, the worker's status, and what is no command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from posapp import __version__, cli, doctor
from posapp.config.paths import PROJECT, TillPaths
from posapp.doctor import Finding, examine
from posapp.domain.text import Bilingual
from sync.hub.db import tables
from sync.hub.db.database import Database, open_database
from sync.hub.db.migrate import upgrade
from sync.hub.opening import open_books
from tests.fakes import small_chain


def posapp(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a process, as a person does."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "POSAPP_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "posapp", *arguments],
        env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def test_the_version_is_said_in_one_line(tmp_path):
    said = posapp("--version", folder=tmp_path)
    assert (said.returncode, said.stdout) == (0, f"posapp {__version__}\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_command_is_refused_with_the_list_of_those_that_are(tmp_path):
    said = posapp("sell", folder=tmp_path)
    assert said.returncode == 2
    for command in ("till", "demo", "hub", "sync", "doctor", "tour"):
        assert command in said.stderr
    assert "Traceback" not in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_till_where_nothing_can_be_shown_says_so_and_touches_nothing(tmp_path, monkeypatch, capsys):
    """As on Linux, wherever this is asked: on other systems there is always a display."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(cli, "begin_to_import", lambda: pytest.fail("Qt would end the program"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main(["--data-dir", str(tmp_path)]) == 4
    said = capsys.readouterr().err
    assert "这里没有显示器" in said
    assert "There is no display here" in said
    assert "Qt" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_size_that_is_none_is_refused_before_the_tour_begins(tmp_path):
    for size in ("wide", "1366", "0x768", "1366x768x2", "99999x1"):
        said = posapp("tour", "--size", size, folder=tmp_path)
        assert said.returncode == 2
        assert "a size such as 1366x768" in said.stderr


def test_the_worker_of_an_unpaired_till_says_so_in_one_line_of_json(tmp_path):
    said = posapp("sync", "status", folder=tmp_path)
    assert said.returncode == 0, said.stderr
    status = json.loads(said.stdout)
    assert (status["paired"], status["waiting"]) == (False, 0)
    assert said.stdout.count("\n") == 1


def test_an_unpaired_tills_worker_goes_once_and_says_that_it_reached_nobody(tmp_path):
    said = posapp("sync", "once", folder=tmp_path)
    assert said.returncode == 1
    assert json.loads(said.stdout)["paired"] is False
    assert "Traceback" not in said.stderr


def test_the_worker_says_in_words_why_a_file_cannot_be_opened(tmp_path):
    posapp("sync", "status", folder=tmp_path)
    secrets = tmp_path / "secrets.json"
    kept = json.loads(secrets.read_text(encoding="utf-8"))
    secrets.write_text(json.dumps({**kept, "database-key": "ab" * 32}), encoding="utf-8")
    said = posapp("sync", "status", folder=tmp_path)
    assert said.returncode == 4
    assert "密钥与收银数据不符" in said.stderr
    assert "The key does not fit the till's data" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_setting_that_cannot_be_is_named_by_the_worker_too(tmp_path):
    (tmp_path / "till.toml").write_text("receipt_columns = 7\n", encoding="utf-8")
    said = posapp("sync", "status", folder=tmp_path)
    assert said.returncode == 4
    assert "receipt_columns must be one of 32, 48" in said.stderr
    assert "Traceback" not in said.stderr


# --- the doctor -------------------------------------------------------------------------------------------------------


def test_the_doctor_tells_a_machine_what_there_is(tmp_path, capsys):
    assert cli.main(["doctor", "--json", "--data-dir", str(tmp_path / "not-yet")]) == 0
    findings = json.loads(capsys.readouterr().out)
    names = {finding["name"]["en"] for finding in findings}
    wanted = {"Local database", "Fonts", "Camera", "Key store", "Receipt printer", "Disk space", "Window"}
    assert wanted <= names
    assert {finding["grade"] for finding in findings} <= {"good", "limited", "stops"}
    assert not (tmp_path / "not-yet").exists(), "the doctor changes nothing"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_doctor_says_what_to_do_about_everything_that_is_missing(tmp_path, language):
    for finding in examine(tmp_path):
        assert finding.name.in_(language)
        assert finding.grade == "good" or finding.advice.in_(language), finding


def test_what_only_limits_a_till_does_not_fail_the_doctor(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None if "Multimedia" in name else object())
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: None)
    assert cli.main(["doctor", "--lang", "en", "--data-dir", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "• Camera" in said
    assert "a scanner does the same" in said
    assert "• Browser" in said


def test_settings_that_stop_the_till_fail_the_doctor(tmp_path, capsys):
    TillPaths(tmp_path).settings.write_text("ballast_mb = 'much'\n", encoding="utf-8")
    assert cli.main(["doctor", "--lang", "en", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "✗ Settings" in said
    assert "Correct or delete that file." in said


def test_a_full_disk_and_a_missing_database_driver_fail_the_doctor(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=9))
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    assert cli.main(["doctor", "--lang", "zh", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "✗ 磁盘空间" in said
    assert "✗ 本地数据库" in said


def test_one_finding_that_stops_is_enough(monkeypatch, capsys):
    stopping = Finding(Bilingual("某物", "A thing"), "stops", "-", Bilingual("去买。", "Buy one."))
    monkeypatch.setattr(doctor, "examine", lambda _folder: [stopping])
    assert cli.main(["doctor", "--lang", "en"]) == 1
    assert "✗ A thing: -\n    Buy one." in capsys.readouterr().out


def mall_in(folder: Path) -> Database:
    """Return the open database of a small mall."""
    database = open_database(folder)
    upgrade(database)
    with database.writing() as conn:
        open_books(conn, small_chain.all_rows(small_chain.NOW), small_chain.NOW)
    return database


def test_the_doctor_adds_up_a_malls_stock(tmp_path, capsys):
    database = mall_in(tmp_path / "mall")
    asked = ["doctor", "--lang", "en", "--data-dir", str(tmp_path), "--hub-data", str(tmp_path / "mall")]
    assert cli.main(asked) == 0
    assert "The mall's stock: H = S + P + Q" in capsys.readouterr().out
    with database.writing() as conn:
        conn.execute(update(tables.stock).values(on_hand=tables.stock.c.on_hand + 1))
    database.close()
    assert cli.main(asked) == 1
    assert "on hand and the sum of movements differ" in capsys.readouterr().out


def test_the_doctor_says_that_there_is_no_mall_and_makes_none(tmp_path, capsys):
    folder = tmp_path / "nothing"
    assert cli.main(["doctor", "--lang", "en", "--data-dir", str(tmp_path), "--hub-data", str(folder)]) == 1
    assert "There is no mall's data there." in capsys.readouterr().out
    assert not folder.exists()


def test_the_doctor_says_what_to_do_about_a_mall_it_cannot_read(tmp_path, capsys):
    (tmp_path / "hub.db").write_bytes(b"no database" * 1_000)
    assert cli.main(["doctor", "--lang", "en", "--data-dir", str(tmp_path), "--hub-data", str(tmp_path)]) == 1
    assert "It cannot be read" in capsys.readouterr().out
