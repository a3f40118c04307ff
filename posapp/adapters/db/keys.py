"""The keys of this till, as one fact of its file."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.tables import meta
from posapp.domain.keys import KeyMap
from sync.protocol.decoding import from_json

_FACT = "keys"

_read = select(meta.c.value).where(meta.c.key == _FACT)
_keep = insert(meta).values(key=_FACT, value=bindparam("value"))
_keep = _keep.on_conflict_do_update(index_elements=["key"], set_={"value": _keep.excluded.value})


class _Kept(msgspec.Struct, frozen=True):
    """A preset by name, and what was changed of it."""

    preset: str
    own: dict[str, str]


class SqlKeyBook:
    """Keeps the keys of this till."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def now(self) -> KeyMap:
        """Return the keys in force; ours, unchanged, at a till where nobody has chosen yet."""
        kept = self._connection.scalar(_read)
        if kept is None:
            return KeyMap()
        read = from_json(kept, _Kept)
        return KeyMap.read(read.preset, read.own)

    def keep(self, keys: KeyMap) -> None:
        """Have these from now on."""
        kept = _Kept(keys.preset, {str(act): key for act, key in keys.own.items()})
        self._connection.execute(_keep, {"value": msgspec.json.encode(kept).decode()})
