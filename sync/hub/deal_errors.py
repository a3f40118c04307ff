"""What the mall refuses of group buys and flash sales, and of what the office offers; as in ``errors``."""

from __future__ import annotations

from sync.hub.errors import HubRefused


class UnknownDeal(HubRefused):
    """There is no such offer."""

    code = "unknown_deal"
    status = 404


class UnknownGroup(HubRefused):
    """No group has that code."""

    code = "unknown_group"
    status = 404


class BadDeal(HubRefused):
    """An offer that nobody can make; ``field`` names the first thing that is wrong."""

    code = "bad_deal"
    status = 400


class DealNotRunning(HubRefused):
    """The offer has not begun, or is over."""

    code = "deal_not_running"


class NotOfTheDeal(HubRefused):
    """The offer is not for that piece, or not for that shop."""

    code = "not_of_the_deal"


class DealGone(HubRefused):
    """All pieces of a flash sale are taken; one that is cancelled comes back."""

    code = "deal_gone"


class DealLimit(HubRefused):
    """She has had ``most`` pieces of the offer, which is what one member gets."""

    code = "deal_limit"


class GroupOver(HubRefused):
    """A group that nobody can join any more: complete, dissolved, or she is in it."""

    code = "group_over"
