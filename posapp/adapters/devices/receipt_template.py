"""What the shop decides about its receipts: which blocks stand on them, in which order and in which words.

``resources/receipts/receipt.toml`` is built in and explains itself; a file of the same name in the till's data folder
takes its place. One that cannot be read is told by name and place, and the built-in one is used.
"""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from posapp.config.paths import RESOURCES
from posapp.domain.text import Language
from sync.protocol.decoding import from_plain

FILE_NAME = "receipt.toml"
_BUILT_IN = RESOURCES / "receipts"
_NEEDED = ("shop", "lines", "sums")
"""A paper without these is no receipt."""

MOST_PIXELS = 4_000_000
"""Of a logo; on the widest paper it becomes 576 wide."""

Block = Literal[
    "logo", "copy", "title", "shop", "facts", "lines", "sums", "extra", "code", "qr", "foot", "rule", "gap"
]  # fmt: skip


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fixed words of a receipt in one language; see ``resources/receipts``."""

    copy: str
    number: str
    time: str
    staff: str
    member: str
    tel: str
    was: str
    pieces: str
    discount: str
    due: str
    change: str
    tax: str


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    wide: tuple[Block, ...]
    narrow: tuple[Block, ...]
    logo: str = ""
    words: dict[Language, dict[str, str]] = {}


class BadTemplate(ValueError):
    """The shop's template cannot be used; the message names the file and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template ready for use; ``logo`` is a PNG, None without one."""

    wide: tuple[Block, ...]
    narrow: tuple[Block, ...]
    logo: bytes | None
    zh: Words
    en: Words

    def blocks(self, columns: int) -> tuple[Block, ...]:
        """Return the blocks for paper of so many columns, from top to bottom."""
        return self.wide if columns > 40 else self.narrow

    def words(self, language: Language) -> Words:
        """Return the words of a language."""
        return self.en if language == "en" else self.zh


@cache
def built_in() -> Template:
    """Return the template that comes with the program."""
    return read(_BUILT_IN / FILE_NAME)


def template_in(folder: Path) -> Template:
    """Return the shop's template, or the built-in one where there is none. Raises ``BadTemplate``."""
    own = folder / FILE_NAME
    return read(own) if own.exists() else built_in()


def read(file: Path) -> Template:
    """Read a template. Raises ``BadTemplate``."""
    try:
        written = from_plain(tomllib.loads(file.read_text(encoding="utf-8")), _Written)
        for name in ("wide", "narrow"):
            missing = [block for block in _NEEDED if block not in getattr(written, name)]
            if missing:
                raise BadTemplate(f"{file}: {name} lacks {', '.join(missing)}")
        logo = (file.parent / written.logo).read_bytes() if written.logo else None
        if logo is not None and (wrong := _wrong_with(logo)):
            raise BadTemplate(f"{file}: {written.logo} {wrong}")
        zh, en = (_words(language, written.words.get(language, {})) for language in ("zh", "en"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        if isinstance(error, BadTemplate):
            raise
        raise BadTemplate(f"{file}: {error}") from error
    return Template(written.wide, written.narrow, logo, zh, en)


def _wrong_with(logo: bytes) -> str:
    """Return why a picture is no logo, empty when it is one. Each receipt would fail by it, or wait for its pixels."""
    if not logo.startswith(b"\x89PNG"):
        return "is no PNG"
    from PIL import Image

    try:
        with Image.open(io.BytesIO(logo)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return f"has more than {MOST_PIXELS:,} pixels"
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        return f"cannot be read: {broken}"
    return ""


def _words(language: str, changed: dict[str, str]) -> Words:
    plain = tomllib.loads((_BUILT_IN / f"{language}.toml").read_text(encoding="utf-8"))
    words = from_plain({**plain, **changed}, Words)
    for name in changed:
        # A word that holds a place for a value must hold exactly that one.
        if plain[name].count("{}") != changed[name].replace("{}", "\0").count("\0") or "{" in changed[name].replace(
            "{}", ""
        ):
            raise ValueError(f"words.{language}.{name} must hold {{}} as often as {plain[name]!r}")
    return words
