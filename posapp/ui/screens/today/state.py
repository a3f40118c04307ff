"""Everything the board of the day shows, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.day_items import SECTIONS, DayBoard, DayItem, DayKind, Section
from posapp.services.syncing import SyncStatus
from posapp.ui.notices import Notice

EVERYBODY, MINE, NOBODYS = "", "mine", "nobody"
"""Whose work is shown; anything else is the id of somebody."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above the items of a section."""

    section: Section
    count: int

    @property
    def key(self) -> str:
        """Return what tells it from everything else in the list."""
        return f"#{self.section}"


DayRow = Heading | DayItem


@dataclass(frozen=True)
class TodayState:
    """What the board shows; what follows from it is worked out once, for a full day has a thousand items.

    ``board`` is None until the first answer; ``chosen_key`` is the item that Enter acts on.

    ``kind`` and ``whose`` filter; ``is_large``: letters to be read from across the shop.
    """

    board: DayBoard | None = None
    sync: SyncStatus | None = None
    kind: DayKind | None = None
    whose: str = EVERYBODY
    chosen_key: str = ""
    is_large: bool = False
    is_busy: bool = False
    notice: Notice | None = None

    @cached_property
    def of_whom(self) -> tuple[DayItem, ...]:
        """Return the items of those who are looked at, whatever their kind."""
        if self.board is None:
            return ()
        match self.whose:
            case "":
                return self.board.items
            case "nobody":
                return tuple(one for one in self.board.items if one.clerk_id is None)
            case "mine":
                wanted = self.board.me
            case _:
                wanted = StaffId(self.whose)
        return tuple(one for one in self.board.items if one.clerk_id is not None and one.clerk_id == wanted)

    @cached_property
    def items(self) -> tuple[DayItem, ...]:
        """Return the items that are shown, in their order."""
        return self.of_whom if self.kind is None else tuple(one for one in self.of_whom if one.kind == self.kind)

    @cached_property
    def rows(self) -> tuple[DayRow, ...]:
        """Return the items with a heading above each section that has any."""
        shown = self.items
        listed: list[DayRow] = []
        for section in SECTIONS:
            inside = [one for one in shown if one.section == section]
            if inside:
                listed += [Heading(section, len(inside)), *inside]
        return tuple(listed)

    @cached_property
    def chosen(self) -> DayItem | None:
        """Return the item that the keys act on."""
        return next((one for one in self.items if one.key == self.chosen_key), None)

    @cached_property
    def kinds(self) -> Mapping[DayKind, int]:
        """Return how many items of each kind there are for those who are looked at."""
        return Counter(one.kind for one in self.of_whom)

    @property
    def clerks(self) -> tuple[tuple[StaffId, Bilingual], ...]:
        """Return the colleagues who have taken something on, by their ids."""
        items = self.board.items if self.board is not None else ()
        known = {one.clerk_id: one.clerk for one in items if one.clerk_id is not None and one.clerk is not None}
        me = self.board.me if self.board is not None else None
        return tuple((id_, known[id_]) for id_ in sorted(known) if id_ != me)

    def count(self, section: Section) -> int:
        """Return how many of the shown items stand in a section."""
        return self._sections[section]

    @cached_property
    def _sections(self) -> Counter[Section]:
        return Counter(one.section for one in self.items)
