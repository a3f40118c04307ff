"""What a member relies on when she writes of what she bought: it is hers, teaches her size, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from posapp.domain.clock import DAY, Millis
from sync.hub import consents, reviews
from sync.hub.history.chain import of_chain
from sync.hub.review_errors import BadReview, NotBought, UnknownReview
from sync.protocol.rows import Happening, History
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, NOW, ZHOU

TIGHT = "料子舒服，就是肩膀偏紧，建议买大一码 <b>真的</b>"


@pytest.fixture
def till(hub: RunningHub) -> PaperTill:
    return hub.till()


@pytest.fixture
def sale_id(till: PaperTill) -> str:
    sale = till.sale(("coat", COAT_M, 1, 89_900), member_id=LIN)
    till.push(till.seal(sale))
    return sale.sale_id


def write(hub: RunningHub, ref: str, member_id: str = LIN, **more: Any) -> reviews.Review:
    said: dict[str, Any] = {"variant_id": COAT_M, "fit": "", "text": TIGHT, **more}
    with hub.database.writing() as conn:
        return reviews.write(conn, hub.clock, member_id, ref=ref, **said)


def bought(till: PaperTill, ref: str) -> Happening:
    till.pull()
    return next(one for one in till.row(History, LIN).happenings if (one.kind, one.ref) == ("bought", ref))


def laid_out(hub: RunningHub) -> str:
    """Return what the training hears of the fit of a purchase."""
    with hub.database.reading() as conn:
        events = of_chain(conn, Millis(NOW + DAY)).events.to_pyarrow().to_pylist()
    return next(str(one["verdict"]) for one in events if (one["kind"], one["style_id"]) == ("bought", "coat"))


def test_what_she_writes_is_read_for_the_fit_and_every_till_hears_it(
    hub: RunningHub, till: PaperTill, sale_id: str
) -> None:
    written = write(hub, sale_id)
    assert written.text == TIGHT, "it is kept as she wrote it; whoever shows it shows it as text"
    assert bought(till, sale_id).verdict == "too_small"


def test_what_she_chose_goes_before_what_her_words_seem_to_say(hub: RunningHub, till: PaperTill, sale_id: str) -> None:
    write(hub, sale_id, fit="kept")
    assert bought(till, sale_id).verdict == "kept"


def test_of_one_piece_the_newest_review_stands(hub: RunningHub, till: PaperTill, sale_id: str) -> None:
    write(hub, sale_id)
    write(hub, sale_id, fit="too_big", text="")
    with hub.database.reading() as conn:
        assert [(one.fit, one.text) for one in reviews.of_member(conn, LIN)] == [("too_big", "")]
    assert bought(till, sale_id).verdict == "too_big"


def test_a_review_that_is_taken_back_says_nothing_any_more(hub: RunningHub, till: PaperTill, sale_id: str) -> None:
    written = write(hub, sale_id)
    with hub.database.writing() as conn:
        with pytest.raises(UnknownReview):
            reviews.take_back(conn, ZHOU, written.review_id)
        reviews.take_back(conn, LIN, written.review_id)
        assert reviews.of_member(conn, LIN) == []
    assert bought(till, sale_id).verdict is None


def test_only_what_she_bought_herself_can_be_reviewed(hub: RunningHub, sale_id: str) -> None:
    for told in ({"variant_id": COAT_S}, {"member_id": ZHOU}, {"variant_id": "no-such"}):
        with pytest.raises(NotBought):
            write(hub, sale_id, **told)
    with pytest.raises(NotBought):
        write(hub, "another-sale")


@pytest.mark.parametrize("text", ["", "   ", "长" * 501])
def test_a_review_says_something_and_is_short(hub: RunningHub, sale_id: str, text: str) -> None:
    with pytest.raises(BadReview):
        write(hub, sale_id, text=text)


@pytest.mark.long
def test_the_training_hears_it_while_she_agrees(hub: RunningHub, sale_id: str, clock: SetClock) -> None:
    written = write(hub, sale_id)
    assert laid_out(hub) == "too_small"
    with hub.database.writing() as conn:
        consents.say(conn, clock, LIN, "personal", given=False)
    assert laid_out(hub) == ""
    with hub.database.writing() as conn:
        consents.say(conn, clock, LIN, "personal", given=True)
        reviews.take_back(conn, LIN, written.review_id)
    assert laid_out(hub) == ""
