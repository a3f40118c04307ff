"""The worker's entry points: run for good, or go once through everything.

with only_worker(database): run(store, MallClient(clock), clock, stop)
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from random import SystemRandom
from typing import NamedTuple

from posapp.domain.clock import Clock
from posapp.services.errors import Unavailable
from posapp.services.ports import RelayStore, SyncStore
from sync.worker.erasures import Erasures
from sync.worker.lan.client import Relay
from sync.worker.lan.round import LanRound
from sync.worker.mall.client import Mall
from sync.worker.round import Outcome, Round
from sync.worker.schedule import Pace, keep_going
from sync.worker.status import Status, status

_log = logging.getLogger(__name__)

USUAL_PACE = Pace()


class Lan(NamedTuple):
    """What the worker needs to talk to the shop's relay."""

    store: RelayStore
    relay: Relay


class Once(NamedTuple):
    """What one pass came to: whether both directions got through to their end, and where the worker stands."""

    complete: bool
    status: Status


def run(
    store: SyncStore,
    mall: Mall,
    clock: Clock,
    stop: threading.Event,
    *,
    pace: Pace = USUAL_PACE,
    say: Callable[[str], None] | None = None,
    lan: Lan | None = None,
    night: Callable[[], object] | None = None,
    erasures: Erasures | None = None,
) -> None:
    """Carry facts up and rows down until ``stop`` is set. Before pairing it waits for the till to be paired.

    With ``lan`` it also shares facts with the shop's other tills, as soon as the shop has a relay. ``night`` is called
    every few minutes, on a thread of its own, and knows itself when it is time. With ``erasures`` a mall that came back
    from a backup hears whom it had erased.
    ``say`` gets a line of status a second; without it they go to standard output.
    """
    tell = say or _say_on_stdout
    round_ = Round(store, mall, clock, SystemRandom(), stop, erasures)

    def beat() -> None:
        try:
            tell(status(store, clock, paired=round_.is_paired()).line())
            store.beat(clock.now())
        except Unavailable as not_ready:
            _log.debug("no heartbeat: %s", not_ready)
        except BrokenPipeError:
            stop.set()  # nobody reads us any more: who started us is gone

    lan_round = None if lan is None else LanRound(store, lan.store, lan.relay, clock, SystemRandom(), stop)
    keep_going(round_, beat, stop, pace, lan_round, night)


def once(store: SyncStore, mall: Mall, clock: Clock, erasures: Erasures | None = None) -> Once:
    """Push everything, also of earlier pairings, pull everything, prove what is due; what backs off is left alone."""
    round_ = Round(store, mall, clock, SystemRandom(), erasures=erasures)
    ends = [
        _to_the_end(round_.push),
        _to_the_end(round_.bring_left),
        _to_the_end(lambda: round_.pull(0)),
        _to_the_end(round_.prove),
        _to_the_end(round_.tell_erased),
    ]
    return Once(Outcome.HELD not in ends, status(store, clock, paired=round_.is_paired()))


def end_with_parent(stop: threading.Event) -> None:
    """Set ``stop`` when standard input ends: whoever started us has closed it, or is gone."""

    def watch() -> None:
        # Past Python's own buffer: its lock, held by a reading thread, aborts the process when it ends.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop.set()

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()


def end_on_signals(stop: threading.Event) -> None:
    """Set ``stop`` on SIGINT and SIGTERM. For the main thread of a process that is the worker and nothing else."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())


def _to_the_end(step: Callable[[], Outcome]) -> Outcome:
    while (outcome := step()) is Outcome.MORE:
        pass
    return outcome


def _say_on_stdout(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
