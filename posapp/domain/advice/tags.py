"""Her tags in three layers, each with its evidence, and with the instant from which it no longer holds.

A fact is what the ledger says. A habit is a rule over the last 180 days; it ends when its oldest evidence leaves them.
A prediction is what a model says, with the model's version; it ends a month after that model was trained. Everything
is worked out at the scan, so that what she did five minutes ago counts, and nothing is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from posapp.domain.advice import member_phrasing as phrasing
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.member_models import NO_MODELS, MemberModels
from posapp.domain.advice.rhythm import Rhythm, Visits, day_of, rhythm_of, visits_of
from posapp.domain.advice.segments import NAMES, CutPoints, Segment, Standing, segment_of
from posapp.domain.clock import DAY, Millis, at
from posapp.domain.style_tags import tag_name
from posapp.domain.text import Bilingual

Layer = Literal["fact", "behaviour", "prediction"]

WINDOW_DAYS = 180
PREDICTION_LASTS = 30 * DAY
"""The level of churn moves with the seasons: a model older than this predicts nothing of a member."""

REGULAR_VISITS = 10
_MOST_TASTES = 2
_LEAST_PIECES = 2
_LEAST_WEEKEND_VISITS = 4
_LEAST_LEFT = 2
_SATURDAY = 5
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. ``until`` None is a fact for good; ``chance`` is that of a prediction, where its model gives one."""

    code: str
    layer: Layer
    text: Bilingual
    evidence: Bilingual
    until: Millis | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the mall's ledger says of her: visits, what she kept in fen, and her last visit."""

    visits: int = 0
    spent_fen: int = 0
    last_visit_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Models:
    """The pack's models of members, with the pack's version; nothing without a pack."""

    of: MemberModels = NO_MODELS
    version: str = ""

    def hold_until(self) -> Millis | None:
        """Return the instant from which they are too old to predict; None where nothing was learnt."""
        return None if self.of.learnt_ms is None else Millis(self.of.learnt_ms + PREDICTION_LASTS)

    def may_predict(self, now: int) -> bool:
        """Tell whether they are young enough to predict; a clock that is behind the pack does not make it older."""
        until = self.hold_until()
        return until is not None and now < until


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that is worked out of a member; ``segment`` and ``rhythm`` are None while too little is known."""

    tags: tuple[Tag, ...]
    segment: Segment | None
    rhythm: Rhythm | None


def portrait(
    ledger: Ledger,
    happenings: Sequence[Happening],
    style_tags: Mapping[str, Sequence[str]],
    models: Models,
    now: Millis,
) -> Portrait:
    """Return what is to be known of a member who lets the chain know her; never ask it of one who does not.

    ``style_tags`` are those of the styles that she bought.
    """
    today = day_of(now)
    visits = visits_of(happenings, ledger.last_visit_ms)
    rhythm = rhythm_of(visits, today, models.of.churn if models.may_predict(now) else None)
    standing = _standing(ledger, happenings, today)
    cuts = models.of.cuts
    segment = None if standing is None or cuts is None else segment_of(cuts.scores(standing))
    tags = [
        *_facts(standing),
        *_segment(standing, cuts, today),
        *_tastes(happenings, style_tags, now),
        *_weekends(visits, today),
        *_left_for_price(happenings, now),
        *_predictions(visits, rhythm, models, now),
    ]
    return Portrait(tuple(tags), segment, rhythm)


# --- facts ---------------------------------------------------------------------------------------------------------


def _standing(ledger: Ledger, happenings: Sequence[Happening], today: int) -> Standing | None:
    """Return her standing by the ledger, None while she bought nothing; what she bought today counts at once."""
    bought = [one for one in happenings if one.kind == "bought"]
    days = {day_of(one.at_ms) for one in bought}
    if ledger.last_visit_ms is not None and ledger.visits:
        days.add(day_of(ledger.last_visit_ms))
    if not days:
        return None
    return Standing(
        away_days=max(today - max(days), 0),
        visits=max(ledger.visits, len(days)),
        spent_fen=ledger.spent_fen or sum(one.paid_fen for one in bought),
    )


def _facts(standing: Standing | None) -> Iterator[Tag]:
    if standing is None:
        yield Tag("new", "fact", phrasing.NEW, phrasing.NO_PURCHASE)
    elif standing.visits >= REGULAR_VISITS:
        yield Tag("regular", "fact", phrasing.REGULAR, phrasing.ledger(standing))


def _segment(standing: Standing | None, cuts: CutPoints | None, today: int) -> Iterator[Tag]:
    """Yield her segment, until the day on which her time away alone puts her into the next fifth."""
    if standing is None or cuts is None:
        return
    scores = cuts.scores(standing)
    ahead = [cut for cut in cuts.away_days if cut >= standing.away_days]
    until = _begin_of(today - standing.away_days + int(ahead[0]) + 1) if ahead else None
    yield Tag("segment", "fact", NAMES[segment_of(scores)], phrasing.scored(standing, scores), until)


# --- habits --------------------------------------------------------------------------------------------------------


def _tastes(happenings: Sequence[Happening], style_tags: Mapping[str, Sequence[str]], now: int) -> Iterator[Tag]:
    """Yield up to two style tags that stand out among what she kept in the window."""
    kept = _kept_lately(happenings, now)
    counts = Counter(tag for one in kept for tag in style_tags.get(one.style_id, ()))
    for code, count in counts.most_common(_MOST_TASTES):
        if count >= _LEAST_PIECES and count * 10 >= len(kept) * 3:
            oldest = min(one.at_ms for one in kept if code in style_tags.get(one.style_id, ()))
            evidence = phrasing.share(count, len(kept), WINDOW_DAYS)
            yield Tag(code, "behaviour", phrasing.taste(tag_name(code)), evidence, _ends(oldest))


def _kept_lately(happenings: Sequence[Happening], now: int) -> list[Happening]:
    brought_back = {(one.ref, one.variant_id) for one in happenings if one.kind == "returned"}
    return [
        one
        for one in happenings
        if one.kind == "bought" and _is_lately(one, now) and (one.ref, one.variant_id) not in brought_back
    ]


def _weekends(visits: Visits | None, today: int) -> Iterator[Tag]:
    lately = [day for day in visits.days if today - day < WINDOW_DAYS] if visits else []
    weekend = [day for day in lately if date.fromordinal(day + _EPOCH).weekday() >= _SATURDAY]
    if len(lately) >= _LEAST_WEEKEND_VISITS and len(weekend) * 4 >= len(lately) * 3:
        evidence = phrasing.at_weekends(len(weekend), len(lately), WINDOW_DAYS)
        yield Tag("weekends", "behaviour", phrasing.WEEKENDS, evidence, _begin_of(weekend[0] + WINDOW_DAYS))


def _left_for_price(happenings: Sequence[Happening], now: int) -> Iterator[Tag]:
    left = [one for one in happenings if one.kind == "tried" and one.verdict == "price" and _is_lately(one, now)]
    if len(left) >= _LEAST_LEFT:
        evidence = phrasing.left_for_price(len(left), WINDOW_DAYS)
        yield Tag("price", "behaviour", phrasing.MINDS_PRICE, evidence, _ends(min(one.at_ms for one in left)))


def _is_lately(one: Happening, now: int) -> bool:
    return now - one.at_ms < WINDOW_DAYS * DAY


def _ends(oldest_ms: int) -> Millis:
    return Millis(oldest_ms + WINDOW_DAYS * DAY)


def _begin_of(day: int) -> Millis:
    return at(date.fromordinal(day + _EPOCH), 0)


# --- predictions ---------------------------------------------------------------------------------------------------


def _predictions(visits: Visits | None, rhythm: Rhythm | None, models: Models, now: Millis) -> Iterator[Tag]:
    until = models.hold_until()
    if until is None or not models.may_predict(now):
        return
    if rhythm is not None and rhythm.risk in phrasing.AT_RISK:
        evidence = phrasing.likely(rhythm, models.version)
        yield Tag("churn", "prediction", phrasing.AT_RISK[rhythm.risk], evidence, until, rhythm.chance)
    worth = models.of.value(visits, day_of(now)) if visits is not None else None
    if worth is not None and worth.fen >= models.of.high_value_fen > 0:
        evidence = phrasing.expected(worth.visits, worth.fen, models.version)
        yield Tag("value", "prediction", phrasing.HIGH_VALUE, evidence, until)
