"""Reads codes from camera frames: a fast engine on every frame, and on a miss one harder try, each in its turn.

    every frame      zxing-cpp
    on a miss        the next rung of: flattened light · zbar · twice as large · turned by 45° · light on dark

The codes of the next frame are the same codes, so a rung a frame costs no more than tens of milliseconds at a time and
still climbs the whole ladder within half a second. ``FrameJudge`` then says which codes to believe.
"""

from __future__ import annotations

import ctypes.util
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from posapp.domain.clock import SECOND, Millis
from posapp.services.ports import ReadCode

Picture = NDArray[np.uint8]
Engine = Callable[[Picture], list[ReadCode]]

_FORMATS = zxingcpp.barcode_formats_from_str("QRCode,EAN13,EAN8,Code128,UPCA")
"""What a shop uses. With more formats on, reading is slower and invents codes out of stripes."""

_NAMES = {"QRCode": "qr", "EAN13": "ean13", "EAN8": "ean8", "Code128": "code128", "UPCA": "ean13", "QRCODE": "qr",
          "CODE128": "code128"}  # fmt: skip

_BLOCK = 8
"""Pixels: the lightest of each block is taken for the paper's own brightness there."""


class LadderReader:
    """Keeps the promise of ``ports.FrameReader``. Remembers only which rung is next."""

    def __init__(self) -> None:
        self._rungs = _rungs()
        self._next = 0

    def read(self, grey: bytes, width: int, height: int) -> Sequence[ReadCode]:
        """Return the codes in a grey frame (8 bit a pixel, rows without padding)."""
        picture: Picture = np.frombuffer(grey, np.uint8).reshape(height, width)
        found = _zxing(picture)
        if not found:
            found = self._rungs[self._next](picture)
            self._next = (self._next + 1) % len(self._rungs)
        return found


class FrameJudge:
    """Says which of the codes that were read are to be believed, and says each only once while it is in view.

    Squares carry their own error correction; bars were misread by every engine we tried, so bars count when two frames
    agree.
    """

    AGREE_WITHIN = 1 * SECOND
    GONE_AFTER = 2 * SECOND

    def __init__(self) -> None:
        self._seen: dict[ReadCode, Millis] = {}
        self._told: dict[ReadCode, Millis] = {}

    def believe(self, codes: Sequence[ReadCode], now: Millis) -> list[ReadCode]:
        """Return the codes of this frame that are news."""
        self._forget(now)
        news = []
        for code in codes:
            is_sure = code.symbology == "qr" or code in self._seen
            if is_sure and code not in self._told:
                news.append(code)
            if is_sure:
                self._told[code] = now
            self._seen[code] = now
        return news

    def _forget(self, now: Millis) -> None:
        self._seen = {code: at for code, at in self._seen.items() if abs(now - at) <= self.AGREE_WITHIN}
        self._told = {code: at for code, at in self._told.items() if abs(now - at) <= self.GONE_AFTER}


def _rungs() -> list[Engine]:
    zbar = _load_zbar()
    return [
        lambda picture: _zxing(_flattened(picture)),
        *([zbar] if zbar is not None else []),
        lambda picture: _zxing(_twice(_flattened(picture))),
        lambda picture: _zxing(_turned(picture)),
        lambda picture: _zxing(255 - _flattened(picture)),
    ]


def _zxing(picture: Picture) -> list[ReadCode]:
    return [
        ReadCode(found.text, _NAMES[found.format.name])
        for found in zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=_FORMATS)
        if found.format.name in _NAMES
    ]


def _flattened(picture: Picture) -> Picture:
    """Return the picture as if it were lit evenly: each pixel over the brightness of the paper around it."""
    height, width = (side - side % _BLOCK for side in picture.shape)
    blocks = picture[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    paper = Image.fromarray(blocks.max(axis=(1, 3)))
    paper = paper.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.BoxBlur(3))
    light = np.asarray(paper.resize((width, height), Image.Resampling.BILINEAR), np.float32)
    flat = picture[:height, :width] * (255 / np.maximum(light, 1))
    return np.clip(flat, 0, 255).astype(np.uint8)


def _twice(picture: Picture) -> Picture:
    height, width = picture.shape
    return np.asarray(Image.fromarray(picture).resize((width * 2, height * 2), Image.Resampling.BICUBIC))


def _turned(picture: Picture) -> Picture:
    """Bars at 45° are what no engine reads; turned by as much they are level."""
    return np.asarray(Image.fromarray(picture).rotate(45, Image.Resampling.BILINEAR, expand=True, fillcolor=255))


def _load_zbar() -> Engine | None:
    """Return the second engine, or None where its library is not on this machine."""
    try:
        import pyzbar.zbar_library as finder

        # It asks ctypes for the library, and that knows no folder of our own.
        finder.find_library = lambda name: ctypes.util.find_library(name) or _beside(name)
        from pyzbar.pyzbar import ZBarSymbol, decode
    except (ImportError, OSError):
        return None
    symbols = [ZBarSymbol.QRCODE, ZBarSymbol.EAN13, ZBarSymbol.EAN8, ZBarSymbol.CODE128]

    def read(picture: Picture) -> list[ReadCode]:
        found = decode(Image.fromarray(picture), symbols=symbols)
        return [ReadCode(code.data.decode("utf-8", "replace"), _NAMES[code.type]) for code in found]

    return read


def _beside(name: str) -> str | None:
    """Return a library from the folders of ``LD_LIBRARY_PATH``, where the launcher unpacks what it cannot install."""
    folders = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    return next((str(file) for folder in folders if folder for file in Path(folder).glob(f"lib{name}.so*")), None)
