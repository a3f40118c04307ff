"""What the worker says of itself: one line a second on standard output, read by whoever started it."""

from __future__ import annotations

import msgspec

from posapp.domain.clock import Clock
from posapp.services.ports import SyncStore


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where the worker stands. The troubles are codes of ``sync.worker.errors``, empty when all is well.

    ``pack_trouble`` says why the mall's newest model pack is not in use.
    """

    at: int
    paired: bool
    waiting: int
    push_failures: int
    push_trouble: str
    pull_failures: int
    pull_trouble: str
    pack_trouble: str = ""

    def line(self) -> str:
        """Return it as one line of JSON."""
        return msgspec.json.encode(self).decode()


def status(store: SyncStore, clock: Clock, *, paired: bool) -> Status:
    """Return where the worker stands, from the store alone: it can be asked of a till whose worker is dead.

    Whether it is ``paired`` the caller knows: asking for the identity may mean asking a slow key store.
    """
    push, pull = store.attempt("push"), store.attempt("pull")
    return Status(
        at=clock.now(),
        paired=paired,
        waiting=store.waiting(),
        push_failures=push.failures,
        push_trouble=push.trouble,
        pull_failures=pull.failures,
        pull_trouble=pull.trouble,
        pack_trouble=store.pack_trouble(),
    )
