"""Trade exceptions: what was booked, yet somebody should look at. Each is written once, in both languages."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from sync.hub.db import tables
from sync.hub.sentences import sentence

_INSERT = insert(tables.trade_exception)


def note_exception(
    conn: Connection,
    code: str,
    *,
    shop_id: str,
    at_ms: int,
    hub_no: int | None = None,
    amount_fen: int = 0,
    **values: object,
) -> int:
    """Write an exception: its code, its sentence, the amount at stake in fen; return its number."""
    text = sentence(code, values)
    written = conn.execute(
        _INSERT,
        {
            "hub_no": hub_no,
            "shop_id": shop_id,
            "code": code,
            "zh": text.zh,
            "en": text.en,
            "amount_fen": amount_fen,
            "at_ms": at_ms,
        },
    )
    assert written.inserted_primary_key is not None
    return int(written.inserted_primary_key[0])
