"""What the tags of styles are called. A chain may use tags of its own: those are said as they are written."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

NAMES: Mapping[str, Bilingual] = {
    "commute": Bilingual("通勤", "commuter"),
    "casual": Bilingual("休闲", "casual"),
    "sweet": Bilingual("甜美", "sweet"),
    "minimal": Bilingual("极简", "minimal"),
    "sport": Bilingual("运动", "sporty"),
    "vintage": Bilingual("复古", "vintage"),
    "evening": Bilingual("晚宴", "evening"),
    "street": Bilingual("街头", "street"),
    "resort": Bilingual("度假", "resort"),
    "classic": Bilingual("经典", "classic"),
}


def tag_name(code: str) -> Bilingual:
    """Return what a style tag is called.

    >>> tag_name("commute").zh, tag_name("国风").en
    ('通勤', '国风')
    """
    return NAMES.get(code, Bilingual(code, code))
