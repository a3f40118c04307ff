"""The one search box understands the clerk: labelled queries in both languages, run together, in pinyin, with slips."""

from __future__ import annotations

from functools import cache

import pytest

from posapp.adapters.db.goods_facts import readings
from posapp.domain.query.facts import CategoryFacts, ColourFacts, GoodsFacts, Piece, StyleFacts
from posapp.domain.query.goods import Goods
from posapp.domain.query.near_spelling import distance
from posapp.domain.query.reading import read
from posapp.domain.query.terms import Query
from posapp.domain.query.vocabulary import Vocabulary
from posapp.domain.text import Bilingual
from tests.fakes.labelled_queries import demo_goods, facts_of, labelled_queries
from tests.fakes.understanding import understood

MEANS_TWO_THINGS = {"ym lyq", "xx wy", "trech coat", "蓝丝衬衫"}
"""Initials of two words of the chain each, a slip that says the noun twice, and half the name of a fabric."""

SAYS_MORE = {
    "妈妈穿的羊绒围巾", "送礼的真丝围巾 五百以内", "要出差穿的黑色西装 M码", "红色小包 800以内", "长袖连衣裙 秋",
    "lightweight puffer L",
}  # fmt: skip
"""One of the words stands in no name: nothing is found, and that word is offered to be left out."""


@cache
def the_goods():
    return demo_goods()


@cache
def the_words():
    facts = facts_of(the_goods())
    goods = Goods(facts)
    return goods, Vocabulary(goods, facts, readings())


def test_the_labelled_queries_are_many_and_in_both_languages() -> None:
    typed = {one.typed for one in labelled_queries()}
    assert len(typed) >= 400
    assert sum(text.isascii() for text in typed) >= 150


def test_a_query_is_read_as_a_person_means_it() -> None:
    _, words = the_words()
    misread = {
        one.typed: (understood(read(one.typed, words)), one.filters(the_goods()))
        for one in labelled_queries()
        if understood(read(one.typed, words)) != one.filters(the_goods())
    }
    assert misread.keys() <= MEANS_TWO_THINGS


def test_a_query_finds_all_that_answers_to_it_and_nothing_else() -> None:
    goods, words = the_words()
    wrong = {}
    for one in labelled_queries():
        query = read(one.typed, words)
        found = set(goods.style_ids(goods.matching(wanted.term for wanted in query.wanted), len(the_goods().styles)))
        if not query.is_plain and found != one.styles(the_goods()):
            wrong[one.typed] = (len(found), len(one.styles(the_goods())))
    assert wrong.keys() <= MEANS_TWO_THINGS | SAYS_MORE


@pytest.mark.parametrize(
    ("typed", "place", "left"),
    [
        ("通勤 黑色 外套 M 500以内", 1, "通勤 外套 M 500以内"),
        ("通勤黑色外套M码", 1, "通勤外套M码"),
        ("black coat under 500 size M", 2, "black coat size M"),
        ("hei se da yi", 0, "da yi"),
        ("ＢＬＡＣＫ 大衣", 0, "大衣"),
        ("有没有 黑色 的 大衣", 0, "有没有 的 大衣"),
    ],
)
def test_a_filter_is_taken_out_of_the_text_it_was_read_from(typed: str, place: int, left: str) -> None:
    query = read(typed, the_words()[1])
    assert query.without(query.wanted[place]) == left


@pytest.mark.parametrize(
    "typed", ["6901000123452", "690", "DR1024", "co24101", "37", "大衣", "衬衫裙", "cardigan", "m"]
)
def test_a_code_and_a_single_word_of_names_are_searched_as_they_stand(typed: str) -> None:
    assert read(typed, the_words()[1]).is_plain


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("大衣 五百以内", 0, 50_000),
        ("大衣 一千二到两千", 120_000, 200_000),
        ("大衣 三百五以上", 35_000, None),
        ("大衣 500-300", 30_000, 50_000),
        ("coat >= 1500", 150_000, None),
        ("coat 1.5k max", 0, 150_000),
        ("大衣 ¥999.50以内", 0, 99_950),
        ("大衣 500左右", 42_500, 57_500),
    ],
)
def test_prices_are_read_as_people_say_them(typed: str, least: int, most: int | None) -> None:
    prices = [one.term for one in read(typed, the_words()[1]).wanted if one.term.kind == "price"]
    assert [(one.least, one.most) for one in prices] == [(least, most)]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "、，。",
        "-",
        "¥",
        "500-",
        "以内",
        "m" * 400,
        "黑" * 200,
        "\x00",
        "🙂 🙂",
        "'; DROP TABLE style; --",
        "１" * 50,
    ],
)
def test_nothing_that_is_typed_breaks_the_reading(typed: str) -> None:
    query = read(typed, the_words()[1])
    goods, _ = the_words()
    goods.matching(one.term for one in query.wanted)
    assert all(0 <= one.span[0] < one.span[1] <= len(typed) for one in query.wanted)


def test_a_shop_of_one_style_or_of_none_can_be_searched() -> None:
    none = GoodsFacts([], [], [], [])
    for facts in (none, _one_coat()):
        goods = Goods(facts)
        words = Vocabulary(goods, facts, readings())
        query = read("黑色 外套 M", words)
        found = goods.style_ids(goods.matching(one.term for one in query.wanted), 5)
        assert found == [style.style_id for style in facts.styles]


def test_words_come_from_the_chains_own_rows() -> None:
    """Nothing of the demo chain is known beforehand: another chain's category, colour, tag and fabric are words too."""
    words = Vocabulary(Goods(_one_coat()), _one_coat(), readings())
    for typed, kind in (
        ("斗篷区", "category"), ("doupengqu", "category"), ("capes", "category"), ("鸦羽", "colour"),
        ("raven", "colour"), ("骑行", "tag"), ("云纱", "fabric"),
        ("织云坊", "brand"), ("黑", "colour"), ("秋装", "season"),
    ):  # fmt: skip
        (one,) = read(typed, words).wanted
        assert one.term.kind == kind, typed


def _one_coat() -> GoodsFacts:
    coat = StyleFacts(
        "c-1", "CP1", Bilingual("云纱骑行斗篷", "Gauze Riding Cape"), "yun sha qi xing dou peng", "ysqxdp", "capes",
        "织云坊", "autumn", ("骑行",), Bilingual("云纱", "Gauze"),
    )  # fmt: skip
    return GoodsFacts(
        [CategoryFacts("capes", Bilingual("斗篷区", "Capes"), "outer")],
        [ColourFacts("rvn", Bilingual("鸦羽", "Raven"), "#101014")],
        [coat],
        [Piece("c-1", "rvn", "M", 99_900)],
    )


def test_a_slip_is_one_sign_more_or_less_or_other_or_two_swapped() -> None:
    pairs = [("coat", "coat"), ("coat", "coats"), ("coat", "cost"), ("coat", "caot"), ("coat", "shirt")]
    assert [distance(one, other, 2) for one, other in pairs] == [0, 1, 1, 1, 3]


def test_what_was_not_asked_is_plain() -> None:
    assert Query("").is_plain
