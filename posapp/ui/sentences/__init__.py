"""Every refusal and every unavailability in sentences, one module per trade word; a new module is joined here."""

from __future__ import annotations

from posapp.ui.sentences import (
    asides,
    codes,
    coupons,
    defects,
    follow_ups,
    keys,
    machine,
    mall,
    payment,
    people,
    pickups,
    returns,
    rooms,
    sale,
    transfers,
    value,
    walking,
)
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    **sale.SENTENCES,
    **asides.SENTENCES,
    **codes.SENTENCES,
    **coupons.SENTENCES,
    **defects.SENTENCES,
    **follow_ups.SENTENCES,
    **value.SENTENCES,
    **payment.SENTENCES,
    **people.SENTENCES,
    **pickups.SENTENCES,
    **returns.SENTENCES,
    **rooms.SENTENCES,
    **transfers.SENTENCES,
    **walking.SENTENCES,
    **mall.SENTENCES,
    **machine.SENTENCES,
    **keys.SENTENCES,
}
"""By code, ``code.reason`` where a reason has its own."""
