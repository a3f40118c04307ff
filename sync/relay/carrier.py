"""Carries to the hub what it lacks, whenever it answers; learns from it who the shop's tills are."""

from __future__ import annotations

import logging
import threading
from random import Random
from typing import Protocol

from posapp.domain.clock import Clock
from sync.protocol.relay import CarryAnswer, CarryRequest, RelayReport, ShopList
from sync.relay.hub_client import HubTrouble
from sync.relay.store import RelayIdentity, RelayStore

log = logging.getLogger(__name__)

AHEAD_S = 5.0
"""Between two looks while the relay holds what the hub may lack."""

AT_REST_S = 30.0
LONGEST_PAUSE_S = 20.0
"""After failures. Short: a till's own worker tries as often, and one relay serves all of them."""

FORGET_EVERY = 500


class Hub(Protocol):
    """What the carrier asks of the hub. Either raises ``HubTrouble``."""

    def report(self, who: RelayIdentity, message: RelayReport) -> ShopList:
        """Say where we are and what we hold; return the shop's tills."""
        ...

    def carry(self, who: RelayIdentity, message: CarryRequest) -> CarryAnswer:
        """Hand over pushes of tills."""
        ...


class Carrier:
    """Looks after one relay's hub on a thread of its own. What is due stands in the store, never here."""

    def __init__(self, store: RelayStore, hub: Hub, clock: Clock, rng: Random, report: RelayReport) -> None:
        self._store = store
        self._hub = hub
        self._clock = clock
        self._rng = rng
        self._report = report
        self._failures = 0
        self._looks = 0
        self._wake = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Look until ``stop`` is set and ``wake`` was called."""
        while not stop.is_set():
            self._wake.wait(self.look())
            self._wake.clear()

    def wake(self) -> None:
        """Look at once: a till came that nobody here knows, or it is time to end."""
        self._wake.set()

    def look(self) -> float:
        """Report, learn, carry everything that is due; return the seconds until the next look."""
        try:
            self._round()
        except HubTrouble as trouble:
            if self._failures == 0:
                log.warning("the hub is not to be had: %s", trouble)
            self._failures += 1
            return self._rng.uniform(0.5, min(LONGEST_PAUSE_S, float(1 << min(self._failures, 8))))
        except Exception:  # the edge: a carrier that ended, for a full disk perhaps, would never carry again
            log.exception("looking after the hub failed here; what is due stays due")
            self._failures += 1
            return LONGEST_PAUSE_S
        self._failures = 0
        return AHEAD_S if self._store.is_ahead() else AT_REST_S

    def _round(self) -> None:
        who = self._store.identity()
        if who is None:
            return
        held = self._store.held()
        listed = self._hub.report(
            who, RelayReport(url=self._report.url, fingerprint=self._report.fingerprint, held=held)
        )
        self._store.learn(listed)
        while due := self._store.to_carry():
            answer = self._hub.carry(who, CarryRequest(pushes=[each.push for each in due]))
            if len(answer.carried) != len(due):
                raise HubTrouble("the hub tells of other pushes than were carried")
            for each, came_to in zip(due, answer.carried, strict=True):
                self._store.carried(each.push_no, came_to.code)
                if came_to.code:
                    log.error("the hub refuses a push of %s: %s", each.push.device, came_to.code)
            log.info("carried %d pushes to the hub", len(due))
        self._looks += 1
        if self._looks % FORGET_EVERY == 1:
            self._store.forget_old()
