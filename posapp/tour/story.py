"""The story of a day. Each step is done by hand and seen to hold, or the tour says which was not."""

from __future__ import annotations

from posapp.tour import advice_acts, desk_acts, member_acts, opening_acts, outage_acts, page_acts, selling_acts

STEPS = [
    *opening_acts.ACT, *member_acts.ACT, *selling_acts.ACT, *advice_acts.ACT, *desk_acts.ACT, *outage_acts.ACT,
    *page_acts.ACT,
]  # fmt: skip
