"""A log as wardrobes: who tried, kept and brought back which style in which size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from posapp.domain.advice.pack import SIZE_FAMILIES
from sync.hub.history.log import ImportedLog
from sync.hub.training.wardrobes import SizedStyle, Wardrobes, probable_sizes

_ANY_PART = "top"
"""Where a log does not say where its styles are worn, their sizes speak for one another."""

_WANTED = ("member_id", "style_id", "variant_id", "size", "kind", "at_ms", "ref", "verdict")


class Worn(NamedTuple):
    """One line of a log about a garment in a size, in the form that advice hears; ``member`` is whose it is."""

    member: str
    kind: str
    style_id: str
    variant_id: str
    size: str
    at_ms: int
    ref: str
    verdict: str | None
    where: tuple[str, ...] = ()
    wished_size: str = ""
    paid_fen: int = 0
    how: str = ""


def worn_of(log: ImportedLog) -> list[Worn]:
    """Return what known members did with garments in sizes, the newest first."""
    events = log.events
    asked = events.filter(
        (events["member_id"] != "") & (events["size"] != "") & events["kind"].isin(["bought", "returned", "tried"])
    ).select(*_WANTED)
    found = [
        Worn(
            row["member_id"], row["kind"], row["style_id"], row["variant_id"] or f"{row['style_id']}-{row['size']}",
            row["size"], row["at_ms"], row["ref"], row["verdict"] or None,
        )
        for row in asked.to_pyarrow().to_pylist()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.at_ms, one.member, one.style_id, one.size, one.kind, one.ref))


def wardrobes_of_log(log: ImportedLog, learnt_from: Iterable[Worn], offered_by: Iterable[Worn]) -> Wardrobes:
    """Return wardrobes of some of a log's lines, newest first; a style comes in the sizes that ``offered_by`` tells."""
    lives: defaultdict[str, list[Worn]] = defaultdict(list)
    newest = 0
    for one in learnt_from:
        lives[one.member].append(one)
        newest = max(newest, one.at_ms)
    return Wardrobes(styles_of(log, offered_by), log.ladders, dict(lives), newest + 1)


def styles_of(log: ImportedLog, offered_by: Iterable[Worn]) -> dict[str, SizedStyle]:
    """Return the styles of a log that come in sizes, with those that are probable from what was worn of them."""
    described = {row["style_id"]: row for row in log.styles.to_pyarrow().to_pylist()}
    seen: defaultdict[str, defaultdict[str, defaultdict[int, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    places = {system: {size: i for i, size in enumerate(ladder)} for system, ladder in log.ladders.items()}
    for one in offered_by:
        system = described[one.style_id]["size_system"]
        seen[system][one.style_id][places[system][one.size]] += 1
    found = {}
    for system, counts in seen.items():
        ladder = log.ladders[system]
        categories: Mapping[str, str] = {style_id: described[style_id]["category"] for style_id in counts}
        for style_id, offered in probable_sizes(counts, categories, len(ladder)).items():
            part = described[style_id]["part"]
            if part and part not in SIZE_FAMILIES:
                continue
            sizes = tuple(ladder[place] for place in offered)
            found[style_id] = SizedStyle(style_id, categories[style_id], "", part or _ANY_PART, system, sizes)
    return dict(sorted(found.items()))
