"""What is prepared while nobody waits, after somebody signed in: in steps so small that no key or scan notices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from posapp.domain.keys import SUGGESTIONS
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.member.suggestion_card import SUGGESTION_PICTURE
from posapp.ui.screens.member.view import MemberView
from posapp.ui.screens.selling.tiles import TILE_PICTURE
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.members import Members
    from posapp.services.ports import Runner
    from posapp.services.searching import CategoryChip, Searching

STEP_EVERY_MS = 20

Drawings = frozenset[tuple[str, str]]
"""Shapes and tints."""


class GettingReady(QObject):
    """Builds the first member's panel card by card, reads what every panel needs, draws the goods of the tiles."""

    def __init__(
        self, view: MemberView, art: ArtPictures, runner: Runner, members: Members, searching: Searching
    ) -> None:
        super().__init__(view)  # with the view its steps are gone
        self._view, self._art, self._runner = view, art, runner
        self._members, self._searching = members, searching
        self._steps: list[Callable[[], None]] = []
        self._is_begun = False
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_EVERY_MS)
        self._timer.timeout.connect(self._step)

    def begin(self) -> None:
        """Prepare everything, once for as long as the window lives."""
        if self._is_begun:
            return
        self._is_begun = True
        self._runner.run(self._members.get_ready, done=_nothing_to_show, failed=let_bugs_through)
        self._runner.run(self._searching.get_ready, done=_nothing_to_show, failed=let_bugs_through, lane="looks")
        self._runner.run(self._searching.categories, done=self._draw, failed=let_bugs_through, lane="looks")
        self._steps = [partial(self._view.get_ready, count) for count in range(1, SUGGESTIONS + 1)]
        self._timer.start()

    def _step(self) -> None:
        if self._steps:
            self._steps.pop(0)()
        else:
            self._timer.stop()

    def _draw(self, categories: tuple[CategoryChip, ...], drawn_so_far: Drawings = frozenset()) -> None:
        """Draw the goods of the first category, then those of the others: a search may come between.

        Tiles come first, as a search shows a dozen of them at once; the fewer and smaller suggestions last.
        """
        ratio = self._view.devicePixelRatioF()
        if not categories:
            self._art.get_ready(drawn_so_far, SUGGESTION_PICTURE, ratio)
            return
        first, rest = categories[0], categories[1:]

        def drawn(drawings: Drawings) -> None:
            self._art.get_ready(drawings, TILE_PICTURE, ratio)
            self._draw(rest, drawn_so_far | drawings)

        look = partial(self._searching.drawings, first.category_id)
        self._runner.run(look, done=drawn, failed=let_bugs_through, lane="looks")


def _nothing_to_show(_: None) -> None:
    """Leave the screens as they are."""
