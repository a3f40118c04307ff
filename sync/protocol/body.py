"""What every body of an operation shares."""

from __future__ import annotations

import msgspec


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """What an operation says. Fields that a reader does not know are passed over."""
