"""Members as the phone page knows them: signing in, rotating codes, wishes, purchases."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from posapp.domain.clock import Clock
from sync.protocol.rows import Coupon, History, Member


@dataclass(frozen=True, slots=True)
class MintedCode:
    """A member code and the window in which a till takes it (instants; the skew tills allow is on top)."""

    digits: str
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """A sale of hers in a shop, as the phone lists it."""

    sale_id: str
    receipt_no: str
    shop_id: str
    occurred_ms: int
    total_fen: int
    points: int
    variant_ids: tuple[str, ...]


def some(conn: Connection, most: int = 12) -> list[Member]:
    """Return the first members of the chain: in a demo chain those with a story."""
    raise NotImplementedError


def find(conn: Connection, last4: str) -> list[Member]:
    """Return members by the last four digits of their number."""
    raise NotImplementedError


def get(conn: Connection, member_id: str) -> Member:
    """Return a member. Raises ``UnknownMember``."""
    raise NotImplementedError


def history(conn: Connection, member_id: str) -> History:
    """Return what she did, an empty history when nothing yet."""
    raise NotImplementedError


def coupons(conn: Connection, member_id: str) -> list[Coupon]:
    """Return her coupons."""
    raise NotImplementedError


def purchases(conn: Connection, member_id: str, most: int = 50) -> list[Purchase]:
    """Return her sales in shops that the hub has booked, the newest first."""
    raise NotImplementedError


def open_session(conn: Connection, clock: Clock, member_id: str) -> str:
    """Sign a phone in and return its session token, good for 30 days. Raises ``UnknownMember``."""
    raise NotImplementedError


def member_of(conn: Connection, clock: Clock, token: str) -> str:
    """Return the member id of a session. Raises ``NoSession`` when there is none."""
    raise NotImplementedError


def close_session(conn: Connection, token: str) -> None:
    """Sign a phone out."""
    raise NotImplementedError


def mint_codes(conn: Connection, clock: Clock, member_id: str, count: int = 1) -> list[MintedCode]:
    """Return her code of now and ``count - 1`` future-dated ones, one a minute, to bridge a short outage."""
    raise NotImplementedError


def wishes(conn: Connection, member_id: str) -> list[str]:
    """Return the style ids on her wish list, the newest first."""
    raise NotImplementedError


def wish(conn: Connection, clock: Clock, member_id: str, style_id: str) -> None:
    """Put a style on her wish list; a second time changes nothing. Raises ``UnknownStyle``, ``UnknownMember``."""
    raise NotImplementedError


def unwish(conn: Connection, clock: Clock, member_id: str, style_id: str) -> None:
    """Take a style off her wish list."""
    raise NotImplementedError


def viewed(conn: Connection, clock: Clock, member_id: str, style_id: str) -> None:
    """Keep that she looked at a style; once an hour is enough. Raises ``UnknownStyle``."""
    raise NotImplementedError
