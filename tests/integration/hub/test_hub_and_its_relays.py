"""A shop's relay at the hub: paired, found by the tills, trusted to carry and to nothing else; and tills that died."""

from __future__ import annotations

import httpx
import msgspec
import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE
from sync.hub import closing, quotas
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import ShiftOpen
from sync.protocol.relay import CarriedPush, CarryAnswer, CarryRequest, Held, RelayReport, ShopList, shop_list_message
from sync.protocol.rows import GenerationClosed, Relay
from sync.protocol.signing import SIGNATURE_HEADER, closed_message, is_signed, signed_headers
from sync.protocol.wire import PushRequest
from tests.fakes import small_chain
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIPSTICK

FINGERPRINT = "ab" * 32


def relay_of(hub: RunningHub) -> PaperTill:
    answer = httpx.post(
        f"{hub.url}/office/api/codes",
        json={"shop_id": small_chain.SHOP, "role": "relay"},
        headers={"x-posapp-office": "1"},
    )
    return PaperTill.enrolled(hub, answer.json()["code"])


def report(relay: PaperTill, url: str = "https://10.0.0.9:8461", held: list[Held] | None = None) -> ShopList:
    message = RelayReport(url=url, fingerprint=FINGERPRINT, held=held or [])
    answer = relay.request("POST", "/sync/v1/relay", msgspec.json.encode(message))
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, ShopList)


def signed_push(till: PaperTill, *operations: Operation) -> CarriedPush:
    """Return a push as the till would have left it with its relay."""
    body = msgspec.json.encode(
        PushRequest(device=till.identity.device, generation=till.identity.generation, ops=list(operations))
    )
    now = till.hub.clock.now()
    headers = signed_headers(till.keys.private, till.identity.device, "POST", "/sync/v1/ops", now, body)
    return CarriedPush(
        device=till.identity.device, time_ms=now, signature=headers[SIGNATURE_HEADER], encoding="", body=body
    )


def carry(relay: PaperTill, *pushes: CarriedPush) -> CarryAnswer:
    answer = relay.request("POST", "/sync/v1/carry", msgspec.json.encode(CarryRequest(pushes=list(pushes))))
    assert answer.status_code == 200, answer.text
    return from_json(answer.content, CarryAnswer)


def sold(till: PaperTill) -> Operation:
    return till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))


def test_tills_are_told_where_their_relay_is(hub: RunningHub) -> None:
    till, relay = hub.till(), relay_of(hub)
    report(relay)
    till.pull()
    row = till.row(Relay, small_chain.SHOP)
    assert (row.url, row.fingerprint, row.fence) == ("https://10.0.0.9:8461", FINGERPRINT, 1)


def test_a_relay_gets_the_keys_of_its_shop_signed_by_the_chain(hub: RunningHub) -> None:
    till, relay = hub.till(), relay_of(hub)
    till.push(sold(till))
    listed = report(relay)
    known = {each.device: each for each in listed.devices}
    assert known[till.identity.device].public_key == till.keys.public
    assert known[till.identity.device].received_through == 1
    assert known[till.identity.device].chain_hash == till.head.chain_hash
    assert is_signed(relay.identity.root_key, shop_list_message(listed), listed.root_signature)


def test_of_two_relays_the_newer_one_is_told_to_tills_whoever_reports_last(hub: RunningHub) -> None:
    till, older = hub.till(), relay_of(hub)
    report(older, "https://older:8461")
    newer = relay_of(hub)
    report(newer, "https://newer:8461")
    assert report(older, "https://older:8461").fence == 2
    till.pull()
    assert (till.row(Relay, small_chain.SHOP).url, till.row(Relay, small_chain.SHOP).fence) == ("https://newer:8461", 2)


def test_a_carried_push_is_taken_in_long_after_it_was_signed(hub: RunningHub, clock: SetClock) -> None:
    till, relay = hub.till(), relay_of(hub)
    push = signed_push(till, sold(till), sold(till))
    clock.move(9 * DAY)
    assert [(each.code, each.received_through) for each in carry(relay, push).carried] == [("", 2)]
    assert till.push().received_through == 2
    assert till.pull()[-1].applied_through == 2


def test_what_became_of_a_carried_push_is_told_to_its_till(hub: RunningHub) -> None:
    till, relay = hub.till(), relay_of(hub)
    operation = sold(till)
    carry(relay, signed_push(till, operation))
    assert [(one.op_id, one.result) for page in till.pull() for one in page.results] == [(operation.op_id, "applied")]


