"""How far shops are from one another."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_EARTH_RADIUS_M = 6_371_009


def metres_between(lat_e6: int, lon_e6: int, other_lat_e6: int, other_lon_e6: int) -> int:
    """Return the great-circle distance of two places given in millionths of a degree, in metres.

    >>> metres_between(31_230_400, 121_473_700, 30_274_100, 120_155_100)
    164874
    """
    lat, other_lat = radians(lat_e6 / 1e6), radians(other_lat_e6 / 1e6)
    up = sin((other_lat - lat) / 2) ** 2
    across = sin(radians((other_lon_e6 - lon_e6) / 1e6) / 2) ** 2
    return round(2 * _EARTH_RADIUS_M * asin(sqrt(up + cos(lat) * cos(other_lat) * across)))
