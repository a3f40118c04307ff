"""Hybrid time at the hub, and tills whose clocks are days off."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.clock import DAY, MINUTE
from posapp.services.ports import Identity
from sync.protocol.envelope import Operation, seal
from sync.protocol.hlc import LARGEST_LEAD_MS
from sync.protocol.kinds import kind_of
from sync.protocol.signing import signed_headers
from sync.worker.mall.client import MallClient
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock


def operation_at(till: PaperTill, hlc: int) -> Operation:
    """Return the next operation of a till, of a hybrid time of its own."""
    body = till.sale(("style-dress", "v-dress-m", 1, 29_900))
    kind, v = kind_of(body)
    return seal(
        op_id=f"op-{hlc}", device=till.identity.device, generation=till.identity.generation, head=till.head, kind=kind,
        v=v, hlc=hlc, body=body,
    )  # fmt: skip


def test_what_is_told_is_no_earlier_than_what_was_heard(hub: RunningHub, clock: SetClock) -> None:
    fast, other = hub.till(), hub.till()
    ahead = clock.now() + 4 * MINUTE
    assert fast.push(operation_at(fast, ahead)).hlc == ahead
    assert other.page().hlc == ahead


def test_a_till_more_than_five_minutes_ahead_takes_nobody_along(hub: RunningHub, clock: SetClock) -> None:
    wrong, other = hub.till(), hub.till()
    answer = wrong.push(operation_at(wrong, clock.now() + LARGEST_LEAD_MS + 1))
    assert answer.received_through == 1
    assert answer.hlc == other.page().hlc == clock.now()


def test_hybrid_time_never_goes_back_over_a_restart_with_an_earlier_clock(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    reached = clock.now() + 3 * MINUTE
    till.push(operation_at(till, reached))
    hub.stop()
    clock.move(-DAY)
    hub.start()
    assert till.page().hlc == reached
    clock.move(2 * DAY)
    till.pull()
    till.page()  # with nothing new, which is when a till counts as heard of
    assert till.page().hlc == clock.now()


@pytest.mark.parametrize("shown", [1_000, 4_086_000_000_000])
def test_a_till_in_another_age_hears_the_time_and_delivers(hub: RunningHub, shown: int) -> None:
    till = hub.till()
    identity = Identity(
        device=till.identity.device, generation=till.identity.generation, shop_id=till.identity.shop_id,
        till_no=till.identity.till_no, hub_url=hub.url, epoch=till.identity.epoch, private_key=till.keys.private,
    )  # fmt: skip
    client = MallClient(SetClock(shown))
    try:
        answer = client.push(identity, [till.seal(till.sale(("style-dress", "v-dress-m", 1, 29_900)))])
        assert answer.received_through == 1
        assert client.pull(identity, "", 0).server_ms == hub.clock.now()
    finally:
        client.close()


def test_a_stranger_in_another_age_is_told_nothing(hub: RunningHub) -> None:
    till = hub.till()
    target = "/sync/v1/feed?cursor=&limit=1&wait=0"
    forged = signed_headers("11" * 32, till.identity.device, "GET", target, 1_000, b"")
    answer = till.request("GET", target, headers=forged)
    assert answer.status_code == 401
    told = msgspec.json.decode(answer.content)
    assert (told["code"], told["values"]) == ("unauthorised", {})
