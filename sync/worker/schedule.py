"""When the worker does what. APScheduler only wakes it; what is due stands in the till's tables."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.schedulers.blocking import BlockingScheduler

from sync.worker.lan.round import LanRound
from sync.worker.round import Outcome, Round

_log = logging.getLogger(__name__)

AT_ONCE_S = 0.5
"""An answer sooner than this was not held."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds.

    ``longest_wait_s`` is how long the mall may hold a pull while nothing changes; ``unheld_s`` is the pause before the
    next one when it held none (a proxy, perhaps), so that no till ever asks in a loop.
    """

    push_s: float = 0.2
    prove_s: float = 2.0
    beat_s: float = 1.0
    greet_s: float = 2.0
    longest_wait_s: int = 20
    idle_s: float = 0.5
    unheld_s: float = 3.0
    mirror_s: float = 0.2
    night_s: float = 600.0


def keep_going(
    round_: Round,
    beat: Callable[[], None],
    stop: threading.Event,
    pace: Pace,
    lan: LanRound | None = None,
    night: Callable[[], object] | None = None,
) -> None:
    """Push, pull, prove and beat until ``stop`` is set, and with ``lan`` share facts with the shop. Blocks.

    ``night`` looks on a thread of its own, behind everything else, whether there is work for the night.
    """
    # Its warning that a tick was skipped because a push is still under way says nothing: that is what we ask for.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BlockingScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(lambda: _drain(round_.push, stop), "interval", seconds=pace.push_s)
    scheduler.add_job(lambda: _drain(round_.prove, stop), "interval", seconds=pace.prove_s)
    scheduler.add_job(lambda: _drain(round_.bring_left, stop), "interval", seconds=pace.prove_s)
    scheduler.add_job(lambda: _drain(round_.greet, stop), "interval", seconds=pace.greet_s)
    scheduler.add_job(lambda: _drain(round_.tell_erased, stop), "interval", seconds=pace.greet_s)
    scheduler.add_job(beat, "interval", seconds=pace.beat_s)
    followers = [threading.Thread(target=_follow, args=(round_.pull, stop, pace), name="pull", daemon=True)]
    if lan is not None:
        scheduler.add_job(lambda: _drain(lan.mirror, stop), "interval", seconds=pace.mirror_s)
        scheduler.add_job(lambda: _drain(lan.bring_left, stop), "interval", seconds=pace.prove_s)
        followers.append(
            threading.Thread(target=_follow, args=(lan.neighbours, stop, pace), name="neighbours", daemon=True)
        )
    if night is not None:
        followers.append(threading.Thread(target=_by_night, args=(night, stop, pace), name="night", daemon=True))
    ender = threading.Thread(target=_end_when_told, args=(scheduler, stop), name="ender", daemon=True)
    # A scheduler that is told to end before it runs would run for ever.
    scheduler.add_listener(lambda _: ender.start(), EVENT_SCHEDULER_STARTED)
    for follower in followers:
        follower.start()
    scheduler.start()
    # A pull that is still held is left behind: whatever it brings is dropped, and brought again next time.
    for follower in followers:
        follower.join(timeout=1)


def _drain(step: Callable[[], Outcome], stop: threading.Event) -> None:
    while not stop.is_set() and step() is Outcome.MORE:
        pass


def _follow(pull: Callable[[int], Outcome], stop: threading.Event, pace: Pace) -> None:
    """A loop of its own rather than a job: a booking must arrive the moment the mall says it, not at the next tick."""
    while not stop.is_set():
        begun = time.monotonic()
        outcome = pull(pace.longest_wait_s)
        if outcome is Outcome.HELD:
            stop.wait(pace.idle_s)
        elif outcome is Outcome.QUIET and time.monotonic() - begun < AT_ONCE_S:
            stop.wait(pace.unheld_s)


def _by_night(work: Callable[[], object], stop: threading.Event, pace: Pace) -> None:
    while not stop.wait(pace.night_s):
        try:
            work()
        except Exception:  # noqa: BLE001 - the edge: a bug of the night must not end the thread
            _log.exception("the work of the night failed; it is tried again")


def _end_when_told(scheduler: BlockingScheduler, stop: threading.Event) -> None:
    stop.wait()
    scheduler.remove_all_jobs()  # else the loop may still hand one to an executor that is shut down already
    scheduler.shutdown(wait=True)
