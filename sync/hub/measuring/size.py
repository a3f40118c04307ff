"""Goal ``size``: which size of a style will she keep next?

Judged is each member's first garment after a day that she kept and that fitted. Everything is learnt from before that
day, the sizes that a style comes in as well: a size that nobody could know of is a miss. She herself is heard until the
moment she takes it. Members of whom nothing was known are reported beside, not among, the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from posapp.domain.advice.pack import Pack, StyleFacts
from posapp.domain.advice.sizing import Wardrobe
from posapp.domain.advice.wardrobe import Outcome, outcome_of
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.garments import Worn, wardrobes_of_log, worn_of
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.significance import paired_bootstrap, standard_error
from sync.hub.measuring.splits import cut_of
from sync.hub.training.fitting import learn_fitting, pack_of

_DECILES = 10
_FITS: Outcome = "fits"

OURS = "till"

_SIZED = Bilingual(
    "至少 1 位切分日前后都留下过有尺码商品的会员（款要有两个以上尺码）",
    "1 member who kept something in a size before the cut and after it, of styles in two sizes or more",
)
Groups = Mapping[str, Callable[["Case"], bool]]

GROUPS: Groups = {
    "1–2 earlier garments": lambda case: 1 <= case.earlier <= 2,
    "3–4 earlier garments": lambda case: 3 <= case.earlier <= 4,
    "5 and more": lambda case: case.earlier >= 5,
    "none": lambda case: case.earlier == 0,
}


@dataclass(frozen=True)
class Case:
    """A garment that she kept: whether each method ranked its size first, among the first two, or one beside it first.

    ``within_one``: between the first one and hers lies no size that the style was sold in before.
    """

    earlier: int
    top_1: Mapping[str, bool]
    top_2: Mapping[str, bool]
    within_one: Mapping[str, bool]
    confidence: float


def measure(log: ImportedLog) -> Measured:
    """Measure the till, and beside it her last size, her median size and what sells most."""
    settings = log.description.goal("size")
    worn = worn_of(log)
    cut = cut_of(log, settings)
    known = [one for one in worn if one.at_ms < cut]
    wardrobes = wardrobes_of_log(log, known, known)
    pack = pack_of(wardrobes, learn_fitting(wardrobes))
    sold = _sold(known)
    cases = [case for one, life in _asked(worn, cut) if (case := _judged(pack, sold, one, life)) is not None]
    with_history = [case for case in cases if case.earlier]
    if not with_history:
        raise LogUnreadable("too_little", goal="size", needed=_SIZED, found=0)
    methods = list(with_history[0].top_1)
    lines = [_line(method, method, with_history) for method in methods]
    for name, is_in in GROUPS.items():
        if of_group := [case for case in cases if is_in(case)]:
            lines.append(_line(f"{OURS}, {name}", OURS, of_group))
    best = max(methods[1:], key=lambda method: fmean(case.top_1[method] for case in with_history))
    gain = paired_bootstrap([c.top_1[OURS] for c in with_history], [c.top_1[best] for c in with_history])
    figures: dict[str, float | int | str] = {
        "calibration_error": calibration_error(with_history),
        "mean_confidence": fmean(case.confidence for case in with_history),
        "best_baseline": best,
        "gain_over_best_baseline": gain.mean,
        "standard_error_of_gain": gain.standard_error,
    }
    return Measured(tuple(lines), figures)


def calibration_error(cases: Sequence[Case]) -> float:
    """Return the mean difference, over tenths of the cases by confidence, of how sure it was and how often right."""
    ordered = sorted(cases, key=lambda case: case.confidence)
    tenths = [ordered[len(ordered) * i // _DECILES : len(ordered) * (i + 1) // _DECILES] for i in range(_DECILES)]
    errors = [
        abs(fmean(case.confidence for case in tenth) - fmean(case.top_1[OURS] for case in tenth))
        for tenth in tenths
        if tenth
    ]
    return fmean(errors)


def _line(name: str, method: str, cases: Sequence[Case]) -> Line:
    found = {
        "top_1": [float(case.top_1[method]) for case in cases],
        "top_2": [float(case.top_2[method]) for case in cases],
        "within_one": [float(case.within_one[method]) for case in cases],
    }
    return Line(
        name,
        {measure: fmean(hits) for measure, hits in found.items()},
        len(cases),
        {measure: standard_error(hits) for measure, hits in found.items()},
    )


def _asked(worn: Sequence[Worn], cut: int) -> list[tuple[Worn, list[Worn]]]:
    """Return each member's first kept garment from ``cut`` on, with what she had done before, newest first."""
    lives: dict[str, list[Worn]] = {}
    asked: dict[str, tuple[Worn, list[Worn]]] = {}
    brought_back = {(one.member, one.ref, one.variant_id) for one in worn if one.kind == "returned"}
    for one in reversed(worn):
        life = lives.setdefault(one.member, [])
        is_kept = one.kind == "bought" and outcome_of(one) == _FITS
        is_kept = is_kept and (one.member, one.ref, one.variant_id) not in brought_back
        if one.at_ms >= cut and is_kept and one.member not in asked:
            asked[one.member] = (one, [earlier for earlier in reversed(life) if earlier.at_ms < one.at_ms])
        life.append(one)
    return [asked[member] for member in sorted(asked)]


