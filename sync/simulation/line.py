"""The line between a till and the hub: the worker's ``Mall`` in memory, over which messages get lost, doubled, late.

Messages are written and read as JSON and signed as on the wire. A fate is drawn for each request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar

import msgspec

from posapp.domain.clock import MINUTE, Clock
from posapp.domain.errors import Refused
from posapp.services.ports import DueProof, Identity
from sync.hub import errors as hub_errors
from sync.hub import feed
from sync.hub.auth import Device
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.rows import Lease
from sync.protocol.signing import public_half, signed_headers
from sync.protocol.wire import (
    AnnounceAnswer,
    AnnounceRequest,
    AuthoriseRequest,
    EndOfLog,
    FeedPage,
    IntroduceAnswer,
    IntroduceRequest,
    ProofAnswer,
    ProofRequest,
    PushAnswer,
    PushRequest,
    ValueAnswer,
    VisitAnswer,
    VisitRequest,
    VoidRequest,
)
from sync.simulation.chronicle import Chronicle
from sync.simulation.hub import HubDown, SimulatedHub
from sync.worker import errors as worker_errors
from sync.worker.errors import CursorGone, MallTrouble, Offline, Rejected, TimedOut, Unauthorised
from sync.worker.mall.client import proof_request

Fate = Literal["well", "request lost", "answer lost", "twice", "late", "5xx"]

_BAD_FATES: tuple[Fate, ...] = ("request lost", "answer lost", "twice", "late", "5xx")

M = TypeVar("M", bound=msgspec.Struct)


@dataclass
class Weather:
    """How bad it is now: how likely a request fares ill, how likely the hub dies of it."""

    bad: float = 0.0
    deadly: float = 0.0
    is_broken: bool = False
    """The hub answers nothing but 5xx."""

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Let everything fare well while inside."""
        before = self.bad, self.deadly, self.is_broken
        self.end()
        try:
            yield
        finally:
            self.bad, self.deadly, self.is_broken = before

    def end(self) -> None:
        """Let everything fare well from now on."""
        self.bad, self.deadly, self.is_broken = 0.0, 0.0, False


