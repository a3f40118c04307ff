"""Whether a model pack may take the place of the one that a till has."""

from __future__ import annotations

from typing import Literal

from posapp.domain.advice.pack import FORM, PackUnreadable, read
from posapp.domain.clock import DAY, Millis
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack
from sync.protocol.signing import chain_id_of, is_signed, pack_message

PackTrouble = Literal[
    "pack_other_chain",
    "pack_unsigned",
    "pack_forged",
    "pack_damaged",
    "pack_newer",
    "pack_older",
    "pack_ahead",
]

AHEAD = 1 * DAY
"""A pack from further in the future says that this till's clock is wrong, or was the mall's when it was made."""


def trouble_of(row: AdvicePack, root_key: str, last: AdvicePack | None, now: Millis) -> PackTrouble | None:
    """Say why not, None for a pack to be trusted. ``last`` is the one that is in use; takes 0.1 s, so never on a sale.

    What is said of a pack must be true of it, so its origin comes first: what is not signed is not judged further.
    """
    if row.chain_id and row.chain_id != chain_id_of(root_key):
        return "pack_other_chain"
    if not row.root_signature:
        return "pack_unsigned"
    if not is_signed(root_key, pack_message(row), row.root_signature):
        return "pack_forged"
    if row.form > FORM:
        return "pack_newer"
    if digest(row.content.encode()) != row.checksum or not _is_readable(row.content):
        return "pack_damaged"
    if last is not None and last.chain_id == row.chain_id and row.published_ms < last.published_ms:
        return "pack_older"
    return "pack_ahead" if row.published_ms > now + AHEAD else None


def _is_readable(content: str) -> bool:
    try:
        read(content)
    except PackUnreadable:
        return False
    return True
