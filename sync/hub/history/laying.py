"""From lines to the two tables: which column is what, how an instant, an amount and a number are written."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from posapp.domain.moods import verdict_of
from sync.hub.history.description import PRICE_FIELD, TIME_FIELD, EventsFile, LogDescription, StylesFile, Time
from sync.hub.history.events import EVENT_COLUMNS
from sync.hub.history.sources import ROW, Lines

_TEXTS = ("member_id", "style_id", "variant_id", "size", "ref", "verdict", "shop_id")
_MOST_PIECES = 2**31 - 1
_MOST_FEN = 10.0**14
"""No line of a shop is worth more; a sum of such lines still is a number that the engine knows."""

_MOST_MS = 253_402_300_799_999
"""The last instant of the year 9999."""

_GROUPS = r"^([^,]*|[^,.]*[0-9](,[0-9]{2,3})*,[0-9]{3}([.][^,.]*)?)$"
"""Commas where they part thousands: "1,299.50", and not "12,50", which is another shop's twelve and a half."""

_UTC = "timestamp('UTC')"


# Ibis' decorators have no types, so these functions can have none either: what they take and give is their signature.


@ibis.udf.scalar.builtin(name="try_strptime", signature=(("string", "string"), "timestamp"))
def _try_strptime(text, form): ...  # type: ignore[no-untyped-def]  # as above


@ibis.udf.scalar.builtin(name="timezone", signature=(("string", "timestamp"), _UTC))
def _in_zone(zone, wall_clock): ...  # type: ignore[no-untyped-def]  # as above


@ibis.udf.scalar.builtin(name="epoch_ms", signature=((_UTC,), "int64"))
def _epoch_ms(instant): ...  # type: ignore[no-untyped-def]  # as above


@ibis.udf.scalar.python(signature=(("string",), "string"))
def _verdict_of_review(review):  # type: ignore[no-untyped-def]  # as above
    return verdict_of(review) or ""


def laid_events(lines: Lines, file: EventsFile, description: LogDescription) -> ir.Table:
    """Return every line as an event, with its ``row``. What could not be read is null, and refused afterwards."""
    raw = lines.table
    texts = {field: _text(raw, field, lines.columns, file) for field in _TEXTS}
    if file.verdict_is == "review":
        texts["verdict"] = _verdict_of_review(texts["verdict"])
    kind = _text(raw, "kind", lines.columns, file) if "kind" in lines.columns else ibis.literal(file.kind)
    written = _column(raw, lines.columns, file.constants, TIME_FIELD)
    at_ms = _instant(written, lines.format, description.time)
    if file.layout == "lines" and "ref" not in lines.columns:
        texts["ref"] = texts["member_id"] + "|" + at_ms.cast("string").fill_null("")
    pieces = _number(_column(raw, lines.columns, file.constants, "quantity"), file.decimal)
    price = _number(_column(raw, lines.columns, file.constants, PRICE_FIELD), file.decimal)
    quantity = ibis.literal(1.0) if pieces is None else pieces
    quantity = ibis.ifelse(quantity.abs() > _MOST_PIECES, ibis.null("float64"), quantity)
    # Weighed goods come by the fraction; a fraction is a piece.
    whole = ibis.ifelse((quantity > 0) & (quantity < 1), 1.0, quantity.round())
    fen = ibis.literal(0.0) if price is None else price * description.money_per_unit
    if file.price_is == "piece":
        fen = fen * whole
    fen = ibis.ifelse(fen.abs() > _MOST_FEN, ibis.null("float64"), fen)
    if file.negative_quantity == "returned":
        is_back = whole < 0
        kind = ibis.ifelse(is_back, ibis.literal("returned"), kind)
        fen = ibis.ifelse(is_back, fen.abs(), fen)
        whole = whole.abs()
    return raw.select(
        row=raw[ROW],
        **texts,
        kind=kind,
        at_ms=at_ms,
        quantity=whole.cast("int32"),
        paid_fen=fen.round().cast("int64"),
    ).select("row", *EVENT_COLUMNS)


def laid_styles(raw: ir.Table, file: StylesFile, description: LogDescription) -> ir.Table:
    """Return the style table of a file that may name a style many times; where it contradicts itself, one word wins."""
    fields = ("style_id", "category", "part", "size_system", "tags")
    texts = {field: _text(raw, field, file.columns, file) for field in fields}
    launched = _column(raw, file.columns, file.constants, "launched")
    table = raw.select(**texts, launched_ms=_instant(launched, description.time.format, description.time))
    return (
        table.filter(table["style_id"] != "")
        .group_by("style_id")
        .agg(
            **{field: table[field].min() for field in fields[1:4]},
            launched_ms=table["launched_ms"].min(),
            tags=table["tags"].min(),
        )
    )


def _column(
    raw: ir.Table, columns: Mapping[str, str | list[str]], constants: Mapping[str, str], field: str
) -> ir.Value | None:
    if field in constants:
        return ibis.literal(constants[field])
    named = columns.get(field)
    if named is None:
        return None
    if isinstance(named, str):
        return raw[named]
    return ibis.literal("|").join([raw[name].cast("string").fill_null("") for name in named])


def _text(
    raw: ir.Table, field: str, columns: Mapping[str, str | list[str]], file: EventsFile | StylesFile
) -> ir.StringValue:
    found = _column(raw, columns, file.constants, field)
    text = ibis.literal("") if found is None else found.cast("string").fill_null("").strip()
    ours = file.values.get(field)
    return text.cases(*ours.items(), else_=text) if ours else text


def _number(value: ir.Value | None, decimal: str) -> ir.FloatingValue | None:
    if value is None:
        return None
    if not value.type().is_string():
        return value.try_cast("float64")
    text = value.re_replace(r"[\s¥￥$€]", "")
    if decimal == ",":
        text = text.translate(",.", ".,")
    return ibis.ifelse(text.re_search(_GROUPS), text.replace(",", ""), ibis.null("string")).try_cast("float64")


def _instant(value: ir.Value | None, written: str, time: Time) -> ir.IntegerValue:
    if value is None:
        return ibis.null("int64")
    if written in ("epoch_ms", "epoch_s"):
        at_ms = value.try_cast("float64") * (1 if written == "epoch_ms" else 1000)
        return ibis.ifelse(at_ms.abs() > _MOST_MS, ibis.null("float64"), at_ms).cast("int64")
    kind = value.type()
    if kind.is_timestamp() and kind.timezone is not None:
        return _epoch_ms(value)
    if kind.is_timestamp() or kind.is_date():
        naive = value.cast("timestamp")
    elif written == "timestamp":
        naive = value.cast("string").try_cast("timestamp")
    else:
        naive = _try_strptime(value.cast("string"), ibis.literal(written))
    return _epoch_ms(_in_zone(ibis.literal(time.written_in or time.zone), naive))
