"""How large a QR code may be drawn on paper."""

from __future__ import annotations

from functools import lru_cache

_LARGEST = 8
_SHARE = 0.62
"""A code takes at most this part of the paper's width."""


@lru_cache(maxsize=64)
def dots_per_module(data: str, width: int) -> int:
    """Return how many dots wide a module is drawn on paper of ``width`` dots; 3 dots (0.38 mm) a phone always reads."""
    import qrcode  # loads slowly and is needed on the devices lane only

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make(fit=True)
    modules: int = code.modules_count
    return max(2, min(_LARGEST, int(width * _SHARE) // modules))
