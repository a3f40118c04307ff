"""The sell screen: tiles, or the payment in their place; the member beside them; the cart always at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.domain.query.terms import Wanted
from posapp.domain.text import Bilingual
from posapp.services.past_sales import PastSale
from posapp.services.selling import CartLine
from posapp.services.size_cards import SizeCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.selling import words
from posapp.ui.screens.selling.cart_pane import PANE_WIDTH, CartPane
from posapp.ui.screens.selling.category_bar import BAR_HEIGHT, CategoryBar
from posapp.ui.screens.selling.filter_bar import FilterBar
from posapp.ui.screens.selling.held_panel import HeldPanel
from posapp.ui.screens.selling.line_panel import LinePanel
from posapp.ui.screens.selling.nothing_found import NothingFound
from posapp.ui.screens.selling.outfit_row import OutfitRow
from posapp.ui.screens.selling.practice_bar import PracticeBar
from posapp.ui.screens.selling.receipt_panel import ReceiptPanel
from posapp.ui.screens.selling.state import OpenHeld, OpenLine, OpenSheet, SellingState
from posapp.ui.screens.selling.style_panel import StylePanel
from posapp.ui.screens.selling.tiles import TilesView
from posapp.ui.screens.selling.tiles_skeleton import TilesSkeleton
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.entry import ScanField, SearchField
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.surfaces import row

SIDE_WIDTH = 400
WIDEST_SIDE = 520
WIDEST_CART = 468
AT_HOME_IN = 1274
"""The width of the sell screen in a window of 1366 pixels; a wider one is shared between goods, member and cart."""


class SellingView(QWidget):
    """Shows a ``SellingState``; every act of the cashier is a signal.

    ``side`` is the member panel and ``payment`` the payment, both built elsewhere: screens do not know one another.
    ``waiting`` says who waits for a piece on the cart.
    """

    code_typed = Signal(str)
    search_typed = Signal(str)
    filter_dropped = Signal(object)
    category_chosen = Signal(object)
    style_chosen = Signal(str)
    variant_chosen = Signal(str)
    counted = Signal(str, int)
    asked_elsewhere = Signal(str, str, str, str)
    sheet_left = Signal()
    pay_pressed = Signal()
    payment_shown = Signal(bool)
    notice_dismissed = Signal()
    kept_after_all = Signal()

    def __init__(
        self,
        speech: Speech,
        theme: Theme,
        art: ArtPictures,
        clock: Clock,
        *,
        side: QWidget,
        payment: QWidget,
        waiting: QWidget,
    ) -> None:
        super().__init__()
        self._speech = speech
        self._state = SellingState()
        self.scan = ScanField()
        self.search = SearchField(theme)
        self._categories = CategoryBar(speech, theme)
        self.filters = FilterBar(speech)
        self._narrowing = QStackedWidget()
        self.tiles = TilesView(speech, theme, art)
        self._skeleton = TilesSkeleton(theme)
        self.nothing = NothingFound(speech, theme)
        self._sheet = StylePanel(speech, theme, art, clock)
        self._receipt = ReceiptPanel(speech)
        self.line = LinePanel(speech, theme, art)
        self.held = HeldPanel(speech)
        self.practice = PracticeBar(speech, theme)
        self._notice = NoticeBar(speech, theme)
        self.outfit = OutfitRow(speech, theme, art)
        self.cart = CartPane(speech, theme, art)
        self._side, self._payment, self._waiting = side, payment, waiting
        self._is_side_shown = False
        self._hers: SizeCard | None = None
        self._goods = QStackedWidget()
        self._work = QStackedWidget()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.scan)
        side.hide()
        speech.changed.connect(self._translate)
        self._translate()

    # --- what is shown -----------------------------------------------------------------------------------------------

    def show_state(self, state: SellingState) -> None:
        """Show all of it."""
        before, self._state = self._state, state
        self.cart.show_state(state)
        if self.is_paying:
            self.cart.show_is_paying(is_paying=True)
        self._notice.show_notice(state.notice)
        self.practice.setVisible(state.cart is not None and state.cart.is_practice)
        self._categories.show_categories(state.categories, state.category_id)
        self._show_filters(state)
        if self.search.text() != state.query:
            self.search.setText(state.query)
        self.search.takes_digits_at_once = state.sheet is None  # a search closes the sheet, and a scan may be for it
        self._show_goods(state)
        self._show_size_row()
        if before.sheet is not None and state.sheet is None and not self.is_paying:
            self.scan.setFocus()

    def show_size(self, card: SizeCard | None) -> None:
        """Show her size in what is in hand: where that is opened, else over the total."""
        self._hers = card
        self._sheet.show_size(card)
        self.line.her_size.show_card(card)
        self._show_size_row()

    def _show_size_row(self) -> None:
        is_elsewhere = isinstance(self._state.sheet, OpenSheet | OpenLine) or self.is_paying
        self.cart.her_size.show_card(None if is_elsewhere else self._hers)

    def show_side(self, *, is_shown: bool) -> None:
        """Let the member panel in, or out."""
        self._is_side_shown = is_shown
        self._side.setVisible(is_shown)
        self.cart.show_member_row(is_shown=not is_shown or self.is_paying)

    def show_payment(self, *, is_shown: bool) -> None:
        """Put the payment in the place of tiles and member, or take it away."""
        self._work.setCurrentIndex(1 if is_shown else 0)
        self.payment_shown.emit(is_shown)
        self.cart.show_is_paying(is_paying=is_shown)
        self._show_size_row()
        self.cart.show_member_row(is_shown=is_shown or not self._is_side_shown)
        (self._payment if is_shown else self.scan).setFocus()

    @property
    def is_paying(self) -> bool:
        """Tell whether the payment is in front."""
        return self._work.currentIndex() == 1

    def search_asked(self) -> None:
        """Put the focus into the search."""
        self.search.setFocus()
        self.search.selectAll()

    def offer_first(self, name: Bilingual | None) -> None:
        """Name what the first suggestion's key would put on the cart, while that is empty."""
        self.cart.offer_first(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give member and cart their share of a wider window; the goods take the rest."""
        super().resizeEvent(event)
        spare = max(0, self.width() - AT_HOME_IN)
        self._side.setFixedWidth(min(WIDEST_SIDE, SIDE_WIDTH + spare // 5))
        self.cart.setFixedWidth(min(WIDEST_CART, PANE_WIDTH + spare // 8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes one step back and empties no cart; digits and ``*`` that nobody wanted are the scan box's."""
        is_typed = event.text() == "*" or (event.text().isdigit() and event.text().isascii())
        if is_typed and not self.is_paying:
            self.scan.setFocus()
            self.scan.insert(event.text())
            return
        if event.key() == Qt.Key.Key_Escape and not self.is_paying:
            if self._state.is_clearing:
                self.kept_after_all.emit()
            elif self._state.sheet is not None:
                self.sheet_left.emit()
            elif self._state.notice is not None and not self.search.text():
                self.notice_dismissed.emit()
            else:
                self.search.empty()
                self.scan.setFocus()
            return
        super().keyPressEvent(event)

    def _show_goods(self, state: SellingState) -> None:
        self._sheet.show_sheet(state.sheet if isinstance(state.sheet, OpenSheet) else None)
        if state.tiles is not None:
            self.tiles.tiles.show_tiles(state.tiles)
        if isinstance(state.sheet, PastSale):
            self._receipt.show_sale(state.sheet)
            self._goods.setCurrentWidget(self._receipt)
        elif (line := _opened(state)) is not None and state.cart is not None:
            self._goods.setCurrentWidget(self.line)
            self.line.show_line(line, state.cart, state.people)
        elif isinstance(state.sheet, OpenHeld):
            self._goods.setCurrentWidget(self.held)
            self.held.show_held(state.held)
        elif isinstance(state.sheet, OpenSheet):
            self._goods.setCurrentWidget(self._sheet)
        elif state.tiles == ():
            self.nothing.show_why(state, _browsed(state))
            self._goods.setCurrentWidget(self.nothing)
        else:
            self._goods.setCurrentWidget(self._skeleton if state.tiles is None else self.tiles)

    def _show_filters(self, state: SellingState) -> None:
        """Show what the search was read as in the place of the categories, where it was read as more than a word."""
        is_read = bool(state.query.strip()) and not state.understood.is_plain
        self.filters.show_filters(state.understood.wanted if is_read else (), _browsed(state) if is_read else None)
        self.search.is_read_in_words = is_read
        self._narrowing.setCurrentWidget(self.filters if is_read else self._categories)

    # --- how it is built ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.scan.setFixedWidth(200)
        for widget in (self._skeleton, self.tiles, self.nothing, self._sheet, self._receipt, self.line, self.held):
            self._goods.addWidget(widget)
        goods = QWidget()
        column = QVBoxLayout(goods)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addLayout(row(self.scan, self.search, spacing=SPACE_8))
        self._narrowing.setFixedHeight(BAR_HEIGHT)
        for bar in (self._categories, self.filters):
            self._narrowing.addWidget(bar)
        column.addWidget(self._narrowing)
        column.addWidget(self._notice)
        column.addWidget(self._waiting)
        column.addWidget(self._goods, 1)
        self._side.setFixedWidth(SIDE_WIDTH)
        selling = QWidget()
        above = QHBoxLayout()
        above.setSpacing(SPACE_16)
        above.addWidget(goods, 1)
        above.addWidget(self._side)
        below = QVBoxLayout(selling)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE_8)
        below.addLayout(above, 1)
        below.addWidget(self.outfit)
        self._work.addWidget(selling)
        self._work.addWidget(self._payment)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_16, SPACE_16, SPACE_16, SPACE_16)
        whole.setSpacing(SPACE_12)
        beside = QHBoxLayout()
        beside.setSpacing(SPACE_16)
        beside.addWidget(self._work, 1)
        beside.addWidget(self.cart)
        whole.addWidget(self.practice)
        whole.addLayout(beside, 1)

    def _connect(self) -> None:
        self.scan.entered.connect(self.code_typed)
        self.scan.entered_empty.connect(self.pay_pressed)
        self.search.textEdited.connect(self.search_typed)
        self.search.returnPressed.connect(self._open_first)
        self.search.word_taken_off.connect(self.filters.drop_last)
        for shown in (self.filters, self.nothing):
            shown.dropped.connect(self._drop)
        self._categories.chosen.connect(self.category_chosen)
        self.tiles.chosen.connect(self.style_chosen)
        self._sheet.variant_chosen.connect(self.variant_chosen)
        self._sheet.counted.connect(self.counted)
        self._sheet.asked_elsewhere.connect(self.asked_elsewhere)
        self._sheet.left.connect(self.sheet_left)
        for panel in (self._receipt, self.line, self.held):
            panel.left.connect(self.sheet_left)
        self._notice.dismissed.connect(self.notice_dismissed)
        self.cart.pay_pressed.connect(self.pay_pressed)

    def _drop(self, dropped: Wanted | None) -> None:
        """Take a filter off; whoever did goes on typing."""
        self.filter_dropped.emit(dropped)
        self.search.setFocus()

    def _open_first(self) -> None:
        """Enter in the search opens the first tile; in an empty search it goes back to the scan box."""
        tiles = self._state.tiles
        if self.search.text().strip() and tiles:
            self.style_chosen.emit(tiles[0].style_id)
        else:
            self.scan.setFocus()

    def _translate(self) -> None:
        self.scan.setPlaceholderText(self._speech.say(words.SCAN))
        self.search.setPlaceholderText(self._speech.say(words.SEARCH))
        self.scan.setAccessibleName(self._speech.say(words.SCAN))
        self.search.setAccessibleName(self._speech.say(words.SEARCH))
        if self._state.tiles == ():
            self.nothing.show_why(self._state, _browsed(self._state))


def _browsed(state: SellingState) -> Bilingual | None:
    """Return the name of the category browsed."""
    return next((one.name for one in state.categories if one.category_id == state.category_id), None)


def _opened(state: SellingState) -> CartLine | None:
    """Return the line that is opened in full."""
    lines = state.cart.lines if state.cart is not None else ()
    wanted = state.sheet.line_id if isinstance(state.sheet, OpenLine) else None
    return next((line for line in lines if line.line_id == wanted), None)
