"""Keys that change under a till, keys that are nobody's, and lines that belong to somebody else."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from posapp.domain.payment_channels import PaymentState
from sync.payments.merchants import BadMerchant, alipay_merchant, wechat_merchant
from sync.payments.rsa import BadKey
from sync.relay.certificate import own_certificate
from tests.fakes.gateway_process import running_gateway
from tests.integration.payments.conftest import IMPATIENT, code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


@pytest.fixture
def own_gateway(tmp_path):
    """A gateway whose keys this test may change."""
    with running_gateway(tmp_path / "gateway") as gateway:
        yield gateway


def test_wechat_answers_with_the_key_that_a_till_still_names(own_gateway):
    before, bought = own_gateway.channel("wechat"), order()
    assert before.pay(bought, code("wechat")).state is PaymentState.PAID
    own_gateway.rotate("wechat", retire=False)
    assert before.query(bought).state is PaymentState.PAID
    before.close()


@BOTH
def test_a_key_that_changes_between_payment_and_query_leaves_it_unknown_until_the_till_has_both(own_gateway, name):
    before, bought = own_gateway.channel(name), order()
    assert before.pay(bought, code(name)).state is PaymentState.PAID
    own_gateway.rotate(name, retire=True)
    answer = before.query(bought)
    assert (answer.state, answer.is_verified) == (PaymentState.UNKNOWN, False)
    assert answer.code == ("foreign_key" if name == "wechat" else "bad_signature")
    before.close()
    after = own_gateway.channel(name)
    assert after.query(bought).state is PaymentState.PAID
    after.close()


@BOTH
def test_a_till_with_two_keys_rides_through_a_change(own_gateway, name):
    own_gateway.rotate(name, retire=False)
    both = own_gateway.settings()[name]["channel_keys"]
    channel, bought = own_gateway.channel(name, channel_keys=both), order()
    assert len(both) == 2
    assert channel.pay(bought, code(name)).state is PaymentState.PAID
    own_gateway.rotate(name, retire=False)
    channel.close()


@BOTH
def test_a_merchant_whose_key_is_another_charges_nothing(own_gateway, name, gateway):
    other = gateway.settings()[name]["private_key"]
    channel, bought = own_gateway.channel(name, private_key=other), order()
    assert channel.pay(bought, code(name)).state is PaymentState.NOT_PAID_FINAL
    assert own_gateway.account(bought.number)["charged_fen"] == 0
    channel.close()


def test_a_line_with_a_certificate_of_its_own_making_gets_nothing_to_hear(tmp_path, till):
    certificate = own_certificate(tmp_path)
    heard = []

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        answer = till("wechat", url=f"https://127.0.0.1:{server.server_port}").pay(order(), code("wechat"))
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
    assert (answer.state, answer.code, answer.was_sent) == (PaymentState.UNKNOWN, "offline", False)
    assert heard == []


def test_a_peer_whose_head_alone_never_comes_to_an_end_is_left(till):
    """Each byte comes in time, so no single wait is too long: only the deadline of the whole ends it."""
    given_up = threading.Event()

    def drip(listening):
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nx-endless: ")
            try:
                while not given_up.wait(0.05):
                    connection.sendall(b"x")
            except OSError:
                pass  # the till has hung up

    with socket.create_server(("127.0.0.1", 0)) as listening:
        dripping = threading.Thread(target=drip, args=(listening,))
        dripping.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        answer = till("wechat", url=url, patience=IMPATIENT).pay(order(), code("wechat"))
        given_up.set()
        dripping.join()
    assert (answer.state, answer.code, answer.was_sent) == (PaymentState.UNKNOWN, "timed_out", True)


@BOTH
@pytest.mark.parametrize("key", ["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_a_key_that_is_none_is_found_before_the_first_payment(till, name, key):
    with pytest.raises(BadKey) as told:
        till(name, private_key=key)
    assert key not in str(told.value) or not key


@pytest.mark.parametrize("read", [wechat_merchant, alipay_merchant])
def test_settings_that_cannot_be_read_are_refused_without_being_repeated(read):
    with pytest.raises(BadMerchant) as told:
        read('{"private_key": "MIIEsecret", "other": 1}')
    assert "MIIEsecret" not in str(told.value)


@BOTH
def test_neither_settings_nor_answers_show_a_secret(gateway, till, name):
    settings = gateway.settings()[name]
    read = wechat_merchant if name == "wechat" else alipay_merchant
    assert "PRIVATE" not in repr(read(json.dumps(settings)))
    shown = code(name)
    answer = till(name).pay(order(), shown)
    assert shown not in repr(answer)
