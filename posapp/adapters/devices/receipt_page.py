"""A receipt as a PDF on A4, for a shop whose printer is away or a customer who wants it by mail.

The same pieces as on the roll, as text that can be searched and copied, on a page with margins that any office printer
keeps.
"""

from __future__ import annotations

import io

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from posapp.adapters.devices.receipt_layout import Bars, Centre, Gap, Logo, Piece, Row, Rule, Square, lay_out
from posapp.adapters.devices.receipt_picture import bars, logo, square
from posapp.adapters.devices.receipt_template import Template
from posapp.services.ports import Paper

_COLUMNS = 48
_DPI = 300
_MM = _DPI / 25.4
_WIDTH = 110 * _MM  # of the text, in the middle of the page
_LINE = 5.4 * _MM
_TEXT = 3.5 * _MM
_FONT = "Noto Sans SC"


def receipt_page(paper: Paper, template: Template | None = None) -> bytes:
    """Return a PDF of a receipt or a slip on as many A4 pages as it needs."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(15, 15, 15, 15))
    )
    writer.setTitle(getattr(paper, "receipt_no", "") or getattr(paper, "name", ""))
    painter = QPainter(writer)
    left = (writer.width() - _WIDTH) / 2
    top = 0.0
    for piece in lay_out(paper, _COLUMNS, template):
        height = _height(piece)
        if top + height > writer.height():
            writer.newPage()
            top = 0.0
        _paint(painter, piece, QRectF(left, top, _WIDTH, height))
        top += height
    painter.end()
    return bytes(buffer.data().data())


def _height(piece: Piece) -> float:
    match piece:
        case Row(big=True) | Centre(big=True):
            return _LINE * 1.6
        case Rule() | Gap():
            return _LINE * 0.6
        case Bars():
            return _LINE * 3.4
        case Square():
            return _LINE * 6.5
        case Logo():
            return _LINE * 4
        case _:
            return _LINE


def _paint(painter: QPainter, piece: Piece, place: QRectF) -> None:
    middle = place.center().y()
    match piece:
        case Row():
            painter.setFont(_font(big=piece.big, bold=piece.bold))
            indent = (len(piece.left) - len(piece.left.lstrip(" "))) * _WIDTH / _COLUMNS
            painter.drawText(place.adjusted(indent, 0, 0, 0), _AT_LEFT, piece.left.lstrip(" "))
            painter.drawText(place, _AT_RIGHT, piece.right)
        case Centre():
            painter.setFont(_font(big=piece.big, bold=piece.bold))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, piece.text)
        case Rule():
            painter.setPen(QPen(Qt.GlobalColor.black, 0.2 * _MM, Qt.PenStyle.DashLine))
            painter.drawLine(int(place.left()), int(middle), int(place.right()), int(middle))
        case Bars(digits):
            _picture(painter, bars(digits), QRectF(place.left(), place.top(), _WIDTH, _LINE * 2.2))
            painter.setFont(_font())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), digits)
        case Square(data):
            _picture(painter, square(data, 576), place.adjusted(0, _LINE * 0.2, 0, -_LINE * 0.2))
        case Logo(png):
            _picture(painter, logo(png, 576), place)
        case Gap():
            pass


_AT_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _picture(painter: QPainter, picture: Image.Image, place: QRectF) -> None:
    """Draw a picture as large as its place allows, in the middle, without blurring its edges."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    image = QImage.fromData(file.getvalue())
    size = image.size().toSizeF().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRectF(place.center().x() - size.width() / 2, place.top(), size.width(), size.height()), image)


def _font(*, big: bool = False, bold: bool = False) -> QFont:
    font = QFont(_FONT)
    font.setPixelSize(round(_TEXT * (1.5 if big else 1)))
    font.setBold(bold)
    return font
