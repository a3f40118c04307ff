"""What settling defective goods may answer instead."""

from __future__ import annotations

from posapp.domain.errors import Refused


class NotLyingThere(Refused):
    """Only ``left`` such pieces lie in the place for defective goods: somebody settled them before."""

    code = "not_lying_there"