def test_a_direct_push_signed_so_long_ago_is_still_refused(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    push = signed_push(till, sold(till))
    clock.move(49 * HOUR)
    headers = {
        "x-pos-device": push.device, "x-pos-time": str(push.time_ms), "x-pos-signature": push.signature,
    }  # fmt: skip
    answer = httpx.post(f"{hub.url}/sync/v1/ops", content=push.body, headers=headers)
    assert answer.status_code == 401


def test_a_relay_cannot_change_what_it_carries_and_one_bad_push_holds_up_no_other(hub: RunningHub) -> None:
    till, relay = hub.till(), relay_of(hub)
    good = signed_push(till, sold(till))
    forged = msgspec.structs.replace(good, body=good.body.replace(b"19900", b"19901"))
    assert [each.code for each in carry(relay, forged, good).carried] == ["unauthorised", ""]


def test_a_relay_carries_for_its_own_shop_only(hub: RunningHub) -> None:
    stranger, relay = hub.till(small_chain.OTHER_SHOP), relay_of(hub)
    push = signed_push(stranger, sold(stranger))
    assert [each.code for each in carry(relay, push).carried] == ["unreadable"]


def silence_ms(hub: RunningHub) -> int:
    with hub.database.reading() as conn:
        return next(one.silence_ms for one in quotas.bounds(conn, hub.clock.now()) if one.shop_id == small_chain.SHOP)


def test_a_relay_that_answers_makes_no_silent_shop_fresh(hub: RunningHub, clock: SetClock) -> None:
    till, relay = hub.till(), relay_of(hub)
    till.push(sold(till))
    clock.move(HOUR)
    report(relay)
    carry(relay)
    assert silence_ms(hub) == HOUR
    till.push()
    assert silence_ms(hub) == 0


def test_a_shop_is_as_fresh_as_the_newest_push_that_its_relay_carried_was_signed(
    hub: RunningHub, clock: SetClock
) -> None:
    till, relay = hub.till(), relay_of(hub)
    clock.move(HOUR)
    push = signed_push(till, sold(till))
    clock.move(MINUTE)
    carry(relay, push)
    assert silence_ms(hub) == MINUTE
    clock.move(HOUR)
    carry(relay, push)  # once more, as a relay that wants its shop to look fresh
    assert silence_ms(hub) == HOUR + MINUTE


def test_what_is_carried_late_makes_no_shop_look_older_than_it_is(hub: RunningHub, clock: SetClock) -> None:
    till, relay = hub.till(), relay_of(hub)
    push = signed_push(till, sold(till))
    clock.move(HOUR)
    till.push()
    carry(relay, push)
    assert silence_ms(hub) == 0


def test_a_till_whose_clock_is_ahead_was_heard_of_now_and_no_later(hub: RunningHub, clock: SetClock) -> None:
    till, relay = hub.till(), relay_of(hub)
    clock.move(2 * HOUR)
    push = signed_push(till, sold(till))
    clock.move(-HOUR)
    carry(relay, push)
    clock.move(10 * MINUTE)
    assert silence_ms(hub) == 10 * MINUTE


def test_a_till_cannot_pass_for_a_relay(hub: RunningHub) -> None:
    till = hub.till()
    message = msgspec.json.encode(RelayReport(url="https://x", fingerprint=FINGERPRINT, held=[]))
    answer = till.request("POST", "/sync/v1/relay", message)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_relay")
    answer = till.request("POST", "/sync/v1/carry", msgspec.json.encode(CarryRequest(pushes=[])))
    assert (answer.status_code, answer.json()["code"]) == (403, "no_relay")


def test_the_feed_tells_what_is_applied_of_the_neighbours(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    two.pull()
    one.push(sold(one), sold(one))
    page = two.pull()[-1]
    assert page.applied == {f"{one.identity.device}:1": 2}
    assert page.applied_through == 0


def test_an_operation_of_a_neighbour_that_changed_no_row_wakes_a_waiting_till_too(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    two.pull()
    two.pull()
    one.push(
        one.seal(
            ShiftOpen(
                shift_id="shift-1",
                shop_id=small_chain.SHOP,
                business_date="2027-01-15",
                occurred_ms=hub.clock.now(),
                staff_id="st-1",
                float_fen=0,
            )
        )
    )
    page = two.page(wait=20)
    assert (page.rows, page.applied) == ([], {f"{one.identity.device}:1": 1})


def test_a_dead_till_is_closed_with_the_receipts_that_nobody_can_account_for(hub: RunningHub) -> None:
    dead = hub.till()
    first, lost, third = sold(dead), sold(dead), sold(dead)
    dead.push(first)
    dead.push(third)
    hub.till(till_no=dead.identity.till_no)
    answer = close(hub, dead, last_receipt_no=number(dead, 4))
    assert answer.status_code == 200, answer.text
    row = from_json(answer.content, GenerationClosed)
    assert (row.last_seq, row.last_receipt_no) == (1, number(dead, 3))
    assert row.missing_receipts == [number(dead, 2), number(dead, 4)]
    assert is_signed(dead.identity.root_key, closed_message(row), row.root_signature)

    neighbour = hub.till()
    neighbour.pull()
    assert neighbour.row(GenerationClosed, row.id) == row

    dead.push(lost)
    closing.look_for_returns(hub.database, hub.clock)
    neighbour.pull()
    again = neighbour.row(GenerationClosed, row.id)
    assert (again.last_seq, again.missing_receipts) == (3, [number(dead, 4)])


def test_a_till_that_was_not_replaced_cannot_be_closed(hub: RunningHub) -> None:
    till = hub.till()
    assert close(hub, till).json()["code"] == "still_in_use"


@pytest.mark.parametrize("typed", ["01-99-A-0000002", "nonsense", "far"])
def test_a_receipt_number_of_another_till_is_refused(hub: RunningHub, typed: str) -> None:
    dead = hub.till()
    dead.push(sold(dead))
    hub.till(till_no=dead.identity.till_no)
    answer = close(hub, dead, last_receipt_no=number(dead, 5000) if typed == "far" else typed)
    assert answer.json()["code"] == "receipt_number"


def number(till: PaperTill, n: int) -> str:
    return f"01-{till.identity.till_no}-A-{n:07d}"


def close(hub: RunningHub, till: PaperTill, last_receipt_no: str = "") -> httpx.Response:
    return httpx.post(
        f"{hub.url}/office/api/close-generation",
        json={
            "device": till.identity.device,
            "generation": till.identity.generation,
            "reason": "disk broken",
            "last_receipt_no": last_receipt_no,
        },
        headers={"x-posapp-office": "1"},
    )
