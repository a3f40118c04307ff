"""Bad input, each kind with its stated answer: the hub stays up, other tills notice nothing, no fact is dropped."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
import zstandard
from sqlalchemy import ColumnElement, Table, func, select

from posapp.config.paths import RESOURCES
from posapp.domain.clock import MINUTE
from sync.hub import enrolment, limits, listening
from sync.hub.db import tables
from sync.protocol.brevity import short_form
from sync.protocol.canonical import digest
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation, chain_hash
from sync.protocol.packing import NEWEST_DICTIONARY, pack
from sync.protocol.wire import PushAnswer, PushRequest
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIPSTICK, OTHER_SHOP

OPS = "/sync/v1/ops"


def each(cases: Iterable[object]) -> Callable[[Callable[..., None]], Callable[[RunningHub, SetClock], None]]:
    """Play a test for every case, each with a new generation of the same till, at one hub: they must not mind."""

    def decorate(test: Callable[..., None]) -> Callable[[RunningHub, SetClock], None]:
        def played(hub: RunningHub, clock: SetClock) -> None:
            for case in cases:
                clock.move(MINUTE)  # or the hub would find that too many pair at once
                given = case if isinstance(case, tuple) else (case,)
                test(hub, hub.till(till_no="11"), *given)

        played.__name__ = test.__name__
        played.__doc__ = test.__doc__
        return played

    return decorate


@pytest.fixture
def till(hub: RunningHub) -> PaperTill:
    """A till that will misbehave."""
    return hub.till(till_no="11")


@pytest.fixture(autouse=True)
def _others_notice_nothing(hub: RunningHub) -> Iterator[None]:
    other = hub.till(till_no="12")
    yield
    assert [one.result for one in other.push(sold(other)).results] == ["applied"]
    other.page()
    assert httpx.get(f"{hub.url}/healthz").status_code == 200


def sold(till: PaperTill) -> Operation:
    return till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))


def plain(operation: Operation) -> dict[str, object]:
    return dict(msgspec.to_builtins(operation))


def frame(till: PaperTill, *ops: bytes) -> bytes:
    head = msgspec.json.encode({"device": till.identity.device, "generation": till.identity.generation})
    return head[:-1] + b',"ops":[' + b",".join(ops) + b"]}"


def push(till: PaperTill, *ops: bytes) -> PushAnswer:
    answer = till.request("POST", OPS, frame(till, *ops))
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, PushAnswer)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    said = answer.json()
    assert said["zh"]
    assert said["en"]
    return answer.status_code, said["code"]


def of(till: PaperTill, table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.device == till.identity.device, table.c.generation == till.identity.generation


def kept(till: PaperTill, table: str = "inbox") -> int:
    """Return how many rows of a till a table holds."""
    rows = tables.metadata.tables[table]
    with till.hub.database.reading() as conn:
        return int(conn.execute(select(func.count()).select_from(rows).where(*of(till, rows))).scalar_one())


def apart(till: PaperTill) -> list[tuple[str, bytes]]:
    """Return why and with which very bytes entries of a till were set apart."""
    known = tables.quarantine
    with till.hub.database.reading() as conn:
        rows = conn.execute(select(known.c.why, known.c.envelope).where(*of(till, known))).all()
    return [(row.why, base64.b64decode(msgspec.json.decode(row.envelope)["as_it_came"])) for row in rows]


# --- nothing of it can be read: refused, with what to do -------------------------------------------------------------


def bomb(size: int) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(b" " * size)


@each(
    [
        (lambda: bomb(500_000_000), "zstd", (413, "too_large")),
        (lambda: b"x" * 5_000_000, "", (413, "too_large")),
        (lambda: b"not zstd", "zstd", (400, "unreadable")),
        (lambda: bomb(10)[:-2], "zstd", (400, "unreadable")),
        (lambda: b"\x1f\x8b", "gzip", (415, "no_such_dictionary")),
        (lambda: b"\xff\xfe{", "", (400, "unreadable")),
        (lambda: b"", "", (400, "unreadable")),
        (lambda: b"[" * 10_000, "", (400, "unreadable")),
        (lambda: b'{"x":' * 10_000 + b"1" + b"}" * 10_000, "", (400, "unreadable")),
        (lambda: b'{"device":"d","ops":[]}', "", (400, "unreadable")),
        (lambda: b'{"device":"d","generation":1e400,"ops":[]}', "", (400, "unreadable")),
        (lambda: b'{"device":"other","generation":1,"ops":[]}', "", (400, "unreadable")),
    ],
)
def test_what_is_no_push_is_refused_and_nothing_is_kept(
    hub: RunningHub, till: PaperTill, body: Callable[[], bytes], encoding: str, answer: tuple[int, str]
) -> None:
    headers = {"content-encoding": encoding} if encoding else {}
    assert refusal(till.request("POST", OPS, body(), headers)) == answer
    assert (kept(till), kept(till, "quarantine")) == (0, 0)


def test_a_million_operations_are_to_be_sent_in_parts(hub: RunningHub, till: PaperTill) -> None:
    many = frame(till, *[b"{}"] * 1_000_000)
    packed = zstandard.ZstdCompressor(level=3).compress(many)
    assert refusal(till.request("POST", OPS, packed, {"content-encoding": "zstd"})) == (413, "too_large")
    assert refusal(till.request("POST", OPS, frame(till, *[b"{}"] * 501))) == (413, "too_large")
    assert (kept(till), kept(till, "quarantine")) == (0, 0)


def test_a_dictionary_that_the_hub_does_not_have_is_told(hub: RunningHub, till: PaperTill) -> None:
    packed = bytearray(pack(frame(till), NEWEST_DICTIONARY))
    packed[5:7] = (NEWEST_DICTIONARY + 1).to_bytes(2, "little")
    answer = till.request("POST", OPS, bytes(packed), {"content-encoding": "zstd"})
    assert refusal(answer) == (415, "no_such_dictionary")


def test_a_header_of_ten_megabytes_is_not_read(hub: RunningHub, till: PaperTill) -> None:
    address = urlsplit(hub.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as line:
        try:
            line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-much: " + b"a" * 10_000_000 + b"\r\n\r\n")
            said = line.recv(100)
        except (BrokenPipeError, ConnectionResetError):
            said = b""  # hung up in the middle of it
    assert said == b"" or b" 400 " in said


@pytest.mark.parametrize(
    "sent", [b"", b"POST /sync/v1/ops HTTP/1.1\r\nhost: x\r\n", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /he"]
)
def test_a_caller_that_dawdles_over_its_first_lines_is_hung_up_on(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(listening, "LONGEST_HEAD_S", 0.3)
    address = urlsplit(hub.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as line:
        line.sendall(sent)
        while line.recv(1_000):
            pass  # the answer to a whole request that came before; then the end


def test_a_caller_that_dawdles_over_its_body_is_told_so(hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_BODY_S", 0.3)
    address = urlsplit(hub.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as line:
        line.sendall(b"POST /sync/v1/ops HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{")
        assert b" 408 " in line.recv(1_000).split(b"\r\n")[0]


def test_many_dawdlers_keep_nobody_from_selling(hub: RunningHub, till: PaperTill) -> None:
    address = urlsplit(hub.url)
    lines = [socket.create_connection((address.hostname, address.port), timeout=30) for _ in range(50)]
    try:
        for line in lines:
            line.sendall(b"POST /sync/v1/ops HTTP/1.1\r\ncontent-length: 1000000\r\nhost: x\r\n\r\n{")
        assert till.push(sold(till)).received_through == 1
    finally:
        for line in lines:
            line.close()


# --- who says so? ----------------------------------------------------------------------------------------------------


@each(["", "00" * 64, "A" * 86, "zz", "é" * 128, "0" * 100_00])
def test_a_forged_signature_is_not_heard(hub: RunningHub, till: PaperTill, signature: str) -> None:
    body = frame(till, msgspec.json.encode(sold(till)))
    headers = {"x-pos-signature": signature.encode("latin-1")}
    assert refusal(till.request("POST", OPS, body, headers)) == (401, "unauthorised")  # type: ignore[arg-type]
    assert kept(till) == 0


@each(["", "-1", "1e400", "9" * 400, "½", "9223372036854775808"])
def test_an_absurd_time_is_not_heard(hub: RunningHub, till: PaperTill, when: str) -> None:
    headers = {"x-pos-time": when.encode("latin-1")}
    assert till.request("POST", OPS, frame(till), headers).status_code == 401  # type: ignore[arg-type]


def test_a_till_out_of_service_is_heard_and_set_apart(hub: RunningHub, till: PaperTill) -> None:
    with hub.database.writing() as conn:
        enrolment.revoke(conn, till.identity.device)
    answer = push(till, msgspec.json.encode(sold(till)), b'{"what":"ever"}')
    assert answer.received_through == 1
    assert {one.code for one in answer.results} == {"from_revoked", "unframed"}
    assert kept(till, "quarantine") == 2
    assert refusal(till.request("GET", "/sync/v1/feed?cursor=")) == (403, "revoked")


def test_another_shops_cursor_is_of_no_use(hub: RunningHub, till: PaperTill) -> None:
    other = hub.till(OTHER_SHOP, "11")
    other.pull()
    answer = till.request("GET", f"/sync/v1/feed?cursor={other.cursor}")
    assert (answer.status_code, answer.json()) == (410, {"reason": "scope"})


@each(["x", "%00", "A" * 4_000, "%F0%9F%92%A9", "AAAA%3D%3D", "%ff"])
def test_a_garbled_cursor_starts_the_feed_anew(hub: RunningHub, till: PaperTill, cursor: str) -> None:
    answer = till.request("GET", f"/sync/v1/feed?cursor={cursor}")
    assert (answer.status_code, answer.json()) == (410, {"reason": "forged"})


@each(["limit=many", "limit=1e400", "wait=NaN", "limit=" + "9" * 5_000])
def test_absurd_numbers_in_a_query_are_refused(hub: RunningHub, till: PaperTill, query: str) -> None:
    assert refusal(till.request("GET", f"/sync/v1/feed?cursor=&{query}")) == (400, "unreadable")


def test_numbers_beyond_the_limits_are_cut_to_them(till: PaperTill) -> None:
    for query in ("limit=9223372036854775808", "limit=-5", "limit=0", "wait=-9223372036854775808"):
        assert till.request("GET", f"/sync/v1/feed?cursor=&{query}").status_code == 200


# --- a fact inside it: kept, whatever it looks like ------------------------------------------------------------------


def spoilt(operation: Operation, body: bytes) -> bytes:
    """Return the bytes of an operation whose ``body`` stands there as it is."""
    envelope = plain(operation)
    del envelope["body"]
    return msgspec.json.encode(envelope)[:-1] + b',"body":' + body + b"}"


@each(
    [
        b'"\xff\xfe{"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"sale_id":"s"}',
        b"[" * 500 + b"]" * 500,
        b"[" * 10_000 + b"]" * 10_000,
        b"tru",
        b"null",
        b"1e400",
    ],
)
def test_an_operation_whose_body_is_no_text_keeps_its_place_and_its_bytes(
    hub: RunningHub, till: PaperTill, body: bytes
) -> None:
    raw, after = spoilt(sold(till), body), sold(till)
    answer = push(till, raw, msgspec.json.encode(after))
    assert (answer.received_through, answer.want) == (2, [])
    assert [(one.result, one.code) for one in answer.results] == [("parked", "unsound"), ("applied", "")]
    with hub.database.reading() as conn:
        first = select(tables.inbox.c.envelope).where(*of(till, tables.inbox), tables.inbox.c.seq == 1)
        envelope = conn.execute(first).scalar_one()
    assert base64.b64decode(msgspec.json.decode(envelope)["as_it_came"]) == raw
    again = push(till, raw)
    assert [(one.result, one.code) for one in again.results] == [("parked", "unsound")]
    assert kept(till) == 2


@each(
    [
        '{"a":',
        "",
        "[" * 10_000,
        '{"sale_id":"\\u0000"}',
        '{"total_fen":9223372036854775808}',
        '{"total_fen":1e400}',
        '{"total_fen":-1.5}',
        '{"lines":7}',
    ],
)
def test_an_operation_whose_body_says_nothing_sensible_is_parked(hub: RunningHub, till: PaperTill, body: str) -> None:
    head = till.head
    made = till.seal_as("sale.commit", 2, {})
    bad = msgspec.structs.replace(made, body=body, body_hash=digest(body.encode()))
    bad = msgspec.structs.replace(bad, chain_hash=chain_hash(bad))
    till.head = head._replace(seq=bad.seq, chain_hash=bad.chain_hash)
    answer = till.push(bad, sold(till))
    assert answer.received_through == 2
    assert [(one.result, one.code) for one in answer.results] == [("parked", "bad_body"), ("applied", "")]


def test_absurd_figures_in_a_whole_sale_are_parked_not_booked(hub: RunningHub, till: PaperTill) -> None:
    sale = msgspec.to_builtins(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    for name, value in (("total_fen", 2**63), ("total_fen", -(2**70)), ("occurred_ms", 2**53 + 1), ("staff_id", "\0")):
        answer = till.push(till.seal_as("sale.commit", 2, {**sale, name: value}))
        assert [(one.result, one.code) for one in answer.results] == [("parked", "bad_body")]
    assert kept(till, "sale") == 0


@each([
        {"seq": -1}, {"seq": 0}, {"seq": 2**63}, {"seq": 2**53}, {"seq": "1"}, {"seq": None}, {"v": 0}, {"v": 2**31},
        {"hlc": -1}, {"hlc": 2**63}, {"op_id": ""}, {"op_id": "a\0b"}, {"op_id": "x" * 201}, {"op_id": 5},
        {"kind": "\0"}, {"kind": ""}, {"device": "d-other"}, {"generation": 7}, {"chain_hash": "zz"},
        {"body_hash": "G" * 64}, {"deps": ["\0"]}, {"deps": ["x"] * 101}, {"deps": "none"},
    ])  # fmt: skip
def test_what_is_no_operation_is_set_apart_with_its_bytes_and_told(
    hub: RunningHub, till: PaperTill, change: dict[str, object]
) -> None:
    good = sold(till)
    raw = msgspec.json.encode({**plain(good), **change})
    for _ in range(2):
        answer = push(till, raw, msgspec.json.encode(good))
        assert answer.received_through == 1
        assert sorted((one.result, one.code) for one in answer.results) == [("applied", ""), ("fork", "unframed")]
    assert apart(till) == [("unframed", raw)]
    with hub.database.reading() as conn:
        assert "unframed" in conn.execute(select(tables.trade_exception.c.code)).scalars().all()


def test_entries_that_are_no_objects_are_set_apart(hub: RunningHub, till: PaperTill) -> None:
    entries = [b"7", b"null", b'"op"', b"[1,2]", b"{}", b"1e400", b'{"op_id":"\xff"}']
    answer = push(till, *entries)
    assert answer.received_through == 0
    assert [one.code for one in answer.results] == ["unframed"] * len(entries)
    assert sorted(raw for _, raw in apart(till)) == sorted(entries)


def test_of_a_key_that_stands_twice_the_last_one_counts(hub: RunningHub, till: PaperTill) -> None:
    good = sold(till)
    raw = b'{"seq":77,"op_id":"another",' + msgspec.json.encode(good)[1:]
    assert [one.result for one in push(till, raw).results] == ["applied"]
    assert kept(till) == 1


def test_unknown_kinds_versions_goods_and_fields_are_no_trouble(hub: RunningHub, till: PaperTill) -> None:
    sale = msgspec.to_builtins(till.sale(("ghost", "no-such-variant", 1, 5_000), member_id="m-nobody"))
    answer = till.push(
        till.seal_as("tea.pour", 1, {"cups": 2}),
        till.seal_as("sale.commit", 99, {"what": "ever"}),
        till.seal_as("sale.commit", 2, {**sale, "coupon_id": None, "from_a_newer_till": {"deep": [1, 2, 3]}}),
    )
    assert [(one.result, one.code) for one in answer.results] == [
        ("parked", "unknown_version"),
        ("parked", "unknown_version"),
        ("applied", ""),
    ]


def test_a_batch_replayed_in_every_way_is_booked_once(hub: RunningHub, till: PaperTill) -> None:
    operations = [sold(till) for _ in range(3)]
    message = PushRequest(device=till.identity.device, generation=till.identity.generation, ops=operations)
    body = msgspec.json.encode(message)
    headers = {"x-pos-time": str(hub.clock.now())}
    answers = [till.request("POST", OPS, body, headers) for _ in range(3)]  # the very same request, three times
    assert [answer.status_code for answer in answers] == [200] * 3
    twice = till.push(*operations, *operations, *reversed(operations))
    assert twice.received_through == 3
    assert (kept(till), kept(till, "sale")) == (3, 3)
    short = msgspec.json.encode(short_form(message))
    assert refusal(till.request("POST", OPS, short)) == (409, "spell_out"), "it leans on what lies behind"
    assert kept(till) == 3


def test_hashes_that_lie_are_told_apart_in_full_and_in_short(hub: RunningHub, till: PaperTill) -> None:
    operation = sold(till)
    forged = msgspec.structs.replace(operation, body=operation.body.replace("19900", "29900"))
    message = PushRequest(device=till.identity.device, generation=till.identity.generation, ops=[forged])
    short = short_form(message)
    assert refusal(till.request("POST", OPS, msgspec.json.encode(short))) == (409, "spell_out")
    assert kept(till) == 0
    assert [(one.result, one.code) for one in till.push(forged).results] == [("parked", "unsound")]


def test_one_bad_one_among_five_hundred_delays_nobody(hub: RunningHub, till: PaperTill) -> None:
    before = [msgspec.json.encode(sold(till)) for _ in range(60)]
    bad = spoilt(sold(till), b'"\xff"')
    after = [msgspec.json.encode(sold(till)) for _ in range(60)]
    answer = push(till, *before, bad, *after)
    assert answer.received_through == 121
    assert [one.result for one in answer.results].count("applied") == 120


def test_of_the_folder_of_its_font_the_hub_hands_out_what_its_pages_need(hub: RunningHub) -> None:
    there = [file.name for file in (RESOURCES / "fonts").iterdir() if file.is_file()]
    names = [*there, "%2e%2e%2foffice%2findex.html", "..%5coffice%5cindex.html", "Other.otf"]
    given = {name for name in names if httpx.get(f"{hub.url}/fonts/{name}").status_code == 200}
    assert given == {"hanzi.js", "NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"}
