"""Blazers, coats, trenches, down: what is worn over everything."""

from __future__ import annotations

from posapp.domain.drawn.shape import Part, Shape, both, buttons, pair
from posapp.domain.drawn.tops import Cut

_BLAZER = Cut(neck=15, dip=60, top=30, shoulder=43, sleeve=72, cuff=146, cuff_width=17, chest=37, hip=43, hem=160)
_COAT = Cut(neck=15, dip=60, top=22, shoulder=42, sleeve=68, cuff=138, cuff_width=19, chest=36, hip=46, hem=178)
_DOWN = Cut(neck=18, dip=40, top=32, shoulder=45, sleeve=80, cuff=142, cuff_width=23, chest=43, hip=45, hem=158)


def _lapels(top: float, turn: float) -> Shape:
    """Return notched lapels that turn at a height."""
    return (
        Part("deep", f"M85 {top} C92 {top + 5} 108 {top + 5} 115 {top} L101 {turn} L99 {turn} Z"),
        Part("white", f"M89 {top + 4} C94 {top + 7} 106 {top + 7} 111 {top + 4} L101 {turn - 18} L99 {turn - 18} Z", 0, 0.85),
        *pair(
            "light",
            f"M115 {top - 1} C120 {top + 2} 124 {top + 6} 126 {top + 12} L121 {top + 24} L131 {top + 27} "
            f"L103 {turn + 2} L100 {turn - 2} Z",
        ),
        *pair("line", f"M126 {top + 12} L121 {top + 24} L131 {top + 27} L103 {turn + 2}", 1.4, 0.8),
        *pair("line", f"M121 {top + 24} L113 {top + 20}", 1.2, 0.6),
    )  # fmt: skip


SHAPES: dict[str, Shape] = {
    "blazer": (
        _BLAZER.silhouette(),
        *_BLAZER.folds(),
        *_lapels(30, 108),
        Part("line", "M100 108 C101 126 103 146 108 165", 1.5, 0.8),
        *buttons(96, (114,), 3.4),
        *pair("line", "M114 132 L136 130", 2.6, 0.8),
        Part("light", "M115 84 L129 81 L129.6 85 L115.6 88 Z"),
        *pair("trim", "M158 138 L162 137", 2),
    ),
    "coat": (
        _COAT.silhouette(),
        *_COAT.folds(),
        *_lapels(22, 92),
        Part("line", "M100 92 L100 182", 1.6, 0.8),
        *buttons(92, (104, 124, 144), 3.4),
        *buttons(108, (104, 124, 144), 3.4),
        *pair("line", "M116 132 L130 126 L131 131 L117 137 Z", 1.6, 0.8),
        *_COAT.cuffs(10),
    ),
    "trench": (
        _COAT.silhouette(),
        *_COAT.folds(),
        *_lapels(22, 84),
        *pair("shade", "M142 31 C133 40 129 54 131 70 L113 77 L131 49 L121 46 L126 34 Z", 0, 0.7),
        Part("line", "M103 84 L104 182", 1.6, 0.8),
        *buttons(91, (92, 150), 3),
        *buttons(113, (92, 150), 3),
        Part("shade", "M62 106 C86 111 114 111 138 106 L139 118 C114 123 86 123 61 118 Z"),
        Part("line", "M62 106 C86 111 114 111 138 106 M61 118 C86 123 114 123 139 118", 1.2, 0.7),
        Part("metal", "M95 107 L109 107 L109 123 L95 123 Z", 2.4),
        Part("shade", "M108 120 C112 132 114 144 113 156 L105 154 C106 142 105 132 101 121 Z"),
        *_COAT.cuffs(11),
        *pair("line", "M143 33 C145 36 146 38 146 41 M139 33 L150 42", 1.4, 0.7),
    ),
    "down": (
        _DOWN.silhouette(),
        *_DOWN.folds(),
        Part("base", "M80 40 C79 30 80 22 84 18 C94 15 106 15 116 18 C120 22 121 30 120 40 C108 46 92 46 80 40 Z"),
        Part("deep", "M84 18 C94 15 106 15 116 18 C108 22 92 22 84 18 Z"),
        *(
            Part("shade", f"M{58 - i} {y} C72 {y + 7} 90 {y + 8} 100 {y + 5} C110 {y + 8} 128 {y + 7} {142 + i} {y}", 2.6)
            for i, y in enumerate((72, 94, 116, 138))
        ),
        *(
            Part("light", f"M{62 - i} {y} C74 {y + 6} 86 {y + 7} 95 {y + 5}", 2.2, 0.7)
            for i, y in enumerate((77, 99, 121, 143))
        ),
        *pair("shade", "M137 66 C146 70 154 72 162 70", 2.2),
        *pair("shade", "M141 88 C150 94 160 96 169 92", 2.2),
        *pair("shade", "M148 112 C156 118 166 120 175 115", 2.2),
        Part("metal", "M100 22 L100 163", 2.2),
        Part("line", "M97.5 24 L97.5 163 M102.5 24 L102.5 163", 1, 0.6),
        Part("shade", both("M100 155 C116 157 132 156 145 152 L145 158 C130 162 112 163 100 163"), 0, 0.9),
        *_DOWN.cuffs(9),
    ),
}  # fmt: skip
