"""What a printer's status bytes say: the real-time answers to ``DLE EOT n`` that ESC/POS printers give at any moment.

n = 2   bit 2 cover open · bit 5 stopped for want of paper · bit 6 an error
n = 4   bits 2, 3 the roll is nearly at its end · bits 5, 6 no paper

Bits 1 and 4 are always set, bits 0 and 7 never: that tells an answer from noise.
"""

from __future__ import annotations

from posapp.services.ports import PrinterState

ASK_WHY_OFFLINE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
ASK_WHEN_DONE = b"\x1dr\x01"
"""``GS r 1`` is answered in its turn, when everything sent before it has been printed."""

_COVER, _STOPPED, _ERROR = 0x04, 0x20, 0x40
_LOW, _OUT = 0x0C, 0x60

CANNOT_PRINT: frozenset[PrinterState] = frozenset({"cover_open", "paper_out", "error", "away"})


def status_byte(answer: bytes) -> int | None:
    """Return the newest status byte of an answer, None where there is none."""
    return next((byte for byte in reversed(answer) if byte & 0x93 == 0x12), None)


def state_of(offline: int | None, paper: int | None) -> PrinterState:
    """Return how a printer stands by its answers to n = 2 and n = 4; None is silence.

    >>> state_of(0x12, 0x12)
    'ready'
    >>> state_of(0x16, 0x12)
    'cover_open'
    """
    if offline is None and paper is None:
        return "unknown"
    if offline is not None and offline & _COVER:
        return "cover_open"
    if (paper is not None and paper & _OUT == _OUT) or (offline is not None and offline & _STOPPED):
        return "paper_out"
    if offline is not None and offline & _ERROR:
        return "error"
    if paper is not None and paper & _LOW == _LOW:
        return "paper_low"
    return "ready"
