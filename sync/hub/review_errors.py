"""What the mall refuses of reviews. The sentences stand in ``review_sentences.py``."""

from __future__ import annotations

from sync.hub.errors import HubRefused


class UnknownReview(HubRefused):
    """There is no such review of hers."""

    code = "unknown_review"
    status = 404


class NotBought(HubRefused):
    """She did not buy that piece there, or does not have it yet."""

    code = "not_bought"


class BadReview(HubRefused):
    """A review that says nothing, or has more than ``most`` characters."""

    code = "bad_review"
    status = 400
