"""What goes with a garment that she kept or liked: nothing that she has, refused or cannot have in her size."""

from posapp.domain.advice.looks import Look
from posapp.domain.advice.outfits import outfits
from posapp.domain.text import Bilingual
from sync.protocol.rows import Happening
from tests.fakes.phone_pack import small_pack

NOW = 1_795_000_000_000
PACK = small_pack(NOW)


def happening(kind, style_id, verdict=None):
    return Happening(
        kind=kind, style_id=style_id, variant_id=f"{style_id}-ink-M", size="M", at_ms=NOW, ref=f"{kind}/{style_id}",
        verdict=verdict,
    )  # fmt: skip


def in_every_size(_style_id):
    return {"S", "M", "L"}


def worn_with(*happenings):
    found = outfits(PACK, happenings, in_every_size, NOW)
    return {happenings[one.worn].style_id: [piece.style_id for piece in one.pieces] for one in found}


def test_nothing_goes_with_what_she_refused():
    assert worn_with(happening("tried", "knit", "not_style")) == {}
    assert worn_with(happening("tried", "knit", "not_colour"), happening("tried", "trench", "untried")) == {}


def test_nothing_that_she_has_refused_or_is_shown_already_is_shown():
    assert worn_with(happening("tried", "knit", "kept"), happening("bought", "skirt")) == {"knit": ["trench"]}
    assert worn_with(happening("tried", "knit", "kept"), happening("dismissed", "trench")) == {"knit": ["skirt"]}
    both = worn_with(happening("tried", "knit", "too_small"), happening("tried", "skirt", "kept"))
    assert both == {"knit": ["skirt", "trench"]}


def test_only_what_can_be_had_in_her_size_is_shown():
    hers = (happening("tried", "knit", "kept"), happening("bought", "knit"))
    found = outfits(PACK, hers, lambda style_id: {"S"} if style_id == "skirt" else {"M"}, NOW)
    assert [piece.style_id for piece in found[0].pieces] == ["trench"]


def test_without_the_garment_that_a_reason_cites_nothing_of_it_is_left():
    hers = (happening("tried", "knit", "kept"), happening("bought", "knit"))
    [outfit] = outfits(PACK, hers, in_every_size, NOW)
    assert all(piece.cited == outfit.worn == 0 for piece in outfit.pieces)
    assert outfits(PACK, hers[1:], in_every_size, NOW) == ()


def test_a_stylists_look_comes_before_what_was_learnt_and_says_so():
    walk = Look(Bilingual("周末散步", "Weekend walk"), ("cap", "trench", "knit"))
    found = outfits(PACK, [happening("tried", "knit", "kept")], in_every_size, NOW, looks=[walk])
    assert [(piece.style_id, piece.source) for piece in found[0].pieces] == [
        ("cap", "look"), ("trench", "look"), ("skirt", "outfit"),
    ]  # fmt: skip
    assert found[0].pieces[0].reason.en == "Shop's look: Weekend walk"
    [none_left] = outfits(
        PACK, [happening("tried", "knit", "kept"), happening("dismissed", "cap")], in_every_size, NOW, looks=[walk]
    )
    assert [piece.style_id for piece in none_left.pieces] == ["trench", "skirt"]
