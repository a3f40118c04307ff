"""The shop's relay in a race: its real store and carrier on a file of its own, and the lines to it, which may break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec

from posapp.domain.clock import Clock
from posapp.domain.errors import Refused
from posapp.services.ports import Identity, RelayPlace
from sync.hub import enrolment
from sync.hub.auth import Device
from sync.hub.relays import RelayDesk
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.relay import RELAY_NO, CarryAnswer, CarryRequest, NeighbourPage, RelayReport, ShopList
from sync.protocol.signing import new_key_pair, signed_headers
from sync.protocol.wire import EnrolRequest, PushAnswer, PushRequest
from sync.relay.carrier import Carrier
from sync.relay.hub_client import HubTrouble
from sync.relay.store import FILE_NAME, RelayIdentity, RelayStore
from sync.simulation.hub import HubDown, SimulatedHub
from sync.simulation.line import Weather
from sync.simulation.reaper import copy_database
from sync.worker.errors import Offline, TimedOut, Unauthorised

T = TypeVar("T")

_OPS = "/sync/v1/ops"
_FACTS = 50
_URL, _FINGERPRINT = "https://relay", f"{1:064x}"


class SimulatedRelay:
    """The relay of one shop. It and its lines may be cut; its file is never lost."""

    def __init__(self, folder: Path, shop_id: str, clock: Clock, hub: SimulatedHub, rng: Random, blank: Path) -> None:
        if blank.exists():
            copy_database(blank, folder / FILE_NAME)
        self.folder = folder
        self.shop_id = shop_id
        self.clock = clock
        self.hub = hub
        self.is_cut = False
        """Nothing gets through between relay and mall."""
        self.store = RelayStore(folder, clock)
        report = RelayReport(url=_URL, fingerprint=_FINGERPRINT, held=[])
        self._carrier = Carrier(self.store, self, clock, rng, report)

    def pair(self) -> None:
        """Belong to the shop."""
        pair = new_key_pair()
        with self.hub.database.writing() as conn:
            code = enrolment.new_relay_code(conn, self.clock, self.shop_id).code
            asked = EnrolRequest(code=code, public_key=pair.public, program="simulated")
            answer = enrolment.enrol(conn, self.clock, asked)
        self.store.become(
            RelayIdentity(
                device=answer.device,
                fence=answer.generation,
                shop_id=self.shop_id,
                hub_url="mem://hub",
                root_key=answer.root_key,
                private_key=pair.private,
                code=code,
            )
        )

    def look(self) -> None:
        """Report to the mall, and carry there what it lacks."""
        self._carrier.look()

    def report(self, who: RelayIdentity, message: RelayReport) -> ShopList:
        """Be the line to the mall: say where the relay is and what it holds. Raises ``HubTrouble``."""
        return self._at_hub(lambda desk: desk.report(_as_device(who), message))

    def carry(self, who: RelayIdentity, message: CarryRequest) -> CarryAnswer:
        """Be the line to the mall: hand over pushes of tills. Raises ``HubTrouble``."""
        return self._at_hub(lambda desk: desk.carry(_as_device(who), message))

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def _at_hub(self, ask: Callable[[RelayDesk], T]) -> T:
        if self.is_cut:
            raise HubTrouble("the line is cut")
        try:
            return self.hub.serve(lambda: ask(RelayDesk(self.hub.database, self.clock, self.hub.desk)))
        except (HubDown, Refused) as trouble:
            raise HubTrouble(repr(trouble)) from trouble


class LineToRelay:
    """One till's way to its relay, over which messages get lost and doubled: the worker's ``Relay`` in memory."""

    def __init__(self, relay: SimulatedRelay, clock: Clock, rng: Random, weather: Weather) -> None:
        self._relay = relay
        self._clock = clock
        self._rng = rng
        self._weather = weather
        self.is_cut = False

    def push(self, identity: Identity, place: RelayPlace, operations: list[Operation]) -> PushAnswer:
        """Leave operations with the relay."""
        message = PushRequest(device=identity.device, generation=identity.generation, ops=operations)
        body = msgspec.json.encode(message)
        headers = signed_headers(identity.private_key, identity.device, "POST", _OPS, self._clock.now(), body)

        def arrive() -> PushAnswer:
            store = self._relay.store
            signer = store.signer(headers, "POST", _OPS, body)
            return store.take_in(signer, from_json(body, PushRequest), body, "", headers)

        return self._carried(arrive)

    def neighbours(self, identity: Identity, place: RelayPlace, after: int, wait_s: int) -> NeighbourPage:
        """Ask what the other tills did."""
        target = f"/sync/v1/neighbours?after={after}"
        headers = signed_headers(identity.private_key, identity.device, "GET", target, self._clock.now(), b"")

        def arrive() -> NeighbourPage:
            store = self._relay.store
            return store.neighbours(store.signer(headers, "GET", target, b""), place.fence, after, _FACTS)

        return self._carried(arrive)

    def _carried(self, arrive: Callable[[], T]) -> T:
        if self.is_cut:
            raise Offline("the line is cut")
        fate = self._rng.choice(("request lost", "answer lost", "twice")) if self._is_bad() else "well"
        if fate == "request lost":
            raise TimedOut("lost on its way")
        try:
            answer = arrive()
            if fate == "twice":
                answer = arrive()
        except Refused as refused:
            raise Unauthorised(said=refused.code) from refused
        if fate == "answer lost":
            raise TimedOut("the answer was lost")
        return answer

    def _is_bad(self) -> bool:
        return self._rng.random() < self._weather.bad


def _as_device(who: RelayIdentity) -> Device:
    return Device(who.device, who.fence, who.shop_id, RELAY_NO, "active")
