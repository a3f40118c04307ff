"""The goal ``next-basket``: of what a member buys on her next visit, how much is among the first ten suggestions.

``[goals.next-basket]``: ``cut`` or ``last_days`` say from when on is asked; ``support`` how many members must have
bought a style for it to be ranked; ``sample`` how many members are asked (0: all). ``split = "members"`` learns the
blend from some members' next visits and asks others, once for each of ``seeds``; otherwise it is learnt from earlier
periods of the same length. ``ndcg_over = "all"`` counts NDCG against all that she bought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.advice.pack import Pack
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.settings import GoalSettings
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Measured
from sync.hub.measuring.replay import BASELINES, FIRST, NEWEST, Asked, Replay, joined, measured
from sync.hub.measuring.splits import cut_of, days_asked, members_split, sampled
from sync.hub.training.backtest import Window, choose_blend, window_at
from sync.hub.training.learning import lay_pack, learn_blend, with_blend
from sync.hub.training.logs import LogLives, past_of_log
from sync.hub.training.past import ChainPast

LEARNT_FROM = 1_200
"""Members whose past visits tune the blend."""

_SOME = 300

_SOMEBODY = Bilingual(
    "至少 1 位在切分日前后都买过（有足够买家的款）的会员",
    "1 member who bought before the cut and after it, of styles with enough buyers",
)


def measure(log: ImportedLog) -> Measured:
    """Replay the log. Raises ``LogUnreadable`` where it has nobody to ask."""
    settings = log.description.goal("next-basket")
    if settings.one_of("split", "time", "members") == "members":
        return _by_members(log, settings)
    return by_time(log, settings, only_new=False)


def by_time(log: ImportedLog, settings: GoalSettings, *, only_new: bool) -> Measured:
    """Learn before the cut, ask after it."""
    cut = cut_of(log, settings)
    past, later = _past(log, settings, cut)
    blend = learn_blend(past, days_asked(log, cut), LEARNT_FROM, only_new=only_new)
    pack = with_blend(lay_pack(past), blend)
    asked = who_is_asked(pack, later, cut, log.last_ms, settings.whole("sample", 0), only_new=only_new)
    replay = Replay(pack, only_new, settings.one_of("ndcg_over", "shown", "all") == "all")
    shown = [replay.shown(one) for one in asked]
    some = asked[:_SOME]
    figures: dict[str, float | int | str] = {
        "styles": len(pack.styles),
        "half_life_days": blend.half_life_days,
        "proved_on_the_last_period": blend.notes.get("blend", 0.0),
        **replay.repeats_and_new(asked, shown),
        **_otherwise(replay, some, shown[: len(some)]),
    }
    return measured(replay.judged(asked, shown), replay.baselines(asked, BASELINES), figures)


def _otherwise(replay: Replay, some: Sequence[Asked], shown: Sequence[Sequence[int]]) -> dict[str, float]:
    """Return what some members would have got of a varied panel, and of the newest of what they did alone."""
    ways = {
        "": shown,
        "_varied": [replay.shown(one, varied=True) for one in some],
        f"_newest_{NEWEST}": [replay.shown(one, newest=NEWEST) for one in some],
    }
    return {
        f"of_{len(some)}_recall_at_{FIRST}{way}": float(replay.judged(some, found)[f"recall_at_{FIRST}"].mean())
        for way, found in ways.items()
    }


def who_is_asked(pack: Pack, past: ChainPast, cut: Millis, until: Millis, most: int, *, only_new: bool) -> list[Asked]:
    """Return members who had bought before the cut and bought again. Raises ``LogUnreadable`` for nobody."""
    window = window_at(pack, past, cut, until + 1, most or len(past.lives), only_new=only_new)
    return _asked(window, "new-items" if only_new else "next-basket")


def _past(log: ImportedLog, settings: GoalSettings, cut: Millis) -> tuple[ChainPast, ChainPast]:
    """Return the past at the cut, and the same with what members did afterwards."""
    lives = LogLives(log)
    past = past_of_log(log, lives, cut, settings.whole("support", 1))
    return past, replace(past, lives=lives)


def _asked(window: Window, goal: str = "next-basket") -> list[Asked]:
    found = [
        Asked(window.lives[member], bought)
        for member, bought in window.bought.items()
        if window.lives[member] and bought
    ]
    if not found:
        raise LogUnreadable("too_little", goal=goal, needed=_SOMEBODY, found=0)
    return found


def _by_members(log: ImportedLog, settings: GoalSettings) -> Measured:
    cut = cut_of(log, settings)
    past, later = _past(log, settings, cut)
    bare = lay_pack(past)
    everybody = window_at(bare, later, cut, log.last_ms + 1, len(later.lives))
    ours, others = [], []
    for seed in settings.seeds():
        split = members_split(everybody.bought, seed)
        fitting = everybody.of(split.training[:LEARNT_FROM])
        blend = choose_blend(fitting, everybody.of(split.validation))
        replay = Replay(with_blend(bare, blend), all_count=settings.one_of("ndcg_over", "shown", "all") == "all")
        asked = _asked(everybody.of(sampled(split.test, seed, settings.whole("sample", 0))))
        ours.append(replay.judged(asked, [replay.shown(one) for one in asked]))
        others.append(replay.baselines(asked, BASELINES))
    together = {name: joined([one[name] for one in others]) for name in BASELINES}
    return measured(joined(ours), together, {"styles": len(bare.styles), "seeds": len(ours)})
