"""Pictures as SVG: QR codes and the card's bars. Black on white, with their quiet zones inside."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from sync.hub.phone import code128

_QR_VERSION = 5
_QUIET_MODULES = 4
_BARS_HEIGHT = 40


def qr(digits: str) -> str:
    """Return a QR code of digits: numeric mode, error correction M, version 5 for the 190 digits of a signed code.

    A large bag takes version 6.
    """
    code = qrcode.QRCode(version=_QR_VERSION, error_correction=ERROR_CORRECT_M, border=_QUIET_MODULES)
    code.add_data(digits)
    code.make(fit=True)
    matrix = code.get_matrix()
    bars = [f"M{x} {y}h{width}v1h-{width}z" for y, row in enumerate(matrix) for x, width in _runs(row)]
    return _svg(len(matrix), len(matrix), "".join(bars))


def bars(digits: str) -> str:
    """Return the Code 128 of a card number."""
    x = code128.QUIET_MODULES
    drawn = []
    for place, width in enumerate(map(int, code128.widths(digits))):
        if place % 2 == 0:
            drawn.append(f"M{x} 0h{width}v{_BARS_HEIGHT}h-{width}z")
        x += width
    return _svg(x + code128.QUIET_MODULES, _BARS_HEIGHT, "".join(drawn))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return the dark runs of a row as (start, width)."""
    runs = []
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs


def _svg(width: int, height: int, path: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{width}v{height}H0z"/><path d="{path}"/></svg>'
    )
