"""The lines of the cart: a list model, and the delegate that paints them and takes the presses on their keys."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from posapp.domain import sizes
from posapp.services.selling import CartLine
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.selling import words
from posapp.ui.theme import RADIUS_SMALL, Theme, font
from posapp.ui.translation import Speech
from posapp.ui.widgets.icons import icon_picture

ROW_HEIGHT = 94
_STEP_HEIGHT = 24
_FOOT_HEIGHT = 56
_PICTURE = 68
_KEY = 48
_COUNT = 32

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CartModel(QAbstractListModel):
    """The lines as Qt wants them: the line under ``UserRole``, newest last."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._lines: tuple[CartLine, ...] = ()
        self.chosen: str | None = None

    def show_lines(self, lines: tuple[CartLine, ...], chosen: str | None) -> None:
        """Show other lines, or open another one."""
        if [line.line_id for line in lines] != [line.line_id for line in self._lines]:
            self.beginResetModel()
            self._lines, self.chosen = lines, chosen
            self.endResetModel()
        elif lines != self._lines or chosen != self.chosen:
            self.layoutAboutToBeChanged.emit()
            self._lines, self.chosen = lines, chosen
            self.layoutChanged.emit()

    def line(self, index: Index) -> CartLine:
        """Return the line at an index."""
        return self._lines[index.row()]

    def row_of(self, line_id: str | None) -> int | None:
        """Return where a line stands."""
        return next((row for row, line in enumerate(self._lines) if line.line_id == line_id), None)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line, or its name."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            remark = f", {self._speech.say(words.NO_LONGER_SOLD)}" if line.is_withdrawn else ""
            return f"{self._speech.say(line.name)} × {line.quantity}, {formatting.money(line.paid)}{remark}"
        return None


class CartDelegate(QStyledItemDelegate):
    """Paints a line; ``quantity_chosen(line_id, quantity)``, ``removed(line_id)``, ``opened(line_id)``."""

    quantity_chosen = Signal(str, int)
    removed = Signal(str)
    opened = Signal(str)

    def __init__(self, model: CartModel, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._model, self._speech, self._theme, self._art = model, speech, theme, art

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a taller row for the opened line."""
        line = self._model.line(index)
        if line.line_id != self._model.chosen:
            return QSize(100, ROW_HEIGHT)
        return QSize(100, ROW_HEIGHT + _STEP_HEIGHT * (1 + len(line.steps)) + _FOOT_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        line = self._model.line(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_open = line.line_id == self._model.chosen
        self._paint_ground(painter, rect, is_open=is_open, has_focus=bool(state & QStyle.StateFlag.State_HasFocus))
        self._paint_picture(painter, rect, line)
        self._paint_words(painter, rect, line)
        self._paint_stepper(painter, rect, line)
        if is_open:
            self._paint_why(painter, rect, line)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Take a press: on the minus, the plus, the removing key, or anywhere else to open the line."""
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        line = self._model.line(index)
        rect: QRect = option.rect
        at: QPoint = event.position().toPoint()
        if minus_key(rect).contains(at):
            self.quantity_chosen.emit(line.line_id, line.quantity - 1)
        elif plus_key(rect).contains(at):
            self.quantity_chosen.emit(line.line_id, line.quantity + 1)
        elif line.line_id == self._model.chosen and remove_key(rect).contains(at):
            self.removed.emit(line.line_id)
        else:
            self.opened.emit(line.line_id)
        return True

    def _paint_ground(self, painter: QPainter, rect: QRect, *, is_open: bool, has_focus: bool) -> None:
        inside = QRectF(rect).adjusted(1, 2, -1, -2)
        painter.setPen(QPen(self._theme.colour("accent"), 2) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("sunk") if is_open else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inside, RADIUS_SMALL, RADIUS_SMALL)
        if not is_open and not has_focus:
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(rect.left() + 8, rect.bottom(), rect.right() - 8, rect.bottom())

    def _paint_picture(self, painter: QPainter, rect: QRect, line: CartLine) -> None:
        place = QRectF(rect.left() + 8, rect.top() + 12, _PICTURE, _PICTURE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("stage"))
        painter.drawRoundedRect(place, RADIUS_SMALL, RADIUS_SMALL)
        ratio = painter.device().devicePixelRatioF()
        picture = self._art.picture(line.art, line.colour.hex, _PICTURE - 8, ratio)
        painter.drawPixmap(place.topLeft().toPoint() + QPoint(4, 4), picture)

    def _paint_words(self, painter: QPainter, rect: QRect, line: CartLine) -> None:
        say, colour = self._speech.say, self._theme.colour
        left = rect.left() + _PICTURE + 20
        painter.setFont(font("body"))
        painter.setPen(colour("ink"))
        self._one_line(painter, QRect(left, rect.top() + 8, rect.right() - 8 - left, 26), say(line.name))
        width = minus_key(rect).left() - 6 - left
        source = words.SOURCES.get(line.source)
        size = sizes.said(line.size, self._speech.language)
        remark = words.NO_LONGER_SOLD if line.is_withdrawn else source
        detail = f"{say(line.colour.name)} · {size}" + (f" · {say(remark)}" if remark is not None else "")
        detail = f"✎ {line.note} · {detail}" if line.note else detail
        painter.setFont(font("caption"))
        painter.setPen(colour("danger" if line.is_withdrawn else "faint"))
        self._one_line(painter, QRect(left, rect.top() + 37, width, 20), detail)
        painter.setFont(font("price"))
        painter.setPen(colour("ink"))
        paid = formatting.price(line.paid)
        painter.drawText(QRect(left, rect.top() + 58, width, 26), _LEFT, paid)
        taken = painter.fontMetrics().horizontalAdvance(paid) + 8
        off = f"−{formatting.price(line.gross - line.paid)}"
        painter.setFont(font("caption"))
        if line.paid < line.gross and painter.fontMetrics().horizontalAdvance(off) <= width - taken:
            painter.setPen(colour("seal"))
            painter.drawText(QRect(left + taken, rect.top() + 58, width - taken, 26), _LEFT, off)

    @staticmethod
    def _one_line(painter: QPainter, place: QRect, text: str) -> None:
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LEFT, fitted)

    def _paint_stepper(self, painter: QPainter, rect: QRect, line: CartLine) -> None:
        minus, plus = minus_key(rect), plus_key(rect)
        painter.setPen(QPen(self._theme.colour("line"), 1.5))
        painter.setBrush(self._theme.colour("card"))
        whole = QRectF(minus.united(plus)).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(whole, RADIUS_SMALL, RADIUS_SMALL)
        ink = self._theme.colours.ink
        for place, drawing in ((minus, "trash" if line.quantity == 1 else "minus"), (plus, "plus")):
            at = place.center() - QPoint(8, 8)
            painter.drawPixmap(at, icon_picture(drawing, ink, 18))
        painter.setFont(font("strong"))
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(
            QRect(minus.right(), minus.top(), _COUNT + 2, _KEY), Qt.AlignmentFlag.AlignCenter, str(line.quantity)
        )

    def _paint_why(self, painter: QPainter, rect: QRect, line: CartLine) -> None:
        say, colour = self._speech.say, self._theme.colour
        left, right, top = rect.left() + 20, rect.right() - 16, rect.top() + ROW_HEIGHT
        painter.setFont(font("caption"))
        price = say(words.LIST_PRICE, price=formatting.price(line.list_price), count=line.quantity)
        rows = [(price, formatting.money(line.gross), "faint")]
        rows += [(say(step.title), f"−{formatting.money(step.fen)}", "seal") for step in line.steps]
        for text, amount, tone in rows:
            painter.setPen(colour(tone))
            painter.drawText(QRect(left, top, right - left, _STEP_HEIGHT), _RIGHT, amount)
            self._one_line(painter, QRect(left, top, right - left - 100, _STEP_HEIGHT), text)
            top += _STEP_HEIGHT
        painter.setPen(colour("faint"))
        here = say(words.STOCK_HERE, count=line.on_hand)
        promised = ""
        if line.unpicked:
            promised = f" · {say(words.STOCK_UNPICKED, count=line.unpicked)}"
        elif line.promised:
            promised = f" · {say(words.STOCK_PROMISED, count=line.promised)}"
        remove = remove_key(rect)
        room = QRect(left, remove.top(), remove.left() - left - 8, remove.height())
        painter.drawText(room, _LEFT | Qt.TextFlag.TextWordWrap, here + promised)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("danger_soft"))
        painter.drawRoundedRect(QRectF(remove), RADIUS_SMALL, RADIUS_SMALL)
        painter.setPen(colour("danger"))
        painter.setFont(font("strong"))
        painter.drawText(remove, Qt.AlignmentFlag.AlignCenter, say(words.REMOVE))


