"""Bring a chain's history into its hub: what members did before, by the names that this chain knows.

Every event that the chain can place is kept for training, and in the history that tills see, as far as that reaches.
An event's id is made of what happened, so that the same log may be brought again, or a longer one, and nothing is
doubled. One member's events come in one transaction with her history.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from sync.hub import rules
from sync.hub.db.bulk import Rows, among, ask
from sync.hub.db.database import Database
from sync.hub.db.history_tables import event_log
from sync.hub.history.events import EVENT_COLUMNS
from sync.hub.history.log import SHOWN_ROWS, Finding, ImportedLog
from sync.hub.history.names import ChainNames
from sync.hub.publishing import lock_streams, publish_many, published_many
from sync.protocol.glances import GlanceKind
from sync.protocol.rows import Happening, History

AT_ONCE = 2_000
"""Events in one transaction, more where one member has more: tills and phones write in between."""

_AT_A_COUNTER = ("opened", "scanned")
_IN_HISTORY = frozenset(("bought", "returned", "tried", "wished", "viewed", "dismissed", *_AT_A_COUNTER))

_known = select(event_log.c.event_id).where(among(event_log.c.event_id))
_visits = (
    select(event_log.c.member_id, func.count(event_log.c.ref.distinct()))
    .where(among(event_log.c.member_id), event_log.c.kind == bindparam("of_kind"))
    .group_by(event_log.c.member_id)
)
_added = Rows(event_log, "ON CONFLICT (event_id) DO NOTHING")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of the log that this chain cannot place."""

    file: str
    row: int
    reason: str
    value: str


@dataclass(slots=True)
class Brought:
    """What an import came to. ``noted`` counts events that came without their variant, size or shop, by reason."""

    new: int = 0
    known: int = 0
    members: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)

    def findings(self) -> list[Finding]:
        """Return what the chain could not place, by file and reason, and what it took without a part."""
        rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for one in self.refused:
            rows[one.file, one.reason].append(one.row)
        refused = [
            Finding(file, reason, len(found), tuple(sorted(found)[:SHOWN_ROWS]))
            for (file, reason), found in sorted(rows.items())
        ]
        return refused + [Finding("", reason, count, ()) for reason, count in sorted(self.noted.items())]


def bring(database: Database, log: ImportedLog) -> Brought:
    """Bring a log in; every member's events in one transaction, so that it may break off anywhere and be repeated."""
    with database.reading() as conn:
        names = ChainNames.of(conn)
    brought = Brought()
    for events in _in_portions(_placed(log, names, brought)):
        with database.writing() as conn:
            _take(conn, events, log.description.title, brought)
    return brought


Event = dict[str, Any]


def _placed(log: ImportedLog, names: ChainNames, brought: Brought) -> Iterator[Event]:
    ordered = log.origins.order_by(list(dict.fromkeys(("member_id", "at_ms", "ref", *EVENT_COLUMNS, "file", "row"))))
    for batch in ordered.to_pyarrow().to_batches(max_chunksize=AT_ONCE):
        for event in batch.to_pylist():
            trouble = names.place(event, brought.noted)
            if trouble is None:
                yield event
            else:
                reason, value = trouble
                brought.refused.append(RefusedRow(event["file"], event["row"], reason, value))


def _in_portions(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield events in portions that end where a member's end; those of nobody end where an instant does."""
    portion: list[Event] = []
    for _, together in groupby(events, key=lambda event: (event["member_id"], event["member_id"] or event["at_ms"])):
        portion += together
        if len(portion) >= AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _take(conn: Connection, events: Sequence[Event], source: str, brought: Brought) -> None:
    lock_streams(conn, "members")
    named = _with_ids(events)
    known = {row[0] for row in ask(conn, _known, ids=list(named))}
    new = {event_id: event for event_id, event in named.items() if event_id not in known}
    brought.known += len(known)
    brought.new += len(new)
    if not new:
        return
    members = sorted({event["member_id"] for event in new.values()} - {""})
    before = _counted(conn, members)
    _added.add(
        conn,
        [
            {"event_id": event_id, "source": source, **{name: event[name] for name in EVENT_COLUMNS}}
            for event_id, event in new.items()
        ],
    )
    after = _counted(conn, members)
    lives: defaultdict[str, list[Event]] = defaultdict(list)
    for event in new.values():
        lives[event["member_id"]].append(event)
    histories = published_many(conn, History, members)
    publish_many(
        conn,
        [
            _longer(histories.get(member) or rules.empty_history(member), lives[member], after[member] - before[member])
            for member in members
        ],
    )
    brought.members += len(members)


def _with_ids(events: Sequence[Event]) -> dict[str, Event]:
    """Return events by their ids; two that are alike in everything have different ones, the same at every import."""
    seen: Counter[str] = Counter()
    named = {}
    for event in events:
        told = msgspec.json.encode([event[name] for name in EVENT_COLUMNS])
        digest = sha256(told).hexdigest()
        named[sha256(f"{digest}/{seen[digest]}".encode()).hexdigest()] = event
        seen[digest] += 1
    return named


def _counted(conn: Connection, members: list[str]) -> Counter[str]:
    return Counter({row[0]: row[1] for row in ask(conn, _visits, ids=members, of_kind="bought")})


def _longer(history: History, events: Sequence[Event], visits: int) -> History:
    there = {_key(one) for one in history.happenings}
    happenings = [
        one for event in events if event["kind"] in _IN_HISTORY and _key(one := _happening(event)) not in there
    ]
    spent = sum(_sign(event) * event["paid_fen"] for event in events)
    bought = [event["at_ms"] for event in events if event["kind"] == "bought"]
    return msgspec.structs.replace(
        rules.remembered(history, happenings),
        visits=history.visits + visits,
        spent_fen=max(history.spent_fen + spent, 0),
        last_visit_ms=max([history.last_visit_ms or 0, *bought]) or None,
    )


def _key(one: Happening) -> tuple[str, str, str, int]:
    return one.kind, one.style_id, one.variant_id, one.at_ms


def _sign(event: Mapping[str, Any]) -> int:
    return {"bought": 1, "returned": -1}.get(event["kind"], 0)


def _happening(event: Mapping[str, Any]) -> Happening:
    at_counter: GlanceKind | Literal[""] = event["kind"] if event["kind"] in _AT_A_COUNTER else ""
    return Happening(
        kind="viewed" if at_counter else event["kind"],
        how=at_counter,
        style_id=event["style_id"],
        variant_id=event["variant_id"],
        size=event["size"],
        at_ms=event["at_ms"],
        ref=event["ref"],
        paid_fen=event["paid_fen"],
        verdict=event["verdict"] or None,
        shop_id=event["shop_id"],
    )
