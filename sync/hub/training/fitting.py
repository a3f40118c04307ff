"""From wardrobes to everything a pack knows of fit: odds of garments, and the coefficients that weigh them with hers.

Whatever a coefficient is fitted on was unseen by what it weighs: outcomes by garments' odds learnt from other members,
choices of a size by everything learnt before them. So the till meets on a new day what the fit met here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.choosing_size import choice_features, spread_of
from posapp.domain.advice.fitting import CHOICE_FEATURES, MANY, UNTAUGHT, Fitting, GarmentFit, Said
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.outcome import Judged, features, judged
from posapp.domain.advice.pack import Pack, StyleFacts
from posapp.domain.advice.wardrobe import gather, outcome_of, wearers_of
from posapp.domain.clock import DAY
from posapp.domain.text import Bilingual
from sync.hub.training.coefficients import (
    Floats,
    Places,
    as_table,
    choice_coefficients,
    log_likelihood,
    outcome_coefficients,
)
from sync.hub.training.fit import Fit, fit_of, offered, wardrobes_of
from sync.hub.training.garment_odds import OUTCOMES, GarmentOdds, Goods, goods_of, words_of
from sync.hub.training.past import ChainPast
from sync.hub.training.wardrobes import SizedStyle, Wardrobes, Word

_FOLDS = 3
_LEAST_WORDS = 400
"""Fewer words teach no coefficients."""

_LEAST_CHOICES = 100
_NEWEST = 0.2
"""The share of what was kept, the newest, that the choice of a size is fitted on."""

_HELD_BACK = 5
"""Every so manieth of those choices says whether the fitted coefficients are better than none."""

_WORTH = 0.01
"""By how much, in the mean logarithm of the chance given to what was kept."""

_MOST_OF_A_MEMBER = 30
"""More cases of one member, the older of them, would only teach her."""

_ONE_VISIT = 2 * DAY
_PAIRS_OF_A_WEARER = 12
_LEAST_PAIRS = 200
_LIFT_DOUBT = 3.0


@dataclass(frozen=True)
class Learnt:
    """What was learnt of fit, by the cuts and by the odds."""

    fit: Fit
    fitting: Fitting


def learn_fitting(wardrobes: Wardrobes) -> Learnt:
    """Learn everything of fit; some seconds for a chain of 5,000 members, under a minute for 200,000 words."""
    words = wardrobes.words()
    learnt = learn_outcomes(wardrobes, words)
    kept = sorted(word.at_ms for word in words if word.outcome == "fits")
    if len(kept) < _LEAST_WORDS:
        return learnt
    cut = kept[int(len(kept) * (1 - _NEWEST))]
    earlier = wardrobes.before(cut)
    choice, of_many = _choice(wardrobes, pack_of(earlier, learn_outcomes(earlier)), cut)
    return Learnt(learnt.fit, replace(learnt.fitting, choice=choice, choice_of_many=of_many))


def pack_of(wardrobes: Wardrobes, learnt: Learnt) -> Pack:
    """Return a pack that knows nothing but sizes."""
    fit = learnt.fit
    styles = tuple(_facts(style, fit) for style in wardrobes.styles.values())
    return Pack(
        version="", trained=wardrobes.until, styles=styles, weights={}, dislike=0.0, ladders=wardrobes.ladders,
        size_spread=fit.spread, too_small_step=fit.too_small_step, too_big_step=fit.too_big_step, lasts_days=0,
        length_steps=fit.length_steps, fitting=learnt.fitting,
    )  # fmt: skip


def _facts(style: SizedStyle, fit: Fit) -> StyleFacts:
    return StyleFacts(
        id=style.id, name=Bilingual(style.id, style.id), category=style.category, part=style.part, season="all",
        launched="", tags=(), consumable=False, size_system=style.system, sizes=style.sizes, sold=fit.sold[style.id],
        cut=fit.cuts[style.id], popular=0.0, rising=0.0, bought_with=(), alike=(), goes_with=(),
    )  # fmt: skip


# --- garments, and what she said of hers -----------------------------------------------------------------------------


def learn_chain_fit(past: ChainPast) -> Learnt:
    """Learn everything of a chain; what sizes tell nothing of is cut as labelled, and its sizes sell alike."""
    learnt = learn_fitting(wardrobes_of(past))
    for style in past.styles:
        sizes = offered(past, style.id)
        learnt.fit.cuts.setdefault(style.id, 0.0)
        learnt.fit.sold.setdefault(style.id, tuple(1 / len(sizes) for _ in sizes))
    return learnt


def learn_outcomes(wardrobes: Wardrobes, words: Sequence[Word] | None = None) -> Learnt:
    """Learn all but the choice of a size."""
    words = wardrobes.words() if words is None else words
    fit = fit_of(wardrobes, words)
    goods = goods_of(wardrobes)
    if not words:
        return Learnt(fit, replace(UNTAUGHT, spreads=fit.spreads))
    columns = words_of(goods, words)
    fitting = replace(
        UNTAUGHT,
        spreads=fit.spreads,
        companions=_companions(wardrobes, words),
        garments=_garments(wardrobes, goods, GarmentOdds(goods, columns), _said(words)),
    )
    if len(words) < _LEAST_WORDS:
        return Learnt(fit, fitting)
    fold_of = {member: i % _FOLDS for i, member in enumerate(_shuffled(wardrobes.lives))}
    fold = np.array([fold_of[word.member] for word in words])
    rows: list[tuple[float, ...]] = []
    outcomes: list[int] = []
    for k in range(_FOLDS):
        others = GarmentOdds(goods, columns.taken(fold != k))
        unseen = Learnt(fit, replace(fitting, garments=_garments(wardrobes, goods, others, {})))
        pack = pack_of(wardrobes, unseen)
        members = [member for member in wardrobes.lives if fold_of[member] == k]
        for style, happening, outcome, hers in _cases(pack, wardrobes, members):
            rows.append(features(pack, style, happening.size, hers))
            outcomes.append(outcome)
    start = np.array(UNTAUGHT.small), np.array(UNTAUGHT.big)
    small, big = outcome_coefficients(as_table(rows), np.array(outcomes), start)
    return Learnt(fit, replace(fitting, small=tuple(map(float, small)), big=tuple(map(float, big))))


def _cases(
    pack: Pack, wardrobes: Wardrobes, members: Iterable[str], since: int | None = None
) -> Iterator[tuple[StyleFacts, Happening, int, Judged]]:
    """Yield every garment with a word, what she did with it, its outcome, and what its wearer had said before."""
    for member in members:
        life = wardrobes.lives[member]
        taken = 0
        for i, happening in enumerate(life):
            place, outcome = pack.place.get(happening.style_id), _outcome(happening)
            if place is None or outcome is None or taken == _MOST_OF_A_MEMBER:
                continue
            if since is not None and happening.at_ms < since:
                break
            style, older = pack.styles[place], life[i + 1 :]
            if happening.size in style.sizes and not _is_known(happening, older):
                taken += 1
                yield style, happening, outcome, _hers(pack, style, happening, older)


def _is_known(happening: Happening, older: Sequence[Happening]) -> bool:
    """Tell whether she had just tried the same style: nobody has to foretell what she knows."""
    for one in older:
        if one.at_ms < happening.at_ms - _ONE_VISIT:
            return False
        if one.style_id == happening.style_id and outcome_of(one) is not None:
            return True
    return False


def _outcome(happening: Happening) -> int | None:
    found = outcome_of(happening) if happening.kind in ("bought", "returned", "tried") else None
    return OUTCOMES.index(found) if found is not None else None


def _hers(pack: Pack, style: StyleFacts, happening: Happening, older: Sequence[Happening]) -> Judged:
    """Return what she had said before a garment; where two wear this, the one whom its size is nearest to."""
    earlier = [one for one in older if one.at_ms < happening.at_ms]
    evidence = gather(pack, style.part, style.size_system, earlier, happening.at_ms) if earlier else []
    wearers = wearers_of(evidence, spread_of(pack, style.size_system))
    label = pack.ladders[style.size_system].index(happening.size) + style.cut
    return judged(pack, min(wearers, key=lambda wearer: abs(wearer.usual - label)))


def _garments(
    wardrobes: Wardrobes, goods: Goods, odds: GarmentOdds, said: Mapping[str, Said]
) -> dict[str, GarmentFit]:  # fmt: skip
    places = {system: {size: i for i, size in enumerate(ladder)} for system, ladder in wardrobes.ladders.items()}
    style_places = [i for i, style_id in enumerate(goods.ids) for _ in wardrobes.styles[style_id].sizes]
    labels = [places[style.system][size] for style in wardrobes.styles.values() for size in style.sizes]
    if not labels:
        return {}
    pairs = iter(odds.odds(np.array(style_places), np.array(labels)).round(2).tolist())
    return {
        style.id: GarmentFit(tuple((small, big) for small, big in (next(pairs) for _ in style.sizes)), said[style.id])
        if style.id in said
        else GarmentFit(tuple((small, big) for small, big in (next(pairs) for _ in style.sizes)))
        for style in wardrobes.styles.values()
    }


def _said(words: Sequence[Word]) -> dict[str, Said]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        if word.is_asked:
            counts[word.style.id][word.outcome] += 1
    return {style_id: Said(found["small"], found["big"], found.total()) for style_id, found in counts.items()}


def _shuffled(members: Iterable[str]) -> list[str]:
    """Return members in an order that has nothing to do with theirs, the same at every run."""
    names = sorted(members)
    return [names[i] for i in np.random.default_rng(7).permutation(len(names))]


# --- the choice of a size --------------------------------------------------------------------------------------------


def _choice(wardrobes: Wardrobes, pack: Pack, cut: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Fit the coefficients on garments from ``cut`` on of members of whom one was known; ``pack`` is as of then.

    What fitted tells the right size, what she left or brought back as too small that it is a larger one: to learn from
    what was kept alone would teach that her usual size is always right, for where it was not she kept nothing. What she
    kept and calls too small tells neither. Coefficients that do no
    better on garments they were not fitted on are not used.
    """
    tables: list[Floats] = []
    possible: list[NDArray[np.bool_]] = []
    for style, happening, outcome, hers in _cases(pack, wardrobes, wardrobes.lives, cut):
        if OUTCOMES[outcome] != "fits" and happening.kind == "bought":
            continue
        sizes = np.arange(len(style.sizes))
        worn = style.sizes.index(happening.size)
        is_right = (sizes > worn, sizes == worn, sizes < worn)[outcome]
        if len(sizes) > 1 and is_right.any() and hers.wearer.evidence:
            found = as_table(choice_features(pack, style, hers))
            is_many = float(len(hers.wearer.evidence) >= MANY)
            tables.append(np.concatenate([found, found * is_many], axis=1))
            possible.append(is_right)
    start = np.array((*UNTAUGHT.choice, *UNTAUGHT.choice_of_many))
    if len(tables) >= _LEAST_CHOICES:
        held = [i for i in range(len(tables)) if i % _HELD_BACK == 0]
        others = [i for i in range(len(tables)) if i % _HELD_BACK]
        fitted = choice_coefficients(*_stacked(tables, possible, others), start)
        unseen = _stacked(tables, possible, held)
        if log_likelihood(*unseen, fitted) > log_likelihood(*unseen, start) + _WORTH:
            start = choice_coefficients(*_stacked(tables, possible, range(len(tables))), start)
    width = len(CHOICE_FEATURES)
    return tuple(map(float, start[:width])), tuple(map(float, start[width:]))


