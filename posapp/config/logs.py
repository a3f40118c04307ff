"""Where the programs write what support may need: one file a program, a few megabytes, no member's data."""

from __future__ import annotations

import logging
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s"


def start_logging(folder: Path, program: str) -> None:
    """Write warnings and news of ``program`` to ``folder/program.log``, five files of one megabyte."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(folder / f"{program}.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8")
    formatter = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.raiseExceptions = False  # a log that cannot be written, on a full disk, is nobody's trouble at the counter
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    # A round that overlaps the next is skipped on purpose; the scheduler calls that a warning.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("httpx").setLevel(logging.WARNING)
