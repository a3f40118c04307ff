"""Reads a typed text: 通勤 黑色 外套 M 500以内, heise dayi, black coat under 500 size M, run together or apart.

The longest word that means something is taken first, from the left. What means nothing is looked for in the names of
the goods; what is not there either is mended where one slip of the pen explains it, and else stands as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from posapp.domain.query.lexicon import IDLE_HANZI, IDLE_WORDS
from posapp.domain.query.nouns import singular
from posapp.domain.query.prices import prices_in
from posapp.domain.query.terms import Query, Span, Term, Wanted
from posapp.domain.query.vocabulary import Vocabulary

_ATOMS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[a-z0-9]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_CODE = re.compile(r"(?=\S*\d)[!-~]+")
"""Digits among letters without a blank: a barcode, a style code, or the beginning of one."""
_LONGEST_INITIALS = 4
_LONGEST_MENDED = 5
_SURELY_BEGUN = 4
"""So many letters at the end of the text are the beginning of a known word before they are one of any name."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """One hanzi, or a run of Latin letters and digits. ``is_glued`` to the atom before it, with nothing between."""

    text: str
    span: Span
    is_glued: bool

    @property
    def is_latin(self) -> bool:
        return self.text.isascii()


@dataclass(frozen=True, slots=True)
class _Part:
    """Atoms ``first`` up to ``end`` and what they mean; None is nothing. ``is_weak``: it may be a slip."""

    first: int
    end: int
    term: Term | None
    is_weak: bool = False
    is_guessed: bool = False
    is_unknown: bool = False


def read(text: str, vocabulary: Vocabulary) -> Query:
    """Read a text. What is no more than one word of names, or a code, comes back plain (``Query.is_plain``)."""
    plain = _plain(text)
    if _CODE.fullmatch(plain.strip()) and vocabulary.term(plain.strip()) is None and not any(prices_in(plain)):
        return Query(text)
    prices = [Wanted(term, span) for term, span in prices_in(plain)]
    atoms = _atoms(plain, [one.span for one in prices])
    parts = _Reader(atoms, vocabulary, len(plain.rstrip())).parts()
    wanted = [
        Wanted(part.term, (atoms[part.first].span[0], atoms[part.end - 1].span[1]), part.is_guessed)
        for part in parts
        if part.term is not None
    ]
    found = _settled([*wanted, *prices], plain, vocabulary)
    if len(atoms) == 1 and found and found[0].term.kind == "size":
        return Query(text)
    return Query(text, found)


def _plain(text: str) -> str:
    """Return a text in narrow signs and lower case, each sign in its place."""
    narrow = (unicodedata.normalize("NFKC", sign).lower() for sign in text)
    plain = "".join(one if len(one) == 1 else sign for one, sign in zip(narrow, text, strict=True))
    return _POSSESSIVE.sub("  ", plain)


def _atoms(plain: str, taken: Sequence[Span]) -> list[_Atom]:
    atoms: list[_Atom] = []
    for match in _ATOMS.finditer(plain):
        start, end = match.span()
        if any(start < until and since < end for since, until in taken):
            continue
        atoms.append(_Atom(match[0], (start, end), bool(atoms) and atoms[-1].span[1] == start))
    return atoms


class _Reader:
    """Goes through the atoms of one text, which ends at ``end``."""

    def __init__(self, atoms: Sequence[_Atom], vocabulary: Vocabulary, end: int) -> None:
        self._atoms, self._known, self._end = atoms, vocabulary, end

    def parts(self) -> list[_Part]:
        """Return the atoms in parts, misspelt hanzi mended."""
        return self._unknown_together(self._mended(self._parts(0, len(self._atoms))))

    def _parts(self, first: int, end: int) -> list[_Part]:
        parts: list[_Part] = []
        while first < end:
            part = self._form(first, end) or self._idle(first, end) or self._text(first, end)
            parts.append(part)
            first = part.end
        return parts

    def _form(self, first: int, end: int) -> _Part | None:
        """Return the longest form that begins here; it goes over a blank only between Latin words."""
        joined, best = "", None
        for at in range(first, end):
            atom = self._atoms[at]
            if at > first and not atom.is_glued and not (atom.is_latin and self._atoms[at - 1].is_latin):
                break
            if joined and not joined.startswith("size") and not atom.is_glued and self._known.size(atom.text):
                break  # a shirt in S is no shirts
            joined += atom.text
            if len(joined) > self._known.longest:
                break
            is_cut = at + 1 < end and self._atoms[at + 1].is_glued and atom.is_latin and self._atoms[at + 1].is_latin
            term = None if is_cut else self._known.term(joined)
            if term is not None:
                best = _Part(first, at + 1, term)
        return best

    def _idle(self, first: int, end: int) -> _Part | None:
        atom = self._atoms[first]
        if atom.is_latin:
            is_apart = first + 1 == end or not self._atoms[first + 1].is_glued  # the a of A字裙 says something
            return _Part(first, first + 1, None) if atom.text in IDLE_WORDS and is_apart else None
        for words in IDLE_HANZI:
            until = first + len(words)
            if until <= end and self._joined(first, until) == words and end - first > len(words):
                return _Part(first, until, None)
        is_last = first > 0 and atom.text in IDLE_HANZI
        return _Part(first, first + 1, None) if is_last else None

    def _text(self, first: int, end: int) -> _Part:
        """Return what names are to hold."""
        until = first + 1
        while until < end and self._atoms[until].is_glued:
            if self._form(until, end) is not None or not self._known.texts.holds(self._joined(first, until + 1)):
                break
            until += 1
        if until == first + 1 and self._atoms[first].is_latin:
            return self._latin(first)
        text = self._joined(first, until)
        is_known = self._known.texts.holds(text)
        return _Part(first, until, self._known.word(text), is_weak=until == first + 1, is_unknown=not is_known)

    def _latin(self, first: int) -> _Part:
        word, known = self._atoms[first].text, self._known
        until = first + 1
        is_alone = len(self._atoms) == 1
        if not is_alone and (size := known.size(word)) is not None:
            return _Part(first, until, size)
        if not is_alone and len(word) <= _LONGEST_INITIALS and not known.texts.holds_whole(word):
            meant = known.by_initials(word)
            if meant is not None:
                return _Part(first, until, meant)
        is_last = self._atoms[first].span[1] == self._end
        if (
            is_last
            and len(word) >= _SURELY_BEGUN
            and not known.texts.holds_whole(word)
            and (begun := known.begun(word))
        ):
            return _Part(first, until, begun, is_guessed=True)
        if known.texts.holds(word):
            return _Part(first, until, known.word(word))
        one = singular(word)
        meant = known.term(one)
        if meant is not None or known.texts.holds(one):
            return _Part(first, until, meant or known.word(one))
        if is_last and (begun := known.begun(word)) is not None:
            return _Part(first, until, begun, is_guessed=True)
        mended = known.mended(word)
        return _Part(first, until, mended or known.word(word), is_guessed=mended is not None, is_unknown=not mended)

    def _mended(self, parts: list[_Part]) -> list[_Part]:
        """Take hanzi of which some mean nothing for the longest word that sounds or looks like them."""
        for first, end in self._runs():
            inside = [part for part in parts if first <= part.first < end]
            if not any(part.is_unknown or part.is_weak for part in inside):
                continue
            found = self._slip(first, end, inside)
            if found is not None:
                before = [part for part in parts if part.end <= first]
                after = [part for part in parts if part.first >= end]
                left, right = self._parts(first, found.first), self._parts(found.end, end)
                return self._mended([*before, *left, found, *right, *after])
        return parts

    def _slip(self, first: int, end: int, inside: Sequence[_Part]) -> _Part | None:
        weak = {at for part in inside if part.is_weak or part.is_unknown for at in range(part.first, part.end)}
        unknown = {at for part in inside if part.is_unknown for at in range(part.first, part.end)}
        mended = {at for part in inside if part.is_guessed for at in range(part.first, part.end)}
        for understood, doubtful in ((self._known.of_sound, weak), (self._known.mended, unknown)):
            for length in range(min(_LONGEST_MENDED, end - first), 1, -1):
                for at in range(first, end - length + 1):
                    places, hanzi = set(range(at, at + length)), self._joined(at, at + length)
                    if not places & doubtful or places & mended or self._known.term(hanzi) is not None:
                        continue
                    meant = understood(hanzi)
                    if meant is not None:
                        return _Part(at, at + length, meant, is_guessed=True)
        return None

    def _unknown_together(self, parts: list[_Part]) -> list[_Part]:
        """Take hanzi that mean nothing and stand together for one word."""
        joined: list[_Part] = []
        for part in parts:
            before = joined[-1] if joined else None
            if before and before.is_unknown and part.is_unknown and self._atoms[part.first].is_glued:
                text = self._joined(before.first, part.end)
                joined[-1] = _Part(before.first, part.end, self._known.word(text), is_unknown=True)
            else:
                joined.append(part)
        return joined

    def _runs(self) -> list[tuple[int, int]]:
        """Return where hanzi stand together, two or more of them."""
        runs: list[tuple[int, int]] = []
        first = 0
        for at in range(1, len(self._atoms) + 1):
            goes_on = at < len(self._atoms) and self._atoms[at].is_glued
            if not goes_on or self._atoms[at].is_latin or self._atoms[at - 1].is_latin:
                if at - first > 1:
                    runs.append((first, at))
                first = at
        return runs

    def _joined(self, first: int, end: int) -> str:
        return "".join(atom.text for atom in self._atoms[first:end])


def _settled(wanted: list[Wanted], plain: str, vocabulary: Vocabulary) -> tuple[Wanted, ...]:
    """Return the terms in the order of the text, the categories among them made to agree.

    The last noun says what it is (衬衫 裙, shirt dress): one before it that excludes it is a word of its name.
    """
    wanted.sort(key=lambda one: one.span)
    last = next((one for one in reversed(wanted) if one.term.kind == "category"), None)
    found = []
    for one in wanted:
        if last is None or one is last or one.term.kind != "category":
            found.append(one)
            continue
        both = one.term.keys & last.term.keys
        typed = plain[slice(*one.span)]
        if both:
            found.append(replace(one, term=replace(one.term, keys=both)))
        elif vocabulary.texts.holds(typed):
            found.append(replace(one, term=vocabulary.word(typed)))
        else:
            found.append(one)
    if last is not None:
        narrow = [one.term.keys for one in found if one.term.kind == "category" and one.term.keys < last.term.keys]
        if narrow:
            keys = frozenset.intersection(*narrow)
            found = [
                replace(one, term=replace(one.term, keys=keys)) if one.term.kind == "category" and keys else one
                for one in found
            ]
    return tuple(found)
