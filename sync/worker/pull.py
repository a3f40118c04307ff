"""Rows down: ask for what changed behind our cursor, keep rows and cursor together."""

from __future__ import annotations

import threading

from posapp.domain.clock import Clock
from posapp.services.ports import Identity, SyncStore
from sync.kill_points import passing
from sync.worker.errors import CursorGone, Rejected, Revoked
from sync.worker.mall.client import Mall
from sync.worker.push import Step
from sync.worker.reconcile import feed_moved


class Pull:
    """Follows the feed, a page a step. The order of a first load is the feed's: prices and barcodes come first."""

    def __init__(self, store: SyncStore, mall: Mall, clock: Clock, stop: threading.Event) -> None:
        self._store = store
        self._mall = mall
        self._clock = clock
        self._stop = stop

    def step(self, identity: Identity, wait_s: int) -> Step | None:
        """Take the next page, waiting up to ``wait_s`` seconds for one. Raises ``MallTrouble``.

        None when the page is dropped: we were told to stop meanwhile, or the till was paired anew, and what the page
        says of our operations speaks of another log.

        A cursor that the mall cannot continue is given up and the feed starts anew at once: rows stay, newer ones
        overwrite them. A feed that is gone even from its start is a failure.
        """
        cursor, received = self._store.cursor(), self._store.received()
        try:
            page = self._mall.pull(identity, cursor, wait_s, self._store.end_of_log(identity))
        except CursorGone:
            if not cursor:
                raise
            self._store.restart_feed(self._clock.now())
            cursor = ""
            page = self._mall.pull(identity, cursor, wait_s=0)
        except Revoked:
            self._ask_where_we_stand(identity)
            raise
        if self._stop.is_set() or not self._is_still(identity):
            return None
        if not feed_moved(cursor, page):
            raise Rejected("the feed promises more and does not move")
        passing("worker.before_page")
        self._store.apply_page(page, self._clock.now())
        passing("worker.after_page")
        if page.received_through is not None and page.received_through < received:
            # It had that much before we asked: it is an older copy of itself, and grew unnoticed past what we had read.
            self._store.take_back(page.received_through)
        self._announce(identity, page.epoch)
        # A page that leads on is news though it carries nothing: an operation of ours was applied. Only one that stands
        # where the last one stood may come from something between us that holds no answer back.
        is_quiet = page.next == cursor and not (page.rows or page.results)
        return Step(page.server_ms, more=page.more, quiet=is_quiet)

    def _ask_where_we_stand(self, identity: Identity) -> None:
        """Learn from an empty push whether the mall lives on from a backup, which no page tells to a revoked till.

        What it had set apart of ours since that backup is nowhere but here then, and is sent again.
        """
        if not self._store.waiting():
            answer = self._mall.push(identity, [])
            if not self._stop.is_set() and self._is_still(identity):
                self._store.record_push(answer, self._clock.now())

    def _announce(self, identity: Identity, epoch: str) -> None:
        """Tell a mall that lives on from a backup which leases we hold: it may have forgotten them."""
        leases = self._store.leases_to_announce()
        if leases:
            self._mall.announce(identity, leases)
            self._store.record_announced(epoch)

    def _is_still(self, asked_as: Identity) -> bool:
        now = self._store.identity()
        return now is not None and (now.device, now.generation) == (asked_as.device, asked_as.generation)
