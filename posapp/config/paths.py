"""Where data, logs and resources are."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RESOURCES = PROJECT / "resources"
MIGRATIONS = PROJECT / "migrations"


def default_data_dir() -> Path:
    """Return the folder of this user's shop, or ``POSAPP_DATA_DIR`` when that is set (tests and support)."""
    chosen = os.environ.get("POSAPP_DATA_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "posapp"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "posapp"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "posapp"


@dataclass(frozen=True, slots=True)
class TillPaths:
    """The files of one till. A second folder is a second, empty shop."""

    folder: Path

    @property
    def database(self) -> Path:
        """The till's encrypted file."""
        return self.folder / "till.db"

    @property
    def settings(self) -> Path:
        """What is known before the shop opens."""
        return self.folder / "till.toml"

    @property
    def witness(self) -> Path:
        """The head of the journal, outside the till's file."""
        return self.folder / "journal.head"

    @property
    def logs(self) -> Path:
        """Log files of the window and of the worker."""
        return self.folder / "logs"

    @property
    def receipts(self) -> Path:
        """Where receipts go while no printer is set up."""
        return self.folder / "receipts"

    @property
    def window_lock(self) -> Path:
        """Held by the one window on this folder."""
        return self.folder / "window.lock"

    def make(self) -> TillPaths:
        """Create the folders, readable by this user only, and return these paths."""
        for folder in (self.folder, self.logs, self.receipts):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self
