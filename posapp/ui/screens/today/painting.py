"""Paints the rows of the board: one glance tells when, who, with what, where, and what to press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from posapp.services.day_items import DayItem, DayKind, Section
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.today import words
from posapp.ui.screens.today.day_model import DayModel, Index
from posapp.ui.screens.today.sayings import Sayings
from posapp.ui.screens.today.state import DayRow, Heading
from posapp.ui.theme import RADIUS, RADIUS_SMALL, SPACE_8, SPACE_12, Theme, font
from posapp.ui.translation import Speech
from posapp.ui.widgets.icons import icon_picture

HEADING_HEIGHT = 40
SECTION_TONES: Mapping[Section, str] = {"late": "danger", "now": "accent", "next": "ink", "later": "faint"}
STATE_TONES: Mapping[str, str] = {
    "late": "danger", "overdue": "danger", "missing": "danger", "piece_gone": "danger",
    "here": "success", "laid_out": "success", "to_be_paid": "success", "ready": "success", "asks": "seal",
}  # fmt: skip
ICONS: Mapping[DayKind, str] = {
    "booking": "bookings", "room": "room", "pickup": "pickups", "put_back": "hanger", "held": "hold",
    "set_aside": "returns", "follow_up": "phone", "transfer": "between_shops",
}  # fmt: skip

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Measures:
    """How large a row is drawn; lengths in pixels, letters by the steps of the type scale."""

    height: int
    time: str
    name: str
    small: str
    time_width: int
    picture: int
    pictures: int
    place_width: int
    clerk_width: int
    key_width: int
    key_height: int


USUAL = Measures(76, "headline", "title", "body", 104, 48, 4, 152, 88, 148, 52)
LARGE = Measures(116, "total", "headline", "title", 148, 72, 3, 208, 0, 196, 80)
"""Large: the time is read from across the shop; who has taken it on is left to the usual size."""

KEPT_ROWS = 24
"""Painted rows kept in memory: about 10 MB, and eight stand on a screen."""

ICON_WIDTH = 36
_GAP = 6


def step_key(row: QRect, measures: Measures) -> QRect:
    """Return where the key of the next step is."""
    top = row.top() + (row.height() - measures.key_height) // 2
    return QRect(row.right() - SPACE_12 - measures.key_width, top, measures.key_width, measures.key_height)


class DayDelegate(QStyledItemDelegate):
    """Paints a row; ``chosen(key)`` for a press on it, ``step_pressed(key)`` for one on its key.

    A row takes most of a millisecond to paint, and those in sight are painted again whenever anything moves: so each is
    painted once for what it says now, and kept.
    """

    chosen = Signal(str)
    step_pressed = Signal(str)

    def __init__(self, model: DayModel, speech: Speech, say: Sayings, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._model, self._speech, self._say, self._theme, self._art = model, speech, say, theme, art
        self.measures = USUAL
        self._kept: dict[tuple[object, ...], QPixmap] = {}
        theme.changed.connect(self._kept.clear)
        speech.changed.connect(self._kept.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a heading or of an item."""
        is_heading = isinstance(self._model.row(index), Heading)
        return QSize(100, HEADING_HEIGHT if is_heading else self.measures.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row: DayRow = self._model.row(index)
        place: QRect = option.rect
        if isinstance(row, Heading):
            painter.save()
            self._paint_heading(painter, place, row)
            painter.restore()
        else:
            painter.drawPixmap(place.topLeft(), self._picture(row, place.size(), painter.device().devicePixelRatioF()))

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Take a press: on the key of the next step, or anywhere else to put the mark there."""
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        row = self._model.row(index)
        if isinstance(row, Heading):
            return True
        if step_key(option.rect, self.measures).contains(event.position().toPoint()):
            self.step_pressed.emit(row.key)
        else:
            self.chosen.emit(row.key)
        return True

    def _picture(self, item: DayItem, size: QSize, ratio: float) -> QPixmap:
        said = self._say.when(item), self._say.how_long(item)  # which go on with the time
        key = (item, item.key == self._model.chosen, *said, size.width(), size.height(), ratio)
        picture = self._kept.get(key)
        if picture is None:
            if len(self._kept) >= KEPT_ROWS:
                del self._kept[next(iter(self._kept))]
            picture = self._kept[key] = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(self._theme.colour("paper"))
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_item(painter, QRect(QPoint(), size), item)
            painter.end()
        return picture

    def _paint_heading(self, painter: QPainter, place: QRect, row: Heading) -> None:
        painter.setFont(font("strong"))
        painter.setPen(self._theme.colour(SECTION_TONES[row.section]))
        painter.drawText(place.adjusted(SPACE_12, SPACE_8, 0, 0), _LEFT, self._say.heading(row))

    def _paint_item(self, painter: QPainter, place: QRect, item: DayItem) -> None:
        sizes, colour = self.measures, self._theme.colour
        is_chosen = item.key == self._model.chosen
        inside = QRectF(place).adjusted(1, 2, -1, -2)
        painter.setPen(QPen(colour("accent" if is_chosen else "line"), 2 if is_chosen else 1))
        painter.setBrush(colour("accent_soft" if is_chosen else "card"))
        painter.drawRoundedRect(inside, RADIUS, RADIUS)
        if item.section == "late":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("danger"))
            painter.drawRoundedRect(QRectF(place.left() + 5, place.top() + 14, 4, place.height() - 28), 2, 2)
        self._paint_key(painter, step_key(place, sizes), item, is_chosen=is_chosen)
        left, top = place.left() + SPACE_12 + 4, place.top()
        self._paint_time(painter, QRect(left, top, sizes.time_width, place.height()), item)
        left += sizes.time_width
        drawing = icon_picture(ICONS[item.kind], colour("faint").name(), 24)
        painter.drawPixmap(QPoint(left, top + place.height() // 2 - 12), drawing)
        left += ICON_WIDTH
        right = step_key(place, sizes).left() - SPACE_12
        if sizes.clerk_width:
            beside = QRect(right - sizes.clerk_width, top, sizes.clerk_width, place.height())
            clerk = self._speech.say(item.clerk) if item.clerk is not None else ""
            _one_line(painter, beside, clerk, font("body"), colour("faint"))
            right -= sizes.clerk_width + SPACE_8
        where = QRect(right - sizes.place_width, top, sizes.place_width, place.height())
        letters = font("title" if sizes is LARGE else "lead")
        _one_line(painter, where, self._say.where(item), letters, colour("ink"))
        right = where.left() - SPACE_12
        taken = self._paint_pictures(painter, right, place, item)
        self._paint_who(painter, QRect(left, top, right - taken - SPACE_12 - left, place.height()), item)

    def _paint_time(self, painter: QPainter, place: QRect, item: DayItem) -> None:
        tone = "danger" if item.section == "late" else "ink"
        upper, lower = _halves(place, self.measures)
        when = self._say.when(item)
        letters = font(self.measures.time)
        if ":" not in when:
            letters = font(self.measures.name)
        _one_line(painter, upper, when, letters, self._theme.colour(tone))
        _one_line(
            painter,
            lower,
            self._say.how_long(item),
            font("caption"),
            self._theme.colour("danger" if tone == "danger" else "faint"),
        )

    def _paint_who(self, painter: QPainter, place: QRect, item: DayItem) -> None:
        upper, lower = _halves(place, self.measures)
        _one_line(painter, upper, self._say.who(item), font(self.measures.name), self._theme.colour("ink"))
        tone = STATE_TONES.get(item.state, "faint")
        said = self._say.state(item, with_phone=self.measures is USUAL)
        _one_line(painter, lower, said, font(self.measures.small), self._theme.colour(tone))

    def _paint_pictures(self, painter: QPainter, right: int, place: QRect, item: DayItem) -> int:
        """Draw the pieces from the right, the first one leftmost; return the width they take."""
        side = self.measures.picture
        most = self.measures.pictures
        shown = item.pictures[:most]
        more = item.pieces - len(shown)
        width = most * (side + _GAP) + 28
        left, top = right - width, place.top() + (place.height() - side) // 2
        ratio = painter.device().devicePixelRatioF()
        for piece in shown:
            ground = QRectF(left, top, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("stage"))
            painter.drawRoundedRect(ground, RADIUS_SMALL, RADIUS_SMALL)
            picture = self._art.picture(piece.art, piece.tint, side - 8, ratio)
            painter.drawPixmap(QPoint(left + 4, top + 4), picture)
            left += side + _GAP
        if more > 0:
            beside = QRect(left, place.top(), 28, place.height())
            _one_line(
                painter, beside, self._speech.say(words.MORE, count=more), font("body"), self._theme.colour("faint")
            )
        return width

    def _paint_key(self, painter: QPainter, place: QRect, item: DayItem, *, is_chosen: bool) -> None:
        colour = self._theme.colour
        painter.setPen(Qt.PenStyle.NoPen if is_chosen else QPen(colour("line"), 2))
        painter.setBrush(colour("accent" if is_chosen else "card"))
        painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), RADIUS_SMALL, RADIUS_SMALL)
        letters = font("title" if self.measures is LARGE else "strong")
        said = self._speech.say(words.STEPS[item.step])
        _one_line(
            painter, place.adjusted(6, 0, -6, 0), said, letters, colour("on_accent" if is_chosen else "ink"), _CENTRE
        )


def _halves(place: QRect, measures: Measures) -> tuple[QRect, QRect]:
    """Return where the large line of a row is, and the small one below it."""
    middle = place.top() + round(place.height() * 0.57)
    margin = (place.height() - measures.key_height) // 2
    upper = QRect(place.left(), place.top() + margin, place.width(), middle - place.top() - margin)
    return upper, QRect(place.left(), middle, place.width(), place.bottom() - margin - middle)


def _one_line(
    painter: QPainter,
    place: QRect,
    text: str,
    letters: QFont,
    tint: QColor,
    flags: Qt.AlignmentFlag = _LEFT,
) -> None:
    """Draw one line that ends in an ellipsis where it has no room."""
    painter.setFont(letters)
    painter.setPen(tint)
    fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, flags, fitted)
