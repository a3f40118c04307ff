"""The papers of preparing: a label for the bag of a booking or an order, and the walking list on a roll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

from posapp.domain import sizes
from posapp.domain.clock import Millis, local
from posapp.domain.scan import BagKind, bag_of
from posapp.domain.text import Bilingual, Language
from posapp.services import walk_words as words
from posapp.services.paper import Bars, Divider, Fact, Note, Slip, SlipRow, Title
from posapp.services.walk_cards import WalkPiece

LabelBlock = Literal["name", "when", "room", "number", "hint", "count", "pieces", "rule", "code"]
"""What may stand on a bag label; the shop's ``label.toml`` says what does, in which order."""

LABEL_BLOCKS: tuple[LabelBlock, ...] = get_args(LabelBlock)


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag as its label tells it. ``when`` is when her slot begins, or until when an order is kept."""

    kind: BagKind
    code_no: int
    name: Bilingual
    when: Millis
    room: int
    number: str
    hint: str
    pieces: tuple[WalkPiece, ...]


def label_slip(bag: Bag, blocks: Sequence[LabelBlock], language: Language, *, is_copy: bool = False) -> Slip:
    """Return the label of a bag: her masked name, no whole code, and bars by which a scanner opens its card."""
    rows = [row for block in blocks for row in _block(block, bag, language)]
    return Slip(name=label_name(bag, language), language=language, rows=tuple(rows), is_copy=is_copy)


def label_name(bag: Bag, language: Language) -> str:
    """Return what a label is called in the printer's queue."""
    return _say(words.LABEL_NAMES[bag.kind], language, name=bag.name.in_(language), number=bag.code_no)


def list_slip(pieces: Sequence[WalkPiece], now: Millis, language: Language) -> Slip:
    """Return the walking list: the shelves in their order, under each what hangs there and for whom."""
    rows: list[SlipRow] = [
        Title(_say(words.WALK, language)),
        Fact(_say(words.PRINTED, language), _moment(now)),
        Fact(_say(words.PIECES, language), str(len(pieces))),
    ]
    if not pieces:
        rows.append(Note(_say(words.NOTHING, language)))
    for shelf, here in groupby(pieces, key=lambda one: one.shelf):
        rows.append(Divider())
        told = _say(words.SHELF, language, shelf=shelf) if shelf else _say(words.NO_SHELF, language)
        rows.append(Fact(told, is_strong=True))
        for piece in here:
            rows.append(Fact(_what(piece, language), sizes.said(piece.size, language)))
            rows.append(Note(_say(words.FOR, language, name=piece.for_whom.in_(language), time=_moment(piece.due))))
    return Slip(name=f"{_say(words.WALK, language)} {local(now):%H%M%S}", language=language, rows=tuple(rows))


def _block(block: LabelBlock, bag: Bag, language: Language) -> Iterator[SlipRow]:
    match block:
        case "name":
            title = words.TRY_ON if bag.kind == "booking" else words.PICKUP
            yield Title(_say(title, language, name=bag.name.in_(language)))
        case "when":
            label = words.TIME if bag.kind == "booking" else words.UNTIL
            yield Fact(_say(label, language), _moment(bag.when), is_strong=True)
        case "room":
            if bag.kind == "booking":
                yield Fact(_say(words.ROOM, language), str(bag.room) if bag.room else _say(words.ANY_ROOM, language))
        case "number":
            if bag.kind == "order":
                yield Fact(_say(words.ORDER, language), bag.number)
        case "hint":
            yield Fact(_say(words.HINT, language), bag.hint)
        case "count":
            yield Fact(_say(words.PIECES, language), str(len(bag.pieces)))
        case "pieces":
            yield from _pieces(bag.pieces, language)
        case "rule":
            yield Divider()
        case "code":
            yield Bars(bag_of(bag.kind, bag.code_no))


def _pieces(pieces: Iterable[WalkPiece], language: Language) -> Iterator[SlipRow]:
    for piece in pieces:
        yield Fact(_what(piece, language), sizes.said(piece.size, language))


def _what(piece: WalkPiece, language: Language) -> str:
    return _say(words.PIECE, language, name=piece.name.in_(language), colour=piece.colour.name.in_(language))


def _moment(at: Millis) -> str:
    return f"{local(at):%m-%d %H:%M}"


def _say(text: Bilingual, language: Language, **values: object) -> str:
    return text.in_(language).format(**values)
