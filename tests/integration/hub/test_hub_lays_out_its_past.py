"""What a hub knows of its chain, laid out for training: each event once, and nobody who said no."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, Millis
from sync.hub import consents, members, training
from sync.hub.history.chain import of_chain
from sync.protocol.kinds import AdviceShown, ShownSuggestion
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.running_hub import RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, LIPSTICK, NOW, SHOP, ZHOU
from tests.integration.hub.test_hub_books_returns import takes_back

pytestmark = pytest.mark.long


def events_of(hub: RunningHub, now: int = NOW + DAY) -> list[dict[str, Any]]:
    with hub.database.reading() as conn:
        return list(of_chain(conn, Millis(now)).events.to_pyarrow().to_pylist())


def a_day(hub: RunningHub) -> None:
    """She buys a coat, an unknown customer two lipsticks; she is shown the lipstick, and looks at it on her phone."""
    till = hub.till()
    till.push(
        till.seal(till.sale(("coat", COAT_M, 1, 89_900), member_id=LIN)),
        till.seal(till.sale(("lipstick", LIPSTICK, 2, 39_800))),
        till.seal(
            AdviceShown(
                exposure_id="x-1",
                shop_id=SHOP,
                member_id=LIN,
                occurred_ms=NOW,
                staff_id="st-1",
                pack_version="v",
                shown=[ShownSuggestion(style_id="lipstick", rank=1, reason="popular")],
            )
        ),
    )
    with hub.database.writing() as conn:
        members.viewed(conn, hub.clock, LIN, "lipstick")


def told(event: dict[str, Any]) -> tuple[str, str, str, int]:
    return event["member_id"], event["kind"], event["style_id"], event["quantity"]


def test_each_thing_that_happened_is_there_once(hub: RunningHub) -> None:
    a_day(hub)
    assert sorted(map(told, events_of(hub))) == [
        ("", "bought", "lipstick", 2),
        (LIN, "bought", "coat", 1),
        (LIN, "bought", "shirt", 1),
        (LIN, "shown", "lipstick", 1),
        (LIN, "viewed", "lipstick", 1),
    ]


def test_goods_that_came_back_are_there_once_and_bear_the_name_of_their_sale(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("coat", COAT_M, 1, 89_900), member_id=LIN)
    till.push(till.seal(sale))
    till.push(till.seal(takes_back(till, sale)))
    found = [(one["kind"], one["ref"]) for one in events_of(hub) if one["style_id"] == "coat"]
    assert sorted(found) == [("bought", sale.sale_id), ("returned", sale.sale_id)]


def test_a_suggestion_that_was_taken_was_opened(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("coat", COAT_M, 1, 89_900), member_id=LIN)
    taken = replace(sale, lines=[replace(line, source="suggestion") for line in sale.lines])
    till.push(till.seal(taken))
    found = [one for one in events_of(hub) if one["style_id"] == "coat"]
    assert sorted((one["kind"], one["paid_fen"]) for one in found) == [("bought", 89_900), ("opened", 0)]


def test_of_a_member_who_says_no_only_goods_that_were_sold_are_left(hub: RunningHub, clock: SetClock) -> None:
    a_day(hub)
    before = {event["ref"] for event in events_of(hub) if event["member_id"] == LIN}
    with hub.database.writing() as conn:
        consents.say(conn, clock, LIN, "personal", given=False)
    after = events_of(hub)
    assert sorted(map(told, after)) == [("", "bought", "coat", 1), ("", "bought", "lipstick", 2)]
    assert not before & {event["ref"] for event in after}, "nothing leads back to her sale"
    with hub.database.writing() as conn:
        consents.say(conn, clock, LIN, "personal", given=True)
    assert LIN in {event["member_id"] for event in events_of(hub)}


def test_the_tables_know_sizes_styles_and_what_has_not_happened_yet(hub: RunningHub) -> None:
    a_day(hub)
    with hub.database.reading() as conn:
        log = of_chain(conn, Millis(NOW + DAY))
        earlier = of_chain(conn, Millis(NOW - HOUR))
    coat = next(one for one in log.events.to_pyarrow().to_pylist() if one["style_id"] == "coat")
    assert (coat["size"], coat["paid_fen"], coat["shop_id"], coat["at_ms"]) == ("M", 89_900, SHOP, NOW)
    styles = {one["style_id"]: one for one in log.styles.to_pyarrow().to_pylist()}
    assert (styles["coat"]["part"], styles["coat"]["size_system"]) == ("outer", "alpha")
    assert styles["shirt"]["category"] == "", "no longer sold, and bought once all the same"
    assert log.ladders["alpha"] == ("S", "M", "L")
    assert [told(one) for one in earlier.events.to_pyarrow().to_pylist()] == [(LIN, "bought", "shirt", 1)]
    assert ZHOU not in {one["member_id"] for one in log.events.to_pyarrow().to_pylist()}


def test_from_those_who_said_no_nothing_is_learnt(quiet_mall: QuietMall) -> None:
    with quiet_mall.database.writing() as conn:
        consents.say(conn, quiet_mall.clock, LIN, "personal", given=False)
    assert training.retrain(quiet_mall.database, quiet_mall.clock.now()) is None, "nobody else has done anything"
    with quiet_mall.database.writing() as conn:
        consents.say(conn, quiet_mall.clock, LIN, "personal", given=True)
    assert training.retrain(quiet_mall.database, quiet_mall.clock.now()) is not None
