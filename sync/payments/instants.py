"""Instants as the channels write them. A time that cannot be read is none: no payment hangs on it."""

from __future__ import annotations

from datetime import datetime

from posapp.domain.clock import SHOP_TIME, Millis, local


def from_iso(text: str) -> Millis | None:
    """Read ``2026-11-22T10:34:56+08:00`` (WeChat Pay); None where it says nothing, or no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found.tzinfo is None else Millis(int(found.timestamp() * 1000))


def from_shop_time(text: str) -> Millis | None:
    """Read ``2026-11-22 10:34:56``, China's time (Alipay, and both kinds of bill); None for anything else."""
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    return Millis(int(found.replace(tzinfo=SHOP_TIME).timestamp() * 1000))


def in_shop_time(instant: Millis) -> str:
    """Write an instant as Alipay wants it: China's time, whatever zone this machine is set to."""
    return local(instant).strftime("%Y-%m-%d %H:%M:%S")
