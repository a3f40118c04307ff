"""A log as the past of a chain: the same training learns from a shop's own history, wherever it was written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from posapp.domain.clock import local
from sync.hub.history.log import ImportedLog
from sync.hub.training import counting
from sync.hub.training.past import ChainPast, Earlier, Life
from sync.protocol import rows

_HEARD = ("bought", "returned", "tried", "wished", "viewed", "scanned", "opened", "dismissed")


class LogLives(Mapping[str, Life]):
    """What every member of a log did, newest first; one member's at a time is put into words."""

    def __init__(self, log: ImportedLog) -> None:
        events = log.events
        heard = events.filter(events["kind"].isin(_HEARD), events["member_id"] != "")
        found = heard.order_by(
            [heard["member_id"], heard["at_ms"].desc(), heard["ref"], heard["style_id"]]
        ).to_pyarrow()
        members, first = np.unique(found["member_id"].to_numpy(zero_copy_only=False), return_index=True)
        ends = [*first.tolist()[1:], found.num_rows][: len(members)]
        self._rows = dict(zip(members.tolist(), zip(first.tolist(), ends, strict=True), strict=True))
        self._found = found.select(["kind", "style_id", "variant_id", "size", "at_ms", "ref", "verdict", "paid_fen"])

    def __getitem__(self, member: str) -> Life:
        start, end = self._rows[member]
        return [
            rows.Happening(**{**one, "verdict": one["verdict"] or None})
            for one in self._found.slice(start, end - start).to_pylist()
        ]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def past_of_log(log: ImportedLog, lives: Mapping[str, Life], until: int, support: int = 1) -> ChainPast:
    """Return a log's past as it stood at an instant, with the styles that at least ``support`` members had bought.

    A log does not say which styles are used up: any may be bought again, and training learns which are.
    """
    bought = {
        row["style_id"]
        for row in counting.sales(log.events, until).to_pyarrow().to_pylist()
        if row["buyers"] >= max(support, 1)
    }
    facts = [row for row in log.styles.to_pyarrow().to_pylist() if row["style_id"] in bought]
    styles = tuple(_style(row) for row in sorted(facts, key=lambda row: row["style_id"]))
    parts = {style.category: "" for style in styles} | {row["category"]: row["part"] for row in facts}
    variants = {style.id: (_variant(style),) for style in styles}
    return ChainPast(styles, parts, variants, Earlier(lives, until), until, laid_out=log.events)


def _style(row: Mapping[str, str | int | None]) -> rows.Style:
    launched = row["launched_ms"]
    return rows.Style(
        id=str(row["style_id"]),
        code=str(row["style_id"]),
        name_zh=str(row["style_id"]),
        name_en=str(row["style_id"]),
        pinyin="",
        initials="",
        category=str(row["category"]),
        brand="",
        season="all",
        tags=str(row["tags"]).split(),
        art="",
        material_zh="",
        material_en="",
        size_system="one",
        launched=f"{local(launched):%Y-%m-%d}" if isinstance(launched, int) else "",
        consumable=True,
    )


def _variant(style: rows.Style) -> rows.Variant:
    return rows.Variant(
        id=style.id, style_id=style.id, barcode="", colour_code="", colour_zh="", colour_en="", colour_hex="",
        size="", size_order=0, list_fen=0, member_fen=0, tax_bp=0, shelf="",
    )  # fmt: skip
