"""Members as the phone page knows them: signing in, rotating codes, wishes, purchases."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select

from posapp.domain.clock import DAY, HOUR, SECOND, Clock
from sync.hub import keys, rules
from sync.hub.affairs import the_member
from sync.hub.db import tables
from sync.hub.errors import NoSession, UnknownStyle
from sync.hub.publishing import lock_streams, publish, published, published_about
from sync.protocol import codes
from sync.protocol.canonical import digest
from sync.protocol.decoding import from_json
from sync.protocol.rows import Coupon, Happening, History, Member, Style

SESSION_LIVES_MS = 30 * DAY
MOST_CODES = 10
CODE_EVERY_S = 60

_VIEW_COUNTS_AGAIN_MS = HOUR


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
    """Return the first members of the chain by id: in a demo chain those with a story."""
    feed = tables.feed
    images = conn.execute(
        select(feed.c.row).where(feed.c.t == "member", feed.c.deleted.is_(False)).order_by(feed.c.id).limit(most)
    ).scalars()
    return [from_json(image.encode(), Member) for image in images]


def find(conn: Connection, last4: str) -> list[Member]:
    """Return members by the last four digits of their number."""
    return sorted(published_about(conn, Member, last4), key=lambda member: member.id)


def get(conn: Connection, member_id: str) -> Member:
    """Return a member. Raises ``UnknownMember``."""
    return the_member(conn, member_id)


def history(conn: Connection, member_id: str) -> History:
    """Return what she did, an empty history when nothing yet."""
    return published(conn, History, member_id) or rules.empty_history(member_id)


def coupons(conn: Connection, member_id: str) -> list[Coupon]:
    """Return her coupons, the one that ends first at the top."""
    return sorted(published_about(conn, Coupon, member_id), key=lambda coupon: coupon.until_ms)


def purchases(conn: Connection, member_id: str, most: int = 50) -> list[Purchase]:
    """Return her sales in shops that the hub has booked, the newest first."""
    sale, line = tables.sale, tables.sale_line
    sales = conn.execute(
        select(
            sale.c.sale_id,
            sale.c.receipt_no,
            sale.c.shop_id,
            sale.c.occurred_ms,
            sale.c.total_fen,
            sale.c.points_earned,
        )
        .where(sale.c.member_id == member_id)
        .order_by(sale.c.occurred_ms.desc())
        .limit(most)
    ).all()
    lines = conn.execute(
        select(line.c.sale_id, line.c.variant_id)
        .where(line.c.sale_id.in_([row.sale_id for row in sales]))
        .order_by(line.c.line_id)
    )
    variants: defaultdict[str, list[str]] = defaultdict(list)
    for sale_id, variant_id in lines:
        variants[sale_id].append(variant_id)
    return [
        Purchase(
            row.sale_id,
            row.receipt_no,
            row.shop_id,
            row.occurred_ms,
            row.total_fen,
            row.points_earned,
            tuple(variants[row.sale_id]),
        )
        for row in sales
    ]


def open_session(conn: Connection, clock: Clock, member_id: str) -> str:
    """Sign a phone in and return its session token, good for 30 days. Raises ``UnknownMember``."""
    the_member(conn, member_id)
    token = secrets.token_urlsafe(32)
    session = tables.phone_session
    conn.execute(delete(session).where(session.c.until_ms < clock.now()))
    conn.execute(
        insert(session).values(
            token_hash=digest(token.encode()), member_id=member_id, until_ms=clock.now() + SESSION_LIVES_MS
        )
    )
    return token


def member_of(conn: Connection, clock: Clock, token: str) -> str:
    """Return the member id of a session. Raises ``NoSession`` when there is none."""
    session = tables.phone_session
    member_id: str | None = conn.execute(
        select(session.c.member_id).where(
            session.c.token_hash == digest(token.encode()), session.c.until_ms > clock.now()
        )
    ).scalar()
    if member_id is None:
        raise NoSession()
    return member_id


def close_session(conn: Connection, token: str) -> None:
    """Sign a phone out."""
    conn.execute(delete(tables.phone_session).where(tables.phone_session.c.token_hash == digest(token.encode())))


def mint_codes(conn: Connection, clock: Clock, member_id: str, count: int = 1) -> list[MintedCode]:
    """Return her code of now and ``count - 1`` future-dated ones, one a minute, to bridge a short outage.

    At most ``MOST_CODES``: whoever holds the phone's storage holds them all.
    """
    member = the_member(conn, member_id)
    now_s = clock.now() // SECOND
    key = keys.code_key(conn, clock.now())
    minted = []
    for place in range(min(max(count, 1), MOST_CODES)):
        issued = now_s + place * CODE_EVERY_S
        digits = codes.mint(key.private, key.key_id, codes.CodeType.MEMBER, member.number, issued)
        minted.append(MintedCode(digits, issued * SECOND, (issued + codes.LIFETIME_S) * SECOND))
    return minted


def wishes(conn: Connection, member_id: str) -> list[str]:
    """Return the style ids on her wish list, the newest first."""
    wished = (happening for happening in history(conn, member_id).happenings if happening.kind == "wished")
    return list(dict.fromkeys(happening.style_id for happening in wished))


def wish(conn: Connection, clock: Clock, member_id: str, style_id: str) -> None:
    """Put a style on her wish list; a second time changes nothing. Raises ``UnknownStyle``, ``UnknownMember``."""
    lock_streams(conn, "members")
    the_member(conn, member_id)
    _the_style(conn, style_id)
    if style_id not in wishes(conn, member_id):
        _remember(conn, member_id, "wished", style_id, clock.now())


def unwish(conn: Connection, clock: Clock, member_id: str, style_id: str) -> None:
    """Take a style off her wish list."""
    lock_streams(conn, "members")
    before = history(conn, member_id)
    kept = [each for each in before.happenings if (each.kind, each.style_id) != ("wished", style_id)]
    if len(kept) < len(before.happenings):
        publish(conn, msgspec.structs.replace(before, happenings=kept))


def viewed(conn: Connection, clock: Clock, member_id: str, style_id: str) -> None:
    """Keep that she looked at a style; once an hour is enough. Raises ``UnknownStyle``, ``UnknownMember``."""
    lock_streams(conn, "members")
    the_member(conn, member_id)
    _the_style(conn, style_id)
    now = clock.now()
    is_fresh = any(
        (each.kind, each.style_id) == ("viewed", style_id) and each.at_ms > now - _VIEW_COUNTS_AGAIN_MS
        for each in history(conn, member_id).happenings
    )
    if not is_fresh:
        _remember(conn, member_id, "viewed", style_id, now)


def _the_style(conn: Connection, style_id: str) -> None:
    if published(conn, Style, style_id) is None:
        raise UnknownStyle()


def _remember(conn: Connection, member_id: str, kind: Literal["wished", "viewed"], style_id: str, at_ms: int) -> None:
    happening = Happening(kind=kind, style_id=style_id, variant_id="", size="", at_ms=at_ms, ref="")
    publish(conn, rules.remembered(history(conn, member_id), [happening]))
