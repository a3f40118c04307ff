"""A member code that was taken at a till, told to the other tills of its shop: a copy of it is refused there too."""

from __future__ import annotations

from sync.protocol.body import Body


class CodeTaken(Body, frozen=True, kw_only=True):
    """``code.taken`` 1: a till took a member code. It names neither her nor the code.

    ``fingerprint`` is what the code is told by; after ``ends_ms``, by the mall's clock, it is taken nowhere.
    """

    shop_id: str
    occurred_ms: int
    fingerprint: str
    ends_ms: int
