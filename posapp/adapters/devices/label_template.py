"""What the shop decides about its bag labels: which blocks stand on them, in which order.

``resources/receipts/label.toml`` is built in and explains itself; a file of the same name in the till's data folder
takes its place. One that cannot be read is told in the log, and the built-in one is used.
"""

from __future__ import annotations

import logging
import tomllib
from functools import cache
from pathlib import Path

import msgspec

from posapp.config.paths import RESOURCES
from posapp.services.walk_papers import LabelBlock
from sync.protocol.decoding import from_plain

FILE_NAME = "label.toml"
_BUILT_IN = RESOURCES / "receipts" / FILE_NAME

logger = logging.getLogger(__name__)


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    blocks: tuple[LabelBlock, ...]


@cache
def label_blocks(folder: Path) -> tuple[LabelBlock, ...]:
    """Return what stands on a label, by the shop's own file or the built-in one."""
    own = folder / FILE_NAME
    if own.exists():
        try:
            return _read(own)
        except (OSError, ValueError) as unreadable:  # of no TOML, and of a block that is none
            logger.warning("%s is not used: %s", own, unreadable)
    return _read(_BUILT_IN)


def _read(file: Path) -> tuple[LabelBlock, ...]:
    return from_plain(tomllib.loads(file.read_text(encoding="utf-8")), _Written).blocks
