"""``posapp channels``: tell this till its merchants at WeChat Pay and Alipay, and see which it has.

Settings come as one JSON object, ``{"wechat": {…}, "alipay": {…}}`` (either may be missing), out of a file or from a
gateway simulator. They are kept where this machine keeps its secrets; the file should be deleted afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import httpx
import msgspec

from posapp.adapters.payments.direct import merchant_name
from posapp.adapters.secrets import open_secrets
from posapp.domain.clock import SystemClock
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.services.ports import Secrets
from sync.payments.clients import client_of, facts_of
from sync.payments.merchants import BadMerchant
from sync.payments.rsa import BadKey
from sync.protocol.decoding import from_json

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


def _line(secrets: Secrets, channel: Channel) -> str:
    kept = secrets.get(merchant_name(channel))
    if kept is None:
        return "none"
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
