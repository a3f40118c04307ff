"""A slice of ``posapp prove --payments``, and three ways to get it wrong that it must catch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.services.attempt_book import PaymentAttempt
from posapp.services.attempts import Attempts, Step
from sync.proving.payments import prove_payments

pytestmark = pytest.mark.faults


class TimeOutMeansFailed(Attempts):
    """The naive flow: no answer is taken for no payment, and another code is scanned."""

    def pay(self, attempt: PaymentAttempt, code: str) -> Step:
        return _forget_if_open(self, super().pay(attempt, code))


class AskedOnce(Attempts):
    """Asks once after an answer that was lost, and then takes silence for no payment."""

    def advance(self, attempt_id: str) -> Step:
        return _forget_if_open(self, super().advance(attempt_id))


class BelievesReversals(Attempts):
    """Takes a reversal for done because it was asked for."""

    def cancel(self, attempt_id: str) -> PaymentAttempt:
        attempt = super().cancel(attempt_id)
        return _forget_if_open(self, Step(attempt)).attempt


def _forget_if_open(attempts: Attempts, step: Step) -> Step:
    attempt = step.attempt
    if not attempt.progress.is_open:
        return step
    void = replace(attempt, progress=replace(attempt.progress, state="void"))
    return Step(attempts._till.write(lambda unit: unit.attempts.keep(void)))


def test_no_sale_is_charged_twice_or_for_nothing_with_a_death_at_every_boundary():
    """Over the real wire, half of them at each channel."""
    status, tally = prove_payments(600)
    assert tally.told == []
    assert status == 0
    assert tally.deaths > 400


def test_no_sale_is_charged_twice_or_for_nothing_when_the_mall_pays_and_dies_as_well():
    status, tally = prove_payments(150, through_mall=True, has_wire=False)
    assert tally.told == []
    assert status == 0
    assert tally.deaths > 100


@pytest.mark.parametrize("wrong", [TimeOutMeansFailed, AskedOnce, BelievesReversals])
def test_a_flow_that_takes_silence_for_an_answer_is_caught(wrong):
    status, tally = prove_payments(120, attempts=wrong, has_wire=False)
    assert status == 1
    assert tally.double_charges + tally.charged_without_sale > 0


def test_over_the_real_wire_it_is_caught_as_well():
    status, tally = prove_payments(120, attempts=BelievesReversals)
    assert status == 1
    assert tally.double_charges + tally.charged_without_sale > 0
