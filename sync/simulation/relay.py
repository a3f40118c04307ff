"""A shop's relay: its real store and carrier on a file of its own, the lines to it, which may break, and its tills."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select

from posapp.adapters.db.relay_store import SqlRelayStore
from posapp.domain.clock import SECOND, Clock
from posapp.domain.errors import Refused
from posapp.services.ports import Identity, RelayPlace
from sync.hub import enrolment
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.relays import RelayDesk
from sync.protocol.codes_taken import CodeTaken
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.relay import RELAY_NO, CarryAnswer, CarryRequest, NeighbourPage, RelayReport, ShopList
from sync.protocol.signing import new_key_pair, signed_headers
from sync.protocol.wire import EnrolRequest, PushAnswer, PushRequest
from sync.relay.carrier import Carrier
from sync.relay.hub_client import HubTrouble
from sync.relay.store import FILE_NAME, RelayIdentity, RelayStore
from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import HubDown, SimulatedHub
from sync.simulation.line import Weather
from sync.simulation.reaper import copy_database
from sync.simulation.till import SimulatedTill
from sync.worker.errors import Offline, TimedOut, Unauthorised
from sync.worker.lan.round import LanRound
from sync.worker.round import Outcome

T = TypeVar("T")

_OPS = "/sync/v1/ops"
_FACTS = 50
_CLOCKS_AGREE = 20 * SECOND
_URL = "https://relay"


class SimulatedRelay:
    """The relay of one shop. It and its lines may be cut; its file is never lost before the hub has what is in it."""

    def __init__(
        self,
        folder: Path,
        shop_id: str,
        hub: SimulatedHub,
        rng: Random,
        chronicle: Chronicle,
        clock: Clock,
        blank: Path | None = None,
    ) -> None:
        if blank is not None and blank.exists():
            copy_database(blank, folder / FILE_NAME)
        self.folder = folder
        self.shop_id = shop_id
        self.clock = clock
        self.hub = hub
        self._chronicle = chronicle
        self.is_cut = False
        """Nothing gets through between relay and mall."""
        self.is_down = False
        """Nobody answers the tills."""
        self.store = RelayStore(folder, clock)
        self.fingerprint = hashlib.sha256(folder.name.encode()).hexdigest()
        report = RelayReport(url=_URL, fingerprint=self.fingerprint, held=[])
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
        if not self.is_down:
            self._carrier.look()

    def fence(self) -> int:
        """Return its generation."""
        who = self.store.identity()
        return 0 if who is None else who.fence

    def kept_through(self, device: str, generation: int, after: int) -> int:
        """Return up to which operation it can bring a log to a hub that has it up to ``after``."""
        inbox = tables.inbox
        mine = (inbox.c.device == device, inbox.c.generation == generation, inbox.c.seq > after)
        with self.store.database.reading() as conn:
            kept = {row.seq for row in conn.execute(select(inbox.c.seq).where(*mine))}
        through = after
        while through + 1 in kept:
            through += 1
        return through

    def report(self, who: RelayIdentity, message: RelayReport) -> ShopList:
        """Be the line to the mall: say where the relay is and what it holds. Raises ``HubTrouble``."""
        return self._at_hub(lambda desk: desk.report(_as_device(who), message))

    def carry(self, who: RelayIdentity, message: CarryRequest) -> CarryAnswer:
        """Be the line to the mall: hand over pushes of tills. Raises ``HubTrouble``."""
        answer = self._at_hub(lambda desk: desk.carry(_as_device(who), message))
        self._chronicle.rare("a relay brought the mall what a till had left with it")
        return answer

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
    """One till's way to its shop's relays, over which messages get lost and doubled: the worker's ``Relay`` in memory.

    ``relays`` are those that stand in the shop; which one is meant, its certificate says.
    """

    def __init__(self, relays: Sequence[SimulatedRelay], clock: Clock, rng: Random, weather: Weather) -> None:
        self._relays = relays
        self._clock = clock
        self._rng = rng
        self._weather = weather
        self.is_cut = False
        self.codes_told: set[str] = set()
        """What the last page said of codes that were taken."""

    def push(self, identity: Identity, place: RelayPlace, operations: list[Operation]) -> PushAnswer:
        """Leave operations with the relay."""
        message = PushRequest(device=identity.device, generation=identity.generation, ops=operations)
        body = msgspec.json.encode(message)
        headers = signed_headers(identity.private_key, identity.device, "POST", _OPS, self._clock.now(), body)

        def arrive(relay: SimulatedRelay) -> PushAnswer:
            signer = relay.store.signer(headers, "POST", _OPS, body)
            return relay.store.take_in(signer, from_json(body, PushRequest), body, "", headers)

        return self._carried(place, arrive)

    def neighbours(self, identity: Identity, place: RelayPlace, after: int, wait_s: int) -> NeighbourPage:
        """Ask what the other tills did."""
        target = f"/sync/v1/neighbours?after={after}"
        headers = signed_headers(identity.private_key, identity.device, "GET", target, self._clock.now(), b"")

        def arrive(relay: SimulatedRelay) -> NeighbourPage:
            signer = relay.store.signer(headers, "GET", target, b"")
            return relay.store.neighbours(signer, relay.fence(), after, _FACTS)

        page = self._carried(place, arrive)
        told = (from_json(fact.op.body, CodeTaken) for fact in page.facts if fact.op.kind == "code.taken")
        self.codes_told = {taken.fingerprint for taken in told}
        return page

    def now(self) -> int:
        """Return the true time."""
        return self._clock.now()

    def kept_through(self, device: str, generation: int, after: int) -> int:
        """Return up to which operation the relays can bring a log to a hub that has it up to ``after``."""
        return max((relay.kept_through(device, generation, after) for relay in self._relays), default=after)

    def _carried(self, place: RelayPlace, arrive: Callable[[SimulatedRelay], T]) -> T:
        relay = next((one for one in self._relays if one.fingerprint == place.fingerprint), None)
        if self.is_cut or relay is None or relay.is_down:
            raise Offline("nobody answers")
        fate = self._rng.choice(("request lost", "answer lost", "twice")) if self._is_bad() else "well"
        if fate == "request lost":
            raise TimedOut("lost on its way")
        try:
            answer = arrive(relay)
            if fate == "twice":
                answer = arrive(relay)
        except Refused as refused:
            raise Unauthorised(said=refused.code) from refused
        if fate == "answer lost":
            raise TimedOut("the answer was lost")
        return answer

    def _is_bad(self) -> bool:
        return self._rng.random() < self._weather.bad


class TillWithRelay(SimulatedTill):
    """A till whose worker also talks to its shop's relay, when there is one."""

    def __init__(self, *who: str, line_to_relay: LineToRelay, **parts: Any) -> None:
        self.line_to_relay = line_to_relay
        super().__init__(*who, **parts)

    def _open(self, folder: Path) -> None:
        super()._open(folder)
        kept, never = SqlRelayStore(self.file), threading.Event()
        self._lan = LanRound(self.store, kept, self.line_to_relay, self.clock, self._rng, never)

    def talk(self, *, deadly: float = 0.0) -> None:
        """Let the worker leave with the relay what it lacks, and hear what the neighbours did."""

        heard: set[str] = set()

        def hear() -> Outcome:
            outcome = self._hear()
            if outcome in (Outcome.MORE, Outcome.DONE):
                heard.update(self.line_to_relay.codes_told)
            return outcome

        def turn() -> None:
            for step in (self._lan.mirror, self._lan.bring_left, hear):
                while step() is Outcome.MORE:
                    pass

        if self.run(turn, deadly=deadly) is None and abs(self.clock.now() - self.line_to_relay.now()) < _CLOCKS_AGREE:
            self.codes_known |= heard  # by a clock that is off it may take a code for one that is over

    def is_at_relay_only(self) -> bool:
        """Tell whether the relay, and not the mall, holds the newest of what this till did."""
        identity = self.store.identity()
        assert identity is not None
        mine = (identity.device, identity.generation)
        at_hub = super()._kept_elsewhere(*mine)
        return self.line_to_relay.kept_through(*mine, at_hub) > at_hub

    def _hear(self) -> Outcome:
        outcome = self._lan.neighbours(0)
        if outcome in (Outcome.MORE, Outcome.DONE):
            self._chronicle.rare("a till heard through the relay what a neighbour did")
        return outcome

    def _kept_elsewhere(self, device: str, generation: int) -> int:
        at_hub = super()._kept_elsewhere(device, generation)
        kept = self.line_to_relay.kept_through(device, generation, at_hub)
        if kept > at_hub:
            self._chronicle.rare("a disk died whose newest operations only the relay held")
        return kept


def _as_device(who: RelayIdentity) -> Device:
    return Device(who.device, who.fence, who.shop_id, RELAY_NO, "active")
