"""A model pack that is spoilt, forged, old or foreign takes nothing from the one a till has, not over a restart either.

Broken on purpose to see these fail: no judgement at all, no comparison of instants, no look at the chain, a sweep that
takes the last good pack, a refusal that is not forgotten.
"""

from __future__ import annotations

import msgspec
import pytest

from posapp.adapters.adviser.packed import PackedAdviser
from posapp.adapters.db import packs
from posapp.adapters.db.open_file import open_till
from posapp.config.paths import MIGRATIONS
from posapp.domain.advice.pack import FORM
from posapp.domain.clock import DAY
from posapp.services.syncing import Syncing
from posapp.ui.screens.sync_desk import words
from sync.protocol.canonical import digest
from sync.protocol.signing import new_key_pair
from sync.worker.status import status
from tests.fakes.model_packs import sealed, signed_pack
from tests.fakes.till_on_disk import NOON

GOOD = signed_pack("good")


def adviser_of(till) -> PackedAdviser:
    def row():
        with till.file.reading() as connection:
            return packs.in_use(connection)

    return PackedAdviser(row)


def trouble_on_screen(till) -> str:
    return Syncing(till.file, till.clock).status().pack_trouble


def starts_again(till) -> None:
    till.close()
    till.file = open_till(
        till.folder, secrets=till.secrets, clock=till.clock, migrations=MIGRATIONS / "till", ballast_bytes=0
    )


def changed(row, **fields):
    return msgspec.structs.replace(row, **fields)


def spoilt_on_the_way():
    return changed(signed_pack("next", NOON + 1), content="{}")


def signed_by_another():
    return sealed(signed_pack("next", NOON + 1), new_key_pair())


def altered():
    content = GOOD.content.replace('"popular"', '"popular" ')
    return changed(
        signed_pack("next", NOON + 1), content=content, checksum=digest(content.encode()), trained_ms=NOON + 2
    )


def of_no_known_shape():
    return signed_pack("next", NOON + 1, content="[]", checksum=digest(b"[]"))


BAD = {
    "spoilt on the way": (spoilt_on_the_way, "pack_damaged"),
    "no pack inside": (of_no_known_shape, "pack_damaged"),
    "signed by another key": (signed_by_another, "pack_forged"),
    "altered after it was signed": (altered, "pack_forged"),
    "not signed": (lambda: changed(signed_pack("next", NOON + 1), root_signature=""), "pack_unsigned"),
    "another chain's": (lambda: signed_pack("next", NOON + 1, root=new_key_pair()), "pack_other_chain"),
    "older": (lambda: signed_pack("next", NOON - 1), "pack_older"),
    "of a newer form": (lambda: signed_pack("next", NOON + 1, form=FORM + 1), "pack_newer"),
    "from the future": (lambda: signed_pack("next", NOON + 2 * DAY), "pack_ahead"),
}


@pytest.fixture
def advised(till):
    till.pulls(GOOD, stream="advice")
    return till


@pytest.mark.parametrize("name", BAD)
def test_the_last_good_pack_goes_on_and_the_desk_says_why(advised, name):
    make, code = BAD[name]
    advised.pulls(make(), stream="advice", ver=2)
    assert adviser_of(advised).version() == "good"
    assert adviser_of(advised).best_sellers()
    assert trouble_on_screen(advised) == code
    assert status(advised.store, advised.clock, paired=True).pack_trouble == code
    assert words.PACK_TROUBLES[code].zh
    assert words.PACK_TROUBLES[code].en
    starts_again(advised)
    assert adviser_of(advised).version() == "good"
    assert trouble_on_screen(advised) == code


def test_what_was_refused_takes_no_room(advised):
    advised.pulls(spoilt_on_the_way(), stream="advice", ver=2)
    with advised.file.reading() as connection:
        kept = connection.exec_driver_sql("SELECT row FROM feed_unknown").scalar_one()
    assert len(kept) < 10


def test_a_good_one_ends_the_trouble(advised):
    advised.pulls(spoilt_on_the_way(), stream="advice", ver=2)
    advised.pulls(signed_pack("next", NOON + 5), stream="advice", ver=3)
    assert adviser_of(advised).version() == "next"
    assert trouble_on_screen(advised) == ""


def test_an_earlier_version_that_the_chain_went_back_to_is_taken(advised):
    advised.pulls(signed_pack("bad idea", NOON + 5), stream="advice", ver=2)
    advised.pulls(signed_pack("good", NOON + 9, trained_ms=NOON), stream="advice", ver=3)
    assert adviser_of(advised).version() == "good"
    assert trouble_on_screen(advised) == ""


def test_a_load_that_brings_a_spoilt_pack_leaves_the_last_good_one(advised):
    advised.store.restart_feed(advised.clock.now())
    advised.pulls(spoilt_on_the_way(), stream="advice", ver=2)
    assert adviser_of(advised).version() == "good"


def test_a_first_pack_that_is_spoilt_is_no_advice_and_no_error(till):
    till.pulls(spoilt_on_the_way(), stream="advice")
    assert adviser_of(till).version() == ""
    assert trouble_on_screen(till) == "pack_damaged"


def test_a_pack_of_before_packs_were_signed_serves_until_the_mall_sends_a_signed_one(till):
    plain = changed(GOOD, chain_id="", published_ms=0, root_signature="", form=1)
    with till.file.transaction() as connection:  # as the program of before laid it
        connection.exec_driver_sql(
            "INSERT INTO advice_pack (id, version, ver, load, row) VALUES ('pack', 'old', 1, 1, ?)",
            (msgspec.json.encode(changed(plain, version="old")),),
        )
        connection.commit()
    assert adviser_of(till).version() == "good", "the content's own name of its version"
    till.pulls(signed_pack("next", NOON + 5), stream="advice", ver=2)
    assert adviser_of(till).version() == "next"
