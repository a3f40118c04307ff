"""An old till with a new hub, a newer till with this hub: neither loses a fact, and neither waits for the other."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.hub import effects
from sync.protocol import kinds
from sync.protocol.decoding import from_json
from sync.protocol.kinds import Body
from sync.protocol.wire import PushRequest
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import LIPSTICK


class FirstAnswer(msgspec.Struct):
    """What the first tills knew of an answer to a push; whatever else is in it they do not read."""

    epoch: str
    received_through: int
    backed_up_through: int
    results: list[dict[str, Any]]
    want: list[tuple[int, int]]
    server_ms: int


class TeaPoured(Body, frozen=True, kw_only=True):
    """A kind of the future."""

    cups: int


def sale_of_the_first_tills(till: PaperTill) -> dict[str, Any]:
    """Return a sale in the shape of version 1."""
    sale: dict[str, Any] = msgspec.to_builtins(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    for tender in sale["tenders"]:
        tender.pop("drawn", None)
    del sale["coupon_ids"]
    return {**sale, "coupon_id": None}


def test_a_till_of_the_first_release_is_served_as_ever(hub: RunningHub) -> None:
    till = hub.till()
    operations = [till.seal_as("sale.commit", 1, sale_of_the_first_tills(till)) for _ in range(3)]
    message = PushRequest(device=till.identity.device, generation=till.identity.generation, ops=operations)
    plain = msgspec.to_builtins(message)
    del plain["brief"]
    answer = till.request("POST", "/sync/v1/ops", msgspec.json.encode(plain))
    told = from_json(answer.content, FirstAnswer)
    assert (told.received_through, told.want) == (3, [])
    assert [(each["op_id"], each["result"]) for each in told.results] == [
        (operation.op_id, "applied") for operation in operations
    ]


def test_what_a_newer_till_says_is_kept_and_booked_once_this_hub_is_upgraded(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = hub.till()
    tea = till.seal_as("tea.pour", 1, {"cups": 3, "from_later_still": True})
    sold = till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))
    answer = till.push(tea, sold)
    assert [(each.result, each.code) for each in answer.results] == [("parked", "unknown_version"), ("applied", "")]
    till.pull()

    poured: list[int] = []
    hub.stop()
    with monkeypatch.context() as upgrade:
        upgrade.setitem(kinds.KINDS, ("tea.pour", 1), TeaPoured)
        upgrade.setitem(kinds._NEWEST, "tea.pour", 1)
        upgrade.setitem(effects.EFFECTS, TeaPoured, lambda fact, body: poured.append(body.cups))
        hub.start()
    assert poured == [3]
    late = [each for page in till.pull() for each in page.results]
    assert [(each.op_id, each.result) for each in late] == [(tea.op_id, "applied")]
