import importlib
import pkgutil
import string
from collections.abc import Mapping

import posapp.domain.errors
import posapp.services.errors
import posapp.ui
from posapp.domain.errors import BadQuantity, Refused
from posapp.domain.text import Bilingual
from posapp.services.errors import CodeRefused, NotEnoughCash, Unavailable
from posapp.ui.notices import notice_of
from posapp.ui.sentences import SENTENCES

REASONS = {
    "code_refused": "malformed other_code unknown_key forged expired not_yet replayed blocked erased unknown_member "
    "wrong_shop not_open",
    "coupon_refused": "used expired not_hers below_threshold better_without unknown",
    "pairing_refused": "unknown used expired",
    "not_open_for_hand_over": "pending declined handed_over cancelled expired group_forming nothing_waits "
    "no_swap wrong_code wrong_shop",
    "database_unreadable": "wrong_key newer damaged other_shop",
}


def word_modules():
    names = [module.name for module in pkgutil.walk_packages(posapp.ui.__path__, "posapp.ui.")]
    return [name for name in names if name.endswith("words")]


def sentences_in(value, where):
    if isinstance(value, Bilingual):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from sentences_in(inner, f"{where}[{key}]")
    elif isinstance(value, tuple | list):
        for place, inner in enumerate(value):
            yield from sentences_in(inner, f"{where}[{place}]")


def all_sentences():
    for name in word_modules():
        for key, value in vars(importlib.import_module(name)).items():
            yield from sentences_in(value, f"{name}.{key}")
    yield from sentences_in(SENTENCES, "SENTENCES")


def places(sentence):
    """Return the places of a sentence; ``zh`` and ``en`` are one that each language fills with a word of its own."""
    named = (field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None)
    return sorted("in its language" if field in ("zh", "en") else field for field in named)


def every(family):
    """Yield the refusals that the till itself makes; the mall's are said by the mall."""
    for kind in family.__subclasses__():
        if kind.__module__.startswith("posapp."):
            yield kind
        yield from every(kind)


def test_every_screen_has_its_words_found():
    assert len(word_modules()) >= 9


def test_every_sentence_is_said_in_both_languages():
    missing = [where for where, one in all_sentences() if bool(one.zh) != bool(one.en)]
    assert missing == []


def test_both_languages_have_the_same_places():
    uneven = [where for where, one in all_sentences() if set(places(one.zh)) != set(places(one.en))]
    assert uneven == []


def test_no_chinese_is_left_in_an_english_sentence():
    mixed = [where for where, one in all_sentences() if any("\u4e00" <= sign <= "\u9fff" for sign in one.en)]
    assert [where for where in mixed if not where.endswith(("LANGUAGE", "LANGUAGE_LABEL", "CHINESE", "_TOO"))] == []


def test_every_refusal_and_every_trouble_has_its_own_sentence():
    told = [*every(Refused), *every(Unavailable)]
    assert len(told) > 50
    assert [kind.__name__ for kind in told if kind.code not in SENTENCES] == []


def test_every_reason_has_a_finer_sentence():
    codes = [f"{family}.{reason}" for family, reasons in REASONS.items() for reason in reasons.split()]
    assert [code for code in codes if code not in SENTENCES] == []


def test_a_sentence_is_chosen_by_reason_and_falls_back_to_its_family():
    assert notice_of(CodeRefused(reason="forged")).what == SENTENCES["code_refused.forged"][1]
    assert notice_of(CodeRefused(reason="brand_new")).what == SENTENCES["code_refused"][1]


def test_amounts_in_a_sentence_are_money():
    values = notice_of(NotEnoughCash(due=12_900, received=10_000)).values
    assert (values["missing"], values["due"]) == ("¥29.00", "¥129.00")


def test_a_notice_can_be_said_with_the_values_its_error_carries():
    notice = notice_of(BadQuantity(0))
    assert notice.what.in_("en").format(**notice.values) == "The quantity cannot be 0"


def test_a_bug_gets_a_calm_sentence_without_its_insides():
    notice = notice_of(KeyError("secret"))
    assert notice.code == "bug"
    assert "secret" not in notice.what.en + notice.advice.en
