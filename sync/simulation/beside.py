"""What a simulated counter has beside its till: somebody signed in, an adviser, a way to ask the mall for value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from posapp.domain.advice.answers import SizeAdvice, Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.looks import Look
from posapp.domain.advice.tags import Models
from posapp.domain.clock import Millis
from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual
from posapp.services.errors import MallUnreachable
from posapp.services.on_duty import SignedIn
from posapp.services.ports import Identity
from posapp.services.till_data import PairedTill
from sync.protocol.rows import Staff
from sync.protocol.wire import AuthoriseRequest, ValueAnswer, VoidRequest
from sync.simulation import chain
from sync.simulation.line import Line
from sync.worker.errors import MallTrouble


class SignedInHere:
    """Somebody of the shop is always signed in: its clerk, and for a moment its manager."""

    def __init__(self, shop_id: str) -> None:
        self._who = _as_signed_in(chain.staff_of(shop_id))
        self._manager = _as_signed_in(chain.manager_of(shop_id))

    def who(self) -> SignedIn:
        return self._who

    @contextmanager
    def manager(self) -> Iterator[None]:
        """Have the manager sign in, while inside."""
        clerk, self._who = self._who, self._manager
        try:
            yield
        finally:
            self._who = clerk


def _as_signed_in(row: Staff) -> SignedIn:
    return SignedIn(StaffId(row.id), row.number, Bilingual(row.name_zh, row.name_en), row.role)


class PlainAdviser:
    """Suggests every style that hangs here."""

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
        dismissed = {one.style_id for one in happenings if one.kind == "dismissed"}
        return tuple(
            Suggestion(
                style_id=style,
                size=sorted(hanging[style])[0],
                size_advice=None,
                score=1.0,
                source="popular",
                cited=None,
                reason=Bilingual("", ""),
                contributions={},
            )
            for style in chain.STYLES
            if hanging.get(style) and style not in dismissed
        )[:most]

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
        return ()

    def size(self, style_id: str, happenings: Sequence[Happening], now: Millis) -> SizeAdvice | None:
        return None

    def usual_sizes(self, happenings: Sequence[Happening], now: Millis) -> tuple[tuple[Bilingual, str], ...]:
        return ()

    def member_models(self) -> Models:
        return Models()

    def best_sellers(self) -> tuple[str, ...]:
        return chain.STYLES

    def trained(self) -> Millis | None:
        return None

    def version(self) -> str:
        return "simulated"


class ValueByLine:
    """Asks the mall for value over a till's line, in the name of whoever the till is now."""

    def __init__(self, line: Line, identity: Callable[[], Identity | None]) -> None:
        self._line = line
        self._identity = identity

    def authorise(self, till: PairedTill, asked: AuthoriseRequest) -> ValueAnswer:
        """Ask for units of an account."""
        try:
            return self._line.authorise(self._known(till), asked)
        except MallTrouble as trouble:
            raise MallUnreachable(hub_url=till.hub_url) from trouble

    def void(self, till: PairedTill, asked: VoidRequest) -> ValueAnswer:
        """Say that units are not wanted."""
        try:
            return self._line.void(self._known(till), asked)
        except MallTrouble as trouble:
            raise MallUnreachable(hub_url=till.hub_url) from trouble

    def _known(self, till: PairedTill) -> Identity:
        identity = self._identity()
        if identity is None:
            raise MallUnreachable(hub_url=till.hub_url)
        return identity
