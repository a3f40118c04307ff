"""The settings of this machine, all in one place, with their defaults.

To add one: a field with a default here, a line in its check below when only some values make sense, and its use.
They live in ``till.toml`` in the data folder; what belongs to the shop (tax, prices, staff) comes from the mall.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

LANGUAGES = ("zh", "en")
THEMES = ("light", "dark")
DISPLAYS = ("auto", "window", "off")
LOOKS = ("language", "theme")
"""Changed by whoever stands at the till, many times a day."""


class BadSettings(Exception):
    """A setting holds a value that cannot be; the message names file, setting and what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What this machine needs to know before the shop opens."""

    language: str = "zh"
    theme: str = "light"
    hub_url: str = ""  # where the mall is; change it when the mall moves, no new pairing is needed
    relay: str = ""  # the shop's relay, "https://host:port#fingerprint"; empty: the mall names it
    printer: str = ""  # "tcp:HOST:PORT", "usb:VENDOR:PRODUCT", "serial:PORT" …; empty means files in the data folder
    receipt_columns: int = 48  # 48 on 80 mm paper, 32 on 58 mm
    display: str = "auto"  # the customer's: on a second screen if there is one, "window", or "off"
    sounds: bool = True
    wedge_gap_ms: int = 35  # longest pause between two characters of a scan
    lock_after_minutes: int = 3  # without a touch; 0: only by the key
    ballast_mb: int = 64  # a file given up when the disk is full, so that the running sale still commits
    file: Path = field(default=Path("till.toml"), compare=False)

    @classmethod
    def load(cls, file: Path) -> Settings:
        """Read the file; a missing one gives the defaults. Raises ``BadSettings``."""
        if not file.exists():
            return cls(file=file)
        try:
            written = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{file}: {error}") from error
        known = {f.name: f for f in fields(cls) if f.name != "file"}
        for name, value in written.items():
            if name not in known:
                raise BadSettings(f"{file}: there is no setting {name!r}; there are {', '.join(known)}")
            wanted = type(known[name].default)
            if type(value) is not wanted:
                raise BadSettings(f"{file}: {name} must be of type {wanted.__name__}, not {value!r}")
        return cls(file=file, **written).checked()

    def checked(self) -> Settings:
        """Return these settings, or raise ``BadSettings``."""
        allowed: dict[str, tuple[object, ...]] = {
            "language": LANGUAGES,
            "theme": THEMES,
            "receipt_columns": (32, 48),
            "display": DISPLAYS,
        }
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                raise BadSettings(f"{self.file}: {name} must be one of {', '.join(map(str, values))}")
        if not 5 <= self.wedge_gap_ms <= 200:
            raise BadSettings(f"{self.file}: wedge_gap_ms must be between 5 and 200")
        if not 0 <= self.lock_after_minutes <= 240:
            raise BadSettings(f"{self.file}: lock_after_minutes must be between 0 and 240")
        return self

    def told(self) -> dict[str, str]:
        """Return what this machine was told, by name, for its journal; how it looks to people is no matter there."""
        return {name: str(getattr(self, name)) for name in _names() if name not in LOOKS}

    def keep(self, **changed: object) -> Settings:
        """Return the settings with some changed, and write them to the file."""
        kept = replace(self, **changed).checked()  # type: ignore[arg-type]  # the names are this class's own fields
        lines = [f"{name} = {_toml(getattr(kept, name))}" for name in _names()]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
        fresh.replace(self.file)
        return kept


def _names() -> list[str]:
    return [f.name for f in fields(Settings) if f.name != "file"]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
