"""What training counts of a past, and what it makes of the counts."""

import ibis
import numpy as np
import pyarrow as pa
import pytest

from posapp.domain.clock import DAY
from sync.hub.history.events import EVENT_COLUMNS
from sync.hub.training import blend, counting
from sync.hub.training.backtest import prove
from sync.hub.training.blend import Table
from sync.hub.training.neighbours import Pairs, bought_with, leads_to, taken_with

NOW = 1_795_000_000_000


def event(member, style, days, *, kind="bought", ref=""):
    texts = dict.fromkeys((name for name, of in EVENT_COLUMNS.items() if of == "string"), "")
    own = {"member_id": member, "style_id": style, "variant_id": style, "kind": kind, "ref": ref}
    return {**texts, **own, "at_ms": NOW - days * DAY, "quantity": 1, "paid_fen": 100}


EVENTS = [
    event("lin", "coat", 3, ref="a"),
    event("lin", "knit", 3, ref="a"),
    event("lin", "knit", 3, ref="a"),  # a second piece on the same visit
    event("lin", "coat", 40, ref="b"),
    event("wu", "coat", 10, ref="c"),
    event("wu", "knit", 10, ref="c"),
    event("wu", "skirt", 10, ref="c"),
    event("wu", "skirt", 9, kind="returned", ref="c"),
    event("", "coat", 2, ref="d"),
    event("zhao", "knit", -1, ref="e"),
]


@pytest.fixture(scope="module")
def events():
    kinds = {"string": pa.string(), "int64": pa.int64(), "int32": pa.int32()}
    schema = pa.schema([(name, kinds[of]) for name, of in EVENT_COLUMNS.items()])
    return ibis.duckdb.connect().create_table("events", ibis.memtable(pa.Table.from_pylist(EVENTS, schema=schema)))


def rows_of(table):
    return table.to_pyarrow().to_pylist()


def test_what_counts_is_what_members_took_and_kept_by_then(events):
    found = {(one["member_id"], one["style_id"], one["visit"]) for one in rows_of(counting.taken(events, NOW))}
    assert found == {
        ("lin", "coat", "a"),
        ("lin", "knit", "a"),
        ("lin", "coat", "b"),
        ("wu", "coat", "c"),
        ("wu", "knit", "c"),
    }


def test_before_it_was_brought_back_it_counted(events):
    styles = {one["style_id"] for one in rows_of(counting.taken(events, NOW - 9 * DAY))}
    assert "skirt" in styles


def test_sales_are_told_by_window_and_by_who_came_again(events):
    sales = {one["style_id"]: one for one in rows_of(counting.sales(events, NOW))}
    coat = sales["coat"]
    assert (coat["ever"], coat["month"], coat["week"], coat["before"]) == (3, 2, 1, 1)
    assert (coat["newest"], coat["buyers"], coat["repeaters"]) == (2, 2, 1)
    assert sales["knit"]["repeaters"] == 0


def test_pairs_are_counted_once_for_each_member_and_each_visit(events):
    places = counting.places_of(["coat", "knit", "skirt"], [0, 1, 2])
    by_member = rows_of(counting.pairs_of_members(events, NOW, places))
    by_visit = rows_of(counting.pairs_of_visits(events, NOW, places))
    assert by_member == by_visit == [{"a": 0, "b": 1, "together": 2}]
    assert {one["style_id"]: one["visits"] for one in rows_of(counting.baskets(events, NOW))} == {"coat": 2, "knit": 2}


def test_ease_is_the_closed_form_and_leaves_out_what_speaks_against():
    dice = np.random.default_rng(5)
    held = (dice.random((400, 12)) < dice.uniform(0.05, 0.4, 12)).astype(float)
    gram = held.T @ held
    a, b = np.triu_indices(12, 1)
    pairs = Pairs(a, b, gram[a, b], np.diag(gram).copy())
    inverse = np.linalg.inv(gram + 300 * np.eye(12))
    truth = -inverse / np.diag(inverse)
    np.fill_diagonal(truth, 0)
    top = max(near[0][1] for near in leads_to(pairs))
    for place, near in enumerate(leads_to(pairs)):
        assert [other for other, _ in near] == [int(i) for i in np.argsort(-truth[place]) if truth[place, i] > 0]
        assert all(0 < strength <= top for _, strength in near)


