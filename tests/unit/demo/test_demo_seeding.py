"""An empty hub filled with the demo chain: books, staff of each shop, a model pack that a till can read."""

import pytest

from posapp.adapters.adviser.packed import PackedAdviser
from posapp.domain.clock import DAY
from sync.hub import training
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.demo import seed
from sync.hub.publishing import published, published_all
from sync.protocol import rows
from tests.fakes.demo_chain import NOW, PHONE_KEY


@pytest.fixture
def database(tmp_path):
    opened = open_database(tmp_path)
    upgrade(opened)
    yield opened
    opened.close()


def test_a_seeded_hub_publishes_all_that_was_generated(database):
    with database.writing() as conn:
        chain = seed(conn, NOW, PHONE_KEY, members=60)
    with database.reading() as conn:
        assert len(published_all(conn, rows.Variant)) == len(chain.goods.variants)
        assert len(published_all(conn, rows.Stock)) == len(chain.stock)
        assert {who.number for who in published_all(conn, rows.Staff)} >= {"1001", "2001", "3001"}
        assert [member.id for member in published_all(conn, rows.Member, most=6)] == [m.id for m in chain.members[:6]]


def test_the_published_pack_gives_advice_on_a_till_until_a_newer_one_comes(database):
    with database.writing() as conn:
        chain = seed(conn, NOW, PHONE_KEY, members=200)
        first = training.publish_pack(conn, NOW)
        second = training.publish_pack(conn, NOW + DAY)
        row = published(conn, rows.AdvicePack, "pack")
    assert row == second
    assert row.version != first.version
    assert len(row.content) < 5_000_000
    adviser = PackedAdviser(lambda: row)
    assert adviser.version() == second.version
    assert set(adviser.best_sellers()) == {style.id for style in chain.goods.styles}
