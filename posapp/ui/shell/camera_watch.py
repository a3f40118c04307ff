"""The camera as one more scanner: frames are read off the window's thread, believed codes go where scans go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from posapp.domain.clock import Clock, Millis
from posapp.services.ports import FrameReader, ReadCode, Runner


class GreyFrame(Protocol):
    """One grey picture: 8 bit a pixel, rows without padding."""

    @property
    def grey(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class Judge(Protocol):
    """Says which of the codes that were read are to be believed, each once."""

    def believe(self, codes: Sequence[ReadCode], now: Millis) -> list[ReadCode]:
        """Return the codes of this frame that are news."""
        ...


class CameraWatch:
    """Reads one frame at a time; frames that come meanwhile are let go, the next one shows the same."""

    def __init__(
        self, reader: FrameReader, judge: Judge, runner: Runner, clock: Clock, scanned: Callable[[str], None]
    ) -> None:
        self._reader = reader
        self._judge = judge
        self._runner = runner
        self._clock = clock
        self._scanned = scanned
        self._is_reading = False

    def seen(self, frame: GreyFrame) -> None:
        """Take a frame from the camera."""
        if self._is_reading:
            return
        self._is_reading = True
        self._runner.run(
            lambda: self._reader.read(frame.grey, frame.width, frame.height),
            done=self._read,
            failed=self._failed,
            lane="devices",
        )

    def _read(self, codes: Sequence[ReadCode]) -> None:
        self._is_reading = False
        for code in self._judge.believe(codes, self._clock.now()):
            self._scanned(code.text)

    def _failed(self, error: Exception) -> None:
        self._is_reading = False
        raise error
