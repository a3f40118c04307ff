"""What head office reads of defective goods that the counters settled: lines, sums by month, and a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import msgspec
import pytest

from posapp.domain.clock import DAY
from sync.hub import defect_office
from sync.hub.publishing import publish, published
from sync.protocol.defective import DefectiveSettle
from sync.protocol.rows import Staff, Style
from sync.protocol.sold import Movement
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, NOW, OTHER_SHOP, SHOP
from tests.integration.hub.test_hub_settles_defective_goods import sets_aside, settle
from tests.integration.hub.test_hub_tells_of_carts_put_aside import push

NOVEMBER, OCTOBER = "2026-11-23", "2026-10-30"


def office(hub: RunningHub, **asked: str) -> dict[str, Any]:
    answer = httpx.get(f"{hub.url}/office/api/defects", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def file(hub: RunningHub, **asked: str) -> list[list[str]]:
    answer = httpx.get(f"{hub.url}/office/api/defects.csv", params=asked)
    assert answer.content.startswith(b"\xef\xbb\xbf"), "a spreadsheet tells by it that the file is UTF-8"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def of(settled: DefectiveSettle) -> dict[str, Any]:
    """Return what the office should say of one."""
    return {"end": settled.end, "pieces": -settled.set_aside[0].quantity, "day": settled.business_date}


def told(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("end", "pieces", "day")}


@pytest.fixture
def till(hub: RunningHub) -> PaperTill:
    """Return a till where five coats lie, and people whom the mall knows."""
    names = {"st-1": ("王芳", "Wang Fang"), "st-2": ("赵敏", "Zhao Min")}
    with hub.database.writing() as conn:
        for id_, (zh, en) in names.items():
            publish(
                conn,
                Staff(id=id_, number=id_[-1], name_zh=zh, name_en=en, role="manager", pin_hash=""),
                shop_id=SHOP,
            )
    paired = hub.till()
    sets_aside(paired, 5)
    return paired


SENT_BACK = settle(
    "c", end="sent_back", reason="fault", worth_fen=20_000, business_date=OCTOBER, occurred_ms=NOW - 24 * DAY
)
WRITTEN_OFF = settle("a", 2, "written_off", reason="beyond_repair", worth_fen=40_000, approver_id="st-2")
MENDED = settle("b", reason="cleaned", worth_fen=20_000, occurred_ms=NOW + 1)


def test_each_that_was_settled_stands_there_with_its_day_what_became_of_it_and_by_whom(
    hub: RunningHub, till: PaperTill
) -> None:
    push(till, SENT_BACK, WRITTEN_OFF, MENDED)
    page = office(hub)
    assert page["month"] == "2026-11", "the newest month is read first"
    assert [told(line) for line in page["lines"]] == [of(MENDED), of(WRITTEN_OFF)]
    line = page["lines"][1]
    assert (line["shop_id"], line["worth_fen"], line["reason"]["en"]) == (SHOP, 40_000, "Beyond repair")
    assert (line["by"]["zh"], line["allowed_by"]["en"]) == ("王芳", "Zhao Min")
    assert page["lines"][0]["allowed_by"] == {"zh": "", "en": ""}
    assert "M" in line["goods"]["zh"]
    assert [told(one) for one in office(hub, month="2026-10")["lines"]] == [of(SENT_BACK)]


def test_the_months_are_summed_by_what_became_of_the_goods(hub: RunningHub, till: PaperTill) -> None:
    push(till, SENT_BACK, WRITTEN_OFF, MENDED, settle("d", end="written_off", worth_fen=0))
    november, october = office(hub)["months"]
    assert (november["month"], october["month"]) == ("2026-11", "2026-10")
    assert november["written_off"] == {"pieces": 3, "worth_fen": 40_000, "unpriced": 1}
    assert november["mended"] == {"pieces": 1, "worth_fen": 20_000, "unpriced": 0}
    assert november["sent_back"] == {"pieces": 0, "worth_fen": 0, "unpriced": 0}
    assert october["sent_back"] == {"pieces": 1, "worth_fen": 20_000, "unpriced": 0}


def test_one_shop_is_read_apart_from_the_others(hub: RunningHub, till: PaperTill) -> None:
    push(till, WRITTEN_OFF)
    push(hub.till(OTHER_SHOP), settle("x", end="sent_back", shop_id=OTHER_SHOP))
    assert {line["shop_id"] for line in office(hub)["lines"]} == {SHOP, OTHER_SHOP}
    assert [line["shop_id"] for line in office(hub, shop_id=OTHER_SHOP)["lines"]] == [OTHER_SHOP]
    assert office(hub, shop_id="nowhere")["lines"] == office(hub, shop_id="nowhere")["months"] == []


def test_what_was_not_booked_and_what_came_twice_is_not_counted(hub: RunningHub, till: PaperTill) -> None:
    assert push(till, settle("p", end="written_off", movements=MENDED.movements)) == ["bad_body"]
    push(till, WRITTEN_OFF, settle("a", 2, "written_off", settle_id="again", reason="beyond_repair"))
    assert [told(line) for line in office(hub)["lines"]] == [of(WRITTEN_OFF)]


def test_pieces_of_several_goods_in_one_operation_have_no_price_each(hub: RunningHub, till: PaperTill) -> None:
    two = [Movement(movement_id=f"m-{no}", variant_id=COAT_M, quantity=-no, cause="defective") for no in (1, 2)]
    push(till, settle("a", end="written_off", worth_fen=60_000, set_aside=two))
    assert sorted((line["pieces"], line["worth_fen"]) for line in office(hub)["lines"]) == [(1, None), (2, None)]


def test_what_is_older_than_the_month_a_year_ago_is_not_read(hub: RunningHub, till: PaperTill, clock: SetClock) -> None:
    push(till, WRITTEN_OFF)
    clock.move(defect_office.SHOWN_FOR - DAY)
    assert len(office(hub)["lines"]) == 1
    clock.move(2 * DAY)
    assert office(hub)["months"] == []


def test_a_month_with_very_many_lines_says_how_many_only_the_file_has(
    hub: RunningHub, till: PaperTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(defect_office, "MOST_LISTED", 1)
    push(till, WRITTEN_OFF, MENDED, SENT_BACK)
    page = office(hub)
    assert (len(page["lines"]), page["left_out"]) == (1, 1)
    assert [len(file(hub, month=month)) for month in ("2026-11", "2026-10", "")] == [3, 2, 4], "with a line of names"


def test_the_file_has_every_line_in_the_language_of_the_page(hub: RunningHub, till: PaperTill) -> None:
    push(till, WRITTEN_OFF)
    names, line = file(hub, month="2026-11", language="zh")
    assert names[:4] == ["日期", "门店", "款号", "商品"]
    assert (line[0], line[5:]) == (NOVEMBER, ["M", "2", "报损", "修不好", "400.00", "王芳", "赵敏"])
    names, line = file(hub, month="2026-11", language="en")
    assert (names[6], line[6:]) == ("Pieces", ["2", "Written off", "Beyond repair", "400.00", "Wang Fang", "Zhao Min"])


def test_a_name_that_looks_like_a_formula_is_none_in_a_spreadsheet(hub: RunningHub, till: PaperTill) -> None:
    with hub.database.writing() as conn:
        coat = published(conn, Style, "coat")
        assert coat is not None
        publish(conn, msgspec.structs.replace(coat, name_en="=cmd|'/c calc'!A1"))
    push(till, settle("a", end="written_off", reason="@SUM(A1)"))
    _, line = file(hub, language="en")
    assert (line[3], line[8]) == ("'=cmd|'/c calc'!A1", "'@SUM(A1)")


def test_goods_and_people_that_the_mall_no_longer_knows_are_named_by_their_ids(
    hub: RunningHub, till: PaperTill
) -> None:
    gone = Movement(movement_id="g-d", variant_id="gone-1", quantity=-1, cause="defective")
    push(till, settle("g", end="sent_back", reason="fault", staff_id="st-9", set_aside=[gone]))
    (line,) = office(hub)["lines"]
    assert (line["goods"]["en"], line["by"]["en"], line["worth_fen"]) == ("gone-1", "st-9", None)
    assert file(hub, language="en")[1][2:6] == ["", "gone-1", "", ""]


def test_the_page_and_its_file_are_open_to_those_alone_who_may_read_the_office(hub: RunningHub) -> None:
    for path in ("defects/", "defects/defects.js", "api/defects", "api/defects.csv"):
        assert httpx.get(f"{hub.url}/office/{path}").status_code == 200
        foreign = httpx.get(f"{hub.url}/office/{path}", headers={"host": "shop.example"})
        assert foreign.status_code == 403, path
