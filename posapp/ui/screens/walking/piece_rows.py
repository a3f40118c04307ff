"""The pieces in the order of the walk: shelf, picture, what it is, for whom, and what a clerk says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from posapp.services.searching import NearbyStock
from posapp.services.substitutes import Choices, Substitute
from posapp.services.walk_cards import PieceKey, WalkPiece
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.walking import words
from posapp.ui.screens.walking.errand_list import KIND_TONES
from posapp.ui.screens.walking.state import WalkState, is_done
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import Look, PillButton
from posapp.ui.widgets.kept_rows import KeptRows
from posapp.ui.widgets.labels import Chip, ElidedText, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, ScrollColumn, row

SHELF_WIDTH = 92
MOST_SHOPS = 3
MOST_ROWS, BEHIND = 40, 8
"""So many pieces are shown at a time, so many of them before the marked one: the list moves along with the clerk."""


class PieceRows(ScrollColumn):
    """One card a piece, with a signal for each thing that is said of it."""

    ticked = Signal(object)
    unticked = Signal(object)
    missed = Signal(object)
    choices_wanted = Signal(object)
    taken = Signal(object, str)
    offered = Signal(object, str)
    dropped = Signal(object)
    brought_over = Signal(str, str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art = speech, theme, art
        self._cards: KeptRows[PieceKey] = KeptRows(self)
        self._brought: PieceKey | None = None

    @property
    def rows(self) -> Mapping[PieceKey, QWidget]:
        """Return the rows that exist now."""
        return self._cards.built

    def show_state(self, state: WalkState, now: Millis) -> None:
        """Show the pieces of the chosen errands near the marked one, which is in sight."""
        near = _near(state)
        heads = {piece.key for place, piece in enumerate(near) if not place or near[place - 1].shelf != piece.shelf}
        by_key = {piece.key: piece for piece in near}
        told = {
            piece.key: (
                piece,
                piece.key in heads,
                is_done(piece, state.hung),
                state.choices if state.opened == piece.key else None,
                state.opened == piece.key,
                self._speech.language,
            )
            for piece in near
        }
        self._cards.show(told, lambda key: self._card(by_key[key], state, now, is_head=key in heads))
        for key, card in self._cards.built.items():
            if isinstance(card, Card):
                card.set_surface("accent" if key == state.marked else "card")
        if state.marked is not None and state.marked in self._cards.built and state.marked != self._brought:
            self._brought = state.marked
            self.ensureWidgetVisible(self._cards.built[state.marked], 0, SPACE_16)

    def _card(self, piece: WalkPiece, state: WalkState, now: Millis, *, is_head: bool) -> Card:
        say = self._speech.say
        is_ready = is_done(piece, state.hung)
        made = Card("card", SPACE_12, SPACE_8)
        shelf = (piece.shelf or say(words.NO_SHELF)) if is_head else ""
        place = Text(shelf, "headline", "faint" if is_ready else "ink")
        place.setFixedWidth(SHELF_WIDTH)
        picture = ArtPicture(self._art, self._theme, 64)
        picture.show_art(piece.art, piece.colour.hex)
        line = row(place, picture, spacing=SPACE_12)
        line.addLayout(self._told(piece, now, is_ready=is_ready), 1)
        for thing in self._sayings(piece, is_ready=is_ready):
            line.addWidget(thing, 0, Qt.AlignmentFlag.AlignVCenter)
        made.column.addLayout(line)
        if state.opened == piece.key and piece.stand == "missing":
            made.column.addWidget(self._choices(piece, state.choices))
        return made

    def _told(self, piece: WalkPiece, now: Millis, *, is_ready: bool) -> QVBoxLayout:
        say, language = self._speech.say, self._speech.language
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        column.addWidget(ElidedText(say(piece.name), "strong", "faint" if is_ready else "ink"))
        what = f"{say(piece.colour.name)} · {sizes.said(piece.size, language)}"
        barcode = Text(piece.barcode, "caption", "faint")
        column.addLayout(row(Text(what, "title", "faint" if is_ready else "ink"), barcode, 1, spacing=SPACE_12))
        kind = Chip(say(words.KINDS[piece.key.kind]), KIND_TONES[piece.key.kind])
        facts = [say(piece.for_whom), formatting.moment(piece.due, language, now)]
        facts += [say(words.ROOM, room=piece.room)] if piece.room else []
        column.addLayout(row(kind, ElidedText(" · ".join(facts), "body", "faint"), spacing=SPACE_8))
        if piece.instead is not None:
            column.addWidget(self._instead(piece))
        return column

    def _instead(self, piece: WalkPiece) -> Chip:
        instead = piece.instead
        assert instead is not None  # the caller has looked
        told = {"offered": words.OFFERED, "taken": words.TAKEN, "refused": words.REFUSED}[instead.status]
        if instead.status == "taken" and instead.is_from_phone:
            told = words.TAKEN_BY_HER
        size = sizes.said(instead.size, self._speech.language)
        text = self._speech.say(told, colour=instead.colour.name, size=size)
        return Chip(text, "warning" if instead.status == "offered" else "success")

    def _sayings(self, piece: WalkPiece, *, is_ready: bool) -> list[QWidget]:
        say, key = self._speech.say, piece.key
        is_back = key.kind in ("put_back", "not_come")
        if is_ready:
            told = Chip(say(words.HUNG if is_back else words.STANDS["found"]), "success")
            can_undo = key.kind != "order"
            return [told, *([self._button(words.UNDO, lambda: self.unticked.emit(key), "quiet")] if can_undo else [])]
        if piece.stand == "dropped":
            return [Chip(say(words.STANDS["dropped"]), "neutral")]
        if piece.stand == "missing":
            chip = Chip(say(words.STANDS["missing"]), "danger")
            if key.kind == "order":
                return [chip, Text(say(words.ORDER_ASKED), "body", "faint")]
            return [
                chip,
                self._button(words.CHOOSE, lambda: self.choices_wanted.emit(key), "plain"),
                self._button(words.FOUND, lambda: self.ticked.emit(key), "plain"),
            ]
        sayings: list[QWidget] = []
        if piece.stand == "fetching":
            sayings.append(Chip(say(words.FETCHED_BY, name=piece.who or Bilingual("", "")), "warning"))
        if not is_back:
            sayings.append(self._button(words.NOT_FOUND, lambda: self.missed.emit(key), "plain"))
        done = words.HUNG if is_back else words.FOUND
        return [*sayings, self._button(done, lambda: self.ticked.emit(key), "primary")]

    def _choices(self, piece: WalkPiece, choices: Choices | None) -> QWidget:
        say, key = self._speech.say, piece.key
        made = Card("sunk", SPACE_12, SPACE_8)
        drop = self._button(words.DROP, lambda: self.dropped.emit(key), "outline")
        made.column.addLayout(row(Text(say(words.CHOICES), "strong"), 1, drop))
        if choices is None:
            return made
        for one in choices.here:
            made.column.addLayout(self._choice(key, one))
        if not choices.here:
            made.column.addWidget(Text(say(words.NOTHING_LIKE), "body", "faint", wraps=True))
        for shop in choices.elsewhere[:MOST_SHOPS]:
            made.column.addLayout(self._elsewhere(choices.variant_id, shop))
        return made

    def _elsewhere(self, variant_id: str, shop: NearbyStock) -> QHBoxLayout:
        far = formatting.distance(shop.metres, self._speech.language)
        told = self._speech.say(words.SHOP, shop=shop.shop_name, distance=far, count=shop.on_hand)
        bring = self._button(words.BRING_OVER, lambda: self.brought_over.emit(variant_id, shop.shop_id), "outline")
        return row(ElidedText(self._speech.say(words.ELSEWHERE, shop=told)), 1, bring)

    def _choice(self, key: PieceKey, one: Substitute) -> QHBoxLayout:
        say = self._speech.say
        picture = ArtPicture(self._art, self._theme, 44)
        picture.show_art(one.art, one.colour.hex)
        size = sizes.said(one.size, self._speech.language)
        what = say(words.CHOICE, colour=one.colour.name, size=size, shelf=one.shelf, count=one.on_hand)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_4)
        name = say(one.name) if one.likeness == "like_style" else ""
        texts.addWidget(ElidedText(" · ".join(part for part in (say(words.LIKENESS[one.likeness]), name) if part)))
        texts.addWidget(ElidedText(what, "body", "faint"))
        line = row(picture, spacing=SPACE_12)
        line.addLayout(texts, 1)
        line.addWidget(self._button(words.OFFER, lambda: self.offered.emit(key, one.variant_id), "outline"))
        line.addWidget(self._button(words.TAKE, lambda: self.taken.emit(key, one.variant_id), "primary"))
        return line

    def _button(self, title: Bilingual, pressed: Callable[[], None], look: Look) -> PillButton:
        made = PillButton(self._speech.say(title), look)
        made.clicked.connect(pressed)
        return made


def _near(state: WalkState) -> tuple[WalkPiece, ...]:
    pieces = state.pieces
    marked = next((place for place, piece in enumerate(pieces) if piece.key == state.marked), 0)
    first = max(0, min(marked - BEHIND, len(pieces) - MOST_ROWS))
    return pieces[first : first + MOST_ROWS]
