"""What tills once sent is read for ever: the golden corpus only grows, and each file still means what it meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.hub.effects import EFFECTS
from sync.protocol import kinds
from sync.protocol.canonical import plain_body
from sync.protocol.envelope import chain_hash, is_sound
from sync.protocol.kinds import KINDS, UnknownKind, read_body
from sync.protocol.upcasters import UPCASTERS, lift
from tests.golden import CORPUS, MANIFEST, Example, booked, examples, line_for, manifest, rows_of

FIRST_RELEASE = (2, "4209a2d845b2ecf7a46c8ad91c893130c4668227ffaab043582e96d88d6ccfef")
"""How many lines the manifest had, and the chain of the last of them, when this test was written."""

EXAMPLES = list(examples())
LOGS = {log: [example for _, example in group] for log, group in groupby(EXAMPLES, lambda found: found[1].log)}
ALIKE: dict[str, list[tuple[str, Example]]] = {}
"""The examples with their paths, by kind and version: a test for each of them would cost more than what it asks."""

for _path, _example in EXAMPLES:
    ALIKE.setdefault(f"{_example.operation.kind}.{_example.operation.v}", []).append((_path, _example))

EVERY = pytest.mark.parametrize("alike", list(ALIKE.values()), ids=list(ALIKE))


def test_the_corpus_only_grows() -> None:
    lines = manifest()
    before = ""
    for line in lines:
        assert line == line_for(line.path, (CORPUS / line.path).read_bytes(), before), f"{line.path} was changed"
        before = line.chain
    count, chain = FIRST_RELEASE
    assert lines[count - 1].chain == chain, "a line of the manifest was taken out or changed"
    kept = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}
    assert kept == {line.path for line in lines} | {MANIFEST.name}


def test_a_file_that_is_changed_or_left_out_breaks_the_chain() -> None:
    one, two = manifest()[:2]
    content = (CORPUS / two.path).read_bytes()
    assert line_for(two.path, content + b" ", one.chain) != two
    assert line_for(two.path, content, "") != two


@EVERY
def test_an_operation_hashes_as_it_did_when_it_was_sealed(alike: list[tuple[str, Example]]) -> None:
    for path, example in alike:
        assert is_sound(example.operation), path


@EVERY
def test_an_operation_of_any_age_is_read_as_the_newest(alike: list[tuple[str, Example]]) -> None:
    for path, example in alike:
        body = read_body(example.operation.kind, example.operation.v, example.operation.body)
        assert kinds.kind_of(body)[0] == example.operation.kind, path


@pytest.mark.parametrize("log", LOGS)
def test_a_hub_of_today_books_what_the_hub_of_then_booked(log: str, tmp_path: Path) -> None:
    operations = [example.operation for example in LOGS[log]]
    assert operations[0].seq == 1
    assert all(after.prev_hash == chain_hash(before) for before, after in pairwise(operations))
    now = booked(rows_of(log), operations, tmp_path)
    for example, effects in zip(LOGS[log], now, strict=True):
        assert effects == example.effects, (example.operation.kind, example.operation.seq)


# --- what a new kind or version must bring ---------------------------------------------------------------------------


def sent() -> Iterator[tuple[str, int]]:
    """Yield every kind at every version that tills have sent."""
    for kind, newest in KINDS:
        yield from ((kind, v) for v in range(1, newest + 1))


def test_a_kind_has_one_shape_its_newest() -> None:
    names = [kind for kind, _ in KINDS]
    assert len(names) == len(set(names)), "older shapes live on in upcasters only"


def test_every_version_that_was_ever_sent_has_its_golden_operations() -> None:
    """Extend ``play`` in tests/golden_day.py so that it occurs, then run ``python3 -m tests.golden NAME``."""
    assert [f"{kind}.{v}" for kind, v in sent() if f"{kind}.{v}" not in ALIKE] == []


def test_every_version_but_the_newest_has_its_upcaster_and_none_is_left_over() -> None:
    assert set(UPCASTERS) == set(sent()) - set(KINDS)


def test_every_kind_is_booked_by_a_rule() -> None:
    assert [body.__name__ for body in KINDS.values() if body not in EFFECTS] == []


@EVERY
def test_lifting_leaves_the_body_as_it_was(alike: list[tuple[str, Example]]) -> None:
    for path, example in alike:
        body: dict[str, Any] = msgspec.json.decode(example.operation.body)
        before = msgspec.json.encode(body)
        newest = next(v for kind, v in KINDS if kind == example.operation.kind)
        lift(example.operation.kind, example.operation.v, body, newest)
        assert msgspec.json.encode(body) == before, path


# --- across versions -------------------------------------------------------------------------------------------------


def test_versions_are_lifted_one_by_one() -> None:
    steps = {
        ("tea", 1): lambda body: {**body, "cups": 1},
        ("tea", 2): lambda body: {"pot": body},
    }
    assert lift("tea", 1, {"leaf": "green"}, 3, steps) == {"pot": {"leaf": "green", "cups": 1}}
    assert lift("tea", 3, {"leaf": "green"}, 3, steps) == {"leaf": "green"}


@pytest.mark.parametrize(("kind", "v"), [("sale.commit", 99), ("sale.commit", 0), ("tea.pour", 1)])
def test_a_version_that_this_program_does_not_know_is_said_to_be_unknown(kind: str, v: int) -> None:
    with pytest.raises(UnknownKind):
        read_body(kind, v, "{}")


@pytest.mark.parametrize(
    "text",
    [
        '{"lines": "none"}',
        "[]",
        "null",
        "",
        "{",
        '{"a": 1.5}',
        '{"a": 9007199254740993}',
        '{"a": -9223372036854775809}',
        '{"a": 1e400}',
        '{"a": "\\u0000"}',
        '{"\\u0000": 1}',
        '{"a": "\\ud800"}',
        '{"a":' + "[" * 10_000 + "]" * 10_000 + "}",
        "[" * 10_000,
        '{"a":' + "[" * 40 + "]" * 40 + "}",
    ],
)
def test_what_is_no_body_of_its_kind_is_told_so_and_never_breaks_a_reader(text: str) -> None:
    for kind, v in sorted({("sale.commit", 1), *KINDS}):
        try:
            read_body(kind, v, text)
        except msgspec.ValidationError:
            continue
        pytest.fail(f"{kind} {v} was read")


@pytest.mark.parametrize(
    "value",
    [2**53 + 1, -(2**53) - 1, 0.5, "a\0b", {"\0": 1}, [[2**60]]],
)
def test_what_not_every_reader_and_database_can_hold_is_in_no_body(value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        plain_body(msgspec.json.encode({"a": value}).decode())


def test_what_all_of_them_can_hold_is_read() -> None:
    body = {"a": [2**53, -(2**53), True, None, "\n衣"], "b": {"c": {}}}
    assert plain_body(msgspec.json.encode(body).decode()) == body