def test_each_neighbour_is_told_the_visits_that_took_both():
    pairs = Pairs(
        np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([23.0, 4.0, 1.0]), np.array([30.0, 25.0, 6.0, 1.0])
    )
    near = [((1, 0.9), (2, 0.2), (3, 0.1)), ((0, 0.9),), ((1, 0.1), (0, 0.2)), ()]
    assert taken_with(pairs, near) == ((23, 4, 0), (23,), (1, 4), ())
    none = np.array([], dtype=np.int64)
    assert taken_with(Pairs(none, none, np.array([]), np.zeros(2)), [((1, 0.5),), ()]) == ((0,), ())


def test_item_neighbours_are_symmetric_and_nothing_comes_of_nothing():
    none = np.array([], dtype=np.int64)
    nobody = Pairs(none, none, np.array([]), np.zeros(3))
    assert bought_with(nobody) == leads_to(nobody) == [(), (), ()]
    near = bought_with(Pairs(np.array([0]), np.array([1]), np.array([9.0]), np.array([10.0, 12.0, 0.0])))
    assert near[0][0][0] == 1
    assert near[1][0] == (0, near[0][0][1])
    assert near[2] == ()


def cases_of(dice, count, weight_of_fashion):
    """Cases of ten candidates: of one style bought, its own count tells always, its week as the fashion is."""
    features = np.zeros((count * 10, len(blend.COLUMNS)))
    own, week = blend.COLUMNS.index("own_count"), blend.COLUMNS.index("sold_week")
    features[:, own] = dice.random(count * 10)
    features[:, week] = dice.random(count * 10)
    scores = 6 * features[:, own] + weight_of_fashion * features[:, week] + dice.gumbel(size=count * 10)
    bought = np.zeros((count, 10), dtype=bool)
    bought[np.arange(count), scores.reshape(count, 10).argmax(axis=1)] = True
    return Table(features, bought.ravel(), np.arange(count) * 10, np.ones(count))


PLAIN = {"own": {"own_count": 1.0}, "week": {"sold_week": 1.0}}


def test_a_blend_that_is_clearly_ahead_is_used(monkeypatch):
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)
    dice = np.random.default_rng(6)
    weights, _, notes = prove(cases_of(dice, 300, 6), cases_of(dice, 300, 6), PLAIN)
    assert notes["blend"] > max(notes["own"], notes["week"])
    assert weights["sold_week"] > weights["own_count"] / 3 > 0


def test_what_was_fashion_once_does_not_stay_in_the_blend(monkeypatch):
    """The week told much in the earlier period and the contrary since: her own purchases stand, alone or nearly so."""
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)
    dice = np.random.default_rng(7)
    weights, _, notes = prove(cases_of(dice, 300, 5), cases_of(dice, 300, -3), PLAIN)
    later = cases_of(dice, 2_000, -3)
    ours = later.recall(blend.vector(weights), 1).mean()
    assert ours >= 0.97 * later.recall(blend.vector(PLAIN["own"]), 1).mean()
    assert notes["own"] > notes["week"]
    assert notes["ridge"] >= 250, "what does not hold in both periods is drawn strongly, or not fitted at all"


def rules_right(own, week, count=400):
    """Cases of two candidates, the first of them bought: each rule is right about it in such a share of them."""
    features = np.zeros((2 * count, len(blend.COLUMNS)))
    dice = np.random.default_rng(8)
    for name, share in (("own_count", own), ("sold_week", week)):
        features[0::2, blend.COLUMNS.index(name)] = dice.permutation(np.arange(count) < share * count)
        features[1::2, blend.COLUMNS.index(name)] = 0.5
    return Table(features, np.tile([True, False], count), np.arange(count) * 2, np.ones(count))


