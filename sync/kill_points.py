"""Named moments at which a process can be told to die, as ``kill -9`` deals it: how ``posapp prove --kills`` aims.

``POSAPP_KILL_AT=hub.mid_apply:3`` kills a hub the third time it stands in the middle of applying. Till, worker and hub
call ``passing`` at the seams where a death would hurt most; without that variable it does nothing.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "POSAPP_KILL_AT"

MOMENTS: dict[str, str] = {
    "till.operation_written": "an operation is in the log, the rows that belong to it are not, nothing is committed",
    "till.before_commit": "a unit of work is written and not committed",
    "till.after_commit": "it is committed, and nobody was told",
    "worker.before_push": "operations were read from the outbox and not sent",
    "worker.before_mark": "the mall has answered a push, the till's file does not know it",
    "worker.mid_mark": "what the mall received is written down and not committed",
    "worker.after_mark": "it is committed",
    "worker.before_page": "a page of the feed has arrived, nothing of it is laid",
    "worker.mid_page": "its rows are laid, its cursor is not kept, nothing is committed",
    "worker.after_page": "rows and cursor are committed",
    "hub.before_inbox_commit": "operations are in the inbox and not committed",
    "hub.before_apply": "the inbox is committed, nothing of it is applied",
    "hub.mid_apply": "one operation of a batch is applied, others are not, nothing is committed",
    "hub.before_apply_commit": "a batch is applied and not committed",
    "hub.before_answer": "all is applied and committed, the till has no answer",
    "hub.mid_epoch": "a restored hub has drawn its new epoch and not committed it",
    "hub.after_epoch": "the new epoch is committed, no till was told",
}
"""Every name there is, and what stands at that moment. A test sees that each is reached."""

_aim, _left = "", 0


def aim(order: str) -> None:
    """Aim at a moment, ``name`` or ``name:times``; at none when empty. Raises ``ValueError`` for an unknown name."""
    global _aim, _left
    name, _, times = order.partition(":")
    if name and name not in MOMENTS:
        raise ValueError(f"{VARIABLE}: there is no moment {name!r}; there are {', '.join(MOMENTS)}")
    _aim, _left = name, int(times or 1)


def passing(moment: str) -> None:
    """Die here if this is the moment that was aimed at, and it came often enough."""
    global _left
    if moment != _aim:
        return
    _left -= 1
    if _left == 0:
        # Windows knows no SIGKILL; there any number ends a process at once.
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


aim(os.environ.get(VARIABLE, ""))
