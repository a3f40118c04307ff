"""The messages around a shop's relay: what it tells the hub, what it carries there, what it tells the shop's tills.

    POST /sync/v1/relay       RelayReport  → ShopList         relay → hub, signed; the list is signed by the root key
    POST /sync/v1/carry       CarryRequest → CarryAnswer      relay → hub, signed around pushes that tills signed
    POST /sync/v1/ops         PushRequest  → PushAnswer       till → relay, the very message that the hub takes
    GET  /sync/v1/neighbours  ?after=&limit=&wait=  → NeighbourPage   till → relay, signed

A relay keeps facts and passes them on. It decides nothing, books nothing and has no key but its own.
"""

from __future__ import annotations

from typing import Literal

from sync.protocol.canonical import canonical, digest
from sync.protocol.envelope import Operation
from sync.protocol.wire import Message

RELAY_NO = "00"
"""The number that no till has: under it a shop's relay is paired. Its generation is its fence."""

MOST_CARRIED_BYTES = 1024 * 1024
"""How many bytes of pushes go into one ``CarryRequest``, at least one push; in Base64 they weigh a third more."""

MOST_FACTS = 200


class Held(Message, frozen=True, kw_only=True):
    """Up to which operation, without a gap, somebody holds the log of a generation."""

    device: str
    generation: int
    through: int


class RelayReport(Message, frozen=True, kw_only=True):
    """Where tills find the relay, and what it holds. ``fingerprint`` is the SHA-256 of its certificate in DER."""

    url: str
    fingerprint: str
    held: list[Held]


class ShopDevice(Message, frozen=True, kw_only=True):
    """A till of the shop as the hub knows it, an entry a generation. ``chain_hash`` is that of ``received_through``."""

    device: str
    generation: int
    till_no: str
    public_key: str
    status: Literal["active", "quarantined", "revoked"]
    received_through: int
    chain_hash: str


class ShopList(Message, frozen=True, kw_only=True):
    """The shop's tills. ``fence`` is the newest relay's; ``root_signature`` is over ``shop_list_message``."""

    shop_id: str
    epoch: str
    fence: int
    devices: list[ShopDevice]
    server_ms: int
    root_signature: str


class CarriedPush(Message, frozen=True, kw_only=True):
    """A push as a till sent it to the relay: the bytes and the headers that its signature covers."""

    device: str
    time_ms: int
    signature: str
    encoding: str
    body: bytes  # Base64 on the wire


class CarryRequest(Message, frozen=True, kw_only=True):
    """Pushes that the hub lacks, in the order in which the relay took them in."""

    pushes: list[CarriedPush]


class Carried(Message, frozen=True, kw_only=True):
    """What became of one carried push: ``code`` is empty when it was taken in, else that of the refusal."""

    code: str
    received_through: int


class CarryAnswer(Message, frozen=True, kw_only=True):
    """One entry for each carried push, in their order."""

    carried: list[Carried]
    server_ms: int


class NeighbourFact(Message, frozen=True, kw_only=True):
    """An operation of another till of the shop, at its place in the relay's order."""

    no: int
    till_no: str
    op: Operation


class NeighbourPage(Message, frozen=True, kw_only=True):
    """What the shop's other tills did after ``after``; ``next`` is the ``after`` of the next request."""

    fence: int
    facts: list[NeighbourFact]
    next: int
    more: bool
    server_ms: int


def shop_list_message(listed: ShopList) -> bytes:
    """Return what the root key signs for a shop's list of tills."""
    lines = (
        "POSAPP-SHOP-1",
        listed.shop_id,
        listed.epoch,
        str(listed.fence),
        str(listed.server_ms),
        digest(canonical(listed.devices)),
    )
    return "\n".join(lines).encode()
