"""The protocol as an OpenAPI 3.1 document, made out of the message types and served at ``/sync/v1/openapi.json``.

``ENDPOINTS`` says of each route of the protocol what goes in and comes out; a test holds it against the routes that the
hub really has and against its real answers. Bodies of operations and rows of the feed travel inside the messages; their
schemas stand beside them, named in ``x-operations`` and ``x-rows``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.hub.answers import answer
from sync.protocol import erasures, payments, receipts, relay, wire
from sync.protocol.kinds import KINDS
from sync.protocol.rows import KINDS_OF_ROW
from sync.protocol.signing import ANSWER_HEADER, DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER

PATH = "/sync/v1/openapi.json"

_COMPONENT = "#/components/schemas/{name}"
_SIGNED_BY = {"device": DEVICE_HEADER, "time": TIME_HEADER, "signature": SIGNATURE_HEADER}


class Trouble(msgspec.Struct):
    """What an answer with an error says: a stable code, a sentence in both languages, the values in it."""

    code: str
    zh: str
    en: str
    values: dict[str, int | str]
    reason: str = ""


class Endpoint(NamedTuple):
    """One route: what it is for, what it takes (a body or a query) and gives, and whether the request is signed.

    Answers about payments are signed too.
    """

    method: Literal["GET", "POST"]
    path: str
    about: str
    takes: type[msgspec.Struct] | None
    gives: type[msgspec.Struct]
    is_signed: bool = True


class FeedQuery(msgspec.Struct):
    """The query of the feed."""

    cursor: str = ""
    limit: int = wire.MOST_ROWS
    wait: int = 0
    end: int | None = None
    heard: int = 0


ENDPOINTS = (
    Endpoint("POST", "/sync/v1/enrol", "Pair with a shop", wire.EnrolRequest, wire.EnrolAnswer, is_signed=False),
    Endpoint("POST", "/sync/v1/introduce", "Be known again", wire.IntroduceRequest, wire.IntroduceAnswer),
    Endpoint("POST", "/sync/v1/ops", "Send operations", wire.PushRequest, wire.PushAnswer),
    Endpoint("GET", "/sync/v1/feed", "Read rows, waiting for news", FeedQuery, wire.FeedPage),
    Endpoint("POST", "/sync/v1/proof", "Compare a shift's figures", wire.ProofRequest, wire.ProofAnswer),
    Endpoint("POST", "/sync/v1/value/authorise", "May so much be spent?", wire.AuthoriseRequest, wire.ValueAnswer),
    Endpoint("POST", "/sync/v1/value/void", "It will not be spent", wire.VoidRequest, wire.ValueAnswer),
    Endpoint("POST", "/sync/v1/value/visit", "This member has come", wire.VisitRequest, wire.VisitAnswer),
    Endpoint("POST", "/sync/v1/value/announce", "These leases I hold", wire.AnnounceRequest, wire.AnnounceAnswer),
    Endpoint("POST", "/sync/v1/receipts/find", "Which sale is this?", receipts.ReceiptQuestion, receipts.ReceiptAnswer),
    Endpoint(
        "POST", "/sync/v1/receipts/of-member", "What did she buy?", receipts.MemberQuestion, receipts.MemberReceipts
    ),
    Endpoint("POST", "/sync/v1/payments/charge", "Charge a code", payments.ChargeRequest, payments.PaymentReply),
    Endpoint("POST", "/sync/v1/payments/query", "How it stands", payments.PaymentRequest, payments.PaymentReply),
    Endpoint("POST", "/sync/v1/payments/reverse", "Have it undone", payments.PaymentRequest, payments.ReversalReply),
    Endpoint("POST", "/sync/v1/payments/refund", "Give some of it back", payments.RefundRequest, payments.RefundReply),
    Endpoint(
        "POST", "/sync/v1/payments/refund-status", "How that stands", payments.RefundRequest, payments.RefundReply
    ),
    Endpoint("POST", "/sync/v1/erased", "These were erased", erasures.ErasedRequest, erasures.ErasedAnswer),
    Endpoint("POST", "/sync/v1/relay", "Where a relay is and what it holds", relay.RelayReport, relay.ShopList),
    Endpoint("POST", "/sync/v1/carry", "Pushes left with a relay", relay.CarryRequest, relay.CarryAnswer),
)


@cache
def document() -> dict[str, Any]:
    """Return the document as plain values; it is made once, so nobody may change it."""
    types: list[Any] = [each for endpoint in ENDPOINTS for each in (endpoint.takes, endpoint.gives) if each]
    types += [Trouble, wire.FeedGone, *KINDS.values(), *KINDS_OF_ROW.values()]
    schemas, components = msgspec.json.schema_components(types, ref_template=_COMPONENT)
    schema = dict(zip(types, schemas, strict=True))
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schema)
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "Tills and the mall",
            "version": "1",
            "description": "What the fields mean, what is hashed and signed, what a hub promises: docs/protocol.md.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                scheme: {"type": "apiKey", "in": "header", "name": header} for scheme, header in _SIGNED_BY.items()
            },
        },
        "x-operations": {f"{kind} {v}": schema[body] for (kind, v), body in KINDS.items()},
        "x-rows": {kind: schema[row] for kind, row in KINDS_OF_ROW.items()},
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(made))  # defaults are tuples here and there
    return plain


def route() -> Route:
    """Return the route that serves the document."""

    async def openapi(request: Request) -> Response:
        return answer(request, document())

    return Route(PATH, openapi)


def _operation(endpoint: Endpoint, schema: dict[Any, Any]) -> dict[str, Any]:
    trouble = {"description": "What is wrong, in words", "content": _json(schema[Trouble])}
    operation: dict[str, Any] = {
        "operationId": endpoint.path.removeprefix("/sync/v1/").replace("/", "_"),
        "summary": endpoint.about,
        "responses": {
            "200": {"description": "Done", "content": _json(schema[endpoint.gives])},
            "default": trouble,
        },
        "security": [{scheme: [] for scheme in _SIGNED_BY}] if endpoint.is_signed else [],
    }
    if endpoint.path.startswith("/sync/v1/payments/"):
        operation["responses"]["200"]["headers"] = {
            ANSWER_HEADER: {
                "description": "The root key's signature of this answer to this request",
                "required": True,
                "schema": {"type": "string"},
            }
        }
    if endpoint.takes is FeedQuery:
        operation["parameters"] = [
            {"name": field.name, "in": "query", "schema": _plain(field.type, field.default)}
            for field in msgspec.structs.fields(FeedQuery)
        ]
        operation["responses"]["410"] = {"description": "Start anew", "content": _json(schema[wire.FeedGone])}
    elif endpoint.takes is not None:
        operation["requestBody"] = {"required": True, "content": _json(schema[endpoint.takes])}
    return operation


def _plain(type_: Any, default: object) -> dict[str, Any]:
    return {**msgspec.json.schema(type_), "default": default}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
