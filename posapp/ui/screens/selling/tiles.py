"""The grid of styles: a list model over the state's tiles and the delegate that paints each one."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from posapp.services.searching import Tile
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.selling import words
from posapp.ui.theme import RADIUS, RADIUS_SMALL, Theme, font
from posapp.ui.translation import Speech

TILE_HEIGHT = 212
WIDEST_TILE = 176
NARROW_TILE = 150
"""Below this width a name may take three lines instead of two."""
_LINE = 19
_GAP = 12
TILE_PICTURE = 90
_DOTS = 5
KEPT_TILES = 200
"""Painted tiles kept in memory: about 26 MB, and a dozen stand on a screen."""

_SHOWN_STATES = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class TilesModel(QAbstractListModel):
    """The tiles as Qt wants them: the tile itself under ``UserRole``, its name for screen readers."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._tiles: tuple[Tile, ...] = ()

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show other tiles."""
        if tiles != self._tiles:
            self.beginResetModel()
            self._tiles = tiles
            self.endResetModel()

    def tile(self, index: Index) -> Tile:
        """Return the tile at an index."""
        return self._tiles[index.row()]

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many tiles there are."""
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the tile or its name."""
        if not index.isValid():
            return None
        tile = self._tiles[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return tile
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._speech.say(tile.name)
        return None


class TileDelegate(QStyledItemDelegate):
    """Paints a tile: picture, name on two lines, price, member price, colours, what hangs here.

    A tile takes a millisecond or two to paint, and the same dozen is painted again whenever something beside them
    moves: so each is painted once for its size and state and kept.
    """

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech, self._theme, self._art = speech, theme, art
        self._kept: dict[tuple[Tile, int, int, QStyle.StateFlag, float], QPixmap] = {}
        self.height = TILE_HEIGHT
        theme.changed.connect(self._kept.clear)
        speech.changed.connect(self._kept.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Take the whole cell of the grid."""
        return QSize(WIDEST_TILE, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one tile."""
        tile = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(tile, Tile):
            return
        rect: QRect = option.rect.adjusted(0, 0, -_GAP, -_GAP)
        state: QStyle.StateFlag = option.state & _SHOWN_STATES
        ratio = painter.device().devicePixelRatioF()
        key = (tile, rect.width(), rect.height(), state, ratio)
        picture = self._kept.get(key)
        if picture is None:
            if len(self._kept) >= KEPT_TILES:
                del self._kept[next(iter(self._kept))]
            picture = self._kept[key] = self._picture(tile, rect.size(), state, ratio)
        painter.drawPixmap(rect.topLeft(), picture)

    def _picture(self, tile: Tile, size: QSize, state: QStyle.StateFlag, ratio: float) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.colour("paper"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_whole(painter, QRect(QPoint(), size), tile, state, ratio)
        painter.end()
        return picture

    def _paint_whole(self, painter: QPainter, rect: QRect, tile: Tile, state: QStyle.StateFlag, ratio: float) -> None:
        self._paint_ground(painter, rect, state)
        picture_at = rect.left() + (rect.width() - TILE_PICTURE) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("stage"))
        stage = QRectF(rect.left() + 7, rect.top() + 7, rect.width() - 14, TILE_PICTURE + 4)
        painter.drawRoundedRect(stage, RADIUS_SMALL, RADIUS_SMALL)
        painter.drawPixmap(
            picture_at, rect.top() + 9, self._art.picture(tile.art, tile.colour.hex, TILE_PICTURE, ratio)
        )
        inside = rect.adjusted(12, 8, -12, -10)
        self._paint_stock(painter, inside, tile)
        self._paint_words(painter, inside, tile)

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        colour = self._theme.colour
        is_chosen = bool(state & QStyle.StateFlag.State_HasFocus)
        is_under_mouse = bool(state & QStyle.StateFlag.State_MouseOver)
        edge = colour("accent" if is_chosen else "faint" if is_under_mouse else "line")
        painter.setPen(QPen(edge, 2 if is_chosen else 1))
        painter.setBrush(colour("card"))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _paint_stock(self, painter: QPainter, inside: QRect, tile: Tile) -> None:
        if tile.on_hand > 3:
            return
        if tile.on_hand <= 0:
            text, tone = words.NO_STOCK, "danger"
        elif tile.on_hand == 1:
            text, tone = words.LAST_ONE, "warning"
        else:
            text, tone = words.STOCK, "warning"
        painter.setFont(font("caption"))
        said = self._speech.say(text, count=tile.on_hand)
        width = painter.fontMetrics().horizontalAdvance(said) + 14
        place = QRectF(inside.right() - width + 5, inside.top() - 1, width, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}_soft"))
        painter.drawRoundedRect(place, 11, 11)
        painter.setPen(self._theme.colour(tone))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, said)

    def _paint_words(self, painter: QPainter, inside: QRect, tile: Tile) -> None:
        colour = self._theme.colour
        painter.setFont(font("caption"))
        painter.setPen(colour("ink"))
        top = inside.top() + TILE_PICTURE + 6
        lines = 3 if self.height > TILE_HEIGHT else 2
        name = QRect(inside.left(), top, inside.width(), lines * _LINE)
        painter.drawText(name, _WRAPPED, _in_lines(painter, self._speech.say(tile.name), inside.width(), lines))
        base = inside.bottom()
        price = QRect(inside.left(), base - 40, inside.width(), 22)
        painter.setFont(font("strong"))
        painter.drawText(price, _LEFT, formatting.price(tile.price))
        self._paint_colours(painter, price, tile)
        if tile.member_price and tile.member_price < tile.price:
            painter.setFont(font("caption"))
            painter.setPen(colour("seal"))
            said = member_price(self._speech, painter.fontMetrics(), tile, inside.width())
            painter.drawText(QRect(inside.left(), base - 17, inside.width(), 18), _LEFT, said)

    def _paint_colours(self, painter: QPainter, price: QRect, tile: Tile) -> None:
        taken = painter.fontMetrics().horizontalAdvance(formatting.price(tile.price)) + 8
        shown = tile.colours[: min(_DOTS, (price.width() - taken) // 14)]
        if len(shown) < 2:
            return
        painter.save()
        painter.setPen(QPen(self._theme.colour("faint"), 1))
        for place, one in enumerate(reversed(shown)):
            painter.setBrush(one.hex)
            painter.drawEllipse(QRectF(price.right() - 11 - place * 14, price.center().y() - 5, 11, 11))
        painter.restore()


def member_price(speech: Speech, metrics: QFontMetrics, tile: Tile, width: int) -> str:
    """Return a tile's member price in words; where they have no room its colour says whose price it is."""
    price = formatting.price(tile.member_price)
    said = speech.say(words.MEMBER_PRICE, price=price)
    return said if metrics.horizontalAdvance(said) <= width else price


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def _in_lines(painter: QPainter, text: str, width: int, lines: int) -> str:
    """Return as much of a text as so many lines hold, broken between words where there are any."""
    metrics = painter.fontMetrics()
    fitted: list[str] = []
    rest = text
    while rest and len(fitted) < lines - 1 and metrics.horizontalAdvance(rest) > width:
        line = rest
        while metrics.horizontalAdvance(line) > width and len(line) > 1:
            cut = line.rfind(" ")
            line = line[:cut] if cut > 0 else line[:-1]
        fitted.append(line)
        rest = rest[len(line) :].strip()
    return "\n".join([*fitted, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)])


class TilesView(QListView):
    """The grid. ``chosen(style_id)`` on a click, a touch or Enter."""

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self.tiles = TilesModel(speech)
        self.setModel(self.tiles)
        self._delegate = TileDelegate(speech, theme, art)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        self.clicked.connect(self._chosen)
        self.activated.connect(self._chosen)
        theme.changed.connect(self.viewport().update)
        speech.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width evenly; Qt wraps a column early unless a few pixels stay free."""
        width = self.viewport().width() - 4
        columns = max(2, -(-width // WIDEST_TILE))
        cell = width // columns
        self._delegate.height = TILE_HEIGHT if cell >= NARROW_TILE else TILE_HEIGHT + _LINE
        self.setGridSize(QSize(cell, self._delegate.height))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave digits to the scan box; letters still walk to a name."""
        if event.text().isdigit():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _chosen(self, index: QModelIndex) -> None:
        self.chosen.emit(self.tiles.tile(index).style_id)
