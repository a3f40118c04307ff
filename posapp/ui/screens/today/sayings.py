"""A row of the board in words: for the one who paints it and for a screen reader."""

from __future__ import annotations

from posapp.domain.clock import DAY, MINUTE, Clock, local
from posapp.services.day_items import DayItem
from posapp.ui import formatting
from posapp.ui.screens.today import words
from posapp.ui.screens.today.state import DayRow, Heading
from posapp.ui.translation import Speech


class Sayings:
    """Says what a row tells, in the language spoken now and as of now."""

    def __init__(self, speech: Speech, clock: Clock) -> None:
        self._speech, self._clock = speech, clock

    def heading(self, row: Heading) -> str:
        """Return a section with how many items it has."""
        return self._speech.say(words.HEADING, section=words.SECTIONS[row.section], count=row.count)

    def when(self, item: DayItem) -> str:
        """Return the time of an item, or the day when that is another one."""
        now = self._clock.now()
        if local(item.due).date() == local(now).date():
            return formatting.clock_time(item.due)
        return formatting.day(item.due, self._speech.language, now)

    def how_long(self, item: DayItem) -> str:
        """Return how long it is until then, or how long ago it was; nothing for another day."""
        passed, language = self._clock.now() - item.due, self._speech.language
        if abs(passed) >= DAY or item.kind == "set_aside":
            return ""
        if item.kind == "follow_up" and passed >= 0:
            return ""
        if item.section == "late":
            return self._speech.say(words.LATE_BY, span=formatting.span(passed, language))
        if passed > -MINUTE:
            return formatting.ago(item.due, language, self._clock.now())
        return self._speech.say(words.IN, span=formatting.span(passed, language))

    def who(self, item: DayItem) -> str:
        """Return for whom it is; a room without anybody is called by its number."""
        say = self._speech.say
        if item.name is not None:
            return say(item.name)
        if item.kind == "set_aside":
            return say(words.GOODS)
        return say(words.ROOM_ALONE, room=item.room) if item.kind == "room" else say(words.WALK_IN)

    def state(self, item: DayItem, *, with_phone: bool = True) -> str:
        """Return where it stands, with her masked number where there is one."""
        state = words.STATES[item.state]
        if not item.phone_masked or not with_phone:
            return self._speech.say(state)
        return self._speech.say(words.NAMED, state=state, phone=item.phone_masked)

    def where(self, item: DayItem) -> str:
        """Return where to go: the shelves, the room, the reserve shelf."""
        say = self._speech.say
        if item.shelves:
            return say(words.SHELVES, shelves=" ".join(item.shelves))
        if item.room:
            return say(words.ROOM_ALONE, room=item.room) if item.name is not None or item.kind != "room" else ""
        if item.till_no:
            return say(words.AT_TILL, till_no=item.till_no)
        places = {
            "booking": words.ROOM_LATER,
            "pickup": words.RESERVE,
            "put_back": words.RESERVE,
            "set_aside": words.ASIDE,
        }
        place = places.get(item.kind)
        return say(place) if place is not None else ""

    def aloud(self, row: DayRow) -> str:
        """Return a whole row for a screen reader."""
        if isinstance(row, Heading):
            return self.heading(row)
        step = self._speech.say(words.STEPS[row.step])
        told = (self.when(row), self.who(row), self.state(row), self.where(row), step)
        return ", ".join(one for one in told if one)
