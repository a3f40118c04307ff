"""What asking another shop for a piece may answer instead."""

from __future__ import annotations

from posapp.domain.errors import Refused


class TransferMovedOn(Refused):
    """A transfer is not where that step could be taken: it is ``status`` by now."""

    code = "transfer_moved_on"


class NotPaidHere(Refused):
    """A piece that is to be sent to her was not sold here today, or somebody sent for it already."""

    code = "not_paid_here"


class WhoseIsIt(Refused):
    """A piece can be reserved in another shop for a member only."""

    code = "whose_is_it"
