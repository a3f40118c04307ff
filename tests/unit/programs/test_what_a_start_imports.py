"""A till that starts imports what its door needs; the rest comes beside the window, or when it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = (
    "sqlalchemy",
    "msgspec",
    "argon2",
    "cryptography",
    "sync",
    "posapp.bootstrap",
    "posapp.till",
    "posapp.services.ports",
    "posapp.services.till_data",
    "posapp.ui.sentences",
    "posapp.ui.shell.help_overlay",
    "hashlib",
    "PIL",
    "httpx",
    "numpy",
    "escpos",
    "zxingcpp",
    "qrcode",
    "keyring",
    "alembic",
    "starlette",
    "posapp.domain.art",
)


@pytest.mark.long
def test_a_start_imports_nothing_that_its_door_does_not_need():
    asked = f"import sys, posapp.main; print(*(name for name in {LATER!r} if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.split() == []


def test_what_is_imported_beside_the_window_is_nothing_of_qt():
    asked = "import sys, posapp.bootstrap; print(*(name for name in ('PySide6', 'posapp.ui') if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.split() == []


def test_nothing_stands_before_an_import_any_more():
    asked = (
        "import builtins; plain = builtins.__import__; from posapp.cli import begin_to_import; begin_to_import();"
        "import PySide6.QtWidgets, posapp.main; print(builtins.__import__ is plain)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["True"]
