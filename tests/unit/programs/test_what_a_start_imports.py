"""A till that starts imports what its first window needs; the rest comes when it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = (
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
def test_a_start_imports_no_library_that_its_first_window_does_not_need():
    asked = f"import sys, posapp.main; print(*(name for name in {LATER!r} if name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.split() == []
