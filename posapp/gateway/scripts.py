"""What goes wrong, and when: told beforehand by the control address, or by the last two digits of a payment code.

A script holds a list of faults for each step of a payment (pay, query, reverse, refund, refund_query, bill); each call
takes one off its list, and when the list is empty all goes well. ``not_done:`` before a fault means that the channel
does nothing of what it was asked; without it the channel acts and only its answer suffers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STEPS = ("pay", "query", "reverse", "refund", "refund_query", "bill")

DELIVERY = {"lost", "hang", "half", "drip"}
"""Faults of the way: no answer, one that comes too late, half of one, one byte after the other."""
SIGNATURES = {"bad_signature", "no_signature", "foreign_key", "stale", "signtest"}
BODIES = {
    *("empty", "html", "huge", "gzip_bomb", "cut_json", "duplicate_keys"),
    *("amount_text", "amount_float", "amount_negative", "amount_huge"),
    *("other_order", "other_amount", "other_currency", "other_merchant", "unknown_state"),
}
STATUSES = {"http_202", "http_204", "http_301", "http_404", "http_429", "http_500", "http_503"}
MEANINGS = {"late", "system_error", "userpaying", "lies", "absent", "processing", "abnormal", "not_paid_yet"}
BILLS = {
    *("wrong_hash", "cut_off", "no_back_ticks", "crlf", "gbk", "extra_column", "thousands", "duplicate_row"),
    *("unknown_type", "wrong_sums", "lost_row", "lost_money"),
}
FAULTS = DELIVERY | SIGNATURES | BODIES | STATUSES | MEANINGS | BILLS

BUYERS = ("pays", "types", "types_late", "never", "fails", "fails_charged", "no_money", "bad_code", "not_asked")
"""What the customer does: at once, after a password (6 s or 44 s), never, a failure with or without a charge, …"""

BY_CODE: Mapping[str, tuple[str, dict[str, Sequence[str]]]] = {
    "89": ("not_asked", {}),
    "90": ("types", {}),
    "91": ("types_late", {}),
    "92": ("never", {}),
    "93": ("fails", {}),
    "94": ("fails_charged", {}),
    "95": ("no_money", {}),
    "96": ("bad_code", {}),
    "97": ("pays", {"pay": ["lost"]}),
    "98": ("pays", {"pay": ["not_done:lost"]}),
    "99": ("pays", {"pay": ["late"]}),
}
"""By the last two digits of a payment code; any other pair pays at once."""


class BadScript(ValueError):
    """A script with a word that nobody knows; the message says which."""


@dataclass(slots=True)
class Script:
    """What one order will meet; the lists are used up."""

    buyer: str = ""
    faults: dict[str, list[str]] = field(default_factory=dict)

    def take(self, step: str) -> tuple[str, bool]:
        """Return the next fault of a step and whether the channel acts all the same; no fault is ("", True)."""
        waiting = self.faults.get(step)
        if not waiting:
            return "", True
        word = waiting.pop(0)
        return word.removeprefix("not_done:"), not word.startswith("not_done:")


def script_of(told: Mapping[str, object]) -> Script:
    """Read a script that was told. Raises ``BadScript``."""
    buyer = told.get("buyer", "")
    if buyer not in ("", *BUYERS):
        raise BadScript(f"no such buyer: {buyer}")
    faults: dict[str, list[str]] = {}
    for step in STEPS:
        words = told.get(step, [])
        if not isinstance(words, list):
            raise BadScript(f"{step} wants a list")
        for word in words:
            if not isinstance(word, str) or word.removeprefix("not_done:") not in FAULTS | {""}:
                raise BadScript(f"no such fault: {word}")
        faults[step] = list(words)
    strange = set(told) - {"buyer", "number", "channel", *STEPS}
    if strange:
        raise BadScript(f"no such step: {', '.join(sorted(strange))}")
    return Script(str(buyer), faults)


def script_of_code(code: str) -> Script:
    """Return the script that a payment code asks for by its last two digits."""
    buyer, faults = BY_CODE.get(code[-2:], ("pays", {}))
    return Script(buyer, {step: list(words) for step, words in faults.items()})
