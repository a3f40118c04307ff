"""What a person takes off a price by hand: a discount on a line or on the whole ticket, and rounding down (抹零)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from posapp.domain.identity import LineId, StaffId
from posapp.domain.permission import Limit, Permission
from posapp.domain.promotion import Manual
from posapp.domain.text import Bilingual

GivenKind = Literal["off", "percent", "price"]

REASONS: Mapping[str, Bilingual] = {
    "flaw": Bilingual("瑕疵", "Flaw"),
    "sample": Bilingual("样衣", "Sample piece"),
    "price_match": Bilingual("比价", "Price match"),
    "goodwill": Bilingual("安抚顾客", "Goodwill"),
    "staff": Bilingual("员工价", "Staff price"),
    "wrong_label": Bilingual("标价有误", "Wrong label"),
}
"""Why somebody gives a discount, by code; the code travels with the sale."""

ROUND_TO = (10, 100, 1_000)
"""To how many fen a total may be rounded down: 抹分 to whole jiao, 抹角 to whole yuan, and to ten yuan."""


@dataclass(frozen=True, slots=True)
class Given:
    """A discount that somebody gave: on one line, or with ``line_id`` None on the whole ticket.

    ``amount`` is as in ``Manual``. ``staff_id`` gave it, by the word of ``given_by`` where it was beyond her. It stands
    as long as it stays within ``limit``: when the line changes so that it takes off more, it ends.
    """

    line_id: LineId | None
    kind: GivenKind
    amount: int
    reason: str
    staff_id: StaffId
    limit: Limit
    given_by: StaffId | None = None

    @property
    def permission(self) -> Permission:
        """Return what giving it takes."""
        if self.kind == "price":
            return "change_price"
        return "discount_ticket" if self.line_id is None else "discount_line"

    def manual(self) -> Manual:
        """Return it as the price engine reads it."""
        return Manual(self.line_id, self.kind, self.amount, self.reason)


@dataclass(frozen=True, slots=True)
class Rounding:
    """The total is rounded down to ``to`` fen (抹零), however it is paid."""

    to: int
    staff_id: StaffId
    given_by: StaffId | None = None
