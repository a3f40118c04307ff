"""What a log's description says of one goal, read with the type and the default that the goal wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from posapp.domain.clock import Millis
from sync.hub.history.unreadable import LogUnreadable

Setting = str | bool | int | float | list[int | float | str]


@dataclass(frozen=True, slots=True)
class GoalSettings:
    """The values under ``[goals.NAME]``. What is not said has the default of the one who asks."""

    goal: str
    said: Mapping[str, Setting]
    zone: ZoneInfo

    def text(self, name: str, default: str) -> str:
        """Return a word."""
        value = self.said.get(name, default)
        return value if isinstance(value, str) else self._wrong(name, "一个词", "a word")

    def whole(self, name: str, default: int) -> int:
        """Return a whole number, not below 0."""
        value = self.said.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self._wrong(name, "不小于 0 的整数", "a whole number, 0 or more")
        return value

    def number(self, name: str, default: float) -> float:
        """Return a number."""
        value = self.said.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(name, "一个数", "a number")
        return float(value)

    def seeds(self, name: str = "seeds", default: Sequence[int] = (7,)) -> tuple[int, ...]:
        """Return the seeds of repeated draws."""
        value = self.said.get(name, list(default))
        if not isinstance(value, list) or not value:
            self._wrong(name, "一列整数", "a list of whole numbers")
        return tuple(
            seed if isinstance(seed, int) else self._wrong(name, "一列整数", "whole numbers") for seed in value
        )

    def instant(self, name: str) -> Millis | None:
        """Return the beginning of a day (``YYYY-MM-DD``) in the shops' zone, None when nothing is said."""
        if name not in self.said:
            return None
        try:
            day = date.fromisoformat(self.text(name, ""))
        except ValueError:
            self._wrong(name, "YYYY-MM-DD 形式的日期", "a day such as 2026-02-28")
        return beginning_of(day, self.zone)

    def _wrong(self, name: str, wanted_zh: str, wanted_en: str) -> NoReturn:
        raise LogUnreadable(
            "bad_setting",
            goal=self.goal,
            name=name,
            value=self.said.get(name),
            wanted_zh=wanted_zh,
            wanted_en=wanted_en,
        )


def beginning_of(day: date, zone: ZoneInfo) -> Millis:
    """Return the instant at which a day begins in a zone."""
    return Millis(int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000))
