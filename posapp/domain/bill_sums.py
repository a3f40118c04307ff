"""A bill in figures, and the names of its differences: the same at a till and at the mall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from posapp.domain.money import Fen
from posapp.domain.payment_channels import BillRow
from posapp.domain.reconciling import Finding

_NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """Rows of a bill in figures; ``others`` are of tills and programs that share the merchant."""

    rows: int = 0
    paid: Fen = _NOTHING
    returned: Fen = _NOTHING
    fee: Fen = _NOTHING
    others: int = 0
    others_paid: Fen = _NOTHING
    others_returned: Fen = _NOTHING


NO_SUMS = Sums()


def sums_of(ours: Sequence[BillRow], others: Sequence[BillRow]) -> Sums:
    """Return the figures of a bill that was parted into our rows and those of others."""
    return Sums(
        len(ours),
        _came(ours),
        _went(ours),
        Fen(sum(row.fee for row in ours)),
        len(others),
        _came(others),
        _went(others),
    )


def differences(bill: str, findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """Yield what differs, each under a name that it has in every comparison of the same ``bill``."""
    seen: Counter[str] = Counter()
    for one in findings:
        if one.verdict != "ok":
            name = f"{bill}/{one.verdict}/{one.number}/{one.refund_number}"
            seen[name] += 1
            yield f"{name}/{seen[name]}", one


def in_bill(finding: Finding) -> Fen:
    """Return the one amount that the bill has of a finding: what went back of a refund, else what came in."""
    return finding.returned if finding.is_refund or not finding.paid else finding.paid


def strange_kind(finding: Finding) -> str:
    """Return the channel's own word for a row of a kind that nobody here knows, or nothing."""
    return next((row.said for row in finding.rows if row.kind == "unknown"), "")


def _came(rows: Sequence[BillRow]) -> Fen:
    return Fen(sum(row.amount for row in rows if row.kind in ("pay", "unknown")))


def _went(rows: Sequence[BillRow]) -> Fen:
    return Fen(sum(row.amount for row in rows if row.kind in ("refund", "reversed")))
