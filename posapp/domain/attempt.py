"""One try to have a customer's phone pay: what is known of it, what may be asked next, and when it is over.

    intent ──answer──▶ paid
      │ password asked, no answer, bad signature, crash
      ▼
    unknown ──query──▶ paid · void · watch (no such order, from 15 s on)
      │ 45 s, the cashier cancels, or the channel says that it failed
      ▼
    reversing ──query──▶ void · paid (she was quicker) · watch
    watch ──query──▶ paid (it arrived late) · void (still no such order after 120 s)

Two rules carry all of it. What is written down as ``intent`` is committed before the first byte leaves the till. And
nothing but a verified answer ends an attempt: an error, a silence or an answer to ``reverse`` says nothing of money.
No move ever sends the pay request again.

All functions are pure; instants in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from posapp.domain.clock import SECOND, Millis

State = Literal["intent", "unknown", "reversing", "watch", "paid", "void", "suspect"]
"""``suspect``: a verified answer that contradicts what was asked for, such as another amount; a person looks at it."""

Finding = Literal["paid", "waiting", "failed", "refused", "not_found", "void", "refunded", "unknown", "mismatch"]
"""What an answer says of the money.

``waiting``: she is typing her password. ``failed``: the channel says that it did not work, which is no proof (it has
said so of payments that were charged). ``refused``: a verified word that the code never reached a charge.
``void``: revoked or closed for good. ``refunded``: it was paid and something was given back; behind a reversal of ours
that is its end, otherwise somebody else's doing. ``unknown``: no answer, or none that can be believed.
"""

Move = Literal["pay", "query", "reverse"]

FIRST_QUERY = 3 * SECOND
"""WeChat's guide for points of sale: ask every 3 to 5 seconds."""

DEADLINE = 45 * SECOND
"""After this WeChat itself revokes an unpaid order of a code; from here on we ask for it."""

EARLIEST_REVERSE = 15 * SECOND
"""WeChat: not sooner after the payment was sent."""

NOT_FOUND_COUNTS = 15 * SECOND
"""Before this a request may simply still be on its way."""

CODE_LIVES = 60 * SECOND
"""A payment code is renewed about every minute: a request that arrives later finds it used up."""

WATCHED = 120 * SECOND
"""How long an order that nobody knows is looked for: twice the life of a code."""

PAUSES = tuple(seconds * SECOND for seconds in (3, 3, 4, *(5,) * 14, 10, 10, 20, 30))
"""Between one move and the next; the last one for ever after, well under the minute that WeChat allows."""

_END: dict[Finding, State] = {"paid": "paid", "void": "void", "mismatch": "suspect", "refunded": "suspect"}

OPEN: tuple[State, ...] = ("intent", "unknown", "reversing")
LOOKED_AT: tuple[State, ...] = (*OPEN, "watch")
"""States in which the channel is asked again and again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an attempt stands. ``sent`` is the instant at which it was written down, just before it was sent.

    ``moves`` counts the questions since; ``last`` is the newest of them. ``is_refused`` when the channel said that the
    code never reached a charge.
    """

    state: State
    sent: Millis
    due: Millis
    last: Move = "pay"
    moves: int = 0
    is_refused: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether money may move and nobody knows."""
        return self.state in OPEN


def begun(now: Millis) -> Progress:
    """Return a new attempt, to be kept before anything is sent."""
    return Progress("intent", now, Millis(now + FIRST_QUERY))


def blocks(progress: Progress, now: Millis) -> bool:
    """Tell whether another code must not be charged for the same sale yet."""
    if progress.state == "watch":
        return _age(progress, now) < CODE_LIVES
    return progress.is_open or progress.state == "suspect"


def is_due(progress: Progress, now: Millis) -> bool:
    """Tell whether it is time to ask; a clock that was set back does not make an attempt wait longer."""
    return progress.state in LOOKED_AT and (now >= progress.due or progress.due - now > max(PAUSES) + EARLIEST_REVERSE)


def next_move(progress: Progress, now: Millis) -> Move | None:
    """Return what to ask now, None when there is nothing to ask any more.

    A reversal alternates with queries, because only a query tells what became of it.
    """
    if progress.state not in LOOKED_AT:
        return None
    may_reverse = progress.state == "reversing" and _age(progress, now) >= EARLIEST_REVERSE
    return "reverse" if may_reverse and progress.last == "query" else "query"


def heard(progress: Progress, move: Move, finding: Finding, now: Millis) -> Progress:
    """Return where an attempt stands after an answer to ``move``.

    >>> at = begun(Millis(0))
    >>> heard(at, "pay", "unknown", Millis(10_000)).state
    'unknown'
    >>> heard(at, "query", "paid", Millis(12_000)).state
    'paid'
    """
    if progress.state not in LOOKED_AT:
        return progress
    # A clock that was set back since makes an attempt no younger than this: its age counts from here on.
    sent = min(progress.sent, now)
    asked = replace(
        progress, sent=sent, last=move, moves=progress.moves + 1, is_refused=progress.is_refused or finding == "refused"
    )
    if move == "reverse":
        return _again(replace(asked, state="reversing"), now, soon=True)  # whatever it said: ask what became of it
    end = _END.get(finding)
    if end is not None:
        return replace(asked, state="void" if finding == "refunded" and progress.state == "reversing" else end)
    age = _age(asked, now)
    if finding == "not_found" and move == "query":
        if age >= WATCHED or asked.is_refused:
            return replace(asked, state="void")
        if age >= NOT_FOUND_COUNTS:
            return _again(replace(asked, state="watch"), now)
    if finding == "failed" or age >= DEADLINE or asked.state == "reversing":
        state: State = asked.state if _is_nowhere(asked, finding) else "reversing"
        return _again(replace(asked, state=state), now, soon=state != asked.state)
    state = "watch" if _is_nowhere(asked, finding) else "unknown"
    return _again(replace(asked, state=state), now, soon=finding == "refused")


def cancelled(progress: Progress, now: Millis) -> Progress:
    """Return an attempt that the cashier does not want to wait for; what is already decided stays decided."""
    if progress.state not in ("intent", "unknown"):
        return progress
    return replace(progress, state="reversing", due=now)


def woken(progress: Progress, now: Millis) -> Progress:
    """Return an attempt that a program finds at its start: it is to be looked at now, whoever was at work on it."""
    if progress.state not in LOOKED_AT:
        return progress
    return replace(progress, state="unknown" if progress.state == "intent" else progress.state, due=now)


def reopened(progress: Progress, now: Millis) -> Progress:
    """Return an attempt that was taken for undone and that the channel's bill calls paid: it is to be asked about."""
    if progress.state != "void":
        return woken(progress, now)
    return replace(progress, state="unknown", due=now)


def _is_nowhere(progress: Progress, finding: Finding) -> bool:
    """Tell whether the newest thing known of an attempt is that the channel knew no such order."""
    return progress.state == "watch" and finding == "unknown"


def _again(progress: Progress, now: Millis, *, soon: bool = False) -> Progress:
    pause = 0 if soon else PAUSES[min(progress.moves, len(PAUSES)) - 1]
    return replace(progress, due=Millis(now + pause))


def _age(progress: Progress, now: Millis) -> int:
    return max(now - progress.sent, 0)
