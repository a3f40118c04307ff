"""The adviser that reads the newest model pack from the till's file and scores in memory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock

from posapp.domain.advice import completing, sizing, suggesting
from posapp.domain.advice.answers import SizeAdvice, Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.looks import Look
from posapp.domain.advice.pack import NO_PACK, Pack, PackUnreadable, read
from posapp.domain.advice.tags import Models
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack

log = logging.getLogger(__name__)


class PackedAdviser:
    """Keeps the promises of ``Adviser``. ``version`` tells cheaply which pack is newest, ``row`` fetches it.

    A pack is read once for each version. One that is damaged or of a newer form is left aside with a line in the log:
    the pack before it goes on serving, or there is no advice.
    """

    def __init__(self, row: Callable[[], AdvicePack | None], newest: Callable[[], str] | None = None) -> None:
        self._row = row
        self._newest = newest
        self._lock = Lock()
        self._seen = ""
        self._pack: Pack | None = None

    def suggest(
        self,
        happenings: Sequence[Happening],
        hanging: Mapping[str, Collection[str]],
        *,
        personal: bool,
        now: Millis,
        most: int = 6,
        cheaper: Collection[str] = frozenset(),
        varied: bool = True,
    ) -> tuple[Suggestion, ...]:
        """Return suggestions, the best first."""
        pack = self._current()
        if pack is None:
            return ()
        return suggesting.suggest(
            pack, happenings, hanging, now, personal=personal, most=most, cheaper=cheaper, varied=varied
        )

    def complete(
        self,
        cart: Sequence[str],
        happenings: Sequence[Happening],
        hanging: Mapping[str, Collection[str]],
        *,
        personal: bool,
        now: Millis,
        most: int = 3,
        looks: Sequence[Look] = (),
    ) -> tuple[Suggestion, ...]:
        """Return what goes with a cart, the stylist's looks before everything else."""
        pack = self._current() or NO_PACK
        return completing.complete(pack, cart, happenings, hanging, now, personal=personal, most=most, looks=looks)

    def size(self, style_id: str, happenings: Sequence[Happening], now: Millis) -> SizeAdvice | None:
        """Return her size in a style."""
        pack = self._current()
        return sizing.size_for(pack, style_id, happenings, now) if pack else None

    def usual_sizes(self, happenings: Sequence[Happening], now: Millis) -> tuple[tuple[Bilingual, str], ...]:
        """Return the size she keeps for each kind of garment."""
        pack = self._current()
        return sizing.usual_sizes(pack, happenings, now) if pack else ()

    def member_models(self) -> Models:
        """Return what the pack knows of members."""
        pack = self._current()
        return Models(pack.members, pack.version) if pack else Models()

    def best_sellers(self) -> tuple[str, ...]:
        """Return every style of the pack, best seller first."""
        pack = self._current()
        return pack.best_sellers if pack else ()

    def trained(self) -> Millis | None:
        """Return when the pack was trained."""
        pack = self._current()
        return Millis(pack.trained) if pack else None

    def version(self) -> str:
        """Return the pack's version."""
        pack = self._current()
        return pack.version if pack else ""

    def _current(self) -> Pack | None:
        with self._lock:
            if self._newest is not None and self._newest() == self._seen:
                return self._pack
            row = self._row()
            if row is not None and row.version != self._seen:
                self._seen = row.version
                self._pack = self._read(row) or self._pack
            return self._pack

    @staticmethod
    def _read(row: AdvicePack) -> Pack | None:
        if digest(row.content.encode()) != row.checksum:
            log.warning("model pack %s is damaged: checksum differs", row.version)
            return None
        try:
            return read(row.content)
        except PackUnreadable as trouble:
            log.warning("model pack %s cannot be read: %s", row.version, trouble)
            return None
