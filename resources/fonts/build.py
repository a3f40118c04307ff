"""Cut the bundled fonts out of Noto Sans CJK SC: every character of GBK, so that people's names print.

    python resources/fonts/build.py /usr/share/fonts/opentype/noto

Noto Sans CJK is under the SIL Open Font Licence 1.1 (``OFL.txt`` beside this file).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

SIMPLIFIED_CHINESE = "Noto Sans CJK SC"
EXTRA = "¥￥×·…—–‘’“”•✓✕←→↑↓▲▼●○★☆€£©®™ "


def characters() -> set[int]:
    """Return the code points of GBK, of Latin-1 and a few signs of the screens."""
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | {ord(sign) for sign in EXTRA}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return found


def cut(collection: Path, target: Path) -> None:
    """Write the subset of the simplified Chinese face of a collection."""
    faces = TTCollection(str(collection)).fonts
    font = next(face for face in faces if face["name"].getDebugName(1).startswith(SIMPLIFIED_CHINESE))
    options = subset.Options(layout_features=["kern"], hinting=False, desubroutinize=False)
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.save(str(target))


if __name__ == "__main__":
    source = Path(sys.argv[1])
    here = Path(__file__).parent
    for weight in ("Regular", "Bold"):
        cut(source / f"NotoSansCJK-{weight}.ttc", here / f"NotoSansSC-{weight}.otf")
