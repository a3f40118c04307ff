"""Every word that means something in this chain: made of its own rows, and of the trade's words that fit them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from posapp.domain.query import lexicon
from posapp.domain.query.colours import NAVY, families_of
from posapp.domain.query.facts import CategoryFacts, ColourFacts, GoodsFacts, StyleFacts
from posapp.domain.query.goods import Goods, material_key
from posapp.domain.query.near_spelling import NearSpelling
from posapp.domain.query.nouns import condensed, nouns_of, singular
from posapp.domain.query.readings import Readings
from posapp.domain.query.terms import EITHER, Kind, Term
from posapp.domain.sizes import ONE_SIZE
from posapp.domain.text import Bilingual

_LIKE_A_SIZE = re.compile(r"x{0,3}[sml]|[2-5]xl")
_ONE_SIZE_WORDS = ("均码", "one size", "onesize", "free size", "os")
_SHORTEST_PINYIN = 3
_SHORTEST_INITIALS, _LONGEST_INITIALS = 2, 4
_SHORTEST_BEGINNING = 3


class Vocabulary:
    """The forms that words may be typed in, each with the term it stands for.

    A form is lower case and without spaces: ``通勤``, ``tongqin``, ``trenchcoat``. ``longest`` is that of the longest.
    """

    def __init__(self, goods: Goods, facts: GoodsFacts, readings: Readings) -> None:
        self.texts = goods.texts
        self._readings = readings
        self._forms: dict[str, Term] = {}
        self._second: set[str] = set()
        self._initials: dict[str, Term] = {}
        for style in facts.styles:
            readings.learn(style.name.zh, style.pinyin)
        self._add_sizes(goods.keys("size"))
        self._add_categories(facts.categories, goods.keys("category"))
        self._add_groups("tag", lexicon.OCCASIONS, _tags_of(goods.keys("tag")))
        self._add_seasons(goods.keys("season"))
        self._add_colours(facts.colours)
        self._add_fabrics(facts.styles)
        for brand in goods.keys("brand"):
            self._add(brand, Term("brand", frozenset({brand}), Bilingual(brand, brand)))
        self._add_nouns(facts.styles)
        self._add_synonyms()
        self._add_spellings()
        self.longest = max((len(form) for form in self._forms), default=0)
        self._near = NearSpelling(self._forms)
        self._beginnings = sorted(form for form in self._forms if form.isascii())

    def term(self, form: str) -> Term | None:
        """Return what a form stands for."""
        return self._forms.get(form)

    def by_initials(self, letters: str) -> Term | None:
        """Return what is meant by the first letters of its syllables; several colours may be."""
        return self._initials.get(letters)

    def size(self, word: str) -> Term | None:
        """Return the size that a word names, also one in which nothing is sold here."""
        plain = word.removesuffix("码").removesuffix("号")
        return _size(plain.upper()) if _LIKE_A_SIZE.fullmatch(plain) else None

    def begun(self, letters: str) -> Term | None:
        """Return the term of the shortest form that begins with what somebody is still typing."""
        if len(letters) < _SHORTEST_BEGINNING:
            return None
        found = [form for form in self._beginnings if form.startswith(letters)]
        return self._forms[min(found, key=len)] if found else None

    def mended(self, word: str) -> Term | None:
        """Return what was meant by a misspelt word; None where nothing is near, or two things are equally near."""
        meant = {self._forms[form] for form in self._near.nearest(word)}
        return meant.pop() if len(meant) == 1 else None

    def of_sound(self, hanzi: str) -> Term | None:
        """Return the word that sounds like these hanzi."""
        spelt = self._readings.spelt(hanzi)
        return self._forms.get(spelt) if len(hanzi) > 1 and len(spelt) >= _SHORTEST_PINYIN else None

    def word(self, text: str) -> Term:
        """Return the term of a word that names are to hold."""
        return Term("word", frozenset({text}), Bilingual(text, text))

    def _add(self, word: str, term: Term, *, is_second: bool = False) -> None:
        """Add a form unless it stands for something already; ``is_second``: the chain itself says it otherwise."""
        form = condensed(word)
        if form and term.keys and form not in lexicon.IDLE_WORDS and form not in self._forms:
            self._forms[form] = term
            if is_second:
                self._second.add(form)

    def _add_sizes(self, sizes: Iterable[str]) -> None:
        known = {size.upper(): size for size in sizes}
        for size in sizes:
            if size in ONE_SIZE:
                for word in (*_ONE_SIZE_WORDS, size):
                    self._add(word, Term("size", frozenset({size}), Bilingual("均码", "One size")))
                continue
            for word in (size, f"{size}码", f"{size}号", f"{size}号码", f"size {size}"):
                self._add(word, _size(size))
        for group in lexicon.SIZE_WORDS:
            for word in group.words:
                exact = known.get(group.key) or known.get(lexicon.OTHER_SPELLINGS.get(group.key, ""))
                if exact is not None:
                    self._add(word, _size(exact))

    def _add_categories(self, categories: Sequence[CategoryFacts], sold: Collection[str]) -> None:
        of_part: defaultdict[str, set[str]] = defaultdict(set)
        for category in categories:
            if category.category_id not in sold:
                continue
            of_part[category.part].add(category.category_id)
            term = Term("category", frozenset({category.category_id}), category.name)
            for word in (category.name.zh, category.name.en, singular(category.name.en.lower())):
                self._add(word, term)
        self._add_groups("category", lexicon.PARTS, of_part)

    def _add_groups(self, kind: Kind, groups: Iterable[lexicon.WordGroup], keys: dict[str, set[str]]) -> None:
        """Add the trade's words for what the chain has; keys of no group are words themselves."""
        named = set()
        for group in groups:
            named.add(group.key)
            for word in group.words:
                term = Term(kind, frozenset(keys.get(group.key, ())), group.name)
                self._add(word, term, is_second=word != group.name.zh)
        if kind == "tag":
            for key in keys.keys() - named:
                self._add(key, Term(kind, frozenset({key}), Bilingual(key, key)))

    def _add_seasons(self, known: Iterable[str]) -> None:
        keys = {group.key: {group.key, lexicon.ALL_YEAR} for group in lexicon.SEASONS if group.key in set(known)}
        self._add_groups("season", lexicon.SEASONS, keys)

    def _add_colours(self, colours: Sequence[ColourFacts]) -> None:
        families = families_of(colours)
        for family in lexicon.COLOUR_FAMILIES:
            for word in family.words:
                self._add(word, Term("colour", families.get(family.key, frozenset()), family.name))
        for word in lexicon.NAVY:
            self._add(word, Term("colour", families.get(NAVY, frozenset()), Bilingual("藏青", "Navy")))
        for colour in colours:
            term = Term("colour", frozenset({colour.code}), colour.name)
            short = colour.name.zh.removesuffix("色")
            words = (colour.name.zh, colour.name.en, f"{short}色", *([short] if len(short) > 1 else []))
            for word in words:
                self._add(word, term)
        self._add_parts_of_colours(colours)

    def _add_parts_of_colours(self, colours: Iterable[ColourFacts]) -> None:
        """Add what people leave of a long name: 奶油 of 奶油白, cream of Cream white; of several colours any."""
        meant: defaultdict[str, list[ColourFacts]] = defaultdict(list)
        for colour in colours:
            words = colour.name.en.lower().split()
            for word in words if len(words) > 1 else ():
                meant[word].append(colour)
            if len(colour.name.zh) > 2:
                meant[colour.name.zh[:-1]].append(colour)
        for word, of_it in meant.items():
            name = Bilingual("/".join(one.name.zh for one in of_it), "/".join(one.name.en for one in of_it))
            self._add(word, Term("colour", frozenset(one.code for one in of_it), name), is_second=True)

    def _add_fabrics(self, styles: Sequence[StyleFacts]) -> None:
        materials = {material_key(one): one.material for one in styles if one.material.zh and one.material.en}
        for group in lexicon.FABRICS:
            keys = frozenset(key for key, name in materials.items() if _holds(name, group.words))
            for word in group.words:
                self._add(word, Term("fabric", keys, group.name))
        made_of = Counter(material_key(style) for style in styles)
        for name in materials.values():
            for word in (name.zh, name.en):
                keys = frozenset(key for key, other in materials.items() if _holds(other, [condensed_words(word)]))
                if len(self.texts.places(condensed_words(word))) <= sum(made_of[key] for key in keys):
                    self._add(word, Term("fabric", keys, name))

    def _add_nouns(self, styles: Sequence[StyleFacts]) -> None:
        for noun in nouns_of(styles, self._is_told_by_parts):
            self._add(noun, Term("word", frozenset({noun}), Bilingual(noun, noun)))

    def _is_told_by_parts(self, head: str, tail: str) -> bool:
        """Tell whether both parts of a name's end say something by themselves: 羊毛|大衣, 法式|衬衫, and not 衬衫|裙.

        A head that no form stands for does so when names have it elsewhere too.
        """
        last = self._forms.get(condensed(tail))
        if last is None:
            return False
        first = self._forms.get(condensed(head))
        if first is not None:
            return first.kind != last.kind or first.kind not in EITHER
        return self.texts.holds_apart(head, tail)

    def _add_synonyms(self) -> None:
        for group in lexicon.SYNONYMS:
            known = [self._forms[form] for word in group if (form := condensed(word)) in self._forms]
            filtering = next((term for term in known if term.kind != "word"), None)
            held = frozenset(key for word in group if self.texts.holds(key := _at_the_end(word.lower())))
            zh, en = (next((word for word in group if word.isascii() is latin), group[0]) for latin in (False, True))
            term = filtering or Term("word", held, Bilingual(zh, en.capitalize()))
            for word in group:
                self._add(word, term, is_second=True)

    def _add_spellings(self) -> None:
        """Add pinyin and initials of every form in hanzi, those of filters before those of words in names."""
        spelt = [(form, term) for form, term in self._forms.items() if not form.isascii()]
        spelt.sort(key=lambda one: one[0] in self._second)
        for form, term in spelt:
            pinyin, letters = self._readings.spelt(form), self._readings.initials(form)
            if len(form) > 1 and len(pinyin) >= _SHORTEST_PINYIN:
                self._forms.setdefault(pinyin, term)
            if len(form) > 1 and _SHORTEST_INITIALS <= len(letters) <= _LONGEST_INITIALS and letters.isalpha():
                before = self._initials.get(letters)
                self._initials[letters] = term if before is None else _either_colour(before, term)


