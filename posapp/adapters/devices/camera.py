"""Where frames come from: the machine's camera, where the ``camera`` extra is installed, or a folder of pictures."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

LONGEST_SIDE = 1280
"""Pixels. Larger frames are reduced: they cost time and read no better."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One grey picture: 8 bit a pixel, rows without padding."""

    grey: bytes
    width: int
    height: int

    @classmethod
    def of_file(cls, path: Path) -> Frame:
        """Read a picture file. Raises ``OSError`` when it is none."""
        from PIL import Image  # as much to import as all that knows a camera: no till needs it to start

        with Image.open(path) as picture:
            grey = picture.convert("L")
        grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return cls(grey.tobytes(), grey.width, grey.height)

    @classmethod
    def of_image(cls, image: QImage) -> Frame:
        """Take over a Qt image of any kind."""
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        if max(grey.width(), grey.height()) > LONGEST_SIDE:
            from PySide6.QtCore import Qt

            grey = grey.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        width, height, stride = grey.width(), grey.height(), grey.bytesPerLine()
        rows = bytes(grey.constBits())
        return cls(b"".join(rows[y * stride : y * stride + width] for y in range(height)), width, height)


class Camera(Protocol):
    """Gives frames to a listener, on the thread of the window, until it is stopped."""

    def start(self, listener: Callable[[Frame], None]) -> None:
        """Begin to give frames."""
        ...

    def stop(self) -> None:
        """Give no more, and let the camera go."""
        ...


class ImageFolderCamera(QObject):
    """Shows the pictures of a folder in the order of their names, again and again, as a camera would.

    A tour or a test puts a screenshot of a phone there; the folder is looked at anew for every frame.
    """

    def __init__(self, folder: Path, frame_ms: int = 100) -> None:
        super().__init__()
        self._folder = folder
        self._shown = 0
        self._listener: Callable[[Frame], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(frame_ms)
        self._timer.timeout.connect(self._show_next)

    def start(self, listener: Callable[[Frame], None]) -> None:
        """Begin to give frames."""
        self._listener = listener
        self._timer.start()

    def stop(self) -> None:
        """Give no more."""
        self._timer.stop()
        self._listener = None

    def _show_next(self) -> None:
        pictures = sorted(path for path in self._folder.glob("*.png"))
        if not pictures or self._listener is None:
            return
        picture = pictures[self._shown % len(pictures)]
        self._shown += 1
        try:
            frame = Frame.of_file(picture)
        except OSError:
            return  # still being written; it is there again next time round
        self._listener(frame)


def open_camera(frame_ms: int = 100) -> Camera | None:
    """Return the machine's first camera, or None: no extra installed, or no camera plugged in."""
    if importlib.util.find_spec("PySide6.QtMultimedia") is None:
        return None
    from PySide6.QtMultimedia import QMediaDevices

    return _MachineCamera(frame_ms) if QMediaDevices.videoInputs() else None


class _MachineCamera(QObject):
    """The machine's default camera through QtMultimedia; takes a frame every ``frame_ms`` at most."""

    def __init__(self, frame_ms: int) -> None:
        super().__init__()
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoSink

        self._camera = QCamera(QMediaDevices.defaultVideoInput())
        self._sink = QVideoSink()
        self._session = QMediaCaptureSession()
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._arrived)
        self._listener: Callable[[Frame], None] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(frame_ms)

    def start(self, listener: Callable[[Frame], None]) -> None:
        """Begin to give frames."""
        self._listener = listener
        self._camera.start()

    def stop(self) -> None:
        """Give no more, and let the camera go."""
        self._listener = None
        self._camera.stop()

    def _arrived(self, frame: QVideoFrame) -> None:
        if self._listener is None or self._pause.isActive():
            return
        self._pause.start()
        image = frame.toImage()
        if not image.isNull():
            self._listener(Frame.of_image(image))
