"""An empty hub filled with the demo chain: books, staff of each shop, a model pack that a till can read."""

import pytest

from posapp.adapters.adviser.packed import PackedAdviser
from posapp.domain.clock import DAY, HOUR, local
from sync.hub import bookings, keys, orders, training
from sync.hub.db.database import open_database
from sync.hub.demo import freshen, seed
from sync.hub.publishing import heads, published, published_all
from sync.protocol import rows
from tests.fakes.demo_chain import NOW, PHONE_KEY
from tests.fakes.laid_tables import lay_hub


@pytest.fixture
def database(tmp_path):
    lay_hub(tmp_path)
    opened = open_database(tmp_path)
    with opened.writing() as conn:
        keys.ensure(conn, NOW)
    yield opened
    opened.close()


def test_a_seeded_hub_publishes_all_that_was_generated(database):
    with database.writing() as conn:
        chain = seed(conn, NOW, PHONE_KEY, members=60, one_style_in=4)
    with database.reading() as conn:
        assert len(published_all(conn, rows.Variant)) == len(chain.goods.variants)
        assert len(published_all(conn, rows.Stock)) == len(chain.stock)
        assert {who.number for who in published_all(conn, rows.Staff)} >= {"1001", "2001", "3001"}
        assert [member.id for member in published_all(conn, rows.Member, most=6)] == [m.id for m in chain.members[:6]]


def test_the_published_pack_gives_advice_on_a_till_until_a_newer_one_comes(database):
    with database.writing() as conn:
        chain = seed(conn, NOW, PHONE_KEY, members=60, one_style_in=4)
        first = training.publish_pack(conn, NOW)
        second = training.publish_pack(conn, NOW + DAY)
        row = published(conn, rows.AdvicePack, "pack")
    assert row == second
    assert row.version != first.version
    assert len(row.content) < 5_000_000
    adviser = PackedAdviser(lambda: row)
    assert adviser.version() == second.version
    assert set(adviser.best_sellers()) == {style.id for style in chain.goods.styles}


class Day:
    """A clock that a test sets."""

    def __init__(self, now):
        self.at = now

    def now(self):
        return self.at


@pytest.mark.parametrize("hours", [72, 72 + 11, 24 * 80])
def test_on_a_later_day_the_demo_has_bookings_orders_and_offers_of_that_day(database, hours):
    clock = Day(NOW)
    with database.writing() as conn:
        seed(conn, NOW, PHONE_KEY, members=30, one_style_in=4)
    clock.at = NOW + hours * HOUR
    with database.writing() as conn:
        freshen(conn, clock)
        once = heads(conn)
        freshen(conn, clock)
        assert heads(conn) == once
    bookings.end_missed(database, clock)
    orders.expire_due(database, clock)
    with database.reading() as conn:
        open_today = [b for b in published_all(conn, rows.Booking) if b.status == "booked"]
        assert {b.member_id for b in open_today} == {"m00001", "m00003", "m00004"}
        assert {local(b.starts_ms).date() for b in open_today} == {local(clock.at).date()}
        assert len([o for o in published_all(conn, rows.Order) if o.status in ("promised", "ready")]) >= 3
        assert all(offer.until_ms > clock.at for offer in published_all(conn, rows.Promotion))


@pytest.mark.long
def test_a_pack_is_trained_anew_once_a_day(database):
    with database.writing() as conn:
        seed(conn, NOW, PHONE_KEY, members=60)
        assert training.publish_if_stale(conn, NOW) is not None
        assert training.publish_if_stale(conn, NOW + HOUR) is None
        assert training.publish_if_stale(conn, NOW + DAY) is not None