def test_what_was_best_in_one_period_alone_is_not_leant_on(monkeypatch):
    """The week was nearly everything last month and half wrong before; her own purchases were second twice."""
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)
    weights, _, notes = prove(rules_right(own=0.7, week=0.45), rules_right(own=0.7, week=0.99), PLAIN)
    assert notes["week"] > notes["own"] + 0.2
    assert weights["own_count"] > 2 * abs(weights["sold_week"]), "a rule has to hold in both periods"


@pytest.mark.parametrize(
    ("week_before", "week_since", "leant_on"),
    [
        pytest.param(0.72, 0.73, "own_count", id="a shade better in both: chance"),
        pytest.param(0.72, 0.99, "own_count", id="far better in one alone: its fashion"),
        pytest.param(0.95, 0.95, "sold_week", id="clearly better in both"),
    ],
)
def test_the_usual_mix_is_leant_on_unless_another_is_clearly_ahead_in_both(
    monkeypatch, week_before, week_since, leant_on
):
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)
    monkeypatch.setattr("sync.hub.training.backtest._RIDGES", (1e9,))  # what is leant on stands alone
    periods = rules_right(own=0.7, week=week_before), rules_right(own=0.7, week=week_since)
    weights, _, _ = prove(*periods, PLAIN, "own")
    assert {name for name, weight in weights.items() if weight} == {leant_on}
    alone, _, _ = prove(*periods, PLAIN)
    assert {name for name, weight in alone.items() if weight} == {"sold_week"}, "the one with the best places"


@pytest.mark.parametrize(
    ("behind", "leant_on"),
    [
        pytest.param(1, "sold_week", id="ahead in five of six periods"),
        pytest.param(3, "own_count", id="ahead in three of six, far ahead in one: its fashion"),
    ],
)
def test_where_two_periods_do_not_tell_more_of_them_do(monkeypatch, behind, leant_on):
    """In each period the week is right a little more often than her own purchases; only together is that clear."""
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)
    monkeypatch.setattr("sync.hub.training.backtest._RIDGES", (1e9,))
    periods = rules_right(own=0.50, week=0.53), rules_right(own=0.50, week=0.53)
    further = [rules_right(own=0.50, week=0.95 if behind > 1 else 0.60), *(rules_right(own=0.50, week=0.60),) * 3]
    further[4 - behind :] = [rules_right(own=0.50, week=0.48)] * behind
    weights, _, _ = prove(*periods, PLAIN, "own", further)
    assert {name for name, weight in weights.items() if weight} == {leant_on}
    weights, _, _ = prove(*periods, PLAIN, "own", further[:0])
    assert {name for name, weight in weights.items() if weight} == {"own_count"}, "two periods do not tell"


def test_what_two_periods_tell_asks_no_further_one(monkeypatch):
    """A period more takes the night some seconds: none is laid out where the last two are clear."""
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)

    def asked():
        raise AssertionError("a further period was laid out")
        yield

    clear = rules_right(own=0.7, week=0.95)
    weights, _, _ = prove(clear, clear, PLAIN, "own", asked())
    assert weights["sold_week"] > 0


def test_who_is_nearest_stays_nearest_however_many_pairs_there_are():
    """Of many weak pairs the strong ones are not all called equal: their order is what foretells."""
    dice = np.random.default_rng(9)
    a, b = np.triu_indices(80, 1)
    together = dice.integers(1, 4, len(a)).astype(float)
    of_first = a == 0
    together[of_first] = np.linspace(60, 20, of_first.sum())
    near = bought_with(Pairs(a, b, together, np.full(80, 100.0)))[0]
    assert [place for place, _ in near] == list(range(1, 21))
    assert len({strength for _, strength in near}) == 20


def test_where_what_is_fitted_does_worse_in_either_period_the_plain_rule_stands_alone(monkeypatch):
    """The week told much in one period and the contrary in the other; what is learnt of either misleads in both."""
    monkeypatch.setattr("sync.hub.training.backtest._TOP", 1)
    dice = np.random.default_rng(10)
    weights, _, notes = prove(cases_of(dice, 500, 5), cases_of(dice, 500, -5), PLAIN)
    assert notes["own"] > notes["blend"]
    assert {name: weight for name, weight in weights.items() if weight} == PLAIN["own"]
