"""Her own request to be erased, on her phone: what it would do, and doing it."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from sync.hub import erasing
from sync.hub.erasure_office import told
from sync.hub.phone.calls import Call, answer


class ErasureAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What she confirms: the mark of what she read, and whether her stored value becomes gift cards."""

    mark: str
    to_cards: bool = False


def preview(call: Call) -> Response:
    """What would be erased, what would be kept and why, and what stands in the way."""
    with call.database.reading() as conn:
        return answer(told(erasing.preview(conn, call.member_id(conn), to_cards=call.query("to_cards") == "1")))


def erase(call: Call) -> Response:
    """Erase her; this phone is signed out with it."""
    asked = call.body(ErasureAsked)
    with call.database.writing() as conn:
        wish = erasing.Wish(member_id=call.member_id(conn), mark=asked.mark, to_cards=asked.to_cards)
        done = erasing.erase(conn, call.clock, wish, "phone")
    return answer({"cards": done.cards})
