"""The stock desk: at the left what runs short and who can give it, at the right what hangs here too long."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.services.stock_desk import NeedCard, PlanFacts, StockSheet, SurplusCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.notices import Notice
from posapp.ui.screens.stock import words
from posapp.ui.screens.stock.state import StockState
from posapp.ui.screens.stock.tiles import NeedTile, SurplusTile
from posapp.ui.theme import SPACE_4, SPACE_24, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.desks import DeskPages, HeadedList, lay_out_desk
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState


class StockView(QWidget):
    """Sends ``asked(variant, shop, pieces)``."""

    asked = Signal(str, str, int)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._state = StockState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title, self._plan, self._weights = Text("", "headline"), Text("", "body"), Text("", "caption", "faint")
        self._asked = Text("", "body", "success")
        self._notice = NoticeBar(speech, theme)
        self._needs, self._surplus = HeadedList(), HeadedList()
        self._empty = EmptyState("hanger", theme)
        self._pages = DeskPages(self._needs, self._surplus, self._empty, shares=(3, 2), gap=SPACE_24)
        head = QVBoxLayout()
        head.setSpacing(SPACE_4)
        for label in (self._title, self._plan, self._weights, self._asked):
            head.addWidget(label)
        lay_out_desk(self, head, self._notice, self._pages)
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: StockState) -> None:
        """Show both lists."""
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        self._state = state
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from card to card with the arrows; Enter then presses the key of the one in front."""
        match event.key():
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def _fill(self) -> None:
        sheet = self._state.sheet
        plan = sheet.plan if sheet is not None else None
        self._say_plan(plan)
        self._say_asked()
        if sheet is not None and plan is not None:
            self._show_needs(sheet, plan)
            self._show_surplus(sheet)
        self._pages.show_as(is_empty=sheet is not None and plan is None)

    def _say_plan(self, plan: PlanFacts | None) -> None:
        say = self._speech.say
        for label in (self._plan, self._weights):
            label.setVisible(plan is not None)
        if plan is None:
            return
        made = formatting.moment(plan.made, self._speech.language, self._clock.now())
        self._plan.setText(say(words.PLAN, made=made, weeks=plan.lead_weeks, service=plan.service_percent))
        weights = {"ses": plan.ses, "tsb": plan.tsb, "mean": plan.mean, "season": plan.season}
        self._weights.setText(say(words.WEIGHTS, **{name: f"{value:.2f}" for name, value in weights.items()}))

    def _say_asked(self) -> None:
        card = self._state.asked
        self._asked.setVisible(card is not None)
        if card is not None:
            say = self._speech.say
            self._asked.setText(say(words.ASKED, shop=say(card.other_shop), count=card.quantity))

    def _show_needs(self, sheet: StockSheet, plan: PlanFacts) -> None:
        cards: dict[str, NeedCard] = {card.variant_id: card for card in sheet.needs}
        told = {name: (card, plan, self._speech.language) for name, card in cards.items()}
        say = self._speech.say
        more = sheet.need_count - len(cards)
        self._needs.say(
            say(words.NEEDS, count=sheet.need_count),
            "" if cards else say(words.NO_NEEDS),
            say(words.MORE, count=more) if more else "",
        )
        self._needs.tiles.show(told, lambda name: self._need_tile(cards[name], plan))

    def _show_surplus(self, sheet: StockSheet) -> None:
        cards: dict[str, SurplusCard] = {card.style_id: card for card in sheet.surplus}
        told = {name: (card, self._speech.language) for name, card in cards.items()}
        say = self._speech.say
        more = sheet.surplus_count - len(cards)
        self._surplus.say(
            say(words.SURPLUS, count=sheet.surplus_count),
            "" if cards else say(words.NO_SURPLUS),
            say(words.MORE, count=more) if more else "",
        )
        self._surplus.tiles.show(told, lambda name: SurplusTile(cards[name], self._speech, self._theme, self._art))

    def _need_tile(self, card: NeedCard, plan: PlanFacts) -> NeedTile:
        tile = NeedTile(card, plan, self._speech, self._theme, self._art)
        tile.asked.connect(self.asked)
        return tile

    def _translate(self) -> None:
        say = self._speech.say
        self._title.setText(say(words.TITLE))
        self._empty.say(say(words.NONE), say(words.NONE_HOW))
        self._fill()
