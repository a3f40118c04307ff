"""What a till tells of members who were erased."""

from __future__ import annotations

from posapp.services.ports import Identity
from sync.protocol.erasures import ErasedAnswer, ErasedMember, ErasedRequest
from sync.worker.mall.asking import Asking


class ErasureDesk(Asking):
    """Shows a mall the chain's own word."""

    def erased(self, identity: Identity, members: list[ErasedMember]) -> ErasedAnswer:
        """Show the chain's word for each."""
        return self.post(identity, "/sync/v1/erased", ErasedRequest(members=members), ErasedAnswer)
