"""What a clerk relies on in reviews that were read: seldom wrong about the fit, and silent where nothing is said."""

from pathlib import Path

import pytest

from posapp.domain.moods import Moods, moods_of
from sync.protocol.decoding import from_json

CASES = from_json(Path("tests/cases/moods.json").read_bytes(), dict)["reviews"]


def test_reviews_are_read_as_people_read_them():
    """At least nine in ten; figures on reviews that were not written for it stand in docs/figures.md."""
    wrong = [(text, moods_of(text)) for text, fit, made, liked in CASES if moods_of(text) != Moods(fit, made, liked)]
    assert len(wrong) <= len(CASES) // 10, wrong


@pytest.mark.parametrize(("fit", "opposite"), [("small", "big"), ("big", "small")])
def test_no_review_is_read_as_the_opposite(fit, opposite):
    said = [text for text, of, _, _ in CASES if of == fit]
    assert len(said) >= 10
    assert not [text for text in said if moods_of(text).fit == opposite]


@pytest.mark.parametrize("text", ["", "   ", "。。。", "12345", "x" * 20_000])
def test_what_says_nothing_is_left_open(text):
    assert moods_of(text) == Moods(None, 0, 0)


def test_what_is_said_both_ways_is_left_open():
    assert moods_of("Too small in the chest, too big in the waist").fit is None
    assert moods_of("上面偏小，下面偏大").fit is None
