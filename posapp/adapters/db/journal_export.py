"""The journal as a file for whoever has to check it: a header, then an entry a line, in canonical JSON."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, select

from posapp.adapters.db import meta
from posapp.adapters.db.tables import journal
from posapp.domain.clock import Millis
from posapp.services.errors import NotPaired
from sync.protocol.canonical import canonical
from sync.protocol.envelope import GENESIS

FORMAT = "posapp-journal-1"


def export(connection: Connection, now: Millis) -> Iterator[bytes]:
    """Yield the lines of the file, each with its line end. Raises ``NotPaired``: a till that is nobody has none."""
    belonging = meta.belonging(connection)
    if belonging is None:
        raise NotPaired
    till = belonging.till
    entries, last = connection.execute(select(func.count(), func.max(journal.c.seq))).one()
    head = connection.scalar(select(journal.c.hash).where(journal.c.seq == last)) or GENESIS
    header = {
        "format": FORMAT,
        "device": till.device,
        "shop_id": till.shop_id,
        "till_no": till.till_no,
        "generation": till.generation,
        "root_key": till.root_key,
        "exported_ms": now,
        "entries": entries,
        "head": head,
    }
    yield canonical(header) + b"\n"
    for row in connection.execute(select(journal).order_by(journal.c.seq)):
        # Only the body is read and written anew: what was changed in the file past its guards shows in the hash.
        entry = {
            "at_ms": row.at_ms,
            "body": msgspec.Raw(row.body),
            "business_date": row.business_date,
            "hash": row.hash,
            "kind": row.kind,
            "prev_hash": row.prev_hash,
            "seq": row.seq,
            "signature": row.signature,
        }
        yield msgspec.json.encode(entry) + b"\n"
