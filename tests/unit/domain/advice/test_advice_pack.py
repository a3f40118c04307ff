"""The model pack travels as JSON; a damaged or foreign one never takes the advice that was there."""

import json

import pytest

from posapp.adapters.adviser.packed import PackedAdviser
from posapp.domain.advice.pack import PackUnreadable, read, write
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack
from tests.fakes.demo_chain import NOW, learnt_chain


def row_of(content, version="1", checksum=None):
    sum_ = checksum or digest(content.encode())
    return AdvicePack(id="pack", version=version, trained_ms=NOW, checksum=sum_, content=content)


@pytest.fixture(scope="module")
def content():
    return write(learnt_chain().pack)


class Shelf:
    """Holds the newest row and counts how often it is fetched."""

    def __init__(self, row=None):
        self.row = row
        self.fetched = 0

    def __call__(self):
        self.fetched += 1
        return self.row


def test_a_pack_survives_the_journey_and_is_small(content):
    assert write(read(content)) == content
    assert len(content.encode()) < 5_000_000


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"form": 99}', '{"form": 1, "styles": 3}'])
def test_what_is_no_pack_is_refused(broken):
    with pytest.raises(PackUnreadable):
        read(broken)


def test_without_a_pack_there_is_no_advice_and_no_error():
    adviser = PackedAdviser(Shelf())
    assert adviser.suggest((), {"s0001": {"M"}}, personal=True, now=NOW) == ()
    assert adviser.size("s0001", (), NOW) is None
    assert adviser.usual_sizes((), NOW) == ()
    assert adviser.best_sellers() == ()
    assert adviser.trained() is None
    assert adviser.version() == ""


def test_a_pack_is_fetched_once_for_each_version_when_the_newest_is_known(content):
    shelf = Shelf(row_of(content))
    adviser = PackedAdviser(shelf, newest=lambda: shelf.row.version)
    assert [adviser.trained() for _ in range(3)] == [NOW] * 3
    assert shelf.fetched == 1
    shelf.row = row_of(content.replace(f'"trained":{NOW}', f'"trained":{NOW + 5}'), "2")
    assert adviser.trained() == NOW + 5
    assert shelf.fetched == 2


@pytest.mark.parametrize("spoil", ["checksum", "form"])
def test_a_spoilt_pack_leaves_the_one_before_in_service(content, spoil):
    shelf = Shelf(row_of(content))
    adviser = PackedAdviser(shelf)
    before = adviser.version()
    altered = content.replace(f'"version":"{before}"', '"version":"altered"')
    newer = json.dumps({"form": 99})
    shelf.row = row_of(altered, "2", "0" * 64) if spoil == "checksum" else row_of(newer, "2")
    assert adviser.version() == before
    assert adviser.best_sellers()
