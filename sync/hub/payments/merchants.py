"""Whom customers pay: the chain's merchants at the channels, and a client for each, made when it is first needed."""

from __future__ import annotations

import threading
from typing import NamedTuple, Protocol

import httpx
from sqlalchemy import Connection, delete, insert, select

from posapp.domain.clock import Clock, Millis
from posapp.domain.payment_channels import MerchantChannel, PaymentChannel
from posapp.domain.payment_code import Channel
from sync.hub.db.database import Database
from sync.hub.db.payment_tables import merchant, merchant_choice
from sync.hub.payments.sealing import CannotUnseal, Sealed, Sealer
from sync.payments.clients import client_of, facts_of
from sync.payments.merchants import BadMerchant
from sync.payments.rsa import BadKey

ALL_SHOPS = ""


class NoMerchant(Exception):
    """There is no such merchant here, or nobody can read his keys; the message says which, and never a key."""


class KnownMerchant(NamedTuple):
    """What anybody may know of a merchant, and the shops whose customers pay him (``""``: all that name no other)."""

    merchant_id: str
    channel: str
    url: str
    shops: tuple[str, ...]
    is_readable: bool


def merchant_id_of(channel: Channel, settings: str) -> str:
    """Return how the hub calls a merchant: his channel, and his number there. Raises ``BadMerchant``."""
    return f"{channel}:{facts_of(channel, settings).number}"


def keep_merchant(conn: Connection, sealer: Sealer, channel: Channel, settings: str, shop_id: str, now: Millis) -> str:
    """Keep a merchant's settings, locked, and have a shop's customers (``ALL_SHOPS``) pay him; return his id.

    Raises ``BadMerchant`` or ``BadKey`` for settings that do not make a client, ``CannotUnseal`` for a bad key file.
    """
    client_of(channel, settings, _NO_CLOCK).close()
    merchant_id, url = merchant_id_of(channel, settings), facts_of(channel, settings).url
    sealed = sealer.seal(merchant_id, settings)
    conn.execute(delete(merchant).where(merchant.c.merchant_id == merchant_id))
    conn.execute(
        insert(merchant).values(
            merchant_id=merchant_id,
            channel=channel,
            url=url,
            sealed=sealed.text,
            seal_id=sealed.seal_id,
            set_ms=now,
        )
    )
    choice = merchant_choice
    conn.execute(delete(choice).where(choice.c.channel == channel, choice.c.shop_id == shop_id))
    conn.execute(insert(choice).values(channel=channel, shop_id=shop_id, merchant_id=merchant_id))
    return merchant_id


def chosen(conn: Connection, channel: str, shop_id: str) -> str:
    """Return whom a shop's customers pay: the merchant of its own, else the chain's; empty when there is neither."""
    choice = merchant_choice
    found = conn.execute(
        select(choice.c.merchant_id)
        .where(choice.c.channel == channel, choice.c.shop_id.in_((shop_id, ALL_SHOPS)))
        .order_by(choice.c.shop_id.desc())
        .limit(1)
    ).scalar()
    return found or ""


class ChannelHolder(Protocol):
    """Whoever has a way to the channel of each merchant."""

    def channel_for(self, merchant_id: str) -> PaymentChannel:
        """Return it. Raises ``NoMerchant``."""
        ...


class Merchants:
    """The merchants of one database. Safe to use from several threads; keeps a client for each merchant open.

    ``transport`` is the way to the channels, their own network unless given.
    """

    def __init__(
        self, database: Database, clock: Clock, sealer: Sealer, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._transport = transport
        self._database = database
        self._clock = clock
        self._sealer = sealer
        self._clients: dict[str, tuple[Sealed, MerchantChannel]] = {}
        self._replaced: list[MerchantChannel] = []
        self._lock = threading.Lock()

    def channel_for(self, merchant_id: str) -> MerchantChannel:
        """Return the client of a merchant; one whose settings were changed, by any process, is made anew.

        Raises ``NoMerchant``.
        """
        channel, sealed = self._kept(merchant_id)
        with self._lock:
            known = self._clients.get(merchant_id)
            if known is None or known[0] != sealed:
                if known is not None:
                    self._replaced.append(known[1])  # somebody may still ask through it
                known = self._clients[merchant_id] = (sealed, self._client(merchant_id, channel, sealed))
        return known[1]

    def known(self) -> tuple[KnownMerchant, ...]:
        """Return all merchants, by their ids."""
        with self._database.reading() as conn:
            kept = conn.execute(select(merchant).order_by(merchant.c.merchant_id)).all()
            choices = conn.execute(select(merchant_choice).order_by(merchant_choice.c.shop_id)).all()
        return tuple(
            KnownMerchant(
                row.merchant_id,
                row.channel,
                row.url,
                tuple(one.shop_id for one in choices if one.merchant_id == row.merchant_id),
                self._is_readable(row.merchant_id, Sealed(row.sealed, row.seal_id)),
            )
            for row in kept
        )

    def close(self) -> None:
        """Close the clients' connections."""
        with self._lock:
            for client in (*self._replaced, *(client for _, client in self._clients.values())):
                client.close()
            self._replaced.clear()
            self._clients.clear()

    def _kept(self, merchant_id: str) -> tuple[Channel, Sealed]:
        with self._database.reading() as conn:
            row = conn.execute(
                select(merchant.c.channel, merchant.c.sealed, merchant.c.seal_id).where(
                    merchant.c.merchant_id == merchant_id
                )
            ).one_or_none()
        if row is None:
            raise NoMerchant(f"there is no merchant {merchant_id}")
        return row.channel, Sealed(row.sealed, row.seal_id)

    def _client(self, merchant_id: str, channel: Channel, sealed: Sealed) -> MerchantChannel:
        try:
            return client_of(channel, self._sealer.open(merchant_id, sealed), self._clock, transport=self._transport)
        except (CannotUnseal, BadMerchant, BadKey) as wrong:
            raise NoMerchant(str(wrong)) from wrong

    def _is_readable(self, merchant_id: str, sealed: Sealed) -> bool:
        try:
            self._sealer.open(merchant_id, sealed)
        except CannotUnseal:
            return False
        return True


class _NoClock:
    """The time for a client that is made to be looked at and sends nothing."""

    def now(self) -> Millis:
        return Millis(0)


_NO_CLOCK = _NoClock()
