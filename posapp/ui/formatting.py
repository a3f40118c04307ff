"""Amounts, times, distances and counts as a person at the counter reads them."""

from __future__ import annotations

from posapp.domain.clock import DAY, MINUTE, local
from posapp.domain.text import Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(fen: int) -> str:
    """Return an amount with both decimals.

    >>> money(123450), money(-500)
    ('¥1,234.50', '−¥5.00')
    """
    sign = "−" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{cents:02d}"


def price(fen: int) -> str:
    """Return an amount without decimals that are zero, for tiles and labels.

    >>> price(29900), price(29990)
    ('¥299', '¥299.90')
    """
    text = money(fen)
    return text.removesuffix(".00")


def clock_time(instant: int) -> str:
    """Return the shop's wall-clock time, ``14:05``."""
    return f"{local(instant):%H:%M}"


def day(instant: int, language: Language, now: int | None = None) -> str:
    """Return a date: today's and yesterday's by name when ``now`` is given, the year only when it is another.

    >>> day(1_760_000_000_000, "zh"), day(1_760_000_000_000, "en")
    ('2025年10月9日', '9 Oct 2025')
    """
    date = local(instant)
    if now is not None:
        today = local(now)
        days = (today.date() - date.date()).days
        if days in (0, 1):
            return (("今天", "today"), ("昨天", "yesterday"))[days][0 if language == "zh" else 1]
        if today.year == date.year:
            return f"{date.month}月{date.day}日" if language == "zh" else f"{date.day} {_MONTHS[date.month - 1]}"
    if language == "zh":
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def moment(instant: int, language: Language, now: int) -> str:
    """Return when something was: the time alone today, else the day with the time."""
    if local(instant).date() == local(now).date():
        return clock_time(instant)
    return f"{day(instant, language, now)} {clock_time(instant)}"


def ago(instant: int, language: Language, now: int) -> str:
    """Return how long ago something was, in words.

    >>> ago(0, "en", 3 * 60_000), ago(0, "zh", 26 * 3_600_000)
    ('3 min ago', '1 天前')
    """
    passed = max(0, now - instant)
    if passed < MINUTE:
        return "刚刚" if language == "zh" else "just now"
    if passed < 60 * MINUTE:
        minutes = passed // MINUTE
        return f"{minutes} 分钟前" if language == "zh" else f"{minutes} min ago"
    if passed < DAY:
        hours = passed // (60 * MINUTE)
        return f"{hours} 小时前" if language == "zh" else f"{hours} h ago"
    days = passed // DAY
    if language == "zh":
        return f"{days} 天前"
    return "1 day ago" if days == 1 else f"{days} days ago"


def span(milliseconds: int, language: Language) -> str:
    """Return how long something is, whichever way it goes.

    >>> span(-3 * 60_000, "en"), span(26 * 3_600_000, "zh"), span(56 * 365 * 86_400_000, "en")
    ('3 minutes', '26 小时', '56 years')
    """
    minutes = abs(milliseconds) // 60_000
    count, zh, en = next(
        (minutes // size, zh, en)
        for size, zh, en in (
            (365 * 1440, "年", "years"),
            (1440, "天", "days"),
            (60, "小时", "hours"),
            (1, "分钟", "minutes"),
        )
        if minutes >= 2 * size or size == 1
    )
    return f"{count} {zh if language == 'zh' else en}"


def distance(metres: int, language: Language) -> str:
    """Return a distance.

    >>> distance(850, "en"), distance(12_340, "zh")
    ('850 m', '12.3 公里')
    """
    if metres < 1000:
        return f"{metres} 米" if language == "zh" else f"{metres} m"
    return f"{metres / 1000:.1f} 公里" if language == "zh" else f"{metres / 1000:.1f} km"


def pieces(count: int, language: Language) -> str:
    """Return a number of pieces.

    >>> pieces(1, "en"), pieces(2, "en"), pieces(2, "zh")
    ('1 piece', '2 pieces', '2 件')
    """
    if language == "zh":
        return f"{count} 件"
    return "1 piece" if count == 1 else f"{count} pieces"
