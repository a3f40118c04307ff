"""Reasons in both languages, short enough for one line on a card.

They say only what scoring and sizing computed; nothing here chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from posapp.domain.advice.answers import Source
from posapp.domain.fit import LENGTHS
from posapp.domain.text import Bilingual

FAMILIES: Mapping[str, Bilingual] = {
    "upper": Bilingual("上装", "Tops"),
    "lower": Bilingual("下装", "Bottoms"),
    "shoes": Bilingual("鞋", "Shoes"),
}

_CITING: Mapping[Source, tuple[str, str]] = {
    "cart": ("常与「{zh}」一起买", "Often taken together with {en}"),
    "again": ("您{then}买过，差不多该用完了", "You bought it {ago}: it should be used up"),
    "wished": ("您{then}收藏了它", "You wished for it {ago}"),
    "tried": ("您{then}试过，当时尺码不合", "You tried it {ago}; the size was wrong"),
    "cheaper": ("您{then}试过，当时嫌贵；现在有优惠", "You tried it {ago}; its price is lower now"),
    "bought": ("买过「{zh}」的顾客常买", "Bought by others who bought {en}"),
    "browsed": ("因您看过「{zh}」（{ago}）", "You looked at {en} {ago}"),
    "taste": ("与您留下的「{zh}」同一风格", "Like the {en} you kept"),
    "outfit": ("搭配您{then}买的「{zh}」", "Goes with {en} from {ago}"),
}
_BY_WISH = ("因您收藏过「{zh}」（{ago}）", "You wished for {en} {ago}")
_BY_SCAN = ("因您在店里看过「{zh}」（{ago}）", "You looked at {en} in the shop {ago}")
_ONCE_MORE = ("您买过它，上次是{then}", "You bought it before, {ago}")
_OFTEN = ("您买过 {times} 次，上次是{then}", "You bought it {times} times, last {ago}")
_WITH_TRIED = ("搭配您{then}试过的「{zh}」", "Goes with the {en} you tried {ago}")
_LIKE_TRIED = ("与您试过的「{zh}」同一风格", "Like the {en} you tried")

_PLAIN: Mapping[Source, Bilingual] = {
    "rising": Bilingual("近 28 天卖得越来越快", "Selling faster these 28 days"),
    "popular": Bilingual("近 28 天热卖", "A best seller of these 28 days"),
}

_PLACES: Mapping[str, Bilingual] = {
    "shoulder": Bilingual("肩", "shoulder"),
    "chest": Bilingual("胸", "chest"),
    "waist": Bilingual("腰", "waist"),
    "hip": Bilingual("臀", "hip"),
    "length": Bilingual("长度", "length"),
    "sleeve": Bilingual("袖子", "sleeve"),
    "width": Bilingual("宽度", "width"),
}
_WRONG: Mapping[tuple[str, bool, bool], Bilingual] = {
    ("too_small", False, False): Bilingual("偏小", "too small"),
    ("too_big", False, False): Bilingual("偏大", "too big"),
    ("too_small", True, False): Bilingual("偏紧", "tight at the "),
    ("too_big", True, False): Bilingual("偏松", "loose at the "),
    ("too_small", True, True): Bilingual("偏短", "short in the "),
    ("too_big", True, True): Bilingual("偏长", "long in the "),
}
"""By the verdict, whether she said where, and whether that was in its length alone."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")

_RUNS: Mapping[int, Bilingual] = {-1: Bilingual("此款偏小", "runs small"), 1: Bilingual("此款偏大", "runs large")}


def because(source: Source, cited: Bilingual | None, kind: str, days: int, times: int = 0) -> Bilingual:
    """Return the reason of a suggestion: its source and, where it listened to her, the style of the cited event.

    ``kind`` is what she did with that style, ``days`` how long ago; ``times`` how often she bought what is not used up.
    """
    if cited is None:
        return _PLAIN[source]
    zh, en = _CITING[source]
    if source == "taste" and kind != "bought":
        zh, en = _LIKE_TRIED
    elif source == "outfit" and kind == "tried":
        zh, en = _WITH_TRIED
    elif source == "browsed" and kind == "wished":
        zh, en = _BY_WISH
    elif source == "browsed" and kind == "scanned":
        zh, en = _BY_SCAN
    elif source == "again" and times:
        zh, en = _OFTEN if times > 1 else _ONCE_MORE
    when = ago(days)
    then = f" {when.zh}" if when.zh[0].isdigit() else when.zh  # a number keeps its distance from a hanzi
    return Bilingual(
        zh.format(zh=cited.zh, ago=when.zh, then=then, times=times), en.format(en=cited.en, ago=when.en, times=times)
    )


def ago(days: int) -> Bilingual:
    """Return how long ago something was, as people say it."""
    if days <= 0:
        return Bilingual("今天", "today")
    if days == 1:
        return Bilingual("昨天", "yesterday")
    if days < 45:
        return Bilingual(f"{days} 天前", f"{days} days ago")
    months = round(days / 30.4)
    return Bilingual(f"{months} 个月前", f"{months} months ago")


def size_from_kept(kept: str, names: Sequence[Bilingual], runs: Literal[-1, 0, 1], size: str) -> Bilingual:
    """Return why a size: what she kept, and how this style is cut."""
    zh = f"您留下过{'、'.join(f'「{name.zh}」' for name in names)}的 {kept}"
    en = f"You kept {kept} in {' and '.join(name.en for name in names)}"
    if runs:
        zh, en = f"{zh}；{_RUNS[runs].zh}", f"{en}; this one {_RUNS[runs].en}"
    if kept != size:
        zh, en = f"{zh}，建议 {size}", f"{en}: take {size}"
    return Bilingual(zh, en)


def size_from_misfit(tried: str, name: Bilingual, verdict: str, runs: Literal[-1, 0, 1]) -> Bilingual:
    """Return why a size, when all we know is what did not fit."""
    is_small = verdict == "too_small"
    zh = f"「{name.zh}」的 {tried} 对您{'偏小' if is_small else '偏大'}"
    en = f"{tried} in {name.en} was too {'small' if is_small else 'big'} for you"
    return Bilingual(f"{zh}；{_RUNS[runs].zh}", f"{en}; this one {_RUNS[runs].en}") if runs else Bilingual(zh, en)


def size_from_trying(size: str, verdict: str, where: Sequence[str], day: date) -> Bilingual:
    """Return why a size, when another one of this very style did not fit: which, where, and when she tried it on."""
    wrong = _WRONG[verdict, bool(where), bool(where) and all(place in LENGTHS for place in where)]
    zh_places = "、".join(_PLACES[place].zh for place in where)
    en_places = " and ".join(_PLACES[place].en for place in where)
    zh = f"{day.month} 月 {day.day} 日您试过 {size}，{zh_places}{wrong.zh}"
    return Bilingual(zh, f"{size} was {wrong.en}{en_places} on {day.day} {_MONTHS[day.month - 1]}")


def size_from_nothing(runs: Literal[-1, 0, 1]) -> Bilingual:
    """Return why a size, when nothing of hers is known or may be used: what most members keep."""
    zh, en = "按多数会员留下的尺码", "The size most members keep"
    return Bilingual(f"{zh}；{_RUNS[runs].zh}", f"{en}; this one {_RUNS[runs].en}") if runs else Bilingual(zh, en)
