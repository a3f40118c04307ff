"""What is said of a garment that somebody tried on, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain import sizes
from posapp.domain.fit import MISFITS, Place, Verdict
from posapp.domain.text import Bilingual, Language
from posapp.services.outcomes import Said

VERDICTS: Mapping[Verdict, Bilingual] = {
    "kept": Bilingual("留下", "Keeps"),
    "too_small": Bilingual("偏小", "Small"),
    "too_big": Bilingual("偏大", "Big"),
    "not_colour": Bilingual("颜色", "Colour"),
    "not_style": Bilingual("款式", "Style"),
    "price": Bilingual("价格", "Price"),
    "untried": Bilingual("没试", "Not tried"),
}
"""As few letters as a finger needs; seven of them fit beside a picture on the smallest screen."""

OF_GARMENT = Bilingual("{name}：{said}", "{name}: {said}")

PLACES: Mapping[Place, Bilingual] = {
    "shoulder": Bilingual("肩", "Shoulder"),
    "chest": Bilingual("胸", "Chest"),
    "waist": Bilingual("腰", "Waist"),
    "hip": Bilingual("臀", "Hip"),
    "length": Bilingual("长短", "Length"),
    "sleeve": Bilingual("袖", "Sleeve"),
    "width": Bilingual("宽窄", "Width"),
}
WHERE = Bilingual("哪里？", "Where?")
BRING = Bilingual("拿 {size} · 店里 {count}", "Bring {size} · {count} here")

TOLD: Mapping[Verdict, Bilingual] = {
    "kept": Bilingual("试后留下", "kept it"),
    "too_small": Bilingual("偏小", "too small"),
    "too_big": Bilingual("偏大", "too big"),
    "not_colour": Bilingual("颜色不合意", "not her colour"),
    "not_style": Bilingual("款式不合意", "not her style"),
    "price": Bilingual("嫌贵", "the price"),
    "untried": Bilingual("没试", "not tried on"),
}
_AT = Bilingual("{verdict}（{places}）", "{verdict} ({places})")
_WISHED = Bilingual("{told}，想要 {size}", "{told}, wants {size}")


def told(said: Said, language: Language) -> str:
    """Return what was said in one line: "too small (shoulder), wants L"."""
    line = TOLD[said.verdict].in_(language)
    if said.verdict in MISFITS and said.where:
        places = [PLACES[place].in_(language) for place in said.where]
        between = "、" if language == "zh" else ", "
        line = _AT.in_(language).format(verdict=line, places=between.join(places).lower())
    if said.wished_size:
        line = _WISHED.in_(language).format(told=line, size=sizes.said(said.wished_size, language))
    return line
