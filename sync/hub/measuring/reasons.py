"""The goal ``reasons``: every reason that a suggestion gives is true.

A reason that cites something a member did is true when that event stands in the log under her name, when the sentence
names its article, and when the score, worked out anew without the event, is lower. A reason that cites nothing must be
one that needs nothing of hers. Beside it stands the reason that is written afterwards, as many shops do it: whatever is
shown, it is said to be because of what she bought last.

``[goals.reasons]``: ``sample`` is how many members are asked (default 500), ``support`` how many must have bought a
style. Without a log a demo chain is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from posapp.domain.advice.answers import Suggestion
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import GLOBAL, Scores
from posapp.domain.advice.suggesting import suggest
from posapp.domain.clock import at
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog, must_have_events
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.significance import standard_error
from sync.hub.measuring.splits import sampled
from sync.hub.training.learning import lay_pack, learn_blend, with_blend
from sync.hub.training.logs import LogLives, past_of_log
from sync.hub.training.past import ChainPast, Life, make_past

SAMPLE = 500
SEED = 7
DEMO_DAY = date(2026, 11, 20)
DEMO_MEMBERS = 800
LEARNT_FROM = 500

_SOMEBODY = Bilingual("至少 1 位会员", "1 member")
_SUGGESTION = Bilingual("至少 1 条推荐（要有足够买家的款）", "1 suggestion, which takes styles with enough buyers")

_OF_ITSELF = ("again", "wished", "tried", "cheaper")
"""Reasons about the suggested style itself: there is no other to name."""

Doings = frozenset[tuple[str, str, int]]


def measure(log: ImportedLog) -> Measured:
    """Check every reason shown to a sample of members. Raises ``LogUnreadable`` where nobody has done anything."""
    settings = log.description.goal("reasons")
    if log.description.events:
        must_have_events(log)
        past, demo = past_of_log(log, LogLives(log), log.last_ms + 1, settings.whole("support", 1)), None
    else:
        past, demo = _demo()
    members = sampled(sorted(past.lives), SEED, settings.whole("sample", SAMPLE))
    if not members:
        raise LogUnreadable("too_little", goal="reasons", needed=_SOMEBODY, found=0)
    doings = demo or _of_log(log, members)
    pack = with_blend(lay_pack(past), learn_blend(past, most=LEARNT_FROM))
    shown = [_Shown(pack, past.lives[member], doings[member]) for member in members]
    judged = [one for each in shown for one in each.judged()]
    if not judged:
        raise LogUnreadable("too_little", goal="reasons", needed=_SUGGESTION, found=0)
    return _measured(judged, len(members))


@dataclass(frozen=True, slots=True)
class Judged:
    """One reason: what is true of it, by question, and whether the one written afterwards would be."""

    is_cited: bool
    true: Mapping[str, bool]
    afterwards: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    pack: Pack
    life: Life
    doings: Doings

    def judged(self) -> list[Judged]:
        hanging = {style.id: style.sizes for style in self.pack.styles}
        whole = Scores(self.pack, self.life, self.pack.trained)
        return [self._judged(whole, one) for one in suggest(self.pack, self.life, hanging, self.pack.trained)]

    def _judged(self, whole: Scores, shown: Suggestion) -> Judged:
        score = whole.score(self.pack.place[shown.style_id])
        last = next((i for i, one in enumerate(self.life) if one.kind == "bought"), None)
        afterwards = last is not None and self._falls(shown, last, score)
        if shown.cited is None:
            return Judged(False, {"needs_nothing_of_hers": shown.source in GLOBAL}, afterwards)
        if not 0 <= shown.cited < len(self.life):
            return Judged(True, {"is_hers": False, "is_named": False, "score_falls": False}, afterwards)
        event = self.life[shown.cited]
        named = self.pack.styles[self.pack.place[event.style_id]].name
        return Judged(
            True,
            {
                "is_hers": (event.kind, event.style_id, event.at_ms) in self.doings,
                "is_named": (shown.source in _OF_ITSELF and event.style_id == shown.style_id)
                or (named.zh in shown.reason.zh and named.en in shown.reason.en),
                "score_falls": self._falls(shown, shown.cited, score),
            },
            afterwards,
        )

    def _falls(self, shown: Suggestion, event: int, score: float) -> bool:
        rest = [one for i, one in enumerate(self.life) if i != event]
        return Scores(self.pack, rest, self.pack.trained).score(self.pack.place[shown.style_id]) < score


def _measured(judged: Sequence[Judged], members: int) -> Measured:
    cited = [one for one in judged if one.is_cited]
    whole = [float(all(one.true.values())) for one in judged]
    questions = ("is_hers", "is_named", "score_falls")
    values = {"true_reasons": _share(whole)} | {
        name: _share([float(one.true[name]) for one in cited]) for name in questions
    }
    afterwards = [float(one.afterwards) for one in judged]
    return Measured(
        (
            Line("ours: suggest()", values, len(judged), {"true_reasons": standard_error(whole)}),
            Line(
                "written afterwards: what she bought last",
                {"score_falls": _share(afterwards)},
                len(judged),
                {"score_falls": standard_error(afterwards)},
            ),
        ),
        {"cited": len(cited), "members": members},
    )


def _share(found: Sequence[float]) -> float:
    return sum(found) / len(found) if found else 1.0


def _of_log(log: ImportedLog, members: Sequence[str]) -> dict[str, Doings]:
    """Return what members did, as the event table itself has it."""
    events = log.events
    found: dict[str, set[tuple[str, str, int]]] = {member: set() for member in members}
    hers = events.filter(events["member_id"].isin(list(members)))
    for row in hers.select("member_id", "kind", "style_id", "at_ms").to_pyarrow().to_pylist():
        found[row["member_id"]].add((row["kind"], row["style_id"], row["at_ms"]))
    return {member: frozenset(each) for member, each in found.items()}


def _demo() -> tuple[ChainPast, dict[str, Doings]]:
    """Draw a demo chain, the same every time."""
    from sync.hub.demo.chain import generate  # what is drawn is not needed where there is a log

    now = at(DEMO_DAY, 12)
    chain = generate(now, phone_key="00" * 32, members=DEMO_MEMBERS)
    goods = chain.goods
    past = make_past(goods.styles, goods.categories, goods.variants, chain.histories, now)
    return past, {
        history.id: frozenset((one.kind, one.style_id, one.at_ms) for one in history.happenings)
        for history in chain.histories
    }
