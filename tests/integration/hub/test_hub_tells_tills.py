"""What a till may rely on when it reads the feed: nothing skipped, prices first, news at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import func, select

from sync.hub import feed, keys
from sync.hub.db import tables
from sync.hub.publishing import publish, publish_many, published, withdraw
from sync.protocol import signing
from sync.protocol.decoding import from_json
from sync.protocol.kinds import ShiftClose, ShiftOpen
from sync.protocol.rows import Booking, Category, Stock, TrustKey
from sync.protocol.wire import FeedGone, FeedPage
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import LIPSTICK, NOW, OTHER_SHOP, SHOP

WAIT_S = 20
"""How long a till lets the hub wait for news; what took less than half of it was woken."""


def shift_open() -> ShiftOpen:
    return ShiftOpen(
        shift_id="shift-1", shop_id=SHOP, business_date="2026-11-22", occurred_ms=1, staff_id="p1", float_fen=50_000
    )


def shift_close() -> ShiftClose:
    return ShiftClose(
        shift_id="shift-1", shop_id=SHOP, business_date="2027-01-15", occurred_ms=NOW, staff_id="st-1", sales=0,
        takings_fen=0, expected_fen=0, counted_fen=0,
    )  # fmt: skip


def retry(hub: RunningHub, hub_no: int) -> None:
    answer = httpx.post(f"{hub.url}/office/api/retry", json={"number": hub_no}, headers={"x-posapp-office": "1"})
    assert answer.status_code == 200, answer.text


def gone(hub: RunningHub, cursor: str, till: object) -> str:
    answer = till.request("GET", f"/sync/v1/feed?cursor={cursor}")  # type: ignore[attr-defined]  # a PaperTill
    assert answer.status_code == 410
    return from_json(answer.content, FeedGone).reason


def test_a_new_till_loads_prices_first_and_members_last(hub: RunningHub) -> None:
    till = hub.till()
    pages = till.pull(limit=4)
    order = list(dict.fromkeys(page.stream for page in pages))
    assert order == ["catalogue", f"shop:{SHOP}", "stock", "members"]
    assert [page.more for page in pages] == [True] * (len(pages) - 1) + [False]
    aheads = [page.ahead for page in pages]
    assert aheads == sorted(aheads, reverse=True)
    assert aheads[-1] == 0
    with hub.database.reading() as conn:
        others = tables.feed.c.stream == f"shop:{OTHER_SHOP}"
        total = conn.execute(select(func.count()).select_from(tables.feed).where(~others)).scalar_one()
    assert len(till.rows) == total == sum(len(page.rows) for page in pages)


def test_of_a_long_feed_a_page_never_says_that_less_waits_than_does(hub: RunningHub) -> None:
    shelves = [Category(id=f"c-{n}", name_zh="", name_en="", part="top", order=n) for n in range(feed.COUNTED + 300)]
    with hub.database.writing() as conn:
        publish_many(conn, shelves)
    with hub.database.writing() as conn:
        publish_many(conn, shelves[:200])  # these leave their first positions empty
    till = hub.till()
    pages = till.pull(limit=150)
    left = sum(len(page.rows) for page in pages)
    for page in pages:
        left -= len(page.rows)
        assert left <= page.ahead <= left + 200
        assert page.more == (left > 0)
    assert pages[0].ahead > left
    assert [page.ahead for page in pages[-2:]] == [len(pages[-1].rows), 0]


def test_the_keys_that_sign_codes_are_signed_by_the_pinned_root(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    trusted = [row for row in till.rows.values() if isinstance(row, TrustKey)]
    assert len(trusted) >= 2
    for row in trusted:
        assert signing.is_signed(till.identity.root_key, signing.trust_key_message(row), row.root_signature)


def test_a_row_changed_twice_comes_once_as_its_newest_image(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    for number in (1, 2):
        with hub.database.writing() as conn:
            publish(conn, Category(id="coats", name_zh=f"大衣{number}", name_en="Coats", part="outer", order=1))
    (page,) = till.pull()
    assert [(row.t, row.id, row.ver) for row in page.rows] == [("category", "coats", 3)]
    assert till.row(Category, "coats").name_zh == "大衣2"


def test_a_withdrawn_row_is_told_of(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    with hub.database.writing() as conn:
        withdraw(conn, Category, "coats")
        assert published(conn, Category, "coats") is None
    till.pull()
    assert ("category", "coats") not in till.rows


def test_a_till_hears_of_its_own_shop_only(hub: RunningHub) -> None:
    till, other = hub.till(SHOP), hub.till(OTHER_SHOP)
    till.pull()
    other.pull()
    assert ("staff", "st-1") in till.rows
    assert ("staff", "st-1") not in other.rows


def test_news_wake_a_waiting_till_at_once(hub: RunningHub) -> None:
    till, seller = hub.till(), hub.till()
    till.pull()
    operation = seller.seal(seller.sale(("lipstick", LIPSTICK, 1, 19_900)))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(till.page, wait=WAIT_S)
        # The till's request has to be there first; then news must wake it long before its wait is over.
        threading.Event().wait(0.3)
        started = time.monotonic()
        seller.push(operation)
        page = waiting.result(timeout=60)
        took = time.monotonic() - started
    assert [row.id for row in page.rows] == [f"{SHOP}/{LIPSTICK}"]
    assert took < WAIT_S / 2


def test_a_waiting_till_hears_at_once_that_its_own_quiet_fact_was_applied(hub: RunningHub) -> None:
    """A closed shift changes no row, yet its day proof waits for the mall's word that it is applied."""
    till = hub.till()
    till.pull()
    quiet = till.seal(shift_open())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(till.page, wait=WAIT_S)
        time.sleep(0.2)  # the request is under way; were it not, the page would be news all the same
        till.push(quiet)
        page = waiting.result(timeout=60)
    assert (page.rows, page.applied_through) == ([], quiet.seq)


