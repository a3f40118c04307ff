"""A till on disk whose customers pay by phone, at a channel that does what it is told and keeps a ledger."""

from __future__ import annotations

from pathlib import Path
from random import Random

from posapp.domain.clock import SECOND
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.attempts import Attempts
from posapp.services.phone_tenders import Plan
from sync.proving.faulty_channel import Fault, FaultyChannel
from tests.fakes.till_on_disk import TillOnDisk


class PhoneTill(TillOnDisk):
    """The channel fails as it is told and is otherwise ``calm``: no call is lost by chance."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.channel = FaultyChannel(self.clock, Random(1), lambda _: None)
        self.channel.is_calm = True
        self.starts_anew()
        self._codes = 0

    def starts_anew(self) -> None:
        """Forget all that was in memory, as a program does that died."""
        self.attempts = Attempts(self.file, self.clock, self.signing_in, lambda: {"wechat": self.channel}, self.paying)

    def code(self) -> str:
        """Return a fresh code of WeChat Pay."""
        self._codes += 1
        return f"13{self._codes:016d}"

    def total(self):
        return self.selling.current().total

    def scans(self, fault: Fault = "none", *, amount=None, plan: Plan | None = None):
        """Scan a code, and send it."""
        self.channel.next_fault = fault
        code = self.code()
        attempt = self.attempts.begin(code, plan or Plan(self.total()), amount)
        return self.attempts.pay(attempt, code)

    def waits(self, attempt: PaymentAttempt, seconds: int = 200):
        """Look once a second until it is decided."""
        step = self.attempts.advance(attempt.attempt_id)
        for _ in range(seconds):
            if step.attempt.progress.state in ("paid", "void", "suspect"):
                break
            self.clock.goes_on(SECOND)
            step = self.attempts.advance(attempt.attempt_id)
        return step

    def rests(self, seconds: int = 300) -> None:
        """Let the till work in the background."""
        for _ in range(seconds // 2):
            self.attempts.resolve()
            self.clock.goes_on(2 * SECOND)

    def held(self) -> int:
        """Return what the channel holds of customers' money."""
        return sum(self.channel.held_of(set(self.channel.ledger)))
