"""Files as tables of lines, whatever their format and layout; every line has its ``row``, from 1.

A log of baskets without times, or of pieces by period, is turned into lines here: what follows knows lines alone.
"""

from __future__ import annotations

import codecs
import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import msgspec
import pyarrow as pa
from ibis.backends.duckdb import Backend

from posapp.domain.clock import DAY
from sync.hub.history.description import TIME_FIELD, Baskets, EventsFile, Periods, StylesFile
from sync.hub.history.settings import beginning_of
from sync.hub.history.unreadable import LogUnreadable
from sync.protocol.decoding import from_json

ROW = "posapp.row"
"""The column with a line's number; a shop may well have one that is called ``row``."""

_LEAST_BYTES = 64

_BASKETS_SAY: Mapping[str, str] = {"member_id": "member_id", "style_id": "style_id", "ref": "ref", TIME_FIELD: "at_ms"}
_PERIODS_SAY: Mapping[str, str] = {"style_id": "style_id", "quantity": "quantity", TIME_FIELD: "at_ms"}


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one file; ``columns`` say which of them are which fields; ``format`` how ``at`` is written."""

    table: ir.Table
    columns: Mapping[str, str | list[str]]
    format: str


def lines_of(con: Backend, file: EventsFile, folder: Path, written: str, zone: ZoneInfo) -> Lines:
    """Open a file of events; ``written`` is how the description says that instants are. Raises ``LogUnreadable``."""
    path = _there(folder / file.file)
    if file.layout == "baskets" and file.baskets is not None:
        return Lines(_baskets(con, path, file.baskets, zone), {**_BASKETS_SAY, **file.columns}, "epoch_ms")
    if file.layout == "periods" and file.periods is not None:
        table = _periods(con, _plain(path, file), file, file.periods, zone)
        return Lines(table, {**file.columns, **_PERIODS_SAY}, "epoch_ms")
    return Lines(table_of(con, file, folder), file.columns, written)


def table_of(con: Backend, file: EventsFile | StylesFile, folder: Path) -> ir.Table:
    """Open a file of lines. Raises ``LogUnreadable``."""
    path = _there(folder / file.file)
    if _is_empty(path):
        raise LogUnreadable("empty_file", path=path)
    try:
        match file.format:
            case "parquet":
                found = con.read_parquet(path)
            case "json":
                found = con.read_json(str(path))
            case "csv":
                found = _csv(con, _utf8(path, file.encoding), file)
            case "text":
                found = _table(con, _text_columns(_plain(path, file)))
        found = found.mutate(**{ROW: ibis.row_number().cast("int64") + 1})
        named = con.create_table(ibis.util.gen_name("lines"), found, temp=True)
    except LogUnreadable:
        raise
    except Exception as trouble:  # each reader has errors of its own, and all of them mean this one
        first = str(trouble).strip().splitlines()
        raise LogUnreadable(
            "file_unreadable", path=path, format=file.format, trouble=first[0] if first else type(trouble).__name__
        ) from trouble
    _check_columns(file, path, named.columns)
    return named


def _there(path: Path) -> Path:
    if not path.is_file():
        raise LogUnreadable("no_data", path=path)
    return path


def _is_empty(path: Path) -> bool:
    """Tell whether nothing but white space, a byte order mark or an empty list is in a file."""
    if path.stat().st_size > _LEAST_BYTES:
        return False
    with path.open("rb") as file:
        return not b"".join(file.read().removeprefix(codecs.BOM_UTF8).split()).replace(b"[]", b"")


def _check_columns(file: EventsFile | StylesFile, path: Path, there: Sequence[str]) -> None:
    for field, named in file.columns.items():
        for column in [named] if isinstance(named, str) else named:
            if column not in there:
                shown = ", ".join(name for name in there if name != ROW)
                raise LogUnreadable("missing_column", path=path, column=column, field=field, columns=shown)


def _csv(con: Backend, path: Path, file: EventsFile | StylesFile) -> ir.Table:
    names: dict[str, Any] = {}
    if not file.header:
        with path.open(encoding="utf-8", newline="") as lines:
            width = len(next(csv.reader(lines, delimiter=file.delimiter), []))
        names = {"names": [f"c{i}" for i in range(1, width + 1)]}
    return con.read_csv(path, all_varchar=True, header=file.header, delim=file.delimiter, **names)


def _text_columns(lines: Sequence[str]) -> dict[str, list[str]]:
    rows = [words for line in lines if (words := line.split())]
    width = max(map(len, rows), default=0)
    return {f"c{i + 1}": [row[i] if i < len(row) else "" for row in rows] for i in range(width)}


def _table(con: Backend, columns: Mapping[str, Sequence[object]]) -> ir.Table:
    types = {ROW: pa.int64(), "at_ms": pa.int64()}
    arrays = {name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()}
    return con.create_table(ibis.util.gen_name("lines"), ibis.memtable(pa.table(arrays)), temp=True)


def _plain(path: Path, file: EventsFile | StylesFile) -> list[str]:
    return _utf8(path, file.encoding).read_text("utf-8").splitlines()


def _utf8(path: Path, encoding: str) -> Path:
    """Return a file that is known to be UTF-8: this one, or a copy of it."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as trouble:
        raise LogUnreadable("unknown_encoding", encoding=encoding) from trouble
    is_itself = codecs.lookup(encoding).name == "utf-8"
    copy = path if is_itself else Path(tempfile.mkdtemp(prefix="posapp-log-")) / path.name
    line = 1
    with path.open("rb") as given:
        out = None if is_itself else copy.open("w", encoding="utf-8", newline="")
        try:
            while chunk := given.read(1 << 20):
                text = decoder.decode(chunk)
                line += text.count("\n")
                if out is not None:
                    out.write(text)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as trouble:
            line += trouble.object[: trouble.start].count(b"\n")
            raise LogUnreadable("wrong_encoding", path=path, line=line, encoding=encoding) from trouble
        finally:
            if out is not None:
                out.close()
    return copy


