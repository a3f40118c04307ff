"""Answers that go wrong in ways which both channels share: of their body, their status, their journey."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from typing import Any

from posapp.gateway.scripts import DELIVERY, STATUSES
from posapp.gateway.wire import Answer

HUGE_BYTES = 11 * 1024 * 1024
HTML = b"<!doctype html><title>Welcome</title><p>Please sign in to the network of this mall."


def spoilt_fields(fields: dict[str, Any], fault: str, amounts: tuple[str, ...]) -> dict[str, Any]:
    """Return an answer's fields with another order's number, amount, and so on; ``amounts`` names the fields of sums.

    An amount keeps the type that the channel gives it, unless the fault is its type.
    """
    changed = {
        "other_order": ("out_trade_no", "SOMEONE_ELSES_ORDER"),
        "other_currency": ("currency", "USD"),
        "other_merchant": ("mchid", "1900000999"),
        "unknown_state": ("trade_state", "SOMETHING_NEW"),
    }
    if fault in changed:
        name, value = changed[fault]
        return _replaced(fields, {name: value, **({"trade_status": value} if fault == "unknown_state" else {})})
    if fault == "other_amount":
        return _with_amounts(fields, amounts, lambda value: value + 1 if isinstance(value, int) else f"1{value}")
    values: dict[str, Any] = {"amount_negative": -100, "amount_huge": 2**63, "amount_float": 0.5}
    if fault == "amount_text":
        return _with_amounts(fields, amounts, lambda value: str(value) if isinstance(value, int) else "twelve")
    if fault in values:
        return _with_amounts(fields, amounts, lambda _value: values[fault])
    return fields


def written(fields: dict[str, Any], fault: str) -> str:
    """Write fields as JSON; ``duplicate_keys`` puts a second, better one before each state and amount."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    if fault != "duplicate_keys":
        return text
    return re.sub(r'"(trade_state|trade_status|total|total_amount|code|status)":', r'"\1":"SUCCESS","\1":', text)


def sent_wrongly(answer: Answer, fault: str) -> Answer:
    """Return an answer as a fault of body, status or way leaves it; the signature was made before."""
    if fault in DELIVERY:
        return dataclasses.replace(answer, delivery=fault)
    if fault in STATUSES:
        return _with_status(answer, int(fault.removeprefix("http_")))
    if fault == "empty":
        return dataclasses.replace(answer, body=b"")
    if fault == "cut_json":
        return dataclasses.replace(answer, body=answer.body[: len(answer.body) // 2])
    if fault == "html":
        return Answer(200, {"content-type": "text/html"}, HTML)
    if fault == "huge":
        return dataclasses.replace(answer, body=b" " * HUGE_BYTES + answer.body)
    if fault == "gzip_bomb":
        packed = gzip.compress(b"0" * (4 * HUGE_BYTES))
        return dataclasses.replace(answer, headers={**answer.headers, "content-encoding": "gzip"}, body=packed)
    return answer


def _with_status(answer: Answer, status: int) -> Answer:
    if status == 202:
        return dataclasses.replace(answer, status=202)
    if status == 204:
        return Answer(204)
    if status == 301:
        return Answer(301, {"location": "https://example.invalid/elsewhere"})
    headers = {"content-type": "application/json", **({"retry-after": "7"} if status in (429, 503) else {})}
    return Answer(status, headers, b'{"code":"SYSTEM_ERROR","message":"unsigned"}')


def _replaced(fields: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _replaced(value, values) if isinstance(value, dict) else values.get(name, value)
        for name, value in fields.items()
    }


def _with_amounts(fields: dict[str, Any], amounts: tuple[str, ...], change: Any) -> dict[str, Any]:
    return {
        name: _with_amounts(value, amounts, change)
        if isinstance(value, dict)
        else (change(value) if name in amounts else value)
        for name, value in fields.items()
    }
