"""A chain that counts on Spark gets the very pack that DuckDB makes.

Broken on purpose to see it fail: a count that one engine rounds, a tie that is left to the order of rows.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from posapp.domain.advice.pack import read

ROOT = Path(__file__).parents[3]
SPARK = ROOT / ".pos" / "spark" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
"""The interpreter of an environment that has Spark and a Java to run it, and nothing else."""


def trained_on(engine: str, python: Path) -> str:
    """Train in a process of its own, with our packages and those of an interpreter's; return the pack's text."""
    ended = subprocess.run(
        [str(python), "-m", "tests.oracles.trained_pack", engine],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), sysconfig.get_path("purelib"))),
            "PYTHONUTF8": "1",
        },
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()[-1]


@pytest.mark.long
def test_spark_and_duckdb_make_the_same_pack() -> None:
    assert SPARK.exists(), "python3 pos.py test --all gets Spark and a Java to run it"
    here = trained_on("duckdb", Path(sys.executable))
    assert len(read(here).styles) > 100
    assert sum(len(style.bought_with) for style in read(here).styles) > 500
    assert trained_on("local[2]", SPARK) == here