def _stacked(
    tables: Sequence[Floats], possible: Sequence[NDArray[np.bool_]], places: Iterable[int]
) -> tuple[Floats, Places, NDArray[np.bool_]]:
    taken = list(places)
    case = np.concatenate([np.full(len(tables[i]), k) for k, i in enumerate(taken)])
    return np.concatenate([tables[i] for i in taken]), case, np.concatenate([possible[i] for i in taken])


def _companions(wardrobes: Wardrobes, words: Sequence[Word]) -> dict[str, tuple[tuple[float, ...], ...]]:
    """Return by system how much more often than others those who kept one size keep another later."""
    kept: defaultdict[tuple[str, str, str], list[Word]] = defaultdict(list)
    for word in words:
        if word.outcome == "fits":
            kept[word.wearer].append(word)
    pairs = {system: np.zeros((len(ladder), len(ladder))) for system, ladder in wardrobes.ladders.items()}
    for (_, system, _), found in kept.items():
        newest = sorted(found, key=lambda word: -word.at_ms)[:_PAIRS_OF_A_WEARER]
        for i, later in enumerate(newest):
            for earlier in newest[i + 1 :]:
                pairs[system][earlier.label, later.label] += 1 / (len(newest) - 1 - i)
    lifts = {}
    for system, table in sorted(pairs.items()):
        if table.sum() >= _LEAST_PAIRS:
            usual = (table.sum(0) + 0.5) / (table.sum() + 0.5 * len(table))
            lift = (table + _LIFT_DOUBT * usual) / (table.sum(1, keepdims=True) + _LIFT_DOUBT) / usual
            lifts[system] = tuple(tuple(map(float, row)) for row in np.log(lift).round(2))
    return lifts
