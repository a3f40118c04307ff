"""What was lost never exceeds what the office said could be lost, however tills are cut off; leased, it is nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, Millis
from posapp.domain.value import FloorLimit, room_under_floor
from sync.hub.publishing import lock_streams, publish, publish_many, published
from sync.hub.value import ledger, owners
from sync.hub.value.bound import Bound, bounds
from sync.hub.value.leasing import lease_out
from sync.hub.value.terms import usual_terms
from sync.protocol.envelope import Operation
from sync.protocol.rows import GiftCard, Lease, Member, ValueTerms
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIN, LIPSTICK, OTHER_SHOP, SHOP, ZHOU
from tests.integration.value.test_value_at_the_mall import ask, in_order, paid_with

FLOOR, SHOP_DAY, TILLS = 4_000, 20_000, 2
CARDS = 4


@dataclass
class CutOff:
    """A till of paper that keeps to the rules while it reaches nobody."""

    till: PaperTill
    sealed: list[Operation] = field(default_factory=list)
    spent_of: dict[str, int] = field(default_factory=dict)
    spent_on: dict[int, int] = field(default_factory=dict)
    of_lease: dict[str, int] = field(default_factory=dict)

    def takes(self, card_id: str, units: int, now: int, mode: str) -> None:
        """Sell something for a card, as far as a till may without asking."""
        card = self.till.row(GiftCard, card_id)
        right, right_id = "floor_limit", ""
        if mode == "leased":
            mine = [
                row
                for row in self.till.rows.values()
                if isinstance(row, Lease)
                and (row.owner_id, row.device, row.status) == (card_id, self.till.identity.device, "open")
                and row.until_ms > now
            ]
            room = mine[0].units - self.of_lease.get(mine[0].id, 0) if mine else 0
            right, right_id = "lease", mine[0].id if mine else ""
        else:
            limit = FloorLimit(FLOOR, SHOP_DAY // TILLS)
            room = room_under_floor(
                limit, card.balance_fen, self.spent_of.get(card_id, 0), self.spent_on.get(_day(now), 0)
            )
        taken = min(units, room)
        if taken <= 0:
            return
        self.spent_of[card_id] = self.spent_of.get(card_id, 0) + taken
        self.spent_on[_day(now)] = self.spent_on.get(_day(now), 0) + taken
        self.of_lease[right_id] = self.of_lease.get(right_id, 0) + taken
        sale = self.till.sale(("lipstick", LIPSTICK, 1, 19_900))
        self.sealed.append(self.till.seal(paid_with(sale, taken, right, right_id, owner=card_id, kind="gift_card")))

    def asks(self, card_id: str, units: int) -> None:
        """Sell something for a card with the mall's word, and deliver the sale some other time."""
        yes = ask(self.till, units, owner=card_id, instrument="gift_card")
        if yes.status == "authorised":
            sale = paid_with(
                self.till.sale(("lipstick", LIPSTICK, 1, 19_900)), units, "authorisation", yes.authorisation_id,
                owner=card_id, kind="gift_card",
            )  # fmt: skip
            self.sealed.append(self.till.seal(sale))

    def comes_back(self) -> None:
        """Deliver everything, and hear what the mall has to say."""
        if self.sealed:
            self.till.push(*self.sealed)
        self.sealed.clear()
        self.spent_of.clear()
        self.till.pull()


def _day(now: int) -> int:
    return (now + 8 * HOUR) // DAY


def worst_case(hub: RunningHub) -> int:
    with hub.database.reading() as conn:
        return sum(b.at_risk_fen for b in bounds(conn, hub.clock.now()) if b.instrument == "gift_card")


def lost(hub: RunningHub) -> int:
    return lost_of(hub, "gift_card")


def lost_of(hub: RunningHub, instrument: str) -> int:
    with hub.database.reading() as conn:
        return ledger.lost(conn, instrument)


@pytest.mark.parametrize("mode", ["leased", "floor_limit"])
@pytest.mark.parametrize("seed", range(2))
def test_measured_loss_stays_within_the_bound(hub: RunningHub, clock: SetClock, seed: int, mode: str) -> None:
    dice = random.Random(f"{seed}/{mode}")
    with hub.database.writing() as conn:
        publish_many(conn, usual_terms())
        gift = published(conn, ValueTerms, "gift_card")
        assert gift is not None
        publish(
            conn,
            replace(gift, offline=mode, floor_fen=FLOOR, shop_day_fen=SHOP_DAY, tills_per_shop=TILLS, lease_ms=3 * DAY),
        )
        lock_streams(conn, "members")
        cards = [owners.issue_card(conn, clock, SHOP, dice.choice((1_000, 6_000, 30_000))).id for _ in range(CARDS)]
    tills = [CutOff(hub.till(SHOP)), CutOff(hub.till(SHOP)), CutOff(hub.till(OTHER_SHOP))]
    if mode == "leased":
        lease_out(hub.database, clock)
    for one in tills:
        one.till.pull()
    for _ in range(3):  # three outages, each of another length, each cutting off whom it likes
        before = lost(hub)
        reached = {place for place in range(3) if dice.random() < 0.3}
        for _ in range(dice.randrange(4, 14)):
            clock.move(dice.randrange(HOUR, 9 * HOUR))
            place, card, units = dice.randrange(3), dice.choice(cards), dice.randrange(500, 6_000)
            if place not in reached:
                tills[place].takes(card, units, clock.now(), mode)
            else:
                tills[place].asks(card, units)
        stated = worst_case(hub)
        for one in dice.sample(tills, 3):
            one.comes_back()
        assert lost(hub) - before <= stated
        if mode == "leased":
            assert (lost(hub), stated) == (0, 0)
        lease_out(hub.database, clock)
        for one in tills:
            one.till.pull()
        in_order(hub)


