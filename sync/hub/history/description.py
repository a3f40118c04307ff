"""What ``LOG.toml`` says of a log: where its files are, what their columns mean, and how it is to be measured.

``docs/measuring.md`` describes the form for whoever writes one. Nothing about any log stands in code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from sync.hub.history.events import EVENT_COLUMNS, KINDS, STYLE_COLUMNS
from sync.hub.history.settings import GoalSettings, Setting
from sync.hub.history.unreadable import LogUnreadable
from sync.protocol.decoding import from_plain

Format = Literal["csv", "parquet", "json", "text"]
"""``text``: columns with white space between them; ``json``: an array of objects, or one object a line."""

Layout = Literal["lines", "baskets", "periods"]
"""``lines``: one event a row. ``baskets``: JSON, member → her baskets in order → articles, without times.
``periods``: a row is an article and its columns are equal periods with the pieces sold in each."""

Columns = dict[str, str | list[str]]

WORDS_OF_TIME = ("timestamp", "epoch_ms", "epoch_s")
"""What ``[time] format`` may say instead of a pattern."""

TIME_FIELD = "at"
PRICE_FIELD = "paid"
EVENT_FIELDS = (*(name for name in EVENT_COLUMNS if name not in ("at_ms", "paid_fen")), TIME_FIELD, PRICE_FIELD)
"""What columns of a log can be; ``at`` becomes ``at_ms`` and ``paid`` becomes ``paid_fen``."""

STYLE_FIELDS = tuple("launched" if name == "launched_ms" else name for name in STYLE_COLUMNS)


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file and what its columns mean; several columns for one field are joined with ``|``."""

    file: str
    format: Format
    columns: Columns = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}  # field → their word → ours
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: Literal[".", ","] = "."  # what parts whole units from fractions in a number written as text
    header: bool = True  # without one, columns are called c1, c2, …


class Baskets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Times for baskets that have only an order: they lie ``step`` days apart, before or from ``around`` on."""

    around: str  # YYYY-MM-DD
    side: Literal["before", "from"]
    step: int = 1
    skip: list[str] = []  # articles that mark something else than an article


class Periods(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which periods the columns are. ``blank`` values say that the article was not there to be sold."""

    first: str  # YYYY-MM-DD
    step: Literal["day", "week", "month"]
    blank: list[str] = msgspec.field(default_factory=lambda: [""])


class EventsFile(_Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of events, all of one kind unless a column says the kind."""

    kind: str = "bought"
    layout: Layout = "lines"
    baskets: Baskets | None = None
    periods: Periods | None = None
    price_is: Literal["line", "piece"] = "line"
    negative_quantity: Literal["refused", "returned"] = "refused"
    zero_quantity: Literal["refused", "kept"] = "refused"
    duplicates: Literal["refused", "kept"] = "refused"
    verdict_is: Literal["word", "review"] = "word"  # "review": sentences, of which what they say of the fit is taken


class StylesFile(_Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file that says what the articles are; it may be one of those with events."""


class Time(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How instants are written: ``format`` as ``strptime`` reads it, or ``timestamp``, ``epoch_ms``, ``epoch_s``.

    ``zone`` is the shops': by its days a log is cut. ``written_in`` names another zone if the times are written in it.
    """

    zone: str = "Asia/Shanghai"
    format: str = "timestamp"
    written_in: str = ""


class LogDescription(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A log as its owner describes it."""

    title: str
    events: list[EventsFile]
    styles: StylesFile | None = None
    time: Time = Time()
    money_per_unit: int = 100  # smallest coins in one unit of the price columns
    sizes: dict[str, list[str]] = {}  # size system → its sizes, smallest first; one without a list has numbers
    goals: dict[str, dict[str, Setting]] = {}

    def goal(self, name: str) -> GoalSettings:
        """Return what is said of a goal; a log that says nothing of it is measured as the goal's module has it."""
        return GoalSettings(name, self.goals.get(name, {}), self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """Return the shops' time zone."""
        return ZoneInfo(self.time.zone)


def read_description(path: Path) -> LogDescription:
    """Read a description. Raises ``LogUnreadable``."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as trouble:
        raise LogUnreadable("no_description", path=path) from trouble
    except UnicodeDecodeError as trouble:
        line = trouble.object[: trouble.start].count(b"\n") + 1
        raise LogUnreadable("wrong_encoding", path=path, line=line, encoding="utf-8") from trouble
    try:
        return describe(tomllib.loads(text), str(path))
    except tomllib.TOMLDecodeError as trouble:
        raise LogUnreadable("not_toml", path=path, trouble=trouble) from trouble


def describe(said: Mapping[str, object], path: str = "LOG.toml") -> LogDescription:
    """Return a description from its plain values. Raises ``LogUnreadable``."""
    try:
        description = from_plain(_days_as_text(said), LogDescription)
    except msgspec.ValidationError as trouble:
        raise LogUnreadable("not_a_description", path=path, trouble=trouble) from trouble
    for file in description.events:
        _check_fields(file, EVENT_FIELDS)
        _check_events(file)
    if description.styles is not None:
        _check_fields(description.styles, STYLE_FIELDS)
    for zone in filter(None, (description.time.zone, description.time.written_in)):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
            raise LogUnreadable("unknown_zone", zone=zone) from trouble
    return description


def _days_as_text(value: object) -> object:
    # TOML knows dates; whoever puts one in quotes means the same.
    if isinstance(value, Mapping):
        return {key: _days_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_days_as_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _check_fields(file: EventsFile | StylesFile, fields: tuple[str, ...]) -> None:
    for field in (*file.columns, *file.constants, *file.values):
        if field not in fields:
            raise LogUnreadable("unknown_field", path=file.file, field=field, fields=", ".join(fields))


def _check_events(file: EventsFile) -> None:
    kinds = {file.kind} if "kind" not in file.columns else set(file.values.get("kind", {}).values())
    for kind in sorted(kinds):
        if kind not in KINDS:
            raise LogUnreadable("unknown_kind", path=file.file, kind=kind, kinds=", ".join(KINDS))
    needed = {"lines": ("style_id", TIME_FIELD), "baskets": (), "periods": ()}[file.layout]
    for field in needed:
        if field not in file.columns and field not in file.constants:
            raise LogUnreadable("missing_field", path=file.file, field=field)
    if (file.layout == "baskets") != (file.baskets is not None):
        raise LogUnreadable("missing_field", path=file.file, field="events.baskets")
    if (file.layout == "periods") != (file.periods is not None):
        raise LogUnreadable("missing_field", path=file.file, field="events.periods")
