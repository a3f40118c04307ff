"""The client against a real HTTP server that answers as told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
import zstandard

from posapp.domain.clock import Millis, SystemClock
from posapp.services.errors import MallUnreachable, PairingRefused
from posapp.services.ports import Identity
from sync.hub.pushes import read_push
from sync.protocol.decoding import from_json
from sync.protocol.packing import unpack
from sync.protocol.signing import SIGNATURE_HEADER, TIME_HEADER, is_signed, new_key_pair, request_message
from sync.protocol.wire import FeedPage, OpResult, PushAnswer, PushRequest
from sync.worker.errors import (
    CursorGone,
    MallTrouble,
    Offline,
    Outdated,
    Rejected,
    TimedOut,
    TooLarge,
    Unauthorised,
)
from sync.worker.mall import client as client_module
from sync.worker.mall.client import PAGE_ROWS, MallClient
from sync.worker.mall.enrolment import EnrolmentDesk
from tests.fakes.sync_store import FakeSyncStore, an_identity


@dataclass
class Script:
    """What the server answers next, and what it was asked."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    first: list[tuple[int, bytes]] = field(default_factory=list)
    """Answers before that one."""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def hub_url(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            script.asked.append((self.command, self.path, headers, body))
            if script.hold is not None:
                script.hold.wait(10)
            status, answer = script.first.pop(0) if script.first else (script.status, script.body)
            try:
                self.send_response(status)
                for name, value in script.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except OSError:
                pass  # the till has hung up meanwhile

        do_GET = do_POST = answer  # noqa: N815 - the standard library's spelling

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mall() -> Iterator[MallClient]:
    mall = MallClient(SystemClock())
    yield mall
    mall.close()


PAGE = FeedPage(
    epoch="e1", stream="stock", rows=[], next="c2", more=False, ahead=0, applied_through=0, server_ms=1
)  # fmt: skip


def test_a_push_is_packed_and_signed_over_the_bytes_as_they_travel(
    hub_url: str, script: Script, mall: MallClient
) -> None:
    keys = new_key_pair()
    identity = an_identity(hub_url=hub_url + "/", private_key=keys.private)
    answer = PushAnswer(epoch="e1", received_through=1, backed_up_through=0, results=[], want=[], server_ms=5)
    script.body = msgspec.json.encode(answer)
    operation = FakeSyncStore(identity).happen({"what": "一件"})

    assert mall.push(identity, [operation]) == answer

    method, path, headers, body = script.asked[0]
    assert (method, path, headers["content-encoding"]) == ("POST", "/sync/v1/ops", "zstd")
    assert read_push(unpack(body, 10_000)).message.ops == [operation]
    message = request_message("POST", path, int(headers[TIME_HEADER]), body)
    assert is_signed(keys.public, message, headers[SIGNATURE_HEADER])


@pytest.mark.parametrize(("status", "code"), [(400, "unreadable"), (415, "no_such_dictionary"), (401, "unauthorised")])
def test_an_older_mall_is_asked_in_full_from_then_on(
    hub_url: str, script: Script, mall: MallClient, status: int, code: str
) -> None:
    identity = an_identity(hub_url=hub_url)
    store = FakeSyncStore(identity)
    operations = [store.happen({"what": "一件"}), store.happen({"what": "两件"})]
    answer = PushAnswer(epoch="e1", received_through=2, backed_up_through=0, results=[], want=[], server_ms=5)
    script.body, script.first = msgspec.json.encode(answer), [(status, b'{"code":"%s"}' % code.encode())]

    assert [mall.push(identity, operations), mall.push(identity, operations)] == [answer, answer]

    assert len(script.asked) == 3
    for _, _, headers, body in script.asked[1:]:
        plain = zstandard.ZstdDecompressor().decompress(body)
        assert from_json(plain, PushRequest).ops == operations
        assert len(headers[SIGNATURE_HEADER]) == 128


def test_a_log_whose_hashes_do_not_come_out_is_sent_as_it_is_and_only_that(
    hub_url: str, script: Script, mall: MallClient
) -> None:
    identity = an_identity(hub_url=hub_url)
    operation = FakeSyncStore(identity).happen({"what": "一件"})
    answer = PushAnswer(epoch="e1", received_through=1, backed_up_through=0, results=[], want=[], server_ms=5)
    script.body, script.first = msgspec.json.encode(answer), [(409, b'{"code":"spell_out"}')]
    for _ in range(2):
        assert mall.push(identity, [operation]) == answer
    spelt = [b"body_hash" in unpack(body, 10_000) for _, _, _, body in script.asked]
    assert spelt == [False, True, False]


def test_a_till_that_was_taken_out_of_service_still_hears_so(hub_url: str, script: Script, mall: MallClient) -> None:
    identity = an_identity(hub_url=hub_url)
    script.status, script.body = 401, b'{"code":"unauthorised"}'
    with pytest.raises(Unauthorised):
        mall.push(identity, [FakeSyncStore(identity).happen({})])


def test_a_brief_answer_is_spelt_out(hub_url: str, script: Script, mall: MallClient) -> None:
    identity = an_identity(hub_url=hub_url)
    store = FakeSyncStore(identity)
    operations = [store.happen({"what": place}) for place in range(3)]
    parked = OpResult(op_id=operations[1].op_id, result="parked", hub_no=71, code="bad_body", zh="坏", en="bad")
    answer = PushAnswer(
        epoch="e1", received_through=3, backed_up_through=0, results=[parked], want=[], server_ms=5,
        applied=[(1, 1, 70), (3, 3, 72)],
    )  # fmt: skip
    script.body = msgspec.json.encode(answer)
    results = {each.op_id: each for each in mall.push(identity, operations).results}
    assert [(results[each.op_id].result, results[each.op_id].hub_no) for each in operations] == [
        ("applied", 70),
        ("parked", 71),
        ("applied", 72),
    ]


def test_a_pull_signs_its_query_and_reads_a_packed_page(hub_url: str, script: Script, mall: MallClient) -> None:
    keys = new_key_pair()
    script.body = zstandard.ZstdCompressor().compress(msgspec.json.encode(PAGE))
    script.headers = {"content-encoding": "zstd"}

    assert mall.pull(an_identity(hub_url=hub_url, private_key=keys.private), "a+b/c=", wait_s=0) == PAGE

    _, target, headers, _ = script.asked[0]
    assert target == f"/sync/v1/feed?cursor=a%2Bb%2Fc%3D&limit={PAGE_ROWS}&wait=0"
    assert is_signed(
        keys.public, request_message("GET", target, int(headers[TIME_HEADER]), b""), headers[SIGNATURE_HEADER]
    )


@pytest.mark.parametrize(
    ("status", "body", "trouble", "said"),
    [
        (401, b'{"code":"unknown_device","zh":"","en":""}', Unauthorised, "unknown_device"),
        (403, b"<html>", Unauthorised, ""),
        (410, b'{"reason":"epoch"}', CursorGone, ""),
        (413, b"", TooLarge, ""),
        (426, b"", Outdated, ""),
        (500, b"oops", Rejected, ""),
        (302, b"", Rejected, ""),
        (200, b"<html>log in to the shop's wireless network</html>", Rejected, ""),
    ],
)
def test_every_answer_that_is_not_the_one_asked_for_has_its_name(
    hub_url: str, script: Script, mall: MallClient, status: int, body: bytes, trouble: type[MallTrouble], said: str
) -> None:
    script.status, script.body = status, body
    with pytest.raises(trouble) as raised:
        mall.pull(an_identity(hub_url=hub_url), "", wait_s=0)
    assert (type(raised.value), raised.value.said) == (trouble, said)


def test_a_busy_mall_names_its_wait(hub_url: str, script: Script, mall: MallClient) -> None:
    script.status, script.headers = 503, {"retry-after": "7"}
    with pytest.raises(Rejected) as raised:
        mall.pull(an_identity(hub_url=hub_url), "", wait_s=0)
    assert raised.value.retry_after_ms == 7_000
    script.headers = {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}
    with pytest.raises(Rejected) as raised:
        mall.pull(an_identity(hub_url=hub_url), "", wait_s=0)
    assert raised.value.retry_after_ms == 0


def test_nobody_there_is_offline(mall: MallClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Offline):
            mall.pull(an_identity(hub_url=url), "", wait_s=0)
    for nonsense in ("http://", "not a url", "http://[bad"):
        with pytest.raises(Offline):
            mall.pull(an_identity(hub_url=nonsense), "", wait_s=0)


def test_a_mall_that_never_answers_is_given_up(
    hub_url: str, script: Script, mall: MallClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "READ_S", 0.2)
    script.hold = threading.Event()
    with pytest.raises(TimedOut):
        mall.pull(an_identity(hub_url=hub_url), "", wait_s=0)
    script.hold.set()


@pytest.mark.parametrize("is_packed", [True, False])
def test_an_answer_without_end_is_cut_off(
    hub_url: str, script: Script, mall: MallClient, monkeypatch: pytest.MonkeyPatch, is_packed: bool
) -> None:
    monkeypatch.setattr(client_module, "MOST_ANSWER_BYTES", 1_000)
    script.body = msgspec.json.encode(PAGE) + b" " * 100_000
    if is_packed:
        script.body = zstandard.ZstdCompressor().compress(script.body)
        script.headers = {"content-encoding": "zstd"}
    with pytest.raises(Rejected, match="too large"):
        mall.pull(an_identity(hub_url=hub_url), "", wait_s=0)


@pytest.mark.parametrize("encoding", ["zstd", "br"])
def test_an_answer_that_cannot_be_unpacked_is_no_answer(
    hub_url: str, script: Script, mall: MallClient, encoding: str
) -> None:
    script.body, script.headers = b"not packed at all", {"content-encoding": encoding}
    with pytest.raises(Rejected):
        mall.pull(an_identity(hub_url=hub_url), "", wait_s=0)


@pytest.mark.parametrize("reason", ["unknown", "used", "expired"])
def test_a_pairing_code_that_is_refused_says_why(hub_url: str, script: Script, reason: str) -> None:
    script.status, script.body = 403, b'{"code":"pairing_refused","reason":"%s"}' % reason.encode()
    with pytest.raises(PairingRefused) as raised:
        EnrolmentDesk().enrol(hub_url, "12345678", "00", "0.1.0")
    assert raised.value.values == {"reason": reason}


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "not a url", "http://[bad", "ftp://mall", ""])
def test_pairing_with_nobody_says_so(url: str) -> None:
    with pytest.raises(MallUnreachable):
        EnrolmentDesk().enrol(url, "12345678", "00", "0.1.0")


def test_pairing_with_something_that_is_no_mall_says_so(hub_url: str, script: Script) -> None:
    script.body = b"<html>a printer's own page</html>"
    with pytest.raises(MallUnreachable):
        EnrolmentDesk().enrol(hub_url, "12345678", "00", "0.1.0")


def test_a_clock_a_day_wrong_is_signed_as_it_is(hub_url: str, script: Script) -> None:
    class FakeClock:
        def now(self) -> Millis:
            return Millis(86_400_000)

    mall = MallClient(FakeClock())
    script.body = msgspec.json.encode(PAGE)
    identity: Identity = an_identity(hub_url=hub_url)
    mall.pull(identity, "", wait_s=0)
    mall.close()
    assert script.asked[0][2][TIME_HEADER] == "86400000"
