"""The last unit between two tills, the mall and a try-on, in every order and every partition; and random histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sync.hub.db import tables
from sync.hub.escrow import Level
from sync.hub.quotas import most_broken
from sync.protocol.rows import Order
from tests.fakes.hub_at_hand import HubAtHand
from tests.fakes.small_chain import SHOP

ACTS = ("first till", "second till", "mall", "try-on")
PARTITIONS = tuple(product((False, True), repeat=2))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubAtHand]:
    """Return one hub for all cases: each brings a variant of its own."""
    folder: Path = tmp_path_factory.mktemp("hub")
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    at_hand = HubAtHand(folder, url)
    yield at_hand
    at_hand.database.close()


def told(hub: HubAtHand, variant_id: str) -> Counter[str]:
    """Return the exceptions about a variant by code."""
    table = tables.trade_exception
    with hub.database.reading() as conn:
        found = conn.execute(select(table.c.code, table.c.en)).all()
    return Counter(code for code, en in found if f"{variant_id} " in en or f"{variant_id}," in en)


def open_shortfalls(hub: HubAtHand, variant_id: str) -> int:
    """Return how many broken promises of a variant are told and still open."""
    table, exception = tables.shortfall, tables.trade_exception
    with hub.database.reading() as conn:
        return len(
            conn.execute(
                select(table.c.shortfall_no)
                .join(exception, exception.c.exception_no == table.c.exception_no)
                .where(
                    table.c.shop_id == SHOP,
                    table.c.variant_id == variant_id,
                    table.c.mended_ms.is_(None),
                    exception.c.settled_ms.is_(None),
                )
            ).all()
        )


def broken(level: Level) -> int:
    """Return B by the formula, from nothing but pieces."""
    return max(0, level.unpicked - max(0, level.on_hand - level.picked))


@pytest.mark.faults
@pytest.mark.parametrize("on_hand", [1, 2, 3])
def test_the_last_unit_in_every_order_of_every_partition(hub: HubAtHand, on_hand: int) -> None:
    for order_of_acts, offline, second_first in product(permutations(ACTS), PARTITIONS, (False, True)):
        variant_id = hub.new_variant(on_hand)
        case = f"{on_hand} of {variant_id}: {order_of_acts}, offline {offline}, second first {second_first}"
        for till, is_offline in zip(hub.tills, offline, strict=True):
            till.is_offline = is_offline
        order, booking, at_promise, sold_then = None, None, Level(), 0
        for act in order_of_acts:
            hub.a_moment()
            match act:
                case "first till":
                    hub.tills[0].sell(variant_id)
                case "second till":
                    hub.tills[1].sell(variant_id)
                case "mall":
                    before = hub.level(variant_id)
                    order = hub.order(variant_id)
                    assert (order is not None) == (before.offered >= 1), case
                    at_promise = hub.level(variant_id)
                    sold_then = on_hand - at_promise.on_hand
                case "try-on":
                    booking = hub.book(variant_id)
            assert hub.level(variant_id).unpicked <= 1, case
        for till in reversed(hub.tills) if second_first else hub.tills:
            till.is_offline = False
            till.catch_up()
        level = hub.level(variant_id)
        assert level.on_hand == on_hand - 2, case
        # Exactly one exception for each broken promise, and no promise breaks beyond the bound.
        lost = open_shortfalls(hub, variant_id)
        exceptions = told(hub, variant_id)
        assert lost == broken(level) == exceptions["shortfall"], case
        if order is not None:
            assert lost <= most_broken(at_promise, 2 - sold_then), case
        assert exceptions["count_hint"] == max(0, -level.on_hand), case
        assert booking is not None
        was_labelled = booking.garments[0].label == "held"
        assert exceptions["label_lost"] == int(was_labelled) - level.labelled, case
        hub.end_booking(booking)
        if order is not None:
            hub.cancel(order)
        assert open_shortfalls(hub, variant_id) == 0, case
    assert hub.faults() == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(0, 1), st.integers(1, 3)),
        st.tuples(st.just("order"), st.integers(1, 2), st.just(0)),
        st.tuples(st.sampled_from(["cancel", "pick", "put back", "hand over"]), st.integers(0, 5), st.integers(0, 1)),
        st.tuples(st.just("count"), st.integers(0, 1), st.integers(0, 6)),
        st.tuples(st.sampled_from(["cut", "heal"]), st.integers(0, 1), st.just(0)),
        st.tuples(st.just("try on"), st.just(0), st.just(0)),
        st.tuples(st.just("hour"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(on_hand=st.integers(0, 5), steps=STEPS)
def test_whatever_happens_stock_is_conserved_and_each_broken_promise_is_told_once(
    hub: HubAtHand, on_hand: int, steps: list[tuple[str, int, int]]
) -> None:
    variant_id = hub.new_variant(on_hand)
    placed: list[Order] = []
    ended: set[str] = set()
    for act, which, more in steps:
        hub.a_moment()
        before = hub.level(variant_id)
        chosen = placed[which % len(placed)] if placed else None
        match act:
            case "sell":
                hub.tills[which].sell(variant_id, more)
            case "order":
                order = hub.order(variant_id, which)
                if order is not None and order.status == "promised":
                    placed.append(order)
                    # The upkeep's own growth may come first; what is confirmed is within the quota then.
                    assert hub.level(variant_id).unpicked <= hub.level(variant_id).quota
                elif order is not None:
                    hub.cancel(order)
            case "cancel" if chosen is not None and chosen.id not in ended:
                ended.add(chosen.id)
                hub.cancel(chosen)
            case "pick" if chosen is not None:
                hub.tills[more].pick(chosen)
            case "put back" if chosen is not None:
                hub.tills[more].put_back(chosen)
            case "hand over" if chosen is not None and chosen.id not in ended:
                ended.add(chosen.id)
                hub.tills[more].hand_over(chosen)
            case "count":
                hub.tills[which].count(variant_id, more)
            case "cut":
                hub.tills[which].is_offline = True
            case "heal":
                hub.tills[which].is_offline = False
                hub.tills[which].catch_up()
            case "try on":
                hub.end_booking(hub.book(variant_id))
            case "hour":
                hub.an_hour()
            case _:
                continue
        after = hub.level(variant_id)
        assert open_shortfalls(hub, variant_id) == broken(after)
        assert after.on_hand == after.share + after.picked + after.quota
        assert after.share >= 0 or after.quota == 0
        if act == "sell":
            assert broken(after) - broken(before) <= most_broken(before, more)
    for till in hub.tills:
        till.is_offline = False
        till.catch_up()
    assert [fault for fault in hub.faults() if variant_id in fault] == []
