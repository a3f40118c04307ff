"""What a chain may ask of its counters: who allowed what, and what was written of the pieces that were sold."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
from sqlalchemy import func, select

from sync.hub.db.drawer_tables import line_note, override_said
from sync.protocol.kinds import OverrideSaid, SaleCommit
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import LIPSTICK, NOW, SHOP

NOTE = "刻字 L.W.，周三取"
WORD = OverrideSaid(
    override_id="word-1", shop_id=SHOP, business_date="2027-01-15", occurred_ms=NOW, permission="open_drawer",
    subject="", fen=0, percent_bp=0, reason="change_money", asked_by="st-1", given_by="st-9", outcome="used",
)  # fmt: skip


def counters(hub: RunningHub) -> dict[str, Any]:
    answer = httpx.get(f"{hub.url}/office/api/counters")
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]  # JSON


def with_a_note(sale: SaleCommit, note: str = NOTE) -> SaleCommit:
    first, *others = sale.lines
    return msgspec.structs.replace(sale, lines=[msgspec.structs.replace(first, note=note), *others])


def results(till: PaperTill, *bodies: OverrideSaid | SaleCommit) -> list[tuple[str, str]]:
    return [(one.result, one.code) for one in till.push(*(till.seal(body) for body in bodies)).results]


def test_the_office_sees_who_allowed_what_and_what_was_refused_the_newest_first(hub: RunningHub) -> None:
    till = hub.till()
    refused = msgspec.structs.replace(
        WORD, override_id="word-2", outcome="refused", permission="discount_line", fen=5_000, percent_bp=3_000
    )
    assert results(till, WORD, refused) == [("applied", ""), ("applied", "")]
    newest, first = counters(hub)["words"]
    assert (newest["outcome"], newest["fen"], newest["percent_bp"]) == ("refused", 5_000, 3_000)
    assert (first["outcome"], first["act"]["en"]) == ("used", "Open the drawer without a sale")
    assert first["reason"] == {"zh": "换零钱", "en": "Change money"}
    assert first["asked_by"] == {"zh": "王芳", "en": "Wang Fang"}
    assert first["given_by"] == {"zh": "st-9", "en": "st-9"}, "whoever left the chain is still named by her id"


def test_an_act_that_this_mall_does_not_know_yet_is_kept_all_the_same(hub: RunningHub) -> None:
    assert results(hub.till(), msgspec.structs.replace(WORD, permission="water_plants")) == [("applied", "")]
    assert counters(hub)["words"][0]["act"] == {"zh": "water_plants", "en": "water_plants"}


def test_a_word_for_another_shop_waits_for_a_person(hub: RunningHub) -> None:
    assert results(hub.till(), msgspec.structs.replace(WORD, shop_id="elsewhere")) == [("parked", "other_shop")]
    assert counters(hub)["words"] == []


def test_a_word_that_arrives_twice_is_kept_once(hub: RunningHub) -> None:
    till = hub.till()
    operation = till.seal(WORD)
    till.push(operation)
    till.push(operation)
    with hub.database.reading() as conn:
        assert conn.execute(select(func.count()).select_from(override_said)).scalar_one() == 1


def test_a_note_is_kept_with_its_piece_and_shown_in_the_office(hub: RunningHub) -> None:
    till = hub.till()
    sale = with_a_note(till.sale(("lipstick", LIPSTICK, 2, 20_000), ("lipstick", LIPSTICK, 1, 10_000)))
    assert results(till, sale) == [("applied", "")]
    (note,) = counters(hub)["notes"]
    assert (note["note"], note["receipt_no"], note["quantity"]) == (NOTE, sale.receipt_no, 2)
    assert note["clerk"] == {"zh": "王芳", "en": "Wang Fang"}
    assert LIPSTICK not in note["goods"]["zh"], "goods have a name, not an id"


def test_a_sale_without_notes_costs_no_row(hub: RunningHub) -> None:
    till = hub.till()
    results(till, till.sale(("lipstick", LIPSTICK, 1, 10_000)))
    with hub.database.reading() as conn:
        assert conn.execute(select(func.count()).select_from(line_note)).scalar_one() == 0


def test_a_note_on_goods_that_the_mall_does_not_know_is_shown_all_the_same(hub: RunningHub) -> None:
    till = hub.till()
    results(till, with_a_note(till.sale(("gone", "gone-1", 1, 10_000))))
    assert counters(hub)["notes"][0]["goods"] == {"zh": "gone-1", "en": "gone-1"}


def test_no_row_that_goes_down_to_tills_carries_a_note(hub: RunningHub) -> None:
    till = hub.till()
    results(till, with_a_note(till.sale(("lipstick", LIPSTICK, 1, 10_000), member_id="m-1")))
    assert not any(NOTE.encode() in msgspec.json.encode(page) for page in till.pull())
