"""Member codes on phones, and pictures that somebody took of one: a code is taken once in a shop that could hear of it.

D2 is looked at whenever a code is shown. What a till must know is its own word and what its worker had from the relay;
before that, and in a shop without one, a neighbour takes a picture in good faith.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from posapp.domain.clock import SECOND
from posapp.services.errors import CodeRefused
from sync.hub import keys
from sync.protocol.codes import CodeType, mint, verify
from sync.protocol.signing import public_half
from sync.simulation import chain
from sync.simulation.hub import HubDown
from sync.simulation.relay import TillWithRelay

if TYPE_CHECKING:
    from sync.simulation.world import World

_NEVER = frozenset({"malformed", "other_code", "forged", "blocked", "unknown_member", "wrong_shop", "not_open"})
"""Why no till may refuse what a member's phone shows."""


@dataclass(frozen=True)
class _Shown:
    digits: str
    fingerprint: str


class CodesOnPhones:
    """The phones of one chain's members, and who takes pictures of them."""

    def __init__(self, world: World, rng: Random) -> None:
        self._world = world
        self._rng = rng
        self._tried: set[str] = set()
        """Fingerprints that some till has begun to read: it may have died behind its commit."""

    def show(self, till: TillWithRelay) -> bool:
        """Have a member show her code at a till; return whether it was taken. Half a minute later a picture of it is
        shown there, or at another till of the shop, after the workers had a turn or before."""
        world, rng = self._world, self._rng
        shown = self._minted()
        if shown is None or not self._read(till, shown):
            return False
        others = [one for one in world.tills if one.shop_id == till.shop_id and one is not till]
        other, now = rng.choice([till, *others, *others]), world.clock.now()
        if rng.random() < 0.7:
            world.at(now + 5 * SECOND, partial(world.at_worker, till))
            world.at(now + 15 * SECOND, partial(world.at_worker, other))
        world.at(now + 30 * SECOND, partial(world.at_counter, other, partial(self._show_picture, other, shown)))
        return True

    def _show_picture(self, till: TillWithRelay, shown: _Shown) -> None:
        if till.is_loaded() and not till.selling.current().lines:
            if self._read(till, shown, is_picture=True):
                self._world.chronicle.rare("a picture of a code passed before the news")
            till.selling.detach_member()

    def _minted(self) -> _Shown | None:
        hub, number = self._world.hub, self._rng.randint(1, len(chain.MEMBERS))
        second = hub.now() // SECOND

        def made() -> _Shown:
            with hub.look() as conn:
                key = keys.code_key(conn, hub.now())
            digits = mint(key.private, key.key_id, CodeType.MEMBER, number, second)
            return _Shown(digits, verify(digits, {key.key_id: public_half(key.private)}, second).fingerprint)

        try:
            return hub.serve(made)
        except HubDown:
            self._world.chronicle.say("tel", "has no code to show")
            return None

    def _read(self, till: TillWithRelay, shown: _Shown, *, is_picture: bool = False) -> bool:
        """Scan it, and look whether the answer is right."""
        was_tried = shown.fingerprint in self._tried
        self._tried.add(shown.fingerprint)
        is_known, what = shown.fingerprint in till.codes_known, "a picture of a code" if is_picture else "a code"
        try:
            till.selling.scan(shown.digits)
        except CodeRefused as refused:
            reason = refused.values["reason"]
            if reason in _NEVER or (reason == "replayed" and not was_tried):
                self._wrong(f"{till.name} refuses {what}: {reason}")
            elif reason == "replayed":
                where = "where it was taken" if shown.fingerprint in till.codes_taken else "at another till"
                self._world.chronicle.rare(f"a picture of a code was refused {where}")
            self._world.chronicle.say(till.name, f"refuses {what}: {reason}")
            return False
        if is_known:
            self._wrong(f"{till.name} takes a picture of a code that it knew to be taken")
        till.codes_taken.add(shown.fingerprint)
        till.codes_known.add(shown.fingerprint)
        self._world.chronicle.say(till.name, f"takes {what}")
        return True

    def _wrong(self, evidence: str) -> None:
        self._world.chronicle.wrong("D2 a code is taken once", evidence)
