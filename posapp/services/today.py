"""The shop's whole day on one board: what is to be done, for whom, where, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import StaffId, VariantId
from posapp.services.books import Article
from posapp.services.carts import member_name, staff_name
from posapp.services.day_items import SECTIONS, DayBoard, DayCounts, DayItem, DayPiece, Due, Section, section_of
from posapp.services.day_sources import SOURCES, DayLook, Source
from posapp.services.on_duty import OnDuty
from posapp.services.till_data import TillData, View
from posapp.services.walk_cards import shelf_order
from sync.protocol import rows

PICTURES = 4
"""So many pieces of an item are shown; the others are counted."""

_RANK = {section: place for place, section in enumerate(SECTIONS)}


class Today:
    """Reads the board: every source, in one look at the till's file."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, sources: Sequence[Source] = SOURCES) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._sources = sources

    def board(self) -> DayBoard:
        """Return everything that is to be done: what is late first, then by time."""
        now, me = self._clock.now(), self._duty.who()
        with self._till.view() as view:
            items = _items(view, self._due(view, now), now)
        return DayBoard(now, items, me.staff_id if me is not None else None)

    def counts(self) -> DayCounts:
        """Return the numbers on the rail. It looks no names up: the rail is read every few seconds."""
        now = self._clock.now()
        with self._till.view() as view:
            found = self._due(view, now)
        return DayCounts(
            pressing=sum(not due.is_quiet and section_of(due, now) in ("late", "now") for due in found),
            bookings=sum(due.kind == "booking" and not due.is_quiet for due in found),
            rooms=len({due.subject for due in found if due.kind == "room" and due.state != "to_tidy"}),
            pickups=sum(due.kind == "pickup" for due in found),
        )

    def _due(self, view: View, now: Millis) -> list[Due]:
        look = DayLook(view, now)
        return [due for source in self._sources for due in source(look)]


def _items(view: View, found: Sequence[Due], now: Millis) -> tuple[DayItem, ...]:
    placed = [(section_of(due, now), due) for due in found]
    placed.sort(key=lambda one: (_RANK[one[0]], one[1].is_quiet, one[1].due, one[1].key))
    known = _Known(
        members=view.rows.many(rows.Member, {due.member_id for due in found if due.member_id}),
        staff=view.rows.many(rows.Staff, {due.clerk_id for due in found if due.clerk_id}),
        articles=view.catalogue.articles({VariantId(name) for due in found for name in _looked_up(due)}),
    )
    return tuple(known.item(due, section) for section, due in placed)


def _looked_up(due: Due) -> Sequence[str]:
    """Return the variants of which something is shown: the shelves of all, or the pictures of the first few."""
    return due.variants if due.at_shelves else due.variants[:PICTURES]


class _Known:
    """Whom and what the items name: each is put into words once, however many items name it."""

    def __init__(
        self,
        members: Mapping[str, rows.Member],
        staff: Mapping[str, rows.Staff],
        articles: Mapping[VariantId, Article],
    ) -> None:
        self._members = members
        self._staff = staff
        self._shelves = {str(name): one.variant.shelf for name, one in articles.items()}
        self._order = {shelf: shelf_order(shelf) for shelf in set(self._shelves.values())}
        self._pieces = {str(name): DayPiece(one.style.art, one.variant.colour_hex) for name, one in articles.items()}

    def item(self, due: Due, section: Section) -> DayItem:
        member = self._members.get(due.member_id) if due.member_id is not None else None
        pictures = (self._pieces[name] for name in due.variants[:PICTURES] if name in self._pieces)
        shelves = {self._shelves[name] for name in due.variants if name in self._shelves} if due.at_shelves else ()
        return DayItem(
            key=due.key,
            kind=due.kind,
            subject=due.subject,
            section=section,
            due=due.due,
            state=due.state,
            step=due.step,
            name=member_name(member) if member is not None else None,
            phone_masked=member.phone_masked if member is not None else "",
            pieces=len(due.variants),
            pictures=tuple(pictures),
            shelves=tuple(sorted(shelves, key=self._order.__getitem__)),
            room_id=due.room_id,
            room=due.room,
            clerk_id=StaffId(due.clerk_id) if due.clerk_id else None,
            clerk=staff_name(self._staff.get(due.clerk_id)),
            till_no=due.till_no,
        )
