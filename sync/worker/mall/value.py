"""What the counter asks the mall while a customer pays: may so much be spent, and it will not be."""

from __future__ import annotations

from posapp.services.ports import Identity
from sync.protocol.wire import AuthoriseRequest, ValueAnswer, VoidRequest
from sync.worker.mall.asking import Asking


class ValueDesk(Asking):
    """Asks for units of accounts."""

    def authorise(self, identity: Identity, asked: AuthoriseRequest) -> ValueAnswer:
        """Ask for units of an account."""
        return self.post(identity, "/sync/v1/value/authorise", asked, ValueAnswer)

    def void(self, identity: Identity, asked: VoidRequest) -> ValueAnswer:
        """Say that units are not wanted."""
        return self.post(identity, "/sync/v1/value/void", asked, ValueAnswer)
