"""Codes on frames as a counter's camera sees them."""

from __future__ import annotations

import numpy as np
import pytest
import qrcode
import zxingcpp
from PIL import Image, ImageFilter

from posapp.adapters.devices.frames import FrameJudge, LadderReader
from posapp.domain.clock import Millis
from posapp.services.ports import ReadCode
from sync.protocol.codes import CodeType, mint
from sync.protocol.signing import new_key_pair

WIDTH, HEIGHT = 1280, 720
NOW = Millis(1_800_000_000_000)


def member_code() -> str:
    return mint(new_key_pair().private, 1, CodeType.MEMBER, 123_456, 1_800_000_000)


def qr(text: str, module: int = 6) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=module, border=4)
    code.add_data(text)
    return code.make_image().get_image().convert("L")


def bars(text: str, kind: zxingcpp.BarcodeFormat) -> Image.Image:
    return Image.fromarray(np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3)))


def on_a_counter(code: Image.Image, *, tilt: float = 0, noise: float = 0, shadow: bool = False) -> Image.Image:
    """Lay a code on a grey counter, askew, with the noise of a cheap camera, half in the shadow of a hand."""
    frame = Image.new("L", (WIDTH, HEIGHT), 150)
    lying = code.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=150)
    frame.paste(lying, ((WIDTH - lying.width) // 2, (HEIGHT - lying.height) // 2))
    picture = np.array(frame.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    if shadow:
        picture[:, WIDTH // 2 :] *= 0.12
    picture = picture + np.random.default_rng(5).normal(0, noise, picture.shape)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def read_for(frame: Image.Image, frames: int) -> list[ReadCode]:
    """Show one picture for some frames and return what was read first."""
    reader = LadderReader()
    for _ in range(frames):
        if found := reader.read(frame.tobytes(), frame.width, frame.height):
            return list(found)
    return []


def test_the_phones_code_reads_from_a_noisy_tilted_frame_at_once() -> None:
    digits = member_code()
    frame = on_a_counter(qr(digits), tilt=17, noise=18)
    assert read_for(frame, frames=1) == [ReadCode(digits, "qr")]


def test_the_shadow_of_a_hand_across_it_does_not_matter() -> None:
    digits = member_code()
    assert read_for(on_a_counter(qr(digits), noise=3, shadow=True), frames=1) == [ReadCode(digits, "qr")]


def test_a_phone_in_dark_mode_reads() -> None:
    digits = member_code()
    dark = Image.fromarray(255 - np.asarray(qr(digits)))
    assert read_for(on_a_counter(dark), frames=6) == [ReadCode(digits, "qr")]


@pytest.mark.parametrize(
    ("text", "kind", "symbology"),
    [
        ("6901234567892", zxingcpp.BarcodeFormat.EAN13, "ean13"),
        ("96385074", zxingcpp.BarcodeFormat.EAN8, "ean8"),
        ("00101000012320261122", zxingcpp.BarcodeFormat.Code128, "code128"),
    ],
)
def test_a_shops_bars_read(text: str, kind: zxingcpp.BarcodeFormat, symbology: str) -> None:
    assert read_for(on_a_counter(bars(text, kind), noise=8), frames=1) == [ReadCode(text, symbology)]


def test_the_american_twelve_digits_read_as_thirteen() -> None:
    frame = on_a_counter(bars("012345678905", zxingcpp.BarcodeFormat.UPCA))
    assert read_for(frame, frames=1) == [ReadCode("0012345678905", "ean13")]


def test_what_one_engine_misses_a_rung_of_the_ladder_reads() -> None:
    frame = on_a_counter(bars("00101000012320261122", zxingcpp.BarcodeFormat.Code128), tilt=45)
    assert read_for(frame, frames=1) == []
    assert read_for(frame, frames=6) == [ReadCode("00101000012320261122", "code128")]


def test_an_empty_counter_gives_nothing() -> None:
    assert read_for(on_a_counter(Image.new("L", (10, 10), 150), noise=20), frames=10) == []


def test_a_picture_whose_sides_are_odd_is_read_too() -> None:
    frame = on_a_counter(qr(member_code())).crop((3, 5, WIDTH - 4, HEIGHT - 8))
    assert len(read_for(frame, frames=1)) == 1
    assert read_for(frame.crop((0, 0, 101, 51)), frames=6) == []


QR = ReadCode("91", "qr")
EAN = ReadCode("6901234567892", "ean13")


def test_a_square_counts_at_once_and_bars_when_two_frames_agree() -> None:
    judge = FrameJudge()
    assert judge.believe([QR, EAN], NOW) == [QR]
    assert judge.believe([QR, EAN], Millis(NOW + 100)) == [EAN]


def test_bars_that_were_misread_once_are_not_believed() -> None:
    judge = FrameJudge()
    assert judge.believe([EAN], NOW) == []
    assert judge.believe([ReadCode("6901234567893", "ean13")], Millis(NOW + 100)) == []
    assert judge.believe([EAN], Millis(NOW + 1_500)) == []


def test_a_code_held_before_the_camera_is_one_scan_until_it_was_away() -> None:
    judge = FrameJudge()
    told = [judge.believe([QR], Millis(NOW + n * 100)) for n in range(40)]
    assert sum(map(len, told)) == 1
    assert judge.believe([], Millis(NOW + 5_000)) == []
    assert judge.believe([QR], Millis(NOW + 6_100)) == [QR]
