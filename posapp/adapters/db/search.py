"""Finds styles as people at a counter type them: 真丝, zhenzhi, zz, a code, the end of a name, the start of a barcode.

Full text answers hanzi (spaced, as a phrase: one or two hanzi are the commonest query) and whole words by prefix;
initials and codes are looked through in their own small indexes, at every place. Hits are sorted here and not by the
index's own rank, which costs ten times the search itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from posapp.adapters.db.catalogue import catalogue_no
from posapp.adapters.db.goods_facts import goods_facts, readings
from posapp.adapters.db.mall_tables import style, variant
from posapp.domain.identity import StyleId
from posapp.domain.query.facts import GoodsFacts
from posapp.domain.query.readings import Readings
from posapp.services.books import StyleHits

SHORTEST_BARCODE_BEGINNING = 3
_CANDIDATES = 150
_HANZI = "\u3400-\u9fff\uf900-\ufaff"
_WORDS = re.compile(rf"[{_HANZI}]+|[a-z0-9][a-z0-9./-]*")

FRAGMENTS = """
    SELECT id FROM style
    WHERE instr(initials, :word) > 0 OR instr(code, :code) > 0
    ORDER BY initials <> :word AND code <> :code, instr(initials, :word) <> 1, instr(code, :code) <> 1,
             launched DESC, id
    LIMIT :most
"""
_FRAGMENTS = text(FRAGMENTS)
_MATCH = text(
    """
    SELECT s.id, s.code, s.initials, s.launched
    FROM style_words AS w JOIN style AS s ON s.id = w.style_id
    WHERE style_words MATCH :query LIMIT :most
    """
)
_SIZE = re.compile(r"x{0,3}[sml]|[2-5]xl|f|3[4-9]|4[0-6]")
"""Beside other words these are sizes, not the beginning of a name."""

_IS_KNOWN = text("SELECT 1 FROM style_words WHERE style_words MATCH :query LIMIT 1")


def words_of(text_: str) -> list[str]:
    """Split what was typed into words: runs of hanzi, and runs of Latin letters and digits in lower case.

    >>> words_of("通勤黑色外套 Ｍ码")
    ['通勤黑色外套', 'm', '码']
    """
    return _WORDS.findall(unicodedata.normalize("NFKC", text_).lower())


@dataclass(frozen=True, slots=True)
class SqlStyleSearch:
    """Keeps the promises of ``books.StyleSearch``."""

    connection: Connection

    def find(self, text_: str, most: int) -> StyleHits:
        """Find styles that hold the words of ``text_``."""
        words = [word for word in words_of(text_) if word != "码"]
        if len(words) == 1:
            hits = self._one_word(words[0], most)
            if hits or _is_number(words[0]):
                return StyleHits(tuple(hits))
        known, other = self._sort_out(words)
        if known:
            found = self._matches(" AND ".join(_query(word) for word in known), _CANDIDATES if other else most)
            return StyleHits(tuple(found), tuple(other))
        return StyleHits(tuple(self.newest(None, 2 * most)) if other else (), tuple(other))

    def newest(self, category_id: str | None, most: int) -> Sequence[StyleId]:
        """Return the newest styles, of one category or of all."""
        asked = select(style.c.id).order_by(style.c.launched.desc(), style.c.id).limit(most)
        if category_id is not None:
            asked = asked.where(style.c.category == category_id)
        return [StyleId(id_) for id_ in self.connection.scalars(asked)]

    def catalogue_no(self) -> int:
        """Return how often the catalogue has changed."""
        return catalogue_no(self.connection)

    def goods(self) -> GoodsFacts:
        """Return all that the search knows of the goods."""
        return goods_facts(self.connection)

    def readings(self) -> Readings:
        """Return how hanzi are read as a rule."""
        return readings()

    def _one_word(self, word: str, most: int) -> list[StyleId]:
        """Look for one word everywhere: initials and codes first, then names, then barcodes."""
        found: dict[StyleId, None] = {}
        if word.isascii():
            found.update(dict.fromkeys(self._in_initials_or_code(word, most)))
        if len(found) < most:
            found.update(dict.fromkeys(self._matches(_query(word), most)))
        if len(found) < most and word.isdigit() and len(word) >= SHORTEST_BARCODE_BEGINNING:
            found.update(dict.fromkeys(self._by_barcode(word, most)))
        if not found and word.isascii() and len(word) >= 3:
            found.update(dict.fromkeys(self._in_the_middle(word, most)))
        return list(found)[:most]

    def _in_initials_or_code(self, word: str, most: int) -> list[StyleId]:
        answer = self.connection.execute(_FRAGMENTS, {"word": word, "code": word.upper(), "most": most})
        return [StyleId(id_) for id_ in answer.scalars()]

    def _matches(self, query: str, most: int) -> list[StyleId]:
        answer = self.connection.execute(_MATCH, {"query": query, "most": max(most, _CANDIDATES)})
        newest_first = sorted(answer.all(), key=lambda row: (row.launched, row.id), reverse=True)
        return [StyleId(row.id) for row in newest_first[:most]]

    def _by_barcode(self, digits: str, most: int) -> list[StyleId]:
        after = digits + ":"  # the sign after "9"
        asked = select(variant.c.style_id).where(variant.c.barcode >= digits, variant.c.barcode < after)
        return [StyleId(id_) for id_ in self.connection.scalars(asked.distinct().limit(most))]

    def _in_the_middle(self, word: str, most: int) -> list[StyleId]:
        asked = text("SELECT style_id FROM style_grams WHERE style_grams MATCH :query LIMIT :most")
        answer = self.connection.execute(asked, {"query": _quoted(word), "most": most})
        return [StyleId(id_) for id_ in answer.scalars()]

    def _sort_out(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        """Tell the words that styles answer to from the others; a run of hanzi is cut where that helps."""
        known: list[str] = []
        other: list[str] = []
        for word in words:
            if _SIZE.fullmatch(word):
                other.append(word)
            elif self._is_known(word):
                known.append(word)
            else:
                self._cut(word, known, other)
        return known, other

    def _cut(self, word: str, known: list[str], other: list[str]) -> None:
        """Take the longest known beginning off a run of hanzi, again and again."""
        left = ""
        while word and not word.isascii():
            longest = next((n for n in range(len(word), 1, -1) if self._is_known(word[:n])), 0)
            if longest:
                known.append(word[:longest])
                other.extend([left] if left else [])
                left = ""
            else:
                left += word[0]
            word = word[max(longest, 1) :]
        other.extend(part for part in (left, word) if part)

    def _is_known(self, word: str) -> bool:
        return self.connection.execute(_IS_KNOWN, {"query": _query(word)}).first() is not None


def _is_number(word: str) -> bool:
    """Tell whether a word is the beginning of a number that nothing carries, and no size or colour of anything."""
    return word.isdigit() and _SIZE.fullmatch(word) is None


def _query(word: str) -> str:
    """Return the full-text query of a word: hanzi as a phrase, anything else as the beginning of a word."""
    if word.isascii():
        return _quoted(word) + "*"
    return _quoted(" ".join(word))


def _quoted(word: str) -> str:
    doubled = word.replace('"', '""')
    return f'"{doubled}"'
