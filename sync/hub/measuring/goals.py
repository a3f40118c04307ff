"""Every goal by its name. A goal's module is imported when it is measured, and has a function ``measure``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from posapp.domain.text import Bilingual
from sync.hub.history.description import LogDescription
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Goal


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a goal's ``measure`` stands, and whether it needs a log: a simulation or a search needs none."""

    module: str
    needs_log: bool = True
    settings: tuple[str, ...] = ()  # what may stand under its name in a description


_BY_TIME = ("cut", "last_days")
_OF_STOCK = ("step", "test", "by_shop", "support", "support_in", "without_parts")
_OF_AB = ("base", "lift", "per_arm", "days", "simulations", "seed")
_OF_CARTS = ("carts", "candidates", "days", "carts_a_day", "seed")

GOALS: Mapping[str, Entry] = {
    "next-basket": Entry(
        "sync.hub.measuring.next_basket", settings=(*_BY_TIME, "support", "sample", "ndcg_over", "split", "seeds")
    ),
    "new-items": Entry("sync.hub.measuring.new_items", settings=(*_BY_TIME, "support", "sample", "ndcg_over")),
    "cross-sell": Entry("sync.hub.measuring.cross_sell", settings=(*_BY_TIME, "support", "sample", "seed")),
    "fit": Entry("sync.hub.measuring.fit", settings=(*_BY_TIME, "seeds")),
    "size": Entry("sync.hub.measuring.size", settings=_BY_TIME),
    "churn": Entry("sync.hub.measuring.churn", settings=(*_BY_TIME, "horizon_days")),
    "clv": Entry("sync.hub.measuring.clv", settings=_BY_TIME),
    "demand": Entry("sync.hub.measuring.demand", settings=(*_OF_STOCK, "horizon")),
    "service-level": Entry("sync.hub.measuring.service_level", settings=(*_OF_STOCK, "lead", "nominal")),
    "ab": Entry("sync.hub.measuring.ab", needs_log=False, settings=_OF_AB),
    "reasons": Entry("sync.hub.measuring.reasons", needs_log=False, settings=("support", "sample")),
    "top-up": Entry("sync.hub.measuring.top_up", needs_log=False, settings=_OF_CARTS),
}


def must_be_a_goal(name: str) -> None:
    """Raise ``LogUnreadable`` for a name that there is not."""
    if name not in GOALS:
        raise LogUnreadable("no_goal", goal=name, goals=", ".join(GOALS))


def unheard(description: LogDescription, goal: str) -> list[Bilingual]:
    """Return what a description says of this goal, or of one that there is not, and nobody listens to."""
    found = []
    for name in description.goals:
        if name not in GOALS:
            goals = ", ".join(GOALS)
            found.append(
                Bilingual(
                    f"[goals.{name}]：没有这个目标，不起作用。可用的：{goals}",
                    f"[goals.{name}]: there is no such goal; it changes nothing. There are: {goals}",
                )
            )
    heard = GOALS[goal].settings
    for name in description.goals.get(goal, {}):
        if name not in heard:
            words = ", ".join(heard)
            found.append(
                Bilingual(
                    f"[goals.{goal}] {name}：这个目标没有这项设置，不起作用。可用的：{words}",
                    f"[goals.{goal}] {name}: this goal has no such setting; it changes nothing. It has: {words}",
                )
            )
    return found


def goal_named(name: str) -> Goal:
    """Return the function that measures a goal; importing it may take seconds."""
    return cast(Goal, import_module(GOALS[name].module).measure)
