"""Between a till and its mall: only the mall's own word counts, whoever stands between, and its death costs nobody."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import partial

import httpx
import msgspec
import pytest

from posapp.adapters.payments.mall import MallChannel, MallLine
from posapp.adapters.payments.reached import ReachedChannels
from posapp.adapters.secrets import FileSecrets
from posapp.domain.payment_channels import PaymentState, RefundOrder, RefundState
from posapp.domain.payment_code import CHANNELS
from sync.hub.payments import routes
from sync.hub.payments.merchants import keep_merchant
from sync.hub.payments.sealing import Sealer
from sync.payments import line as clients_line
from sync.protocol.payments import PaymentReply
from sync.protocol.signing import ANSWER_HEADER, new_key_pair, sign
from sync.proving.mall_at_hand import MallAtHand
from tests.fakes.hub_process import SHOP, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk, eventually
from tests.fakes.paying_mall import paired, take_merchants
from tests.fakes.running_hub import RunningHub
from tests.integration.payments.conftest import code, order


class Between(httpx.BaseTransport):
    """Somebody on the way, who changes what the mall has said."""

    def __init__(self, mall: httpx.BaseTransport, change: Callable[[httpx.Response], httpx.Response]) -> None:
        self._mall = mall
        self._change = change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._change(self._mall.handle_request(request))


def told(response: httpx.Response, body: bytes | None = None, **headers: str) -> httpx.Response:
    """Return an answer with another body, or other headers."""
    said = dict(response.headers) | {ANSWER_HEADER: response.headers.get(ANSWER_HEADER, "")} | headers
    return httpx.Response(
        response.status_code, headers=said, stream=httpx.ByteStream(response.read() if body is None else body)
    )


def lies(response: httpx.Response) -> httpx.Response:
    return told(response, response.read().replace(b'"waiting"', b'"paid"') + b" ")


STRANGER = new_key_pair()
CHANGES = {
    "the word is changed": (lies, "mall_bad_signature"),
    "nobody has signed": (lambda said: told(said, **{ANSWER_HEADER: ""}), "mall_unsigned"),
    "a stranger has signed": (
        lambda said: told(said, **{ANSWER_HEADER: sign(STRANGER.private, said.read())}),
        "mall_bad_signature",
    ),
    "a proxy's page": (lambda _: httpx.Response(200, stream=httpx.ByteStream(b"<html>"), headers={}), "mall_unsigned"),
    "a proxy's trouble": (lambda _: httpx.Response(502, stream=httpx.ByteStream(b"<html>")), "mall_502"),
    "a way elsewhere": (lambda _: httpx.Response(302, stream=httpx.ByteStream(b"")), "mall_302"),
    "more than anybody says": (lambda said: told(said, b" " * 100_000), "mall_too_large"),
}


@pytest.fixture(scope="module")
def counter(mall):
    return mall.till()


@pytest.mark.parametrize(("change", "word"), CHANGES.values(), ids=CHANGES)
def test_only_the_mall_s_own_word_is_believed(mall, counter, change, word):
    bought = order()
    line = counter.another_line(transport=Between(MallAtHand(mall.calls), change))
    channel = MallChannel("wechat", line)
    for said in (channel.pay(bought, code("wechat", "92")), channel.query(bought)):
        assert (said.state, said.is_verified, said.code) == (PaymentState.UNKNOWN, False, word)
    assert counter.channel("wechat").query(bought).state is PaymentState.WAITING
    assert not channel.reverse(bought).is_verified
    assert channel.refund(RefundOrder(f"R{bought.number}", bought, bought.amount)).state is RefundState.UNKNOWN
    line.close()


def test_an_old_answer_that_is_played_again_is_not_believed(mall, counter):
    heard = []

    def again(response: httpx.Response) -> httpx.Response:
        heard.append(told(response))
        return told(heard[0])

    bought = order()
    line = counter.another_line(transport=Between(MallAtHand(mall.calls), again))
    channel = MallChannel("wechat", line)
    assert channel.pay(bought, code("wechat")).state is PaymentState.PAID
    assert channel.query(bought).code == "mall_bad_signature"
    line.close()


def test_the_mall_s_answer_about_another_payment_or_amount_ends_nothing(mall, counter):
    bought, other = order(5_000), order(5_000)
    counter.channel("wechat").pay(other, code("wechat"))

    class Confused:
        """A mall with a bug: signed, and about something else."""

        def __init__(self, **changed: object) -> None:
            self.changed = changed

        def ask(self, what: str, message: msgspec.Struct, type_: type) -> object:
            reply = counter.line.ask(what, message, type_)
            return msgspec.structs.replace(reply, **self.changed)

    paid = PaymentReply(number=other.number, state=PaymentState.PAID, is_verified=True, server_ms=0, amount_fen=5_000)
    assert MallChannel("wechat", Confused(number=paid.number)).query(bought).code == "other_order"
    more = MallChannel("wechat", Confused(amount_fen=5_001)).query(other)
    assert more.state is PaymentState.SUSPECT
    unsure = MallChannel("wechat", Confused(is_verified=False)).query(other)
    assert unsure.state is PaymentState.UNKNOWN


# --- over real HTTP


def line_to(hub: RunningHub, **wishes: object) -> MallLine:
    till = hub.till()
    return MallLine(paired(hub.url, till.identity), till.keys.private, hub.clock, **wishes)


@pytest.fixture
def paying(hub: RunningHub, clock, gateway) -> RunningHub:
    """The usual hub, with the simulator's merchants for all shops, and a simulator that lives at its time."""
    gateway.move_clock(clock.now() - (gateway.clock.now() - gateway.ahead_ms))
    take_merchants(hub.database, Sealer(hub.data_dir), gateway, "")
    return hub


