"""Shirts, knitwear, tees: what is worn above."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.drawn.shape import Part, Shape, both, buttons, circle, pair


@dataclass(frozen=True, slots=True)
class Cut:
    """The measures of a garment with long sleeves, from the middle of the canvas outwards and from its top down."""

    neck: float = 17
    dip: float = 56
    top: float = 36
    shoulder: float = 42
    sleeve: float = 76
    cuff: float = 144
    cuff_width: float = 18
    chest: float = 38
    hip: float = 42
    hem: float = 162

    def silhouette(self) -> Part:
        """Return the whole outline."""
        return Part("base", both(f"{self._neckline()} {self._sleeve()} {self._side()}"))

    def _neckline(self) -> str:
        n = 100 + self.neck
        return f"M100 {self.dip} C{100 + self.neck * 0.6:g} {self.dip} {n - 1:g} {self.top + 12:g} {n} {self.top}"

    def _sleeve(self) -> str:
        s, out, c = 100 + self.shoulder, 100 + self.sleeve, self.cuff
        return (
            f"L{s:g} {self.top + 7:g} C{s + 13:g} {self.top + 13:g} {out - 9:g} {c - 56:g} {out:g} {c:g} "
            f"C{out - 5:g} {c + 4:g} {out - self.cuff_width + 5:g} {c + 6:g} {out - self.cuff_width:g} {c + 5:g} "
            f"C{out - self.cuff_width - 4:g} {c - 28:g} {100 + self.chest + 5:g} {self.top + 72:g} "
            f"{100 + self.chest:g} {self.top + 55:g}"
        )

    def _side(self) -> str:
        chest, hip = 100 + self.chest, 100 + self.hip
        return (
            f"C{chest:g} {self.top + 80:g} {hip - 1:g} {self.hem - 40:g} {hip:g} {self.hem:g} "
            f"C{100 + self.hip * 0.6:g} {self.hem + 4:g} {100 + self.hip * 0.3:g} {self.hem + 5:g} 100 {self.hem + 5:g}"
        )

    def inside(self) -> Part:
        """Return the back of the neck that shows above the front."""
        n, t = self.neck, self.top
        return Part(
            "deep",
            f"M{100 - n} {t} C{100 - n * 0.5:g} {t + 5} {100 + n * 0.5:g} {t + 5} {100 + n} {t} "
            f"C{100 + n - 1:g} {t + 12:g} {100 + n * 0.6:g} {self.dip} 100 {self.dip} "
            f"C{100 - n * 0.6:g} {self.dip} {101 - n:g} {t + 12:g} {100 - n} {t} Z",
        )

    def neckband(self, width: float = 5) -> Part:
        """Return the ribbed band along the neckline."""
        n, t = self.neck, self.top
        return Part(
            "shade",
            f"M{100 - n} {t} C{101 - n:g} {t + 12:g} {100 - n * 0.6:g} {self.dip} 100 {self.dip} "
            f"C{100 + n * 0.6:g} {self.dip} {100 + n - 1:g} {t + 12:g} {100 + n} {t}",
            width,
        )

    def folds(self) -> Shape:
        """Return the shaded side, away from the light at the upper left, and the lines of the armholes."""
        chest, hip, t = 100 + self.chest, 100 + self.hip, self.top
        shaded = (
            f"M{chest:g} {t + 55:g} C{chest:g} {t + 80:g} {hip - 1:g} {self.hem - 40:g} {hip:g} {self.hem:g} "
            f"C{hip - 8:g} {self.hem + 3:g} {hip - 14:g} {self.hem + 4:g} {hip - 18:g} {self.hem + 4:g} "
            f"C{hip - 12:g} {self.hem - 40:g} {chest - 8:g} {t + 84:g} {chest:g} {t + 55:g} Z"
        )
        out, c = 100 + self.sleeve, self.cuff
        sleeve = (
            f"M{chest:g} {t + 55:g} C{chest + 5:g} {t + 72:g} {out - self.cuff_width - 4:g} {c - 28:g} "
            f"{out - self.cuff_width:g} {c + 5:g} L{out - self.cuff_width + 7:g} {c + 5.5:g} "
            f"C{out - self.cuff_width + 2:g} {c - 34:g} {chest + 10:g} {t + 62:g} {chest:g} {t + 55:g} Z"
        )
        armhole = f"M{100 + self.shoulder:g} {t + 7:g} C{chest - 3:g} {t + 22:g} {chest - 3:g} {t + 40:g} {chest:g} {t + 55:g}"
        return (Part("shade", shaded, 0, 0.8), *pair("shade", sleeve, 0, 0.7), *pair("line", armhole, 1.6, 0.7))

    def cuffs(self, height: float = 12) -> Shape:
        """Return bands at the ends of the sleeves."""
        out, c, w, h = 100 + self.sleeve, self.cuff, self.cuff_width, height
        return pair(
            "shade",
            f"M{out:g} {c:g} C{out - 5:g} {c + 4:g} {out - w + 5:g} {c + 6:g} {out - w:g} {c + 5:g} "
            f"L{out - w - 2:g} {c + 5 - h:g} C{out - w + 5:g} {c + 6 - h:g} {out - 8:g} {c + 4 - h:g} "
            f"{out - 3:g} {c - h:g} Z",
        )

    def hem_band(self, height: float = 11) -> Part:
        """Return a ribbed band at the hem."""
        hip, y = self.hip, self.hem
        return Part(
            "shade",
            both(
                f"M100 {y + 5 - height:g} C{100 + hip * 0.3:g} {y + 5 - height:g} {100 + hip * 0.6:g} "
                f"{y + 4 - height:g} {100 + hip - 0.6:g} {y - height:g} L{100 + hip:g} {y:g} "
                f"C{100 + hip * 0.6:g} {y + 4:g} {100 + hip * 0.3:g} {y + 5:g} 100 {y + 5:g}"
            ),
        )

    def ribs(self, height: float = 11) -> Shape:
        """Return the fine lines of a ribbed hem."""
        y = self.hem
        return tuple(
            Part("line", f"M{x:g} {y - height + 4:g} L{x:g} {y + 3.4:g}", 1, 0.45)
            for x in range(int(106 - self.hip), int(97 + self.hip), 6)
        )


_SHIRT = Cut(hem=160, hip=41)
_KNIT = Cut(neck=19, dip=52, shoulder=41, sleeve=77, cuff=146, cuff_width=17, chest=39, hip=40, hem=158)
_CARDIGAN = Cut(neck=15, dip=100, top=36, cuff=146, hip=41, hem=160)
_HOODIE = Cut(neck=21, dip=62, top=40, sleeve=78, cuff=148, chest=41, hip=42, hem=160)

_TEE = "M100 60 C110 60 119 52 121 38 L140 45 C154 51 168 66 177 84 L153 99 L141 86 C141 112 142 142 144 166 C130 170 112 171 100 171"
_TEE_SHADE = "M141 86 C141 112 142 142 144 166 C138 168 131 169 124 170 C131 140 134 108 141 86 Z"
_TEE_SLEEVES = pair("line", "M173 82 L152 95", 1.4, 0.6) + pair("line", "M140 45 C136 58 137 74 141 86", 1.5, 0.6)

_COLLAR = pair("light", "M100 58 L121 35 C126 38 129 43 130 48 L113 68 Z") + pair(
    "line", "M100 58 L113 68 L130 48", 1.4, 0.8
)


def _knit_lines() -> Shape:
    cables = []
    for x in (84, 100, 116):
        wave = " ".join(f"C{x + 6} {y + 4} {x + 6} {y + 8} {x} {y + 12} C{x - 6} {y + 16} {x - 6} {y + 20} {x} {y + 24}"
                        for y in range(66, 138, 24))  # fmt: skip
        twin = " ".join(f"C{x - 6} {y + 4} {x - 6} {y + 8} {x} {y + 12} C{x + 6} {y + 16} {x + 6} {y + 20} {x} {y + 24}"
                        for y in range(66, 138, 24))  # fmt: skip
        cables += [Part("line", f"M{x} 66 {wave}", 1.7, 0.6), Part("line", f"M{x} 66 {twin}", 1.7, 0.6)]
    return tuple(cables)


SHAPES: dict[str, Shape] = {
    "tee": (
        Part("base", both(_TEE)),
        Part("shade", _TEE_SHADE, 0, 0.8),
        Part("deep", "M79 38 C86 44 114 44 121 38 C119 52 110 60 100 60 C90 60 81 52 79 38 Z"),
        Part("shade", "M79 38 C81 52 90 60 100 60 C110 60 119 52 121 38", 5),
        *_TEE_SLEEVES,
        Part("line", "M57 163 C80 167 120 167 143 163", 1.3, 0.5),
    ),
    "polo": (
        Part("base", both(_TEE)),
        Part("shade", _TEE_SHADE, 0, 0.8),
        Part("deep", "M81 37 C88 42 112 42 119 37 L100 62 Z"),
        Part("shade", "M94 60 L106 60 L106 92 L94 92 Z"),
        *pair("light", "M100 62 L119 34 C125 38 128 43 129 49 L112 68 Z"),
        *pair("line", "M100 62 L112 68 L129 49", 1.3, 0.7),
        *buttons(100, (72, 84), 2.2),
        *_TEE_SLEEVES,
        *pair("shade", "M177 84 L153 99 L149.5 93 L172 77 Z"),
    ),
    "shirt": (
        _SHIRT.silhouette(),
        *_SHIRT.folds(),
        Part("deep", "M80 37 C88 43 112 43 120 37 L100 60 Z"),
        Part("light", "M95 58 L105 58 L105 164.5 L95 164.5 Z", 0, 0.55),
        *pair("line", "M105 60 L105 164", 1.2, 0.6),
        *_COLLAR,
        *_SHIRT.cuffs(11),
        *buttons(100, (74, 94, 114, 134, 152), 2.3),
        Part("line", "M112 86 L131 86 L131 104 L121.5 109 L112 104 Z", 1.4, 0.7),
    ),
    "blouse": (
        Cut(cuff=140, sleeve=80, cuff_width=24, hip=43, hem=158, chest=37).silhouette(),
        *Cut(cuff=140, sleeve=80, cuff_width=24, hip=43, hem=158, chest=37).folds(),
        Part("deep", "M83 37 C90 42 110 42 117 37 L100 56 Z"),
        *pair("line", "M153 84 C162 104 166 120 169 134", 1.2, 0.4),
        *Cut(cuff=140, sleeve=80, cuff_width=24, hip=43, hem=158, chest=37).cuffs(9),
        *pair("light", "M100 56 C108 44 124 44 126 52 C126 62 112 66 100 58 Z"),
        *pair("line", "M101 57 C108 50 116 48 123 51", 1.2, 0.6),
        Part("light", "M98 58 C94 78 88 94 80 108 L93 112 C99 96 102 78 103 59 Z"),
        Part("shade", "M101 58 C104 80 108 98 116 114 L104 120 C99 100 98 80 98 60 Z"),
        Part("light", circle(100, 57, 5.5)),
        Part("line", circle(100, 57, 5.5), 1, 0.5),
    ),
    "knit": (
        _KNIT.silhouette(),
        *_KNIT.folds(),
        _KNIT.inside(),
        *_knit_lines(),
        _KNIT.neckband(7),
        *_KNIT.cuffs(13),
        _KNIT.hem_band(12),
        *_KNIT.ribs(12),
    ),
    "turtleneck": (
        _KNIT.silhouette(),
        *_KNIT.folds(),
        Part("base", "M80 52 C80 42 80 30 82 22 C92 18 108 18 118 22 C120 30 120 42 120 52 C108 57 92 57 80 52 Z"),
        Part("deep", "M82 22 C92 18 108 18 118 22 C108 26 92 26 82 22 Z"),
        Part("shade", "M108 24.5 C113 24 116 23 118 22 C120 30 120 42 120 52 C116 54 112 55 108 55 Z", 0, 0.8),
        *(Part("line", f"M{x} 27 L{x} 53", 1, 0.4) for x in (86, 92, 98, 104, 110)),
        Part("line", "M80 52 C92 57 108 57 120 52", 1.6, 0.8),
        *_KNIT.cuffs(13),
        _KNIT.hem_band(12),
        *_KNIT.ribs(12),
    ),
    "vest": (
        Part(
            "base",
            both("M100 90 L118 38 L134 43 C132 62 134 80 144 94 C143 116 143 138 143 160 C130 165 114 166 100 166"),
        ),
        Part("shade", "M144 94 C143 116 143 138 143 160 C136 163 130 164 124 165 C130 140 133 112 144 94 Z", 0, 0.8),
        Part("deep", "M82 38 C90 43 110 43 118 38 L100 90 Z"),
        Part("shade", "M82 38 L100 90 L118 38", 6),
        *pair("shade", "M134 43 C132 62 134 80 144 94", 5),
        *(Part("line", f"M{x} 108 L{x + 8} 120 L{x} 132 L{x - 8} 120 Z", 1.5, 0.6) for x in (76, 100, 124)),
        Cut(hip=43, hem=160).hem_band(12),
        *Cut(hip=43, hem=160).ribs(12),
    ),
    "cardigan": (
        _CARDIGAN.silhouette(),
        *_CARDIGAN.folds(),
        Part("deep", "M85 36 C92 41 108 41 115 36 C114 60 108 84 100 100 C92 84 86 60 85 36 Z"),
        Part("shade", "M85 36 C86 60 92 84 100 102 C108 84 114 60 115 36", 7),
        Part("shade", "M96.5 98 L103.5 98 L103.5 165 L96.5 165 Z"),
        Part("line", "M96.5 102 L96.5 165", 1.2, 0.6),
        *_CARDIGAN.cuffs(13),
        _CARDIGAN.hem_band(12),
        *_CARDIGAN.ribs(12),
        *buttons(100, (108, 124, 140, 156), 3.2),
        *pair("line", "M113 130 L132 130", 1.8, 0.8),
    ),
    "hoodie": (
        _HOODIE.silhouette(),
        *_HOODIE.folds(),
        Part("base", "M72 50 C70 30 86 18 100 18 C114 18 130 30 128 50 C124 62 112 68 100 70 C88 68 76 62 72 50 Z"),
        Part("deep", "M82 46 C82 32 90 26 100 26 C110 26 118 32 118 46 C116 56 108 62 100 64 C92 62 84 56 82 46 Z"),
        Part("shade", "M100 70 C112 68 124 62 128 50 C129 42 127 34 122 28 C122 46 118 58 100 64 Z", 0, 0.8),
        Part("line", "M82 46 C84 56 92 62 100 64 C108 62 116 56 118 46", 1.6, 0.6),
        Part("white", "M93 63 L91 88", 2.4),
        Part("white", "M107 63 L109 88", 2.4),
        Part("shade", both("M100 112 L120 112 L131 138 L131 146 L100 146"), 0, 0.75),
        *pair("line", "M120 112 L131 138", 1.6, 0.8),
        *_HOODIE.cuffs(12),
        _HOODIE.hem_band(12),
        *_HOODIE.ribs(12),
    ),
}
