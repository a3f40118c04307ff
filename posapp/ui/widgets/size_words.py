"""What is said of her size in a garment, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from posapp.domain import sizes
from posapp.domain.text import Bilingual
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import ChipTone

Confidence = Literal["high", "medium", "low"]

SECOND_SIZE = Bilingual("或 {size}", "or {size}")
CONFIDENCE: Mapping[Confidence, Bilingual] = {
    "high": Bilingual("把握大", "sure"),
    "medium": Bilingual("较有把握", "fairly sure"),
    "low": Bilingual("请试穿", "try first"),
}
TONES: Mapping[Confidence, ChipTone] = {"high": "success", "medium": "accent", "low": "warning"}
HER_SIZE = Bilingual("她的尺码", "Her size")
HERS = Bilingual("{size} 她的", "{size} hers")
HERS_LONG = Bilingual("{size}，她的尺码", "{size}, her size")


def said_size(speech: Speech, size: str, second: str | None, confidence: Confidence) -> str:
    """Return her size, the second one where two are close, and how sure that is: "M or L · fairly sure"."""
    first = sizes.said(size, speech.language)
    if second:
        first = f"{first} {speech.say(SECOND_SIZE, size=sizes.said(second, speech.language))}"
    return f"{first} · {speech.say(CONFIDENCE[confidence])}"
