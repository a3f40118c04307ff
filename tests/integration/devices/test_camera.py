from __future__ import annotations

from pathlib import Path

import qrcode
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from posapp.adapters.devices.camera import Frame, ImageFolderCamera
from posapp.adapters.devices.frames import LadderReader


def picture(path: Path, text: str) -> Path:
    qrcode.make(text, box_size=8).get_image().convert("RGB").save(path)
    return path


def test_a_folder_of_pictures_is_a_camera(qtbot: QtBot, tmp_path: Path) -> None:
    picture(tmp_path / "1.png", "first")
    picture(tmp_path / "2.png", "second")
    (tmp_path / "3.png").write_bytes(b"still being written")
    reader, seen = LadderReader(), []
    camera = ImageFolderCamera(tmp_path, frame_ms=5)
    camera.start(lambda frame: seen.extend(reader.read(frame.grey, frame.width, frame.height)))
    qtbot.waitUntil(lambda: len(seen) >= 3)
    camera.stop()
    assert [code.text for code in seen[:3]] == ["first", "second", "first"]
    count = len(seen)
    qtbot.wait(30)
    assert len(seen) == count


def test_an_empty_folder_is_a_camera_that_sees_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    seen: list[Frame] = []
    camera = ImageFolderCamera(tmp_path / "absent", frame_ms=5)
    camera.start(seen.append)
    qtbot.wait(30)
    camera.stop()
    assert seen == []


def test_a_frame_of_qt_and_a_frame_of_a_file_read_the_same(tmp_path: Path) -> None:
    path = picture(tmp_path / "code.png", "the same")
    image = QImage(str(path)).copy(0, 0, 231, 231)  # an odd width: Qt pads its rows
    frame = Frame.of_image(image)
    assert len(frame.grey) == frame.width * frame.height
    for shown in (frame, Frame.of_file(path)):
        assert [code.text for code in LadderReader().read(shown.grey, shown.width, shown.height)] == ["the same"]


def test_a_large_picture_is_reduced(tmp_path: Path) -> None:
    qrcode.make("large", box_size=100).get_image().convert("L").save(tmp_path / "large.png")
    frame = Frame.of_file(tmp_path / "large.png")
    assert max(frame.width, frame.height) == 1280
    of_qt = Frame.of_image(QImage(str(tmp_path / "large.png")))
    assert (of_qt.width, of_qt.height) == (frame.width, frame.height)
