"""What can go wrong between worker and mall, cut by what the worker can do about it.

    MallTrouble            the mall did not do what was asked; the direction backs off and tries again
    ├── Offline            nobody answered: no route, refused, cut off
    │   └── TimedOut       somebody took too long; the next batch is smaller
    ├── Unauthorised       the mall does not know this till (any more)
    │   ├── ClockIsOff     it does, but our clock is days off; it has told its own time
    │   └── Revoked        the mall has taken this till out of service
    ├── Outdated           the mall no longer speaks this protocol: the till must be updated
    └── Rejected           any other answer that is not the one asked for
        ├── TooLarge       the next batch is smaller
        └── CursorGone     the feed must start anew; no failure by itself

The code of each is what the till keeps and a screen may show; none of them ever costs an operation.
"""

from __future__ import annotations

from typing import ClassVar


class MallTrouble(Exception):
    """The mall did not do what was asked.

    ``code`` is stable. What the mall itself named, or empty: its code in ``said``, the ``reason`` beside it, and the
    wait it asked for in ``retry_after_ms``.
    """

    code: ClassVar[str] = "mall_trouble"

    def __init__(self, detail: str = "", *, said: str = "", reason: str = "", retry_after_ms: int = 0) -> None:
        super().__init__(" ".join(part for part in (self.code, detail, said, reason) if part))
        self.said = said
        self.reason = reason
        self.retry_after_ms = retry_after_ms


class Offline(MallTrouble):
    """Nobody answered."""

    code = "offline"


class TimedOut(Offline):
    """No answer in time; the request may have arrived all the same."""

    code = "timed_out"


class Unauthorised(MallTrouble):
    """The mall does not accept this till's signature."""

    code = "unauthorised"


class ClockIsOff(Unauthorised):
    """The request was signed for a time too far from the mall's, which is ``server_ms``."""

    code = "clock_is_off"

    def __init__(self, server_ms: int) -> None:
        super().__init__(f"the mall's clock says {server_ms}", said=self.code)
        self.server_ms = server_ms


class Revoked(Unauthorised):
    """The mall has taken this till out of service; it still takes what the till pushes, and sets it apart."""

    code = "revoked"


class Outdated(MallTrouble):
    """The mall has retired this protocol."""

    code = "outdated"


class Rejected(MallTrouble):
    """The mall answered something else than was asked for: an error of its own, or unreadable bytes."""

    code = "rejected"


class TooLarge(Rejected):
    """The request was larger than the mall takes."""

    code = "too_large"


class CursorGone(Rejected):
    """The feed cannot go on from this cursor; ``reason`` is the mall's."""

    code = "cursor_gone"
