"""The questions of tills about payments, from a request's bytes to an answer's, whatever carried them here.

HTTP is ``routes``; a proof calls the same from one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from posapp.domain.clock import Clock
from sync.hub import keys
from sync.hub.auth import Device
from sync.hub.db.database import Database
from sync.hub.limits import inflate
from sync.hub.payments.desk import PaymentDesk
from sync.hub.payments.merchants import ChannelHolder
from sync.hub.requests import decoded
from sync.protocol.payments import ChargeRequest, PaymentRequest, RefundRequest
from sync.protocol.signing import SIGNATURE_HEADER, answer_message, sign

PATH = "/sync/v1/payments/"


class Told(NamedTuple):
    """An answer's body, and the root key's signature that it is the answer to that request."""

    body: bytes
    signature: str


class PaymentCalls:
    """Answers the tills of one database. Safe to use from several threads; a call takes as long as a channel does."""

    def __init__(self, database: Database, clock: Clock, merchants: ChannelHolder) -> None:
        self._database = database
        self._desk = desk = PaymentDesk(database, clock, merchants)
        self._acts: dict[str, tuple[type[Any], Callable[[Device, Any], object]]] = {
            "charge": (ChargeRequest, desk.charge),
            "query": (PaymentRequest, desk.query),
            "reverse": (PaymentRequest, desk.reverse),
            "refund": (RefundRequest, desk.refund),
            "refund-status": (RefundRequest, desk.refund_status),
        }

    def answer(self, target: str, headers: Mapping[str, str], raw: bytes) -> Told:
        """Carry out one question, whose path is ``PATH`` and what is asked. Raises ``HubRefused``.

        ``headers`` are found by their names in small letters; ``raw`` is the body as sent.
        """
        device = self._desk.authenticate(headers, "POST", target, raw)
        type_, act = self._acts[target.removeprefix(PATH).partition("?")[0]]
        message = decoded(inflate(raw, headers.get("content-encoding", "")), type_)
        body = msgspec.json.encode(act(device, message))
        with self._database.reading() as conn:
            root = keys.root_private(conn)
        return Told(body, sign(root, answer_message(headers.get(SIGNATURE_HEADER, ""), body)))