def test_a_fact_applied_between_two_pages_is_told_without_waiting(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    till.push(till.seal(shift_open()))
    started = time.monotonic()
    assert till.page(wait=WAIT_S).applied_through == 1
    assert time.monotonic() - started < WAIT_S / 2


def test_a_quiet_wait_ends_with_the_time_at_which_it_ended(hub: RunningHub) -> None:
    """A till sets its clock by it, and says as of when its prices are right."""
    till = hub.till()
    till.pull()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(till.page, wait=2)
        time.sleep(0.5)  # the request is under way
        hub.clock.move(20_000)
        page = waiting.result(timeout=60)
    assert page.rows == []
    assert page.server_ms == hub.clock.now()


def test_what_a_person_had_tried_again_is_told_to_the_till_until_it_has_heard(hub: RunningHub) -> None:
    till = hub.till()
    early = till.seal(shift_close())
    parked = till.push(early).results[0]
    assert (parked.result, parked.code) == ("parked", "shift_not_here")
    till.push(till.seal(shift_open()))
    assert [one for page in till.pull() for one in page.results] == [], "the answers have told it"
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(till.page, wait=WAIT_S)
        retry(hub, parked.hub_no)
        answer = waiting.result(timeout=60)
    assert [(one.op_id, one.result, one.hub_no, one.code) for one in answer.results] == [
        (early.op_id, "applied", parked.hub_no, "")
    ]
    assert till.page().results == answer.results, "the answer may have been lost: the old cursor hears it again"
    till.cursor = answer.next
    assert till.page().results == []
    assert till.page(cursor="", limit=1).results == [], "rows go first"


def test_an_operation_that_stays_parked_is_told_with_its_new_reason(hub: RunningHub) -> None:
    till = hub.till()
    parked = till.push(till.seal(shift_close())).results[0]
    till.pull()
    retry(hub, parked.hub_no)
    retry(hub, parked.hub_no)
    assert [(one.result, one.code) for one in till.page().results] == [("parked", "shift_not_here")]


def test_late_results_come_in_pages_as_rows_do(hub: RunningHub) -> None:
    till, other = hub.till(), hub.till()
    parked = [till.push(till.seal(shift_close())).results[0].hub_no for _ in range(3)]
    till.pull()
    other.pull()
    for hub_no in parked:
        retry(hub, hub_no)
    pages = till.pull(limit=2)
    # Each is a row of the shop's desk as well, which is withdrawn; rows and results share the room of a page.
    assert sum(len(page.results) for page in pages) == len(parked)
    assert max(len(page.rows) + len(page.results) for page in pages) == 2
    told = [len(page.rows) + len(page.results) for page in pages]
    assert [page.ahead for page in pages] == [sum(told[at + 1 :]) for at in range(len(pages))]
    assert [page.more for page in pages] == [page.ahead > 0 for page in pages]
    assert [one.hub_no for page in pages for one in page.results] == parked
    assert other.page().results == [], "it is nobody else's business"


def test_news_of_another_hub_process_wake_a_waiting_till_too(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(till.page, wait=WAIT_S)
        threading.Event().wait(0.3)
        # Straight through the engine: this process' own bell does not ring, as with a commit of another process.
        with hub.database.engine.execution_options(is_writer=True).begin() as conn:
            publish(conn, Category(id="coats", name_zh="外套", name_en="Coats", part="outer", order=1))
        started = time.monotonic()
        page = waiting.result(timeout=60)
        assert time.monotonic() - started < WAIT_S / 2
    assert [row.id for row in page.rows] == ["coats"]


def test_a_quiet_feed_answers_with_an_empty_page(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    page = till.page(wait=1)
    assert (page.rows, page.more, page.ahead) == ([], False, 0)


def test_large_pages_travel_packed_when_the_till_can_unpack(hub: RunningHub) -> None:
    till = hub.till()
    packed = till.request("GET", "/sync/v1/feed?limit=200", headers={"accept-encoding": "zstd"})
    plain = till.request("GET", "/sync/v1/feed?limit=200", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "zstd"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert from_json(packed.content, FeedPage).rows


def test_a_cursor_that_cannot_go_on_says_why(hub: RunningHub) -> None:
    till, other = hub.till(SHOP), hub.till(OTHER_SHOP)
    till.pull()
    other.pull()
    assert gone(hub, other.cursor, till) == "scope"
    assert gone(hub, "no-such-cursor", till) == "forged"
    assert gone(hub, till.cursor[:-4] + "AAAA", till) == "forged"
    with hub.database.writing() as conn:
        keys.start_new_epoch(conn, hub.clock.now())
    assert gone(hub, till.cursor, till) == "epoch"


def test_after_a_restored_backup_a_till_loads_everything_anew(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    with hub.database.writing() as conn:
        keys.start_new_epoch(conn, hub.clock.now())
        publish(conn, Category(id="coats", name_zh="外套", name_en="Coats", part="outer", order=1))
    till.cursor = ""
    till.pull()
    assert till.row(Category, "coats").name_zh == "外套"
    assert min(till.versions.values()) > 1_000_000


def test_an_older_copy_of_the_database_is_noticed_even_if_nobody_says_so(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    with hub.database.writing() as conn:
        conn.execute(tables.stream_counter.update().values(head=tables.stream_counter.c.head - 1))
    assert gone(hub, till.cursor, till) == "epoch"


def test_no_reader_ever_skips_a_row_that_commits_late(hub: RunningHub) -> None:
    """Writers of several threads publish to one stream while a till reads on: it must see every row in the end."""
    till = hub.till()
    till.pull()
    writers, each = 4, 25

    def write(writer: int) -> None:
        for number in range(each):
            with hub.database.writing() as conn:
                row = Category(id=f"w{writer}-{number}", name_zh="", name_en="", part="bag", order=number)
                publish_many(conn, [row])

    with ThreadPoolExecutor(writers) as pool:
        writing = [pool.submit(write, writer) for writer in range(writers)]
        while not all(future.done() for future in writing):
            till.pull(limit=7)
        for future in writing:
            future.result()
    till.pull()
    seen = {row_id for kind, row_id in till.rows if kind == "category" and row_id.startswith("w")}
    assert seen == {f"w{writer}-{number}" for writer in range(writers) for number in range(each)}


@pytest.mark.parametrize("kind", [Booking, Stock])
def test_a_row_needs_its_shop(hub: RunningHub, kind: type) -> None:
    with hub.database.reading() as conn:
        assert published(conn, kind, "nowhere") is None
