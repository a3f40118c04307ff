"""Everything the sell screen shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.identity import LineId, VariantId
from posapp.domain.query.terms import Query
from posapp.services.filtering import Drop
from posapp.services.holding import HeldCart
from posapp.services.past_sales import PastSale
from posapp.services.searching import CategoryChip, NearbyStock, StyleSheet, Tile
from posapp.services.selling import Cart, SalesPerson
from posapp.services.transfers import TransferCard
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A style opened: its grid, the variant that was asked about and where else that hangs (None while asked).

    ``counted`` is the variant that was just counted here, with the pieces that were found; ``asked_for`` what another
    shop was just asked for; ``is_suggested`` when it was opened as a suggestion of hers.
    """

    sheet: StyleSheet
    asked: VariantId | None = None
    nearby: tuple[NearbyStock, ...] | None = None
    counted: tuple[VariantId, int] | None = None
    asked_for: TransferCard | None = None
    is_suggested: bool = False


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of the cart opened in full: why it costs what it costs, its note, whose sale it is."""

    line_id: LineId


@dataclass(frozen=True, slots=True)
class OpenHeld:
    """The carts that were put aside, to choose from."""


NOT_ASKED = Query("")


@dataclass(frozen=True, slots=True)
class SellingState:
    """What the sell screen shows.

    ``cart`` is None only before the first answer, ``tiles`` while the first search runs. ``chosen`` is the line that
    is opened, ``touched`` the one that the last act changed. ``sheet`` lies in the place of the tiles: a style, a line,
    the carts put aside, or a sale that was found by its receipt. ``people`` are those whose sale a line may be.
    ``understood`` is what the search was read as when these tiles were found; with none, ``drops`` are the filters that
    stand in the way. ``is_clearing`` while the till has asked whether the cart really is to be emptied.
    """

    cart: Cart | None = None
    held: tuple[HeldCart, ...] = ()
    categories: tuple[CategoryChip, ...] = ()
    category_id: str | None = None
    query: str = ""
    understood: Query = NOT_ASKED
    drops: tuple[Drop, ...] = ()
    tiles: tuple[Tile, ...] | None = None
    sheet: OpenSheet | OpenLine | OpenHeld | PastSale | None = None
    chosen: LineId | None = None
    touched: LineId | None = None
    notice: Notice | None = None
    people: tuple[SalesPerson, ...] = ()
    is_clearing: bool = False
