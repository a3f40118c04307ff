"""What the tags of styles are called. A chain may use tags of its own: those are said as they are written."""

from __future__ import annotations

from posapp.domain.query.lexicon import OCCASIONS
from posapp.domain.text import Bilingual

_NAMES = {
    word: Bilingual(group.name.zh, group.name.en.lower()) for group in OCCASIONS for word in (group.key, *group.words)
}


def tag_name(code: str) -> Bilingual:
    """Return what a style tag is called.

    >>> tag_name("commute").zh, tag_name("国风").en
    ('通勤', '国风')
    """
    return _NAMES.get(code, Bilingual(code, code))
