"""A watched program that is told to end does so quietly, while whoever started it still holds its standard input."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from posapp.programs import command, environment


@pytest.mark.parametrize(
    ("arguments", "ends_with"),
    [(("sync", "run", "--watched"), 0), (("hub", "--watched", "--port", "0"), -signal.SIGTERM)],
    ids=["worker", "hub"],  # the hub's server closes everything and then lets the signal have its way
)
def test_a_watched_program_that_is_told_to_end_ends_without_a_crash(
    tmp_path: Path, arguments: tuple[str, ...], ends_with: int
) -> None:
    with subprocess.Popen(
        command(*arguments, "--data-dir", str(tmp_path)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline()
        program.send_signal(signal.SIGTERM)
        errors = program.stderr.read()
        assert (program.wait(timeout=30), errors) == (ends_with, b"")
