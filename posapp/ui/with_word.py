"""What a screen does when an act is refused for want of permission: ask a colleague once, and do it with her word."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.permission import OverrideId
from posapp.services.errors import ManagerWanted

AsksColleague = Callable[[ManagerWanted, Callable[[OverrideId], None]], None]
"""Puts the manager panel in front: what was refused, and what to do with a word that is given."""


def unless_allowed(
    ask: AsksColleague,
    again: Callable[[OverrideId], None],
    word: OverrideId | None,
    failed: Callable[[Exception], None],
) -> Callable[[Exception], None]:
    """Return what hears a failed act: it asks for a word if none was tried yet, and tells everything else."""

    def refused(error: Exception) -> None:
        if isinstance(error, ManagerWanted) and word is None:
            ask(error, again)
        else:
            failed(error)

    return refused
