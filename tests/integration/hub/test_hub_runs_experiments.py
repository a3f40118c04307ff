"""What a manager relies on when she tests suggestions against best sellers over the chain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR, MINUTE
from sync.hub import consents
from sync.hub.batch import append
from sync.hub.db.experiment_tables import experiment, experiment_exposure, experiment_look
from sync.hub.db.return_tables import return_line
from sync.hub.db.tables import exposure, sale, sale_line
from sync.hub.experiments import office, planning, taking
from sync.hub.publishing import publish, publish_many, published
from sync.protocol.kinds import AdviceShown, ShownSuggestion
from sync.protocol.rows import Experiment, Member
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import LIN, NOW, SHOP, ZHOU

MARK = {"x-posapp-office": "1"}


def post(hub: RunningHub, path: str, **said: Any) -> httpx.Response:
    return httpx.post(f"{hub.url}/office/api/experiments/{path}", json=said, headers=MARK)


def showing(number: int, member_id: str, experiment_id: str = "", arm: str = "") -> AdviceShown:
    return AdviceShown(
        exposure_id=f"x-{number}",
        shop_id=SHOP,
        member_id=member_id,
        occurred_ms=NOW,
        staff_id="st-1",
        pack_version="p",
        shown=[
            ShownSuggestion(style_id="coat", rank=1, reason="taste"),
            ShownSuggestion(style_id="lipstick", rank=2, reason="popular"),
        ],
        experiment_id=experiment_id,
        arm=arm,
    )


# --- started, obeyed, ended


def test_an_experiment_reaches_every_till_and_ends_at_a_word(hub: RunningHub) -> None:
    till = hub.till()
    started = post(hub, "start", members=3_600, who="王店长")
    assert started.status_code == 200, started.text
    till.pull()
    row = till.row(Experiment, started.json()["id"])
    assert [(arm.list, arm.share_bp) for arm in row.arms] == [("best_sellers", 5_000), ("suggestions", 5_000)]
    assert row.runs(hub.clock.now())
    assert post(hub, "start", members=3_600, who="王店长").json()["code"] == "experiment_runs"
    arm = row.arm(LIN)
    assert arm is not None
    till.push(till.seal(showing(1, LIN, row.id, arm.id)))
    shown = httpx.get(f"{hub.url}/office/api/experiments").json()["experiments"][0]
    assert {one["id"]: one["members"] for one in shown["arms"]}[arm.id] == 1
    assert (shown["verdict"], shown["next_look"], shown["started_by"]) == ("too_early", 900, "王店长")
    assert post(hub, "end", experiment_id=row.id, who="王店长").status_code == 200
    till.pull()
    assert not till.row(Experiment, row.id).runs(hub.clock.now())
    assert post(hub, "start", members=3_600, who="王店长").status_code == 200


def test_what_cannot_be_an_experiment_is_refused_in_words(hub: RunningHub) -> None:
    wrong: tuple[dict[str, Any], ...] = ({"members": 10}, {"looks": 0}, {"looks": 99}, {"who": " "})
    for changed in wrong:
        refused = post(hub, "start", **{"members": 400, "looks": 2, "who": "王", **changed})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_experiment"), changed
        assert next(iter(changed)) in refused.json()["zh"]
    assert post(hub, "end", experiment_id="nothing", who="王").status_code == 404
    assert httpx.post(f"{hub.url}/office/api/experiments/start", json={}).status_code == 403


# --- what the looks say


class Chain:
    """Members by the hundred who were shown something, and what they did since; nothing else happens."""

    def __init__(self, mall: QuietMall, members: int = 400, looks: int = 2) -> None:
        self.mall = mall
        with mall.database.writing() as conn:
            wanted = planning.Wanted(members=members, who="王店长", looks=looks)
            # The salt is drawn; here it is given, so that who is in which arm is no matter of luck.
            self.row = msgspec.structs.replace(planning.start(conn, mall.clock.now(), wanted), salt="given")
            publish(conn, self.row)
            pattern = published(conn, Member, ZHOU)
            assert pattern is not None
            self.members = [f"member-{number:04}" for number in range(members)]
            publish_many(
                conn,
                [
                    msgspec.structs.replace(pattern, id=one, number=1_000 + place, card=f"{place:016}")
                    for place, one in enumerate(self.members)
                ],
            )

    def arm(self, member_id: str) -> str:
        arm = self.row.arm(member_id)
        assert arm is not None
        return arm.id

    def show(self, members: list[str], arm_of: Any = None, later: int = 0) -> None:
        with self.mall.database.writing() as conn:
            for place, member_id in enumerate(members):
                arm = self.arm(member_id) if arm_of is None else arm_of(member_id)
                seen = {
                    "exposure_id": f"x-{later}-{member_id}",
                    "shop_id": SHOP,
                    "member_id": member_id,
                    "reason": "taste",
                    "pack_version": "p",
                    "occurred_ms": NOW + later + place * MINUTE,
                }
                styles = [{**seen, "style_id": style, "rank": n} for n, style in enumerate(("coat", "lipstick"), 1)]
                append(conn, exposure, styles)
                counted = {"exposure_id": seen["exposure_id"], "experiment_id": self.row.id, "arm": arm}
                append(conn, experiment_exposure, [counted])

    def sell(
        self, members: list[str], style: str = "coat", after: int = 10 * MINUTE, paid: int = 90_000, mark: str = ""
    ) -> None:
        with self.mall.database.writing() as conn:
            for member_id in members:
                at_ms = NOW + self.members.index(member_id) * MINUTE + after
                sale_id = f"s-{mark}{member_id}"
                ticket = dict.fromkeys(("device", "receipt_no", "shift_id", "business_date", "staff_id"), sale_id)
                sums = {"gross_fen": 100_000, "discount_fen": 100_000 - paid, "total_fen": paid}
                rest = dict.fromkeys(("hub_no", "generation", "seq", "tax_fen", "points_earned"), 0)
                whose = {"sale_id": sale_id, "shop_id": SHOP, "occurred_ms": at_ms, "member_id": member_id}
                append(conn, sale, [{**ticket, **sums, **rest, **whose}])
                line = {"sale_id": sale_id, "line_id": "1", "variant_id": f"{style}-m", "style_id": style}
                money = {"quantity": 1, "paid_fen": paid, "tax_bp": 0, "tax_fen": 0, "source": "scan", "clerk_id": "c"}
                append(conn, sale_line, [{**line, **money}])

    def bring_back(self, members: list[str]) -> None:
        with self.mall.database.writing() as conn:
            for member_id in members:
                words = dict.fromkeys(("condition", "reason"), "")
                numbers = dict.fromkeys(("n", "place", "paid_fen", "tax_bp", "tax_fen"), 1)
                what = {"return_id": f"r-{member_id}", "of_receipt_no": f"s-{member_id}", "variant_id": "coat-m"}
                append(conn, return_line, [{**words, **numbers, **what, "quantity": 1}])

    def of(self, arm: str) -> list[str]:
        return [one for one in self.members if self.arm(one) == arm]

    def look(self, days: int = 9) -> dict[str, Any]:
        self.mall.clock.move(days * DAY)
        taking.take_due(self.mall.database, self.mall.clock)
        with self.mall.database.reading() as conn:
            shown: dict[str, Any] = office.figures(conn, self.mall.clock.now())["experiments"][0]
        return shown


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    mall = QuietMall(tmp_path / "mall")
    yield Chain(mall)
    mall.close()


@pytest.fixture
def any_chain(quiet_mall: QuietMall) -> Chain:
    """On either engine, for what the databases themselves are asked."""
    return Chain(quiet_mall)


def test_a_list_that_sells_more_is_told_and_the_experiment_ends_by_itself(any_chain: Chain) -> None:
    any_chain.show(any_chain.members)
    any_chain.sell(any_chain.of("suggestions")[::2])
    any_chain.sell(any_chain.of("best_sellers")[::10])
    said = any_chain.look()
    assert (said["verdict"], said["next_look"], said["ended_by"]) == ("better", None, "")
    (look,) = said["looks"]
    assert look["usual"]["members"] + look["tried"]["members"] == 200
    assert 0.1 < look["low"] < look["difference"] < look["high"] < 0.7
    with any_chain.mall.database.reading() as conn:
        row = published(conn, Experiment, any_chain.row.id)
    assert row is not None
    assert row.until_ms == any_chain.mall.clock.now()


@pytest.mark.long
def test_lists_that_sell_alike_show_no_difference_at_the_last_look_and_not_before(chain: Chain) -> None:
    chain.show(chain.members[:200])
    chain.sell(
        [one for arm in ("suggestions", "best_sellers") for one in chain.of(arm) if one in chain.members[:200]][::4]
    )
    assert chain.look()["verdict"] == "too_early"
    chain.show(chain.members[200:])
    said = chain.look()
    assert (said["verdict"], len(said["looks"])) == ("no_difference", 2)


@pytest.mark.long
def test_before_enough_members_are_in_there_is_no_look(chain: Chain) -> None:
    chain.show(chain.members[:199])
    chain.sell(chain.of("suggestions")[:90])
    assert (chain.look()["verdict"], chain.look()["looks"]) == ("too_early", [])


@pytest.mark.long
def test_members_whose_week_is_not_over_wait_for_it(chain: Chain) -> None:
    chain.show(chain.members)
    assert chain.look(days=7)["looks"] == []
    assert len(chain.look(days=2)["looks"]) == 2


@pytest.mark.long
def test_a_look_that_was_taken_stands_whatever_is_heard_later(chain: Chain) -> None:
    chain.show(chain.members[:200])
    before = chain.look()["looks"]
    chain.sell(chain.of("suggestions")[:80])
    assert chain.look()["looks"] == before
    with chain.mall.database.reading() as conn:
        assert len(conn.execute(select(experiment_look)).all()) == 1


def test_only_what_she_was_shown_counts_and_only_within_seven_days_of_the_showing(chain: Chain) -> None:
    chain.show(chain.members)
    ours = chain.of("suggestions")
    chain.sell(ours[:30], style="shirt")
    chain.sell(ours[30:60], after=7 * DAY, mark="late-")
    chain.sell(ours[60:90], after=-HOUR, mark="early-")
    chain.sell(ours[90:95], after=7 * DAY - MINUTE, mark="last-")
    look = chain.look()["looks"][-1]
    assert (look["usual"]["bought"], look["tried"]["bought"]) == (0, 5)


@pytest.mark.long
def test_a_second_showing_gives_her_no_second_week(chain: Chain) -> None:
    chain.show(chain.members)
    chain.show(chain.members, later=5 * DAY)
    chain.sell(chain.of("suggestions")[:30], after=9 * DAY)
    look = chain.look(days=14)["looks"][-1]
    assert (look["usual"]["bought"], look["tried"]["bought"]) == (0, 0)


def test_who_withdraws_and_who_was_shown_the_other_arms_list_is_in_no_figure(chain: Chain) -> None:
    other = {"suggestions": "best_sellers", "best_sellers": "suggestions"}
    chain.show(chain.members, lambda one: other[chain.arm(one)] if one == chain.members[0] else chain.arm(one))
    with chain.mall.database.writing() as conn:
        consents.say(conn, chain.mall.clock, chain.members[1], "personal", given=False)
    said = chain.look()
    assert sum(one["members"] for one in said["arms"]) == len(chain.members) - 2
    assert [look["look"] for look in said["looks"]] == [1]


@pytest.mark.long
def test_halves_that_chance_does_not_make_are_not_trusted(chain: Chain) -> None:
    ours, usual = chain.of("suggestions"), chain.of("best_sellers")
    chain.show([one for place in range(60) for one in (*ours[3 * place : 3 * place + 3], usual[place])])
    chain.sell(ours[::2])
    said = chain.look()
    assert (said["verdict"], said["looks"][0]["word"]) == ("unsound", "better")
    assert said["split"] < 0.001
    assert said["ended_ms"] is None


@pytest.mark.long
def test_what_gets_worse_beside_it_is_said(any_chain: Chain) -> None:
    any_chain.show(any_chain.members)
    ours, usual = any_chain.of("suggestions"), any_chain.of("best_sellers")
    any_chain.sell(ours[:60], paid=60_000, after=50 * MINUTE)
    any_chain.sell(ours[60:70], paid=61_000, after=55 * MINUTE)
    any_chain.sell(usual[:60])
    any_chain.sell(usual[60:70], paid=91_000, after=11 * MINUTE)
    any_chain.bring_back(ours[:55])
    guards = {one["what"]: one for one in any_chain.look()["looks"][-1]["guards"]}
    assert [name for name, one in guards.items() if one["is_worse"]] == ["returned", "price_kept", "minutes"]
    assert guards["minutes"]["usual"] == pytest.approx(10, abs=1)
    assert guards["price_kept"]["tried"] == pytest.approx(0.6, abs=0.01)
    assert guards["returned"]["usual"] == 0


def test_the_same_showing_heard_for_no_experiment_counts_for_none(quiet_mall: QuietMall) -> None:
    quiet_mall.book(showing(1, LIN))
    quiet_mall.book(showing(2, LIN, "ex", "suggestions"))
    with quiet_mall.database.reading() as conn:
        assert [one.exposure_id for one in conn.execute(select(experiment_exposure))] == ["x-2"]
        assert conn.execute(select(experiment)).all() == []
