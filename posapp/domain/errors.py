"""What the rules refuse.

    Refused                 the rules say no; carries a stable code and the values for the sentence
    ├── BadAmount           an amount that nobody can read
    ├── BadQuantity         a quantity outside 1..999
    └── …                   each trade word adds its own beside its rule

A refusal holds no sentence. ``ui/notices.py`` turns the code into what the cashier reads, in both languages.
"""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """The rules say no. ``code`` is stable; ``values`` fill the places of its sentence."""

    code: ClassVar[str] = "refused"

    def __init__(self, **values: object) -> None:
        super().__init__(f"{self.code} {values}" if values else self.code)
        self.values = values


class BadAmount(Refused):
    """The typed text is not an amount of money."""

    code = "bad_amount"

    def __init__(self, typed: str) -> None:
        super().__init__(typed=typed)


class BadCreditCode(Refused):
    """That is no unified social credit code: ``reason`` length, sign or check; ``typed`` is what was read."""

    code = "bad_credit_code"


class BadInvoiceTitle(Refused):
    """An invoice is made out to somebody: the title is missing, or longer than ``most`` signs."""

    code = "bad_invoice_title"


class BadQuantity(Refused):
    """A line holds 1 to 999 pieces; the cart is left as it was."""

    code = "bad_quantity"

    def __init__(self, quantity: int | str) -> None:
        super().__init__(quantity=quantity)


class MoreThanOrdered(Refused):
    """A line of a mall order holds at most what she collects: at its agreed price nothing else is sold."""

    code = "more_than_ordered"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class NothingToReturn(Refused):
    """A return needs at least one piece."""

    code = "nothing_to_return"


class TooManyReturned(Refused):
    """More pieces than are left of a line; ``place`` from 1, ``left`` of it, ``asked`` for."""

    code = "too_many_returned"


class KeyRefused(Refused):
    """That key cannot be given to an act: ``reason`` as ``keys.why_not`` says, or taken ``by`` another act."""

    code = "key_refused"
