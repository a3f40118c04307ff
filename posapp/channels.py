"""``posapp channels``: tell the mall, or one till, its merchants at WeChat Pay and Alipay, and see which it has.

Settings come as one JSON object, ``{"wechat": {…}, "alipay": {…}}`` (either may be missing), out of a file or from a
gateway simulator. The mall keeps them locked in its database, for all tills or those of one shop; a till without any of
its own pays through the mall. A till keeps them where this machine keeps its secrets. The file should be deleted
afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from posapp.adapters.payments.lazily import merchant_name
from posapp.adapters.secrets import open_secrets
from posapp.domain.clock import SystemClock
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.services.ports import Secrets
from sync.payments.clients import client_of, facts_of
from sync.payments.merchants import BadMerchant
from sync.payments.rsa import BadKey
from sync.protocol.decoding import from_json

if TYPE_CHECKING:
    from sync.hub.db.database import Database
    from sync.hub.payments.sealing import Sealer

CANNOT = 5


class CannotTake(Exception):
    """Nothing was taken; the message says why."""


def take(folder: Path, source: str) -> int:
    """Take merchants from a file or a gateway's address into a till's secrets; return the exit status."""
    try:
        told = _told(source)
        folder.mkdir(parents=True, exist_ok=True)
        secrets = open_secrets(folder)
        for channel, settings in told.items():
            secrets.put(merchant_name(channel), settings)
    except CannotTake as trouble:
        sys.stderr.write(f"{trouble}\n")
        return CANNOT
    return show(folder)


def show(folder: Path) -> int:
    """Print which channels this till has, and where they answer; return the exit status."""
    secrets = open_secrets(folder)
    for channel in CHANNELS:
        sys.stdout.write(f"{channel}: {_line(secrets, channel)}\n")
    return 0


def forget(folder: Path) -> int:
    """Forget this till's own merchants: from its next start it pays through the mall. Return the exit status."""
    secrets = open_secrets(folder)
    for channel in CHANNELS:
        secrets.forget(merchant_name(channel))
    return show(folder)


def take_at_hub(folder: Path, source: str, *, database_url: str = "", shop_id: str = "") -> int:
    """Take merchants into a hub's database, for one shop or for all that have none of their own.

    Works beside running hubs, which go by them from the next payment on. Return the exit status.
    """
    try:
        told = _told(source)
        with hub_at(folder, database_url) as (database, sealer):
            from sync.hub.payments.merchants import keep_merchant
            from sync.hub.payments.sealing import CannotUnseal
            from sync.hub.publishing import published
            from sync.protocol.rows import Shop

            with database.writing() as conn:
                if shop_id and published(conn, Shop, shop_id) is None:
                    raise CannotTake(f"there is no shop {shop_id}. Nothing was changed")
                try:
                    for channel, settings in told.items():
                        keep_merchant(conn, sealer, channel, settings, shop_id, SystemClock().now())
                except CannotUnseal as locked:
                    raise CannotTake(f"{locked}. Nothing was changed") from locked
    except CannotTake as trouble:
        sys.stderr.write(f"{trouble}\n")
        return CANNOT
    return show_hub(folder, database_url)


def show_hub(folder: Path, database_url: str = "") -> int:
    """Print which merchants a hub has, whose customers pay them, and whether their keys can be read here."""
    from sync.hub.payments.merchants import Merchants

    try:
        with hub_at(folder, database_url) as (database, sealer):
            known = Merchants(database, SystemClock(), sealer).known()
    except CannotTake as trouble:
        sys.stderr.write(f"{trouble}\n")
        return CANNOT
    for one in known:
        shops = ", ".join(shop or "all shops" for shop in one.shops) or "nobody any more"
        locked = "" if one.is_readable else "; its keys cannot be read with the key file that is here"
        sys.stdout.write(f"{one.merchant_id} at {one.url}, paid by {shops}{locked}\n")
    for channel in CHANNELS:
        if not any(one.channel == channel for one in known):
            sys.stdout.write(f"{channel}: none\n")
    return 0


@contextmanager
def hub_at(folder: Path, database_url: str) -> Iterator[tuple[Database, Sealer]]:
    """Open a hub's database, and the file that locks its secrets. Raises ``CannotTake`` when there is no such hub."""
    from sync.hub.db.database import open_database
    from sync.hub.db.migrate import upgrade
    from sync.hub.payments.sealing import Sealer

    if not database_url and not (folder / "hub.db").exists():
        raise CannotTake(f"there is no hub's database in {folder}")
    database = open_database(folder, database_url)
    try:
        upgrade(database)
        yield database, Sealer(folder)
    finally:
        database.close()


def _line(secrets: Secrets, channel: Channel) -> str:
    kept = secrets.get(merchant_name(channel))
    if kept is None:
        return "through the mall"
    try:
        merchant = facts_of(channel, kept)
    except BadMerchant as wrong:
        return str(wrong)
    return f"merchant {merchant.number} at {merchant.url} (secret in: {secrets.describe()})"


def _told(source: str) -> dict[Channel, str]:
    try:
        if source.startswith(("http://", "https://")):
            text = httpx.get(f"{source.rstrip('/')}/control/merchants").raise_for_status().content
        else:
            text = Path(source).read_bytes()
        told = from_json(text, dict[str, dict[str, Any]])
    except (OSError, httpx.HTTPError) as away:
        raise CannotTake(f"{source} cannot be read: {type(away).__name__}") from away
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise CannotTake(f"{source} does not hold merchants") from wrong
    found: dict[Channel, str] = {}
    for channel in CHANNELS:
        if channel in told:
            found[channel] = msgspec.json.encode(told[channel]).decode()
            _check(channel, found[channel])
    if not found or set(told) - set(CHANNELS):
        raise CannotTake(f"{source} must name wechat, alipay or both, and nothing else")
    return found


def _check(channel: Channel, settings: str) -> None:
    try:
        client_of(channel, settings, SystemClock()).close()
    except (BadMerchant, BadKey) as wrong:
        raise CannotTake(f"{channel}: {wrong}. Nothing was changed") from wrong