class Line:
    """One till's way to the hub. ``post`` brings what is late to the hub at its own time."""

    def __init__(
        self,
        hub: SimulatedHub,
        clock: Clock,
        rng: Random,
        weather: Weather,
        chronicle: Chronicle,
        post: Callable[[int, Callable[[], None]], None],
        page_rows: int,
    ) -> None:
        self._hub = hub
        self.clock = clock
        self._rng = rng
        self._weather = weather
        self._chronicle = chronicle
        self._post = post
        self._page_rows = page_rows
        self.is_cut = False
        self.is_deaf = False
        """Requests arrive, and no answer comes back."""
        self.meanwhile: Callable[[], None] | None = None
        """What somebody else does while the next answer is on its way, once."""
        self.failed: Counter[int] = Counter()
        """Requests that failed, by the minute of the true time."""

    def push(self, identity: Identity, operations: list[Operation]) -> PushAnswer:
        """Hand over operations."""
        message = PushRequest(device=identity.device, generation=identity.generation, ops=operations)
        body = msgspec.json.encode(message)
        before = self._received_of(identity)

        def serve(device: Device) -> PushAnswer:
            return self._hub.desk.push(device, from_json(body, PushRequest))

        answer = self._ask(identity, "POST", "/sync/v1/ops", body, PushAnswer, serve)
        behind = self._hub.behind(identity.device, identity.generation)
        if behind:
            self._chronicle.wrong("L3 poison delays nobody", f"{identity.device}: {behind} operations are not applied")
        mine = (identity.device, identity.generation)
        self._hub.promised[mine] = max(answer.received_through, self._hub.promised.get(mine, 0))
        if operations and before is not None and operations[-1].seq <= before:
            self._chronicle.rare("a push brought nothing new")
        if answer.want:
            self._chronicle.rare("the mall wanted operations again")
        if answer.epoch != identity.epoch:
            self._chronicle.rare("a new epoch met operations not received")
        for result in answer.results:
            if result.result == "parked":
                self._chronicle.rare("an operation was parked")
        return answer

    def pull(self, identity: Identity, cursor: str, wait_s: int, end: EndOfLog | None = None) -> FeedPage:
        """Ask for the next page."""
        target = f"/sync/v1/feed?cursor={cursor}"
        if end is not None:
            target += f"&end={end.seq}&heard={end.heard_ms}"
        page = self._ask(
            identity,
            "GET",
            target,
            b"",
            FeedPage,
            lambda device: self._hub.desk.page(device, cursor, self._page_rows, end)[0],
        )
        if page.more:
            self._chronicle.rare("a page was one of several")
        return page

    def announce(self, identity: Identity, leases: list[Lease]) -> AnnounceAnswer:
        """Say which leases the till holds."""
        message = AnnounceRequest(leases=leases)
        body = msgspec.json.encode(message)
        return self._ask(
            identity,
            "POST",
            "/sync/v1/value/announce",
            body,
            AnnounceAnswer,
            lambda device: self._hub.desk.announce(device, message),
        )

    def visit(self, identity: Identity, member_id: str) -> VisitAnswer:
        """Say that a member has come to the till."""
        message = VisitRequest(member_id=member_id)
        return self._ask(
            identity,
            "POST",
            "/sync/v1/value/visit",
            msgspec.json.encode(message),
            VisitAnswer,
            lambda device: self._hub.desk.visit(device, message),
        )

    def authorise(self, identity: Identity, asked: AuthoriseRequest) -> ValueAnswer:
        """Ask for value while a customer waits."""
        target, body = "/sync/v1/value/authorise", msgspec.json.encode(asked)
        answer = self._ask(
            identity, "POST", target, body, ValueAnswer, lambda device: self._hub.desk.authorise(device, asked)
        )
        self._chronicle.rare(f"the mall {'allowed' if answer.status == 'authorised' else 'refused'} value to a till")
        return answer

    def void(self, identity: Identity, asked: VoidRequest) -> ValueAnswer:
        """Say that value is not wanted."""
        target, body = "/sync/v1/value/void", msgspec.json.encode(asked)
        answer = self._ask(
            identity, "POST", target, body, ValueAnswer, lambda device: self._hub.desk.void(device, asked)
        )
        self._chronicle.rare("a till wanted value no more")
        return answer

    def introduce(self, identity: Identity) -> IntroduceAnswer:
        """Show the till's certificate to a hub that has forgotten it."""
        target = "/sync/v1/introduce"
        message = IntroduceRequest(
            device=identity.device,
            generation=identity.generation,
            shop_id=identity.shop_id,
            till_no=identity.till_no,
            public_key=public_half(identity.private_key),
            certificate=identity.certificate,
            program="simulated",
        )
        body = msgspec.json.encode(message)
        return self._carry(
            identity,
            "POST",
            target,
            body,
            IntroduceAnswer,
            lambda headers: self._hub.desk.introduce(headers, "POST", target, body, message),
        )

    def prove(self, identity: Identity, due: DueProof) -> ProofAnswer:
        """Lay a shift's figures beside the hub's."""
        body = msgspec.json.encode(proof_request(identity, due))
        answer = self._ask(
            identity,
            "POST",
            "/sync/v1/proof",
            body,
            ProofAnswer,
            lambda device: self._hub.desk.prove(device, from_json(body, ProofRequest)),
        )
        if not answer.equal:
            self._chronicle.rare("a day proof waited for other tills")
        return answer

    def _ask(
        self,
        identity: Identity,
        method: str,
        target: str,
        body: bytes,
        answer_type: type[M],
        serve: Callable[[Device], M],
    ) -> M:
        def known(headers: dict[str, str]) -> M:
            return serve(self._hub.desk.authenticate(headers, method, target, body))

        return self._carry(identity, method, target, body, answer_type, known)

    def _carry(
        self,
        identity: Identity,
        method: str,
        target: str,
        body: bytes,
        answer_type: type[M],
        act: Callable[[dict[str, str]], M],
    ) -> M:
        def sent(time_ms: int) -> M:
            headers = signed_headers(identity.private_key, identity.device, method, target, time_ms, body)

            def arrive() -> M:
                if self._hub.is_up and self._rng.random() < self._weather.deadly:
                    self._hub.doom(self._rng)
                return self._hub.serve(lambda: act(headers))

            return self._carried(arrive)

        try:
            try:
                answer = sent(self.clock.now())
            except worker_errors.ClockIsOff as off:
                answer = sent(off.server_ms)  # as the worker does over HTTP
        except MallTrouble:
            self.failed[self._hub.minute()] += 1
            raise
        return from_json(msgspec.json.encode(answer), answer_type)

    def _carried(self, arrive: Callable[[], M]) -> M:
        if self.is_cut:
            raise Offline("the line is cut")
        fate = self._fate()
        if fate == "request lost":
            self._chronicle.rare("a request was lost")
            raise TimedOut("lost on its way")
        if fate == "5xx":
            self._chronicle.rare("the mall said 5xx")
            raise Rejected("status 503", retry_after_ms=self._rng.choice((0, 5_000, MINUTE)))
        if fate == "late":
            self._chronicle.rare("a request arrived late")
            self._post(self._rng.randint(1_000, 60 * MINUTE), lambda: _quietly(arrive))
            raise TimedOut("still on its way")
        try:
            answer = arrive()
            if fate == "twice":
                self._chronicle.rare("a request arrived twice")
                answer = arrive()
        except HubDown as down:
            raise Offline("nobody serves") from down
        except feed.Gone as gone:
            self._chronicle.rare("a cursor was gone")
            raise CursorGone(reason=gone.reason) from gone
        except hub_errors.ClockIsOff as off:
            self._chronicle.rare("the mall found a till's clock days off")
            raise worker_errors.ClockIsOff(self._hub.now()) from off
        except Refused as refused:
            if refused.code == worker_errors.Revoked.code:
                raise worker_errors.Revoked(said=refused.code) from refused
            if getattr(refused, "status", 409) in (401, 403):
                raise Unauthorised(said=refused.code) from refused
            raise Rejected(refused.code) from refused
        if self.meanwhile is not None:
            other, self.meanwhile = self.meanwhile, None
            other()
        if fate == "answer lost":
            self._chronicle.rare("an answer was lost")
            raise TimedOut("the answer was lost")
        if self.is_deaf:
            raise TimedOut("no answer comes through")
        return answer

    def _fate(self) -> Fate:
        if self._weather.is_broken:
            return "5xx"
        return self._rng.choice(_BAD_FATES) if self._rng.random() < self._weather.bad else "well"

    def _received_of(self, identity: Identity) -> int | None:
        if not self._hub.is_up:
            return None
        return self._hub.received().get((identity.device, identity.generation), 0)


def _quietly(arrive: Callable[[], object]) -> None:
    """Bring what nobody waits for any more."""
    try:
        arrive()
    except (HubDown, Refused, feed.Gone):
        pass  # nobody hears of it