def test_a_phone_pays_over_http_and_a_hub_that_was_started_again_still_knows(paying, gateway):
    line = line_to(paying)
    bought, channel = order(), MallChannel("wechat", line)
    assert channel.pay(bought, code("wechat")).state is PaymentState.PAID
    line.close()
    paying.stop()
    paying.start()
    line = line_to(paying)
    assert MallChannel("wechat", line).query(bought).state is PaymentState.PAID
    line.close()
    assert gateway.account(bought.number)["charged_fen"] == bought.amount


def test_a_channel_that_hangs_holds_up_nobody_but_its_own(paying, gateway, monkeypatch):
    bought, line = order(), line_to(paying)
    monkeypatch.setattr(clients_line, "Patience", partial(clients_line.Patience, read_s=2.0))
    gateway.script(bought.number, pay=["hang"])
    asked = threading.Thread(target=lambda: MallChannel("wechat", line).pay(bought, code("wechat")))
    asked.start()
    eventually(lambda: gateway.account(bought.number)["state"] != "")
    other = line_to(paying)
    assert MallChannel("alipay", other).pay(order(), code("alipay")).state is PaymentState.PAID
    assert paying.till().page().rows
    asked.join(timeout=30)
    assert MallChannel("wechat", other).query(bought).state is PaymentState.PAID
    for each in (line, other):
        each.close()


def test_who_is_not_signed_asks_too_much_or_says_too_much_is_turned_away(paying):
    url = f"{paying.url}/sync/v1/payments/charge"
    answer = httpx.post(url, content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")
    assert ANSWER_HEADER not in answer.headers
    till = paying.till()
    answer = till.request("POST", "/sync/v1/payments/charge", b" " * (routes.LARGEST_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    # The hub's clock stands, so its bucket is not filled again.
    statuses = [till.request("POST", "/sync/v1/payments/query", b"{}").status_code for _ in range(62)]
    assert set(statuses) == {400, 429}


def test_a_mall_that_is_away_is_named_and_nothing_was_sent(mall, counter):
    line = MallLine(counter.paired, counter.private_key, mall.clock, hub_url="http://127.0.0.1:1")
    bought = order()
    said = MallChannel("wechat", line).pay(bought, code("wechat"))
    assert (said.state, said.code, said.was_sent) == (PaymentState.UNKNOWN, "mall_offline", False)
    assert MallChannel("wechat", line).query(bought).code == "mall_offline"
    line.close()


def test_a_hub_that_is_killed_while_the_channel_charges_is_asked_again_and_charges_once(gateway, tmp_path):
    hub = HubProcess(tmp_path / "hub")
    database = hub._open()
    with database.writing() as conn:
        for channel in CHANNELS:
            settings = json.dumps(gateway.settings()[channel])
            keep_merchant(conn, Sealer(hub.folder), channel, settings, SHOP.id, gateway.clock.now())
    database.close()
    hub.start()
    till = PairedTillOnDisk(tmp_path / "till", hub)
    reached = ReachedChannels(gateway.clock, FileSecrets(till.folder / "secrets.json"), till.file, "")
    channel = reached()["wechat"]
    bought, answers = order(), []
    gateway.script(bought.number, pay=["hang"])
    asked = threading.Thread(target=lambda: answers.append(channel.pay(bought, code("wechat"))))
    asked.start()
    eventually(lambda: gateway.account(bought.number)["charged_fen"] == bought.amount)
    hub.kill()
    asked.join(timeout=30)
    assert (answers[0].state, answers[0].was_sent) == (PaymentState.UNKNOWN, True)
    assert channel.query(bought).code == "mall_offline"
    hub.start()
    assert channel.query(bought).state is PaymentState.PAID
    assert channel.pay(bought, code("wechat")).state is PaymentState.PAID
    assert gateway.account(bought.number)["charged_fen"] == bought.amount
    channel.close()
    till.close()
    hub.kill()
