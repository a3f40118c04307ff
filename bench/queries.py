"""How well the one search box understands: precision and recall by kind of query, beside the plain search.

python3 -m bench.queries

The labelled queries of ``tests/cases/queries.json`` on a till with the demo chain. "Read" is the share of queries whose
filters are exactly those of the label; "filters" counts each filter, "found" the styles among the first forty. Queries
that nothing answers to count for what was read only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bench.chain import SMALL, till_folder
from bench.table import lay_out
from posapp.adapters.db.open_file import open_till
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SystemClock
from posapp.domain.query.terms import Query
from posapp.services.filtering import Filtering
from posapp.services.searching import MOST_FOUND, answers
from posapp.services.till_data import View
from sync.protocol import rows
from tests.fakes.labelled_queries import Labelled, demo_goods, labelled_queries
from tests.fakes.understanding import understood


@dataclass(slots=True)
class Share:
    """What was right of what was given and of what should have been, summed over queries."""

    right: int = 0
    given: int = 0
    due: int = 0

    def add(self, given: Collection[object], wanted: Collection[object], most: int | None = None) -> None:
        """Count one query; ``most`` is how many could be given at all."""
        self.right += len(set(given) & set(wanted))
        self.given += len(given)
        self.due += len(wanted) if most is None else min(len(wanted), most)

    def said(self) -> tuple[str, str]:
        """Return precision and recall."""
        return _share(self.right, self.given), _share(self.right, self.due)


class Score:
    """One line of the table."""

    def __init__(self) -> None:
        self.queries, self.read_exactly = 0, 0
        self.filters, self.found, self.plain = Share(), Share(), Share()

    def cells(self, kind: str) -> tuple[str, ...]:
        """Return its cells."""
        read = _share(self.read_exactly, self.queries)
        return (kind, str(self.queries), read, *self.filters.said(), *self.found.said(), *self.plain.said())


HEADINGS = (
    "kind of query", "n", "read", "filters: precision", "recall", "found: precision", "recall", "plain: precision",
    "recall",
)  # fmt: skip


def main() -> None:
    """Ask every query of both searches."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    goods = demo_goods()
    with till_folder(SMALL) as (folder, _):
        data = open_till(
            folder,
            secrets=FileSecrets(folder / "secrets.json"),
            clock=SystemClock(),
            migrations=MIGRATIONS / "till",
            ballast_bytes=0,
        )
        try:
            with data.view() as view:
                filters = Filtering(SystemClock())
                for one in labelled_queries():
                    query = filters.read(view, one.typed)
                    wanted, found = one.styles(goods), _found(view, filters, query)
                    plain = _found_plainly(view, one.typed)
                    for score in (scores[one.kind], scores["all"]):
                        _count(score, one, query, found, plain, wanted, one.filters(goods))
        finally:
            data.close()
    whole = scores.pop("all")
    lines = [score.cells(kind) for kind, score in scores.items()]
    lay_out("Search: labelled queries", [HEADINGS, *lines, whole.cells("all")])


def _count(
    score: Score,
    one: Labelled,
    query: Query,
    found: Sequence[str],
    plain: Sequence[str],
    wanted: Collection[str],
    filters: Collection[object],
) -> None:
    read = understood(query)
    score.queries += 1
    score.read_exactly += read == filters
    score.filters.add(read, filters)
    if wanted:
        score.found.add(found, wanted, MOST_FOUND)
        score.plain.add(plain, wanted, MOST_FOUND)


def _found(view: View, filters: Filtering, query: Query) -> Sequence[str]:
    if query.is_plain:
        return _found_plainly(view, query.text)
    return filters.find(view, query, None, MOST_FOUND).style_ids


def _found_plainly(view: View, typed: str) -> Sequence[str]:
    """Return what the words find that names, codes and pinyin hold, and left over a colour or a size."""
    hits = view.search.find(typed, MOST_FOUND)
    if not hits.other_words:
        return hits.style_ids[:MOST_FOUND]
    stocked = view.catalogue.stocked(hits.style_ids)

    def fits(variant: rows.Variant) -> bool:
        return answers(variant, hits.other_words)

    return [id_ for id_ in hits.style_ids if any(fits(one.variant) for one in stocked.get(id_, ()))][:MOST_FOUND]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main()
