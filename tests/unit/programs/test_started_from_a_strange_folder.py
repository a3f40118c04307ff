"""A till that is started from a stick, or among downloads, takes nothing from there: no module and no setting."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from posapp.programs import command, environment

NAMES = ("json", "posapp", "sync", "msgspec", "sqlalchemy", "PySide6", "argparse", "sitecustomize")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder full of files that would like to be our modules and our settings."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(
            f"import pathlib\npathlib.Path({str(tmp_path / 'taken')!r}).write_text('x')\n"
        )
    for name in ("till.toml", "receipt.toml", "autorun.inf", "qt.conf"):
        (folder / name).write_text("nonsense = [")
    return folder


def test_the_programs_that_we_start_import_nothing_from_there(stick: Path, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    done = subprocess.run(
        command("doctor", "--data-dir", str(shop)),
        cwd=stick, env=environment(), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert not (tmp_path / "taken").exists(), done.stderr
    assert "nonsense" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
