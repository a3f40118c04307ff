"""Where a presenter tells trouble from bugs."""

from __future__ import annotations

from posapp.domain.errors import Refused
from posapp.services.errors import Unavailable


def let_bugs_through(error: Exception) -> None:
    """Raise what is neither refused nor unavailable again, once the screen has said so.

    It goes to the one edge that logs it with its traceback; a refusal was fully told by its notice.
    """
    if not isinstance(error, Refused | Unavailable):
        raise error
