"""The relay as a process: pair when told to, serve the shop's tills, look after the hub."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlsplit

import msgspec
import uvicorn

from posapp.domain.clock import Clock, SystemClock
from sync.protocol.relay import RELAY_NO, RelayReport
from sync.protocol.signing import new_key_pair
from sync.relay.app import RelayApp
from sync.relay.carrier import Carrier
from sync.relay.certificate import Certificate, own_certificate
from sync.relay.hub_client import HubClient, HubTrouble
from sync.relay.store import RelayIdentity, RelayStore


class CannotServe(Exception):
    """The relay cannot begin: it was never paired, or the hub refused the code."""


@dataclass(frozen=True, slots=True)
class RelayOptions:
    """How a relay is told to run. ``hub_url`` and ``code`` are needed once; ``address`` where tills find it."""

    folder: Path
    hub_url: str = ""
    code: str = ""
    host: str = "0.0.0.0"
    port: int = 0
    address: str = ""
    program: str = ""
    watched: bool = False


def serve(options: RelayOptions) -> None:
    """Serve until stopped. Prints ``listening on https://…`` and the certificate's fingerprint. Raises ``CannotServe``.

    ``watched`` means that whoever started us holds our standard input: when it ends, so do we.
    """
    clock = SystemClock()
    store = RelayStore(options.folder, clock)
    hub = HubClient(clock)
    try:
        who = pair(store, hub, options)
        certificate = own_certificate(options.folder)
        with _listening(options) as listening:
            port = listening.getsockname()[1]
            url = options.address or f"https://{_own_address(who.hub_url)}:{port}"
            _serve_at(url, listening, store, hub, who, certificate, clock, watched=options.watched)
    finally:
        hub.close()
        store.close()


def pair(store: RelayStore, hub: HubClient, options: RelayOptions) -> RelayIdentity:
    """Return who this relay is; a code that was not used here yet makes it one. Raises ``CannotServe``."""
    known = store.identity()
    if known is not None and options.code in ("", known.code):
        if options.hub_url and options.hub_url != known.hub_url:
            known = msgspec.structs.replace(known, hub_url=options.hub_url)
            store.become(known)
        return known
    if not options.code or not options.hub_url:
        raise CannotServe("this relay is not paired: start it once with --hub URL --code 12345678")
    keys = new_key_pair()
    try:
        answer = hub.enrol(options.hub_url, options.code, keys.public, options.program)
    except HubTrouble as trouble:
        raise CannotServe(str(trouble)) from trouble
    if answer.till_no != RELAY_NO:
        raise CannotServe("that code pairs a till; ask the back office for a relay's code")
    if known is not None and known.shop_id != answer.shop_id:
        raise CannotServe("this folder holds another shop's facts; give the relay a folder of its own")
    who = RelayIdentity(
        answer.device,
        answer.generation,
        answer.shop_id,
        options.hub_url,
        answer.root_key,
        keys.private,
        options.code,
    )
    store.become(who)
    return who


def _serve_at(
    url: str,
    listening: socket.socket,
    store: RelayStore,
    hub: HubClient,
    who: RelayIdentity,
    certificate: Certificate,
    clock: Clock,
    *,
    watched: bool,
) -> None:
    carrier = Carrier(
        store, hub, clock, SystemRandom(), RelayReport(url=url, fingerprint=certificate.fingerprint, held=[])
    )
    app = RelayApp(store, who, on_stranger=carrier.wake).application()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
            ssl_certfile=str(certificate.file),
            ssl_keyfile=str(certificate.key_file),
        )
    )
    stop = threading.Event()
    carrying = threading.Thread(target=carrier.run, args=(stop,), name="carrier", daemon=True)
    if watched:
        threading.Thread(target=_end_with_parent, args=(server,), name="watch-parent", daemon=True).start()
    carrying.start()
    sys.stdout.write(f"listening on {url}\nfence {who.fence} fingerprint {certificate.fingerprint}\n")
    sys.stdout.flush()
    try:
        server.run(sockets=[listening])
    finally:
        stop.set()
        carrier.wake()
        carrying.join(timeout=5)


@contextlib.contextmanager
def _listening(options: RelayOptions) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((options.host, options.port))
        except OSError as taken:
            raise CannotServe(f"port {options.port}: {taken}") from taken
        listening.listen(128)
        yield listening


def _own_address(hub_url: str) -> str:
    """Return the address under which this machine reaches the hub's network, as its tills most likely do."""
    host = urlsplit(hub_url).hostname or "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, 9))  # nothing is sent: the system only chooses the way
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _end_with_parent(server: uvicorn.Server) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    server.should_exit = True
