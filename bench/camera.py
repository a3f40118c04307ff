"""Codes from camera frames: how many are read, and how long a frame takes.

python3 -m bench.camera [--quick]

Frames are drawn: a code on a grey counter, 1280×720, good or spoilt in one way. The ladder gets each frame for as many
frames as it has rungs, as a camera shows it; zxing-cpp and zbar alone get it once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import qrcode
import zxingcpp
from PIL import Image, ImageFilter, ImageOps
from pyzbar.pyzbar import ZBarSymbol, decode

from bench.table import Figures, arguments, show
from posapp.adapters.devices.frames import LadderReader
from posapp.services.ports import ReadCode
from sync.hub.demo.goods import ean13
from sync.protocol.codes import CodeType, mint
from sync.protocol.signing import new_key_pair

ROUNDS, QUICK_ROUNDS = 12, 3
WIDTH, HEIGHT = 1280, 720
COUNTER = 150
RUNGS = 6
ISSUED_S = 1_800_000_000

NOTE = "a line of the ladder counts each frame it was shown; frames: how many it needed for the last code it read"

Frame = Image.Image
Spoil = Callable[[Frame, random.Random], Frame]


def main() -> None:
    """Show every kind of frame to every engine."""
    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    dice = random.Random(1)
    keys = new_key_pair()
    kinds: Mapping[str, Callable[[], tuple[str, Frame]]] = {
        "QR of 190 digits": lambda: _qr(mint(keys.private, 1, CodeType.MEMBER, dice.getrandbits(47), ISSUED_S)),
        "EAN-13": lambda: _bars(ean13(dice.randrange(99_999)), zxingcpp.BarcodeFormat.EAN13),
        "Code 128": lambda: _bars(f"{dice.randrange(10**20):020d}", zxingcpp.BarcodeFormat.Code128),
    }
    for name, code in kinds.items():
        codes = [code() for _ in range(rounds)]
        figures = [_read(how, spoil, codes, dice) for how, spoil in SPOILT.items()]
        show(f"Camera: {name}", [one for three in figures for one in three], NOTE)


def _read(how: str, spoil: Spoil, codes: list[tuple[str, Frame]], dice: random.Random) -> list[Figures]:
    ladder, alone, other = (Figures(f"{how}: {engine}") for engine in ("ladder", "zxing alone", "zbar alone"))
    right = {"ladder": 0, "zxing": 0, "zbar": 0}
    wrong = 0
    needed = []
    for text, code in codes:
        frame = spoil(code, dice)
        for name, engine, figures in (("zxing", _zxing, alone), ("zbar", _zbar, other)):
            start = time.perf_counter()
            found = engine(frame)
            figures.times.append((time.perf_counter() - start) * 1000)
            right[name] += text in found
            wrong += any(one != text for one in found)
        reader, grey = LadderReader(), frame.tobytes()
        for number in range(1, RUNGS + 1):
            start = time.perf_counter()
            answer: Sequence[ReadCode] = reader.read(grey, frame.width, frame.height)
            ladder.times.append((time.perf_counter() - start) * 1000)
            if answer:
                right["ladder"] += answer[0].text == text
                wrong += answer[0].text != text
                needed.append(number)
                break
    for name, figures in (("ladder", ladder), ("zxing", alone), ("zbar", other)):
        figures.result = f"read {right[name]}/{len(codes)}"
    ladder.result += f", frames {max(needed)}" if needed else ""
    if wrong:
        ladder.result += f", {wrong} misread"
    ladder.against(alone)
    return [ladder, alone, other]


# --- engines -------------------------------------------------------------------------------------------------------

_FORMATS = zxingcpp.barcode_formats_from_str("QRCode,EAN13,Code128")
_SYMBOLS = [ZBarSymbol.QRCODE, ZBarSymbol.EAN13, ZBarSymbol.CODE128]


def _zxing(frame: Frame) -> Sequence[str]:
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(frame), formats=_FORMATS)]


def _zbar(frame: Frame) -> Sequence[str]:
    return [found.data.decode("utf-8", "replace") for found in decode(frame, symbols=_SYMBOLS)]


# --- frames --------------------------------------------------------------------------------------------------------


def _qr(text: str) -> tuple[str, Frame]:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=6, border=4)
    code.add_data(text)
    return text, code.make_image().get_image().convert("L")


def _bars(text: str, kind: zxingcpp.BarcodeFormat) -> tuple[str, Frame]:
    return text, Image.fromarray(np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3)))


def _on_counter(code: Frame, tilt: float, blur: float, noise: float, dice: random.Random) -> Frame:
    """Lay a code on a grey counter."""
    frame = Image.new("L", (WIDTH, HEIGHT), COUNTER)
    lying = code.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=COUNTER)
    frame.paste(lying, ((WIDTH - lying.width) // 2, (HEIGHT - lying.height) // 2))
    return _noisy(frame.filter(ImageFilter.GaussianBlur(blur)), noise, dice)


def _noisy(frame: Frame, noise: float, dice: random.Random) -> Frame:
    seen = np.asarray(frame, np.float64)
    seen = seen + np.random.default_rng(dice.getrandbits(32)).normal(0, noise, seen.shape)
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


def _shadowed(code: Frame, dice: random.Random) -> Frame:
    """Lay half of the code into the shadow of a hand."""
    frame = np.asarray(_on_counter(code, 0, 0.7, 0, dice), np.float32).copy()
    frame[:, WIDTH // 2 :] *= 0.12
    return _noisy(Image.fromarray(frame.astype(np.uint8)), 3, dice)


def _scratched(code: Frame, dice: random.Random) -> Frame:
    """Lay a bright scratch across the code, and lose a corner."""
    hurt = np.asarray(code).copy()
    at = int(hurt.shape[0] * dice.uniform(0.55, 0.8))
    hurt[at : at + max(hurt.shape[0] // 40, 2)] = 255
    hurt[-hurt.shape[0] // 8 :, -hurt.shape[1] // 8 :] = 90
    return _on_counter(Image.fromarray(hurt), dice.uniform(-10, 10), 0.7, 8, dice)


SPOILT: Mapping[str, Spoil] = {
    "good": lambda code, dice: _on_counter(code, dice.uniform(-4, 4), 0.7, 4, dice),
    "tilted, noisy": lambda code, dice: _on_counter(code, dice.uniform(12, 25), 0.9, 18, dice),
    "out of focus": lambda code, dice: _on_counter(code, dice.uniform(-4, 4), 2.2, 6, dice),
    "half in shadow": _shadowed,
    "scratched": _scratched,
    "light on dark": lambda code, dice: _on_counter(ImageOps.invert(code), 0, 0.7, 4, dice),
    "turned by 45°": lambda code, dice: _on_counter(code, 45, 0.7, 6, dice),
    "an empty counter": lambda _, dice: _noisy(Image.new("L", (WIDTH, HEIGHT), COUNTER), 12, dice),
}


if __name__ == "__main__":
    main()
