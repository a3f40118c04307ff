"""The worker's wire to the relay: one certificate and no other, short patience, never in the way of the mall."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import uvicorn

from posapp.domain.clock import DAY, SECOND, SystemClock
from posapp.services.ports import RelayPlace
from sync.relay.app import RelayApp
from sync.relay.certificate import Certificate, own_certificate
from sync.worker.errors import Offline, Rejected, Unauthorised
from sync.worker.lan.client import RelayClient
from sync.worker.lan.round import LanRound
from sync.worker.round import Outcome
from tests.fakes.paired_till import eventually
from tests.fakes.served_app import ServedApp
from tests.fakes.shop_in_one_process import TillHere
from tests.integration.relay.conftest import SmallShop


class Served:
    """The shop's relay over TLS on a real port, in a thread of the test."""

    def __init__(self, shop: SmallShop, folder: Path) -> None:
        self.strangers = 0
        self.certificate: Certificate = own_certificate(folder)
        app = RelayApp(shop.relay.store, shop.relay.who, on_stranger=self._count).application()
        self._listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=1,
            ssl_certfile=str(self.certificate.file), ssl_keyfile=str(self.certificate.key_file),
        )  # fmt: skip
        self._served = ServedApp(config, [self._listening])
        self.url = f"https://127.0.0.1:{self._listening.getsockname()[1]}"

    def _count(self) -> None:
        self.strangers += 1

    def place(self, fingerprint: str = "", fence: int = 1) -> RelayPlace:
        return RelayPlace(self.url, fingerprint or self.certificate.fingerprint, fence)

    def stop(self) -> None:
        self._served.stop()
        self._listening.close()


@pytest.fixture
def served(shop: SmallShop, tmp_path: Path) -> Iterator[Served]:
    running = Served(shop, tmp_path)
    yield running
    running.stop()


@pytest.fixture
def client() -> Iterator[RelayClient]:
    made = RelayClient(SystemClock())
    yield made
    made.close()


def asked(client: RelayClient, till: TillHere, place: RelayPlace) -> int:
    """Push until the relay answers: a busy machine may need more than the usual patience."""
    identity = till.store.identity()
    assert identity is not None
    answers: list[int] = []

    def answered() -> bool:
        try:
            answers.append(client.push(identity, place, till.lan.behind(0, 10, 1 << 20)).received_through)
        except Offline:
            return False
        return True

    eventually(answered, seconds=60)
    return answers[-1]


def test_the_relay_with_the_named_certificate_is_talked_to(
    shop: SmallShop, served: Served, client: RelayClient
) -> None:
    shop.one.sell("dress-0")
    assert asked(client, shop.one, served.place()) == 1


def test_a_relay_with_another_certificate_is_not(shop: SmallShop, served: Served, client: RelayClient) -> None:
    with pytest.raises(Rejected):
        asked(client, shop.one, served.place(fingerprint="00" * 32))


def test_a_till_that_the_relay_does_not_know_makes_it_ask_the_hub(
    shop: SmallShop, served: Served, client: RelayClient
) -> None:

    new = TillHere(shop.folder / "till-3", shop.hub)
    with pytest.raises(Unauthorised):
        asked(client, new, served.place())
    assert served.strangers == 1
    shop.relay.report()
    assert asked(client, new, served.place()) == 0
    new.close()


def test_a_relay_that_is_away_is_a_pause_and_never_a_failure_of_the_mall(shop: SmallShop, client: RelayClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"https://127.0.0.1:{gone.getsockname()[1]}"

    class Lan:
        def __getattr__(self, name):
            return getattr(shop.one.lan, name)

        def place(self):
            return RelayPlace(url, "00" * 32, 1)

    round_ = LanRound(shop.one.store, Lan(), client, shop.clock, Random(1), threading.Event())
    shop.one.sell("dress-0")
    assert round_.mirror() is Outcome.HELD
    assert shop.one.store.attempt("push").failures == 0
    assert shop.one.store.waiting() == 1


def test_without_a_relay_the_worker_does_nothing(shop: SmallShop, client: RelayClient) -> None:
    with shop.two.file.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM relay")
        connection.commit()
    round_ = LanRound(shop.two.store, shop.two.lan, client, shop.clock, Random(1), threading.Event())
    assert round_.mirror() is Outcome.HELD
    assert round_.neighbours(0) is Outcome.HELD


def lan_round(shop: SmallShop, till: TillHere, client: RelayClient, place: RelayPlace) -> LanRound:
    """Return the round of a till whose relay is at ``place``."""

    class Lan:
        def __getattr__(self, name):
            return getattr(till.lan, name)

        def place(self):
            return place

    return LanRound(till.store, Lan(), client, shop.clock, Random(1), threading.Event())


def bring_left(shop: SmallShop, round_: LanRound) -> None:
    """Leave the old log with the relay, however long a busy machine takes to answer."""

    def is_done() -> bool:
        shop.clock.move(10 * SECOND)
        return round_.bring_left() is Outcome.DONE

    eventually(is_done, seconds=60)


def test_an_old_log_lies_at_the_relay_too_and_reaches_the_mall_when_its_disk_does_not(
    shop: SmallShop, served: Served, client: RelayClient
) -> None:
    for _ in range(3):
        shop.one.sell("dress-0")
    old = (shop.one.device, shop.one.generation)
    shop.one._pair(shop.one.till_no)
    shop.relay.report()
    bring_left(shop, lan_round(shop, shop.one, client, served.place()))
    assert (*old, 3) in [(held.device, held.generation, held.through) for held in shop.relay.store.held()]
    shop.relay.tell(shop.two)
    assert shop.two.shown("dress-0") == 997
    shop.relay.carry()
    shop.two.pull_all()
    with shop.two.file.reading() as connection:
        assert connection.exec_driver_sql("SELECT on_hand FROM stock WHERE variant_id = 'dress-0'").scalar() == 997


def test_an_old_log_that_was_taken_out_of_service_is_kept_once(
    shop: SmallShop, served: Served, client: RelayClient
) -> None:
    shop.one.sell("dress-0")
    with shop.hub.database.writing() as conn:
        conn.exec_driver_sql("UPDATE device SET status = 'revoked' WHERE till_no = '01'")
    shop.one._pair(shop.one.till_no)
    shop.relay.report()
    for _ in range(3):  # as a worker that is started anew each day
        bring_left(shop, lan_round(shop, shop.one, client, served.place()))
        shop.clock.move(DAY)
    with shop.relay.store.database.reading() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM relay_push").scalar() == 1
