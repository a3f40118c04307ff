"""What the model pack knows of members: churn, lifetime value, and the cuts between segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posapp.domain.advice.lifetime import BgNbd, GammaGamma
from posapp.domain.advice.rhythm import FEATURES, ChurnModel, Visits
from posapp.domain.advice.segments import CutPoints, Cuts

YEAR_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Worth:
    """How many visits of a member are expected, and how many fen."""

    visits: float
    fen: int


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """How many members a segment had when the pack was made, and what they were expected to bring within a year."""

    members: int
    year_fen: int


@dataclass(frozen=True, slots=True)
class MemberModels:
    """The models of one pack; each is None where the chain's past was too short to learn it.

    ``churn`` rests on ``purchases`` and is None without them. ``high_value_fen`` is what the upper fifth of members is
    expected to bring within a year, at least. ``learnt_ms`` is up to when the past was read; a pack that a till made of
    its own sales carries the mall's models of members on, with their age. ``sizes`` are by segment, for the office.
    """

    cuts: CutPoints | None = None
    churn: ChurnModel | None = None
    purchases: BgNbd | None = None
    amounts: GammaGamma | None = None
    high_value_fen: int = 0
    learnt_ms: int | None = None
    sizes: Mapping[str, SegmentSize] = field(default_factory=dict)

    def value(self, visits: Visits, today: int, weeks: float = YEAR_WEEKS) -> Worth | None:
        """Return what she is expected to bring within so many weeks, None where that was not learnt."""
        if self.purchases is None or self.amounts is None:
            return None
        often = self.purchases.expected(visits.buying(today), weeks)
        days = len(visits.days)
        return Worth(often, round(often * self.amounts.amount(days, visits.spent_fen / days)))


NO_MODELS = MemberModels()


def write_models(models: MemberModels) -> dict[str, Any]:
    """Return the models as plain values for JSON."""
    cuts, churn, purchases, amounts = models.cuts, models.churn, models.purchases, models.amounts
    return {
        "cuts": None
        if cuts is None
        else [[float(cut) for cut in of] for of in (cuts.away_days, cuts.visits, cuts.spent_fen)],
        "churn": None
        if churn is None
        else {
            "horizon_days": churn.horizon_days,
            "weights": churn.weights,
            "bias": churn.bias,
            "gap_days": churn.gap_days,
        },
        "purchases": None if purchases is None else [purchases.r, purchases.alpha, purchases.a, purchases.b],
        "amounts": None if amounts is None else [amounts.p, amounts.q, amounts.v],
        "high_value_fen": models.high_value_fen,
        "learnt_ms": models.learnt_ms,
        "sizes": {segment: [size.members, size.year_fen] for segment, size in models.sizes.items()},
    }


def read_models(found: dict[str, Any]) -> MemberModels:
    """Return the models of a pack. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is none."""
    purchases = None if found["purchases"] is None else BgNbd(*map(float, found["purchases"]))
    churn = None if found["churn"] is None or purchases is None else _read_churn(found["churn"], purchases)
    return MemberModels(
        cuts=None if found["cuts"] is None else CutPoints(*(_read_cuts(cuts) for cuts in found["cuts"])),
        churn=churn,
        purchases=purchases,
        amounts=None if found["amounts"] is None else GammaGamma(*map(float, found["amounts"])),
        high_value_fen=int(found["high_value_fen"]),
        learnt_ms=None if found["learnt_ms"] is None else int(found["learnt_ms"]),
        sizes={segment: SegmentSize(*map(int, size)) for segment, size in found["sizes"].items()},
    )


def _read_churn(found: dict[str, Any], purchases: BgNbd) -> ChurnModel:
    weights = tuple(map(float, found["weights"]))
    if len(weights) != len(FEATURES):
        raise ValueError(f"{len(weights)} weights for {len(FEATURES)} features")
    return ChurnModel(
        horizon_days=int(found["horizon_days"]),
        weights=weights,
        bias=float(found["bias"]),
        gap_days=float(found["gap_days"]),
        purchases=purchases,
    )


def _read_cuts(found: list[float]) -> Cuts:
    first, second, third, fourth = map(float, found)
    return first, second, third, fourth