def _baskets(con: Backend, path: Path, said: Baskets, zone: ZoneInfo) -> ir.Table:
    try:
        members = from_json(path.read_bytes(), dict[str, list[list[str | int]]])
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise LogUnreadable("file_unreadable", path=path, format="json", trouble=trouble) from trouble
    around = beginning_of(date.fromisoformat(said.around), zone)
    columns: dict[str, list[object]] = {name: [] for name in (ROW, "member_id", "style_id", "ref", "at_ms")}
    skip = set(said.skip)
    for row, (member, all_baskets) in enumerate(members.items(), start=1):
        found = [kept for basket in all_baskets if (kept := [s for i in basket if (s := str(i)) not in skip])]
        first = -len(found) if said.side == "before" else 0
        for place, basket in enumerate(found, start=first):
            for style in basket:
                at_ms = around + place * said.step * DAY
                for name, value in zip(columns, (row, member, style, f"{member}:{place}", at_ms), strict=True):
                    columns[name].append(value)
    return _table(con, columns)


def _periods(con: Backend, lines: Sequence[str], file: EventsFile, said: Periods, zone: ZoneInfo) -> ir.Table:
    rows = list(csv.reader(lines, delimiter=file.delimiter))
    names = rows.pop(0) if file.header and rows else [f"c{i + 1}" for i in range(len(rows[0]) if rows else 0)]
    named = file.columns.get("style_id", "")
    if named and named not in names:
        raise LogUnreadable(
            "missing_column", path=file.file, column=named, field="style_id", columns=", ".join(names[:20])
        )
    places = [i for i, name in enumerate(names) if name != named]
    begins = [beginning_of(day, zone) for day in _days(said, len(places))]
    blank = set(said.blank)
    columns: dict[str, list[object]] = {name: [] for name in (ROW, "style_id", "at_ms", "quantity")}
    for number, row in enumerate(rows, start=1):
        style = row[names.index(str(named))] if named else str(number)
        for at_ms, place in zip(begins, places, strict=True):
            pieces = row[place].strip() if place < len(row) else ""
            if pieces not in blank:
                for name, value in zip(columns, (number, style, at_ms, pieces), strict=True):
                    columns[name].append(value)
    return _table(con, columns)


def _days(said: Periods, count: int) -> Iterator[date]:
    day = date.fromisoformat(said.first)
    for _ in range(count):
        yield day
        match said.step:
            case "day":
                day += timedelta(days=1)
            case "week":
                day += timedelta(days=7)
            case "month":
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
