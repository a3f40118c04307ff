"""What every row of the feed is, and the streams that bring them."""

from __future__ import annotations

import msgspec

STREAMS = ("catalogue", "shop", "stock", "members", "advice")
"""In the order in which a new till loads them: it can sell as soon as the first two are in.

``shop`` means the stream of the till's own shop.
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What every row shares: an opaque id."""

    id: str
