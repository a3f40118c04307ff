"""Where the programs write what support may need: one file a program, a few megabytes, no member's data."""

from __future__ import annotations

import logging
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s"

_CONTROLS = {sign: f"\\x{sign:02x}" for sign in (*range(0x20), *range(0x7F, 0xA0)) if chr(sign) not in "\n\t"}
_CONTROLS |= {sign: f"\\u{sign:04x}" for sign in (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


class Lines(logging.Formatter):
    """Writes records so that nothing that somebody typed or scanned looks like a record or commands a terminal.

    Only a record begins at the left edge; what follows on further lines is set in, and signs that print nothing are
    spelt out.

    >>> Lines("%(message)s").format(logging.makeLogRecord({"msg": "no such code: 69\\n2026 INFO paid\\x1b[2J"}))
    'no such code: 69\\n    2026 INFO paid\\\\x1b[2J'
    """

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """Write one record with its traceback."""
        return super().format(record).translate(_CONTROLS).replace("\n", "\n    ")


def start_logging(folder: Path, program: str) -> None:
    """Write warnings and news of ``program`` to ``folder/program.log``, five files of one megabyte."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(folder / f"{program}.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8")
    handler.setFormatter(Lines(FORMAT, "%Y-%m-%dT%H:%M:%S"))
    logging.raiseExceptions = False  # a log that cannot be written, on a full disk, is nobody's trouble at the counter
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    # A round that overlaps the next is skipped on purpose; the scheduler calls that a warning.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("httpx").setLevel(logging.WARNING)