def _sold(known: Sequence[Worn]) -> dict[str, set[str]]:
    """Return the sizes that each style was sold in."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in known:
        found[one.style_id].add(one.size)
    return found


def _judged(pack: Pack, sold: Mapping[str, set[str]], one: Worn, life: Sequence[Worn]) -> Case | None:
    place = pack.place.get(one.style_id)
    if place is None or len(pack.styles[place].sizes) < 2:
        return None
    style = pack.styles[place]
    chances = Wardrobe(pack, life, one.at_ms).chances(style)
    advice = Wardrobe(pack, life, one.at_ms).size_for(one.style_id)
    assert advice is not None
    ranked = {
        OURS: sorted(range(len(chances)), key=lambda i: (-chances[i], i)),
        **_baselines(pack, style, sold[style.id], life),
    }
    assert style.sizes[ranked[OURS][0]] == advice.size
    right = style.sizes.index(one.size) if one.size in style.sizes else None
    earlier = sum(w.size in pack.ladders[style.size_system] for w in life)
    return Case(
        earlier=earlier,
        top_1={method: places[0] == right for method, places in ranked.items()},
        top_2={method: right in places[:2] for method, places in ranked.items()},
        within_one={
            method: right is not None and _is_beside(style, sold[style.id], places[0], right)
            for method, places in ranked.items()
        },
        confidence=advice.probability,
    )


def _is_beside(style: StyleFacts, sold: set[str], one: int, other: int) -> bool:
    """Tell whether no size that was sold lies between two places of a style's sizes."""
    return not any(size in sold for size in style.sizes[min(one, other) + 1 : max(one, other)])


def _baselines(pack: Pack, style: StyleFacts, sold: set[str], life: Sequence[Worn]) -> dict[str, list[int]]:
    """Return how the sizes that a style was sold in rank by nearness to her last and her median size, and by sales."""
    ladder = {size: i for i, size in enumerate(pack.ladders[style.size_system])}
    labels = {i: ladder[size] for i, size in enumerate(style.sizes) if size in sold}
    hers = [ladder[one.size] for one in life if one.size in ladder]
    most = sorted(labels, key=lambda i: (-style.sold[i], i))
    if not hers:
        return {"last size": most, "median of hers": most, "commonest size": most}
    middle, last = median(hers), hers[0]
    return {
        "last size": sorted(labels, key=lambda i: (abs(labels[i] - last), i)),
        "median of hers": sorted(labels, key=lambda i: (abs(labels[i] - middle), i)),
        "commonest size": most,
    }
