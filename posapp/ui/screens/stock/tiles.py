"""The cards of the stock desk: a variant that runs short, with the one key that mends it, and a style that stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from posapp.domain import sizes
from posapp.services.stock_desk import NeedCard, PlanFacts, SurplusCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.stock import words
from posapp.ui.theme import SPACE_4, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Chip, ChipTone, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, row

PICTURE = 56
ADVICE_WIDTH = 200
NAMED = 3
"""So many members are named; of more it is told how many."""

_TONES: dict[str, ChipTone] = {
    "out": "danger",
    "below_lead": "warning",
    "below_safety": "accent",
    "slow": "warning",
    "overstock": "neutral",
}


class NeedTile(Card):
    """Sends ``asked(variant, shop, pieces)``."""

    asked = Signal(str, str, int)

    def __init__(self, card: NeedCard, plan: PlanFacts, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_12, SPACE_12)
        say = speech.say
        picture = ArtPicture(art, theme, PICTURE)
        picture.show_art(card.art, card.colour.hex)
        about = QVBoxLayout()
        about.setSpacing(SPACE_4)
        piece = say(words.PIECE, colour=say(card.colour.name), size=sizes.said(card.size, speech.language))
        grade = Chip(say(words.GRADES[card.need]), _TONES[card.need])
        about.addLayout(_named(f"{say(card.name)} · {piece}", grade))
        here = [say(words.HERE, count=card.free, level=card.order_up_to)]
        if card.on_way:
            here.append(say(words.ON_WAY, count=card.on_way))
        about.addWidget(Text(" · ".join(here), "body", wraps=True))
        about.addWidget(Text(_why(card, plan, speech), "caption", "faint", wraps=True))
        top = row(picture, spacing=SPACE_12)
        top.addLayout(about, 1)
        self.column.addLayout(top)
        offer = card.offer
        if offer is not None:
            key = PillButton(say(words.ASK, shop=say(offer.name), count=offer.pieces), "outline")
            key.clicked.connect(lambda: self.asked.emit(card.variant_id, offer.shop_id, offer.pieces))
            top.addWidget(key, 0, Qt.AlignmentFlag.AlignBottom)
        else:
            advice = say(words.ORDER, count=card.wanted) if card.wanted else say(words.COMING)
            said = Text(advice, "body", wraps=True)
            said.setFixedWidth(ADVICE_WIDTH)
            top.addWidget(said, 0, Qt.AlignmentFlag.AlignBottom)


def _named(name: str, grade: Chip) -> QHBoxLayout:
    """Return a name, which takes a second line rather than push the key out of the card, and its grade."""
    line = QHBoxLayout()
    line.setSpacing(SPACE_12)
    line.addWidget(Text(name, "strong", wraps=True), 1)
    line.addWidget(grade, 0, Qt.AlignmentFlag.AlignTop)
    return line


class SurplusTile(Card):
    """A style that should leave, and whom to tell."""

    def __init__(self, card: SurplusCard, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_12, SPACE_12)
        say = speech.say
        picture = ArtPicture(art, theme, PICTURE)
        picture.show_art(card.art, card.colour.hex)
        about = QVBoxLayout()
        about.setSpacing(SPACE_4)
        about.addLayout(_named(say(card.name), Chip(say(words.GRADES[card.surplus]), _TONES[card.surplus])))
        facts = [say(words.PIECES, count=card.pieces)]
        if card.surplus == "slow":
            facts.append(say(words.IDLE, weeks=card.idle_weeks))
        elif card.weeks is not None:
            facts.append(say(words.COVER, weeks=card.weeks))
        about.addWidget(Text(" · ".join(facts), "body", wraps=True))
        advice = _whom(card, speech) or say(words.MARKDOWN)
        about.addWidget(Text(advice, "caption", "faint", wraps=True))
        top = row(picture, spacing=SPACE_12)
        top.addLayout(about, 1)
        self.column.addLayout(top)


def _why(card: NeedCard, plan: PlanFacts, speech: Speech) -> str:
    say = speech.say
    why = say(
        words.WHY,
        weeks=plan.lead_weeks,
        lead=f"{card.lead:.1f}",
        low=card.low,
        high=card.high,
        order_at=card.order_at,
    )
    tested = say(words.UNTESTED) if card.error is None else say(words.ERROR, error=f"{card.error:.2f}")
    return f"{why} · {tested}"


def _whom(card: SurplusCard, speech: Speech) -> str:
    if not card.tell:
        return ""
    say = speech.say
    names = say(words.NAMES).join(say(name) for name in card.tell[:NAMED])
    if len(card.tell) > NAMED:
        names = say(words.TELL_MORE, names=names, count=len(card.tell))
    return say(words.TELL, names=names)
