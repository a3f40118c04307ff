"""JSON on which money hangs is read one way or not at all."""

from __future__ import annotations

import doctest
import importlib
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.payments.strict_json import Unreadable, members, parse, read


class Amount(msgspec.Struct):
    total: int
    currency: str = "CNY"


@pytest.mark.parametrize("name", ["numbers", "strict_json", "alipay_signing"])
def test_the_examples_hold(name):
    assert doctest.testmod(importlib.import_module(f"sync.payments.{name}")).failed == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"total": 1, "total": 2}',
        '{"total": "1"}',
        '{"total": 1.0}',
        '{"total": 1e2}',
        '{"total": NaN}',
        '{"total": Infinity}',
        '{"total": null}',
        '{"total": true}',
        '{"total": 1} {"total": 2}',
        '{"total": 1,}',
        '{"total": ' + "9" * 10_000 + "}",
        "[" * 100_000,
        '{"total": 1, "x": ' + "[" * 9_000 + "]" * 9_000 + "}",
        "<html>",
    ],
)
def test_what_is_not_exactly_an_amount_is_not_read(text):
    with pytest.raises(Unreadable):
        read(text, Amount)


def test_a_number_with_a_fraction_in_a_field_that_we_do_not_read_does_no_harm():
    assert read('{"total": 5, "rate": 0.6}', Amount) == Amount(5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{]",
        '{"a"}',
        '{"a":}',
        '{"a":1 "b":2}',
        '{"a":1,}',
        '{"a":1}x',
        '{"a":1,"a":1}',
        "[1]",
        "{a:1}",
        '{"a":1',
    ],
)
def test_what_is_no_object_has_no_members(text):
    with pytest.raises(Unreadable):
        members(text)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_members_are_the_very_texts_that_were_written(found, indent, is_ascii):
    text = json.dumps(found, indent=indent, ensure_ascii=is_ascii)
    parts = members(text)
    assert {name: parse(part) for name, part in parts.items()} == found
    assert all(part in text for part in parts.values())


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    for reading in (parse, members):
        try:
            reading(text)
        except Unreadable:
            pass
