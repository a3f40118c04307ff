"""What a log's description says of one goal, read with the type and the default that the goal wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from posapp.domain.clock import Millis
from sync.hub.history.unreadable import LogUnreadable

_MOST = 10**9

Setting = str | bool | int | float | list[int | float | str]


@dataclass(frozen=True, slots=True)
class GoalSettings:
    """The values under ``[goals.NAME]``. What is not said has the default of the one who asks."""

    goal: str
    said: Mapping[str, Setting]
    zone: ZoneInfo

    def one_of(self, name: str, *words: str) -> str:
        """Return one of these words; the first is meant where nothing is said."""
        value = self.said.get(name, words[0])
        if value not in words:
            self._wrong(name, " 或 ".join(words), " or ".join(words))
        return str(value)

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """Return a whole number, not below ``least``."""
        value = self.said.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST:
            self._wrong(name, f"不小于 {least} 的整数", f"a whole number, {least} or more")
        return value

    def between(self, name: str, default: float, low: float, high: float) -> float:
        """Return a number between two others, neither of which it may be."""
        value = self.said.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low < value < high:
            self._wrong(name, f"大于 {low:g}、小于 {high:g} 的数", f"a number above {low:g} and below {high:g}")
        return float(value)

    def yes(self, name: str) -> bool:
        """Tell whether something is wanted; it is not where nothing is said."""
        value = self.said.get(name, False)
        return value if isinstance(value, bool) else self._wrong(name, " true 或 false", "true or false")

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of words, none where nothing is said."""
        value = self.said.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self._wrong(name, '一列词，例如 ["FUEL"]', 'a list of words such as ["FUEL"]')
        return tuple(map(str, value))

    def seeds(self, name: str = "seeds", default: Sequence[int] = (7,)) -> tuple[int, ...]:
        """Return the seeds of repeated draws."""
        value = self.said.get(name, list(default))
        if not isinstance(value, list) or not value:
            self._wrong(name, "一列整数", "a list of whole numbers")
        return tuple(
            seed
            if isinstance(seed, int) and seed >= 0 and not isinstance(seed, bool)
            else self._wrong(name, "一列整数", "whole numbers")
            for seed in value
        )

    def instant(self, name: str) -> Millis | None:
        """Return the beginning of a day (``YYYY-MM-DD``) in the shops' zone, None when nothing is said."""
        if name not in self.said:
            return None
        try:
            day = date.fromisoformat(str(self.said[name]))
        except ValueError:
            self._wrong(name, "YYYY-MM-DD 形式的日期", "a day such as 2026-02-28")
        return beginning_of(day, self.zone)

    def refuse(self, name: str, wanted_zh: str, wanted_en: str) -> NoReturn:
        """Say that a value cannot be so, and what it should be."""
        self._wrong(name, wanted_zh, wanted_en)

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