def plus_key(row: QRect) -> QRect:
    """Return where the plus of a row is."""
    return QRect(row.right() - 8 - _KEY, row.top() + 38, _KEY, _KEY)


def minus_key(row: QRect) -> QRect:
    """Return where the minus of a row is."""
    return plus_key(row).translated(-_KEY - _COUNT, 0)


def remove_key(row: QRect) -> QRect:
    """Return where the removing key of an opened row is."""
    return QRect(row.right() - 16 - 84, row.bottom() - _FOOT_HEIGHT + 4, 84, _KEY)


class CartListView(QListView):
    """The lines, newest at the end and in sight. Keys: + and − for the quantity, Delete, Space to open."""

    quantity_chosen = Signal(str, int)
    removed = Signal(str)
    opened = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self.lines = CartModel(speech)
        self.setModel(self.lines)
        self._delegate = CartDelegate(self.lines, speech, theme, art)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self._delegate.quantity_chosen.connect(self.quantity_chosen)
        self._delegate.removed.connect(self.removed)
        self._delegate.opened.connect(self.opened)
        theme.changed.connect(self.viewport().update)
        speech.changed.connect(self.viewport().update)

    def show_lines(self, lines: tuple[CartLine, ...], chosen: str | None, touched: str | None) -> None:
        """Show the lines and bring the one that was touched into sight."""
        grew = len(lines) > self.lines.rowCount()
        current = self.currentIndex()
        held = self.lines.line(current).line_id if current.isValid() else None
        self.lines.show_lines(lines, chosen)
        # The keys act on the line that was tapped, and go on doing so when another line comes in by a scan.
        row = self.lines.row_of(chosen or held)
        if row is not None and row != self.currentIndex().row():
            self.selectionModel().setCurrentIndex(self.lines.index(row), QItemSelectionModel.SelectionFlag.NoUpdate)
        row = self.lines.row_of(touched)
        if row is None and grew:
            row = len(lines) - 1
        if row is not None:
            self.scrollTo(self.lines.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the line that has the focus."""
        index = self.currentIndex()
        if event.text().isdigit():
            event.ignore()  # digits belong to the scan box
            return
        if not index.isValid():
            super().keyPressEvent(event)
            return
        line = self.lines.line(index)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.quantity_chosen.emit(line.line_id, line.quantity + 1)
            case Qt.Key.Key_Minus:
                self.quantity_chosen.emit(line.line_id, line.quantity - 1)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.removed.emit(line.line_id)
            case Qt.Key.Key_Space:
                self.opened.emit(line.line_id)
            case _:
                super().keyPressEvent(event)
