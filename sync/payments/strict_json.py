"""JSON of which a payment may depend: no key twice, no number that is not whole, nothing of another type.

Two readers that take different ones of two equal keys would believe different amounts; a float is no amount of money.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

from sync.protocol.decoding import from_plain

T = TypeVar("T")

_SPACE = " \t\r\n"


class Unreadable(Exception):
    """What came is not what it should be; the message says what is wrong, never what stood there."""


class _NotWhole:
    """A number with a fraction or an exponent: it may stand in fields that we do not read, in none that we do."""


def read(text: str, type_: type[T]) -> T:
    """Return JSON as a type of ours. Raises ``Unreadable``."""
    try:
        return from_plain(parse(text), type_)
    except msgspec.ValidationError as wrong:
        raise Unreadable(str(wrong)) from wrong


def parse(text: str) -> Any:
    """Return JSON as plain values. Raises ``Unreadable``."""
    _check_brackets(text)
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable("no JSON") from wrong


def members(text: str) -> dict[str, str]:
    """Return the members of a JSON object as the raw texts of their values: what a signature is about.

    >>> members('{"a": {"b": 1.50}, "sign": "x"}')
    {'a': '{"b": 1.50}', 'sign': '"x"'}
    """
    _check_brackets(text)
    found: dict[str, str] = {}
    name: str
    at = _skip(text, 0)
    try:
        if text[at] != "{":
            raise Unreadable("no JSON object")
        at = _skip(text, at + 1)
        while text[at] != "}":
            if text[at] != '"':
                raise Unreadable("no JSON object")
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, at)
            if text[at] != ":" or name in found:
                raise Unreadable("a key without a value, or twice")
            begin = _skip(text, at + 1)
            _, end = _DECODER.raw_decode(text, begin)
            found[name] = text[begin:end]
            at = _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)
                if text[at] == "}":
                    raise Unreadable("a comma before the end")
            elif text[at] != "}":
                raise Unreadable("no comma between two values")
    except (ValueError, IndexError, RecursionError) as wrong:
        raise Unreadable("no JSON object") from wrong
    if _skip(text, at + 1) != len(text):
        raise Unreadable("more than one object")
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _check_brackets(text: str) -> None:
    # Counts brackets in strings too: no answer of a channel comes near. How deep Python's own reader goes differs by
    # its version.
    if text.count("[") + text.count("{") > 1_000:
        raise Unreadable("too many brackets")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands there twice")
    return found


def _refuse(_constant: str) -> Any:
    raise Unreadable("NaN or Infinity")


_DECODER = json.JSONDecoder(object_pairs_hook=_once_each, parse_float=lambda _text: _NotWhole(), parse_constant=_refuse)
