"""Every goal by its name. A goal's module is imported when it is measured, and has a function ``measure``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Goal


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a goal's ``measure`` stands, and whether it needs a log: a simulation or a search needs none."""

    module: str
    needs_log: bool = True


GOALS: Mapping[str, Entry] = {
    "next-basket": Entry("sync.hub.measuring.next_basket"),
    "new-items": Entry("sync.hub.measuring.new_items"),
    "cross-sell": Entry("sync.hub.measuring.cross_sell"),
    "fit": Entry("sync.hub.measuring.fit"),
    "size": Entry("sync.hub.measuring.size"),
    "churn": Entry("sync.hub.measuring.churn"),
    "clv": Entry("sync.hub.measuring.clv"),
    "demand": Entry("sync.hub.measuring.demand"),
    "service-level": Entry("sync.hub.measuring.service_level"),
    "ab": Entry("sync.hub.measuring.ab", needs_log=False),
    "reasons": Entry("sync.hub.measuring.reasons", needs_log=False),
    "top-up": Entry("sync.hub.measuring.top_up", needs_log=False),
}


def must_be_a_goal(name: str) -> None:
    """Raise ``LogUnreadable`` for a name that there is not."""
    if name not in GOALS:
        raise LogUnreadable("no_goal", goal=name, goals=", ".join(GOALS))


def goal_named(name: str) -> Goal:
    """Return the function that measures a goal; importing it may take seconds."""
    return cast(Goal, import_module(GOALS[name].module).measure)