def test_a_card_spent_to_its_limit_everywhere_at_once_costs_no_more_than_was_said(
    hub: RunningHub, clock: SetClock
) -> None:
    with hub.database.writing() as conn:
        gift = replace(usual_terms()[1], offline="floor_limit", floor_fen=FLOOR, shop_day_fen=SHOP_DAY)
        # The hub's upkeep runs when it likes: what it leased of the card would be another till's loss.
        publish(conn, replace(gift, tills_per_shop=TILLS, lease_units=0))
        lock_streams(conn, "members")
        card = owners.issue_card(conn, clock, SHOP, FLOOR)
    tills = [CutOff(hub.till(SHOP)), CutOff(hub.till(SHOP)), CutOff(hub.till(OTHER_SHOP))]
    for one in tills:
        one.till.pull()
        one.takes(card.id, FLOOR, clock.now(), "floor_limit")
        one.takes(card.id, 1, clock.now(), "floor_limit")
    stated = worst_case(hub)
    for one in tills:
        one.comes_back()
    assert lost(hub) == 2 * FLOOR  # the first of three was covered
    assert lost(hub) <= stated == 3 * FLOOR  # one card: its limit, at each of three tills


def test_a_till_unheard_of_for_days_may_have_spent_its_part_of_each(hub: RunningHub, clock: SetClock) -> None:
    give(hub, LIN, 50_000)
    floor_limit(hub, 50_000)
    hub.till(SHOP)
    assert stored_value(hub).at_risk_fen == SHOP_DAY // TILLS
    clock.move(2 * DAY)
    assert stored_value(hub).at_risk_fen == 3 * SHOP_DAY // TILLS


def test_members_accounts_bound_the_loss_when_they_hold_less_than_a_day_s_cap(hub: RunningHub, clock: SetClock) -> None:
    give(hub, LIN, 3_000)
    give(hub, ZHOU, 50_000)
    floor_limit(hub, FLOOR)
    hub.till(SHOP), hub.till(SHOP)
    said = stored_value(hub)
    assert said.at_risk_fen == 2 * (3_000 + FLOOR), "of each account the limit, and no more than is in it; two tills"
    assert (said.account_fen, said.day_fen) == (2 * FLOOR, SHOP_DAY)


def test_a_member_s_account_that_was_emptied_still_counts_with_what_it_held(hub: RunningHub, clock: SetClock) -> None:
    give(hub, LIN, 3_000)
    floor_limit(hub, FLOOR)
    away, near = CutOff(hub.till(SHOP)), hub.till(OTHER_SHOP)
    away.till.pull()
    sale = away.till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id=LIN)
    away.sealed.append(away.till.seal(paid_with(sale, 3_000, "floor_limit", "")))
    yes = ask(near, 3_000)
    near.push(near.seal(paid_with(near.sale(("lipstick", LIPSTICK, 1, 19_900)), 3_000, "authorisation",
                                  yes.authorisation_id)))  # fmt: skip
    stated = stored_value(hub).at_risk_fen
    away.comes_back()
    assert (stated, lost_of(hub, "stored_value")) == (3_000, 3_000)
    in_order(hub)


def give(hub: RunningHub, member_id: str, stored_fen: int) -> None:
    with hub.database.writing() as conn:
        member = published(conn, Member, member_id)
        assert member is not None
        publish(conn, replace(member, stored_fen=stored_fen))


def floor_limit(hub: RunningHub, floor_fen: int) -> None:
    with hub.database.writing() as conn:
        terms = replace(usual_terms()[0], offline="floor_limit", floor_fen=floor_fen, shop_day_fen=SHOP_DAY)
        publish(conn, replace(terms, tills_per_shop=TILLS))


def stored_value(hub: RunningHub) -> Bound:
    with hub.database.reading() as conn:
        stated = bounds(conn, Millis(hub.clock.now()))
    return next(each for each in stated if (each.shop_id, each.instrument) == (SHOP, "stored_value"))
