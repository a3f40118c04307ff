"""Draws goods: a shape and a colour become an SVG picture of 200 × 200.

Products are drawn, not photographed, so that every colour of every style has a picture at any size, light or dark
ground alike. The same function serves the till, the phone page and receipts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from posapp.domain.drawn import beauty, carried, feet, lower, outer, tops
from posapp.domain.drawn.shape import Part, Role, Shape

UNDRAWN = "hanger"
"""What stands for a shape that this program does not know."""

SHAPES: Mapping[str, Shape] = {
    **tops.SHAPES,
    **outer.SHAPES,
    **lower.SHAPES,
    **feet.SHAPES,
    **carried.SHAPES,
    **beauty.SHAPES,
}

_GREY = "#9a9aa0"
_TINT = re.compile(r"#?([0-9a-fA-F]{6})")
_DARK = 0.26
"""Below this lightness a garment's edge and lines are lighter than itself, so that it stands out on a dark ground."""

Rgb = tuple[int, int, int]


def svg(art: str, hex: str) -> str:
    """Return the picture of a shape in a colour (``#rrggbb``); unknown shapes and colours get a plain stand-in."""
    found = _TINT.fullmatch(hex)
    return _draw(art if art in SHAPES else UNDRAWN, f"#{found.group(1).lower()}" if found else _GREY)


@lru_cache(maxsize=512)
def _draw(art: str, tint: str) -> str:
    shape = SHAPES[art]
    colours = _shades(tint)
    gradient = f"g{tint[1:]}"
    silhouette = [part for part in shape if part.role == "base"]
    shadow = "".join(f'<path d="{part.d}"/>' for part in silhouette)
    drawn = "".join(_path(part, colours, gradient) for part in shape)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">'
        f'<defs><linearGradient id="{gradient}" x1="0" y1="0" x2="0.6" y2="1">'
        f'<stop offset="0" stop-color="{colours["light"]}"/><stop offset="0.55" stop-color="{colours["base"]}"/>'
        f'<stop offset="1" stop-color="{_hex(_towards(_rgb(colours["base"]), _rgb(colours["shade"]), 0.5))}"/>'
        "</linearGradient></defs>"
        f'<g fill="#000000" fill-opacity="0.06" transform="translate(0 6)">{shadow}</g>'
        f'<g fill="#000000" fill-opacity="0.08" transform="translate(0 3)">{shadow}</g>'
        f'<g fill="none" stroke-linejoin="round" stroke-linecap="round">{drawn}</g></svg>'
    )


def _path(part: Part, colours: Mapping[Role, str], gradient: str) -> str:
    opacity = "" if part.opacity == 1 else f' opacity="{part.opacity:g}"'
    if part.width:
        return f'<path d="{part.d}" stroke="{colours[part.role]}" stroke-width="{part.width:g}"{opacity}/>'
    if part.role == "base":
        return f'<path d="{part.d}" fill="url(#{gradient})" stroke="{colours["line"]}" stroke-width="1.4"/>'
    return f'<path d="{part.d}" fill="{colours[part.role]}"{opacity}/>'


def _shades(tint: str) -> dict[Role, str]:
    """Return the colour of each role. Lightness decides which way the lines go."""
    base = _rgb(tint)
    lightness = (0.3 * base[0] + 0.59 * base[1] + 0.11 * base[2]) / 255
    black, white = (22, 18, 26), (255, 255, 255)
    is_dark = lightness < _DARK
    return {
        "base": tint,
        "light": _hex(_towards(base, white, 0.16 if is_dark else 0.26)),
        "shade": _hex(_towards(base, black, 0.30 if is_dark else 0.15)),
        "deep": _hex(_towards(base, black, 0.50 if is_dark else 0.36)),
        "line": _hex(_towards(base, white, 0.34) if is_dark else _towards(base, black, 0.42)),
        "trim": _hex(_towards(base, white, 0.62) if lightness < 0.6 else _towards(base, black, 0.55)),
        "metal": "#c9a86a",
        "sole": "#f1ece2",
        "black": "#34313b",
        "white": "#ffffff",
    }


def _rgb(tint: str) -> Rgb:
    return int(tint[1:3], 16), int(tint[3:5], 16), int(tint[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _towards(a: Rgb, b: Rgb, share: float) -> Rgb:
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue
