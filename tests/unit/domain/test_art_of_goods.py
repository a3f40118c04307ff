"""Every kind of goods has a picture in every colour, and no feed row can smuggle anything into it."""

import xml.etree.ElementTree as ET

import pytest

from posapp.domain.art import SHAPES, UNDRAWN, svg
from posapp.domain.drawn.shape import both, mirrored
from sync.hub.demo import words


@pytest.mark.parametrize("tint", ["#ffffff", "#000000", "#b98a5a"])
def test_a_shape_is_a_picture_on_the_canvas(tint):
    for art in sorted(SHAPES):
        picture = ET.fromstring(svg(art, tint))
        assert picture.get("viewBox") == "0 0 200 200", art
        assert len(list(picture.iter("{http://www.w3.org/2000/svg}path"))) >= 2, art


def test_there_are_enough_shapes_and_the_demo_chain_needs_no_other():
    drawn = {noun.art for category in words.goods().categories for noun in category.nouns}
    assert drawn <= set(SHAPES)
    assert len(SHAPES) >= 24


def test_colours_differ_and_case_does_not_matter():
    assert svg("shirt", "#aa0000") != svg("shirt", "#0000aa")
    assert svg("shirt", "#AA00FF") == svg("shirt", "aa00ff")


@pytest.mark.parametrize("tint", ["", "red", '"/><script>', "#12345", "#gggggg"])
def test_a_bad_colour_becomes_grey_and_an_unknown_shape_a_hanger(tint):
    assert svg("shirt", tint) == svg("shirt", "#9a9aa0")
    assert svg('"><script>', tint) == svg(UNDRAWN, "#9a9aa0")


def test_a_half_drawn_garment_is_whole_and_even():
    whole = both("M100 10 C120 12 140 20 150 40 L150 90 Q130 110 100 110")
    assert whole == "M100 10 C120 12 140 20 150 40 L150 90 Q130 110 100 110 Q70 110 50 90 L50 40 C60 20 80 12 100 10 Z"
    assert mirrored(mirrored("M100 10 C120 12 140 20 150 40 Z")) == "M100 10 C120 12 140 20 150 40 Z"
