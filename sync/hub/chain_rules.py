"""Rules of the chain that the office sets: when the mall writes, how long goods are kept, how far ahead is booked.

They are the hub's alone: what a till needs of them stands in the row that they made, such as an order's
``collect_until_ms``. What the members were told when they agreed to offers (``consents.WORDING``) is the least: the
office may make offers rarer and the night longer, not the other way round.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select, text

from posapp.domain.clock import DAY
from posapp.domain.messages import STANDARD_MESSAGES, MessageRules
from sync.hub.db import tables
from sync.hub.rule_words import bad_rule
from sync.protocol.decoding import from_json

_KEY = "chain_rules"
_write = text("INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value")

_BOUNDS = {
    "quiet_from": (17, STANDARD_MESSAGES.quiet_from),
    "quiet_until": (STANDARD_MESSAGES.quiet_until, 12),
    "offer_days": (STANDARD_MESSAGES.marketing_every_ms // DAY, 90),
    "service_a_day": (3, 50),
    "kept_days": (1, 30),
    "ahead_days": (1, 180),
}


class ChainRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules. Hours are of the shop's day.

    Between ``quiet_from`` and ``quiet_until`` no message leaves that can wait. A member hears one offer in
    ``offer_days`` and ``service_a_day`` messages about what she booked and ordered. An order is kept for ``kept_days``,
    and a try-on is booked at most ``ahead_days`` ahead.
    """

    quiet_from: int = STANDARD_MESSAGES.quiet_from
    quiet_until: int = STANDARD_MESSAGES.quiet_until
    offer_days: int = STANDARD_MESSAGES.marketing_every_ms // DAY
    service_a_day: int = STANDARD_MESSAGES.service_a_day
    kept_days: int = 7
    ahead_days: int = 60


STANDARD_RULES = ChainRules()


def standing(conn: Connection) -> ChainRules:
    """Return the rules that hold."""
    kept = conn.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _KEY))
    return STANDARD_RULES if kept is None else from_json(kept.encode(), ChainRules)


def keep(conn: Connection, rules: ChainRules) -> None:
    """Let rules hold from now on; what was promised under others stays. Raises ``BadShopRules``."""
    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(rules, name) <= most:
            raise bad_rule(name)
    conn.execute(_write, {"key": _KEY, "value": msgspec.json.encode(rules).decode()})


def of_messages(conn: Connection) -> MessageRules:
    """Return when and how often the mall writes to members."""
    rules = standing(conn)
    return replace(
        STANDARD_MESSAGES,
        quiet_from=rules.quiet_from,
        quiet_until=rules.quiet_until,
        marketing_every_ms=rules.offer_days * DAY,
        service_a_day=rules.service_a_day,
    )