def condensed_words(text: str) -> str:
    """Return a text as names are searched: lower case, its words parted by one space."""
    return " ".join(text.replace("-", " ").lower().split())


def _size(size: str) -> Term:
    return Term("size", frozenset({size}), Bilingual(f"{size} 码", f"Size {size}"))


def _tags_of(known: Iterable[str]) -> dict[str, set[str]]:
    """Return the chain's tags by the group of words that they belong to, or by themselves."""
    group_of = {word: group.key for group in lexicon.OCCASIONS for word in (group.key, *group.words)}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for tag in known:
        found[group_of.get(tag.lower(), tag)].add(tag)
    return found


def _holds(name: Bilingual, words: Iterable[str]) -> bool:
    english = f" {condensed_words(name.en)} "
    return any(f" {word} " in english if word.isascii() else word in name.zh for word in words)


def _at_the_end(word: str) -> str:
    """Return what to look for in names: one sign says what it is only at the end of a name, 棒球帽 and not 连帽."""
    return f"{word} " if len(word) == 1 else word


def _either_colour(one: Term, other: Term) -> Term:
    """Return a colour that is either of two, as 红色 and 灰色 begin alike; of other terms the first."""
    if one.kind != other.kind or one.kind != "colour" or one.keys >= other.keys:
        return one
    name = Bilingual(f"{one.name.zh}/{other.name.zh}", f"{one.name.en}/{other.name.en}")
    return Term(one.kind, one.keys | other.keys, name)
