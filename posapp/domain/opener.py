"""The sentence with which a clerk can begin, made of true facts only: what waits for her, then what she likes.

At most two things are said, because there are three seconds to read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posapp.domain.clock import Millis, local
from posapp.domain.text import Bilingual

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

BIRTHDAY_IS_NEAR = 7
"""Days before her birthday from which it is worth a word."""


@dataclass(frozen=True, slots=True)
class LastPurchase:
    """The piece that she bought last and kept."""

    name: Bilingual
    colour: Bilingual
    at: Millis


@dataclass(frozen=True, slots=True)
class BookedTryOn:
    """Her try-on of today."""

    starts: Millis
    garments: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a member that a clerk may say aloud. ``habit`` is a tag in words: 常买通勤."""

    try_on: BookedTryOn | None
    orders: int
    birthday_in: int | None
    habit: Bilingual | None
    last_purchase: LastPurchase | None


def opener(facts: Facts, now: Millis) -> Bilingual:
    """Return the first sentence for a member; one of whom nothing is known is simply welcome."""
    first, second = _what_waits(facts), [*_what_she_likes(facts, now)]
    parts = [first, *second[-1:]] if first is not None else second
    if not parts:
        return Bilingual("欢迎她，先问问今天想看什么", "Welcome her and ask what she would like to see today")
    english = "; ".join(part.en for part in parts)
    return Bilingual("，".join(part.zh for part in parts), english[0].upper() + english[1:])


def days_to_birthday(birthday: str, today: date) -> int | None:
    """Return the days until ``MM-DD`` comes round, None when she did not say. 29 February is kept on the 28th.

    >>> days_to_birthday("01-02", date(2026, 12, 31))
    2
    """
    if not birthday:
        return None
    month, day = (int(part) for part in birthday.split("-"))
    for year in (today.year, today.year + 1):
        leaps = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        falls = date(year, month, 28 if (month, day) == (2, 29) and not leaps else day)
        if falls >= today:
            return (falls - today).days
    return None


def _what_waits(facts: Facts) -> Bilingual | None:
    if facts.try_on is not None:
        time, count = f"{local(facts.try_on.starts):%H:%M}", facts.try_on.garments
        pieces = "1 piece" if count == 1 else f"{count} pieces"
        if facts.try_on.is_here:
            return Bilingual(f"正在试穿 {count} 件", f"trying on {pieces} now")
        return Bilingual(f"今天 {time} 约了试穿 {count} 件", f"booked to try on {pieces} at {time} today")
    if facts.orders:
        orders = "1 order waits" if facts.orders == 1 else f"{facts.orders} orders wait"
        return Bilingual(f"有 {facts.orders} 单待取", f"{orders} to be collected")
    if facts.birthday_in is not None and facts.birthday_in <= BIRTHDAY_IS_NEAR:
        if facts.birthday_in == 0:
            return Bilingual("今天是她的生日", "it is her birthday today")
        days = "1 day" if facts.birthday_in == 1 else f"{facts.birthday_in} days"
        return Bilingual(f"{facts.birthday_in} 天后是她的生日", f"her birthday is in {days}")
    return None


def _what_she_likes(facts: Facts, now: Millis) -> list[Bilingual]:
    found = []
    if facts.habit is not None:
        found.append(Bilingual(facts.habit.zh, facts.habit.en[:1].lower() + facts.habit.en[1:]))
    if facts.last_purchase is not None:
        last = facts.last_purchase
        zh_day, en_day = _day(last.at, now)
        found.append(
            Bilingual(
                f"{zh_day}买了{last.colour.zh}{last.name.zh}",
                f"last bought the {last.name.en} in {last.colour.en.lower()} on {en_day}",
            )
        )
    return found


def _day(instant: Millis, now: Millis) -> tuple[str, str]:
    """Return when it was, as the middle of a sentence in both languages."""
    day, today = local(instant), local(now)
    zh, en = f"{day.month} 月 {day.day} 日", f"{day.day} {_MONTHS[day.month - 1]}"
    if day.year == today.year:
        return f"上次 {zh}", en
    return (f"去年 {zh}" if day.year == today.year - 1 else f"{day.year} 年 {zh}"), f"{en} {day.year}"
