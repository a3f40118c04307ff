"""Say who we are to a mall that has forgotten us: it came back from a backup that is older than our pairing."""

from __future__ import annotations

import logging
from random import Random

from posapp.domain.clock import Clock
from posapp.services.ports import Identity
from sync.worker.errors import MallTrouble, Unauthorised
from sync.worker.mall.client import Mall
from sync.worker.retry import FRESH, after_failure, is_due

_log = logging.getLogger(__name__)


class Introduction:
    """Shows the certificate that we were given at pairing, ever more seldom while that does not help."""

    def __init__(self, mall: Mall, clock: Clock, rng: Random) -> None:
        self._mall = mall
        self._clock = clock
        self._rng = rng
        self._attempt = FRESH

    def mends(self, trouble: MallTrouble, identity: Identity) -> bool:
        """Tell whether the mall knows us now, after it did not: what failed is then worth trying again at once.

        A wrong clock or a lost key look the same to the mall; an introduction does not help there, and is refused too.
        """
        if not isinstance(trouble, Unauthorised) or trouble.said != Unauthorised.code or not identity.certificate:
            return False
        now = self._clock.now()
        if not is_due(self._attempt, now):
            return False
        # Also one that was heard counts: a mall that says yes and knows us no better must not be asked in a loop.
        self._attempt = after_failure(self._attempt, trouble.code, now, self._rng)
        try:
            self._mall.introduce(identity)
        except MallTrouble as refused:
            _log.warning("the mall does not know us, and our certificate does not help: %s", refused)
            return False
        _log.warning("the mall had forgotten us and has learnt again who we are")
        return True

    def is_known(self) -> None:
        """Note that the mall answered us."""
        self._attempt = FRESH
