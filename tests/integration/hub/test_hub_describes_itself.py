"""What the hub says of its protocol is what it does: real answers fit the schemas that it serves."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
from jsonschema import Draft202012Validator
from starlette.routing import Route

from sync.hub.openapi import ENDPOINTS, PATH
from sync.protocol.brevity import short_form
from sync.protocol.payments import PaymentRequest, RefundRequest
from sync.protocol.wire import DayFigures, EnrolRequest, ProofRequest, PushRequest
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import LIPSTICK


class Contract:
    """The document as a stranger reads it: over HTTP, without a signature."""

    def __init__(self, hub: RunningHub) -> None:
        answer = httpx.get(hub.url + PATH)
        assert answer.status_code == 200
        self.document: dict[str, Any] = answer.json()

    def fits(self, path: str, method: str, answer: httpx.Response) -> None:
        """Hold an answer against the schema that is promised for its status."""
        promised = self.document["paths"][path][method]["responses"]
        told = promised.get(str(answer.status_code), promised["default"])
        self._check(told["content"]["application/json"]["schema"], answer.json())

    def takes(self, path: str, message: Any) -> None:
        """Hold a request against the schema that is asked for."""
        self._check(
            self.document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"],
            msgspec.json.decode(msgspec.json.encode(message)),
        )

    def row(self, kind: str, row: Any) -> None:
        """Hold a row of the feed against its kind's schema."""
        self._check(self.document["x-rows"][kind], row)

    def body(self, kind: str, v: int, text: str) -> None:
        """Hold an operation's body against its kind's schema."""
        self._check(self.document["x-operations"][f"{kind} {v}"], msgspec.json.decode(text))

    def _check(self, schema: dict[str, Any], value: Any) -> None:
        Draft202012Validator({**schema, "components": self.document["components"]}).validate(value)


def sold(till: PaperTill) -> Any:
    return till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))


def test_the_routes_that_are_served_are_those_that_are_described(hub: RunningHub) -> None:
    served = {
        (route.path, method)
        for route in hub.app.routes
        if isinstance(route, Route) and route.path.startswith("/sync/") and route.path != PATH
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert served == {(endpoint.path, endpoint.method) for endpoint in ENDPOINTS}


def test_real_messages_and_answers_fit_what_is_promised(hub: RunningHub) -> None:
    contract = Contract(hub)
    asked = EnrolRequest(code=hub.new_code(), public_key="0" * 63 + "1", program="stranger")
    contract.takes("/sync/v1/enrol", asked)
    contract.fits("/sync/v1/enrol", "post", httpx.post(f"{hub.url}/sync/v1/enrol", json=msgspec.to_builtins(asked)))
    contract.fits("/sync/v1/enrol", "post", httpx.post(f"{hub.url}/sync/v1/enrol", json=msgspec.to_builtins(asked)))

    till = hub.till()
    operations = [sold(till), till.seal_as("tea.pour", 1, {}), sold(till)]
    message = PushRequest(device=till.identity.device, generation=till.identity.generation, ops=operations)
    contract.takes("/sync/v1/ops", message)
    for each in (operations[0], operations[2]):
        contract.body(each.kind, each.v, each.body)
    for written in (short_form(message), message, {"device": 5}):
        answer = till.request("POST", "/sync/v1/ops", msgspec.json.encode(written))
        contract.fits("/sync/v1/ops", "post", answer)

    for query in ("cursor=&limit=1000", "cursor=x", "cursor=&limit=no"):
        answer = till.request("GET", f"/sync/v1/feed?{query}")
        contract.fits("/sync/v1/feed", "get", answer)
    for page in till.pull():
        for row in page.rows:
            if not row.deleted:
                contract.row(row.t, msgspec.json.decode(row.row))

    bought = PaymentRequest(number="0101261122a", channel="wechat", amount_fen=100, nonce="n")
    back = RefundRequest(
        number="R0101261122a", channel="wechat", paid_number="0101261122a", paid_fen=100, amount_fen=50, nonce="n"
    )
    for what, asked_for in (("query", bought), ("reverse", bought), ("refund", back), ("refund-status", back)):
        path = f"/sync/v1/payments/{what}"
        contract.takes(path, asked_for)
        answer = till.request("POST", path, msgspec.json.encode(asked_for))
        assert answer.status_code == 200
        contract.fits(path, "post", answer)
        promised = contract.document["paths"][path]["post"]["responses"]["200"]["headers"]
        assert set(promised) <= set(answer.headers)

    figures = DayFigures(
        operations=0, last_seq=0, chain_hash="", sales=0, total_fen=0, tenders_fen={}, tax_fen={}, points=0,
        movements=0, movements_hash="", stock_hash="",
    )  # fmt: skip
    proof = ProofRequest(
        device=till.identity.device, generation=till.identity.generation, shift_id="", figures=figures, touched=[]
    )
    contract.takes("/sync/v1/proof", proof)
    contract.fits("/sync/v1/proof", "post", till.request("POST", "/sync/v1/proof", msgspec.json.encode(proof)))
