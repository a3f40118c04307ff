"""A hub that runs for days learns from each of them at night, and one trouble of its keeps no other duty back."""

from __future__ import annotations

import pytest

from posapp.adapters.adviser.packed import PackedAdviser
from posapp.domain.clock import DAY, HOUR, MINUTE, at, local
from sync.hub import bookings, keys, orders, training, upkeep
from sync.hub.orders import Wanted
from sync.hub.publishing import published
from sync.hub.training import publish as trainer
from sync.protocol.rows import AdvicePack
from tests.fakes.running_hub import RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, NOW, SHOP

NIGHT = at(local(NOW).date(), trainer.TRAINING_HOUR) + DAY


def pack_of(hub: RunningHub) -> AdvicePack | None:
    with hub.database.reading() as conn:
        return published(conn, AdvicePack, "pack")


def buys(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(till.sale(("coat", COAT_M, 1, 89_900), member_id=LIN)))


def test_a_hub_learns_once_each_night_from_what_was_sold(hub: RunningHub, clock: SetClock) -> None:
    buys(hub)
    upkeep.keep_learning(hub.database, clock)
    first = pack_of(hub)
    assert first is not None
    assert first.trained_ms == NOW
    clock.move(NIGHT - MINUTE - NOW)
    upkeep.keep_learning(hub.database, clock)
    assert pack_of(hub) == first, "before the night is over the evening's pack still serves"
    clock.move(2 * MINUTE)
    upkeep.keep_learning(hub.database, clock)
    second = pack_of(hub)
    assert second is not None
    assert second.trained_ms == NIGHT + MINUTE
    clock.move(20 * HOUR)
    upkeep.keep_learning(hub.database, clock)
    assert pack_of(hub) == second
    till = hub.till()
    till.pull()
    assert PackedAdviser(lambda: till.row(AdvicePack, "pack")).version() == second.version


@pytest.mark.long
def test_tills_go_on_while_the_hub_learns_and_another_hubs_pack_stands(
    hub: RunningHub, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    buys(hub)
    learn = trainer.learn

    def slowly(past):  # type: ignore[no-untyped-def]  # it only passes on what it was given
        buys(hub)
        pack = learn(past)
        with hub.database.writing() as conn:
            monkeypatch.setattr(trainer, "learn", learn)
            training.publish_pack(conn, NOW)
        return pack

    monkeypatch.setattr(trainer, "learn", slowly)
    assert training.retrain(hub.database, clock.now()) is None
    assert pack_of(hub) is not None


def test_a_hub_without_a_past_teaches_nothing(
    hub: RunningHub, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "_past", lambda conn, now: trainer.make_past([], [], [], [], now))
    upkeep.keep_learning(hub.database, clock)
    assert pack_of(hub) is None


def test_a_duty_that_fails_keeps_no_other_one_back(
    hub: RunningHub, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub.database.writing() as conn:
        orders.place(conn, clock, member_id=LIN, shop_id=SHOP, lines=[Wanted(COAT_M)])
    clock.move(8 * DAY)

    def broken(*_: object) -> None:
        raise OSError("no key today")

    monkeypatch.setattr(keys, "ensure", broken)
    monkeypatch.setattr(bookings, "end_missed", broken)
    upkeep.keep_up(hub.database, clock)
    with hub.database.reading() as conn:
        assert [order.status for order in orders.of_member(conn, LIN)] == ["expired"]


@pytest.mark.long
def test_an_engine_that_is_not_there_leaves_the_tills_with_what_they_have(hub: RunningHub, clock: SetClock) -> None:
    buys(hub)
    upkeep.keep_learning(hub.database, clock)
    before = pack_of(hub)
    clock.move(2 * DAY)
    upkeep.keep_learning(hub.database, clock, "spark://nowhere:7077")
    assert pack_of(hub) == before
    upkeep.keep_learning(hub.database, clock)
    assert pack_of(hub) != before
