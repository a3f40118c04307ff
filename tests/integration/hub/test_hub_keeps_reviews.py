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
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, LIPSTICK, NOW, ZHOU

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


def test_every_till_hears_what_she_says_of_the_fit_until_she_takes_it_back(
    hub: RunningHub, till: PaperTill, sale_id: str
) -> None:
    assert write(hub, sale_id).text == TIGHT, "it is kept as she wrote it; whoever shows it shows it as text"
    assert bought(till, sale_id).verdict == "too_small", "what she writes is read for the fit"
    write(hub, sale_id, fit="kept")
    assert bought(till, sale_id).verdict == "kept", "what she chose goes before what her words seem to say"
    newest = write(hub, sale_id, fit="too_big", text="")
    with hub.database.writing() as conn:
        assert reviews.of_member(conn, LIN) == [newest], "one review of a piece"
        with pytest.raises(UnknownReview):
            reviews.take_back(conn, ZHOU, newest.review_id)
        reviews.take_back(conn, LIN, newest.review_id)
        assert reviews.of_member(conn, LIN) == []
    assert bought(till, sale_id).verdict is None


def test_only_what_she_bought_herself_can_be_reviewed_and_in_few_words(hub: RunningHub, sale_id: str) -> None:
    strange: tuple[dict[str, Any], ...] = ({"variant_id": COAT_S}, {"member_id": ZHOU}, {"ref": "another-sale"})
    for told in strange:
        with pytest.raises(NotBought):
            write(hub, **{"ref": sale_id, **told})
    for text in ("", "   ", "长" * 501):
        with pytest.raises(BadReview):
            write(hub, sale_id, text=text)
    assert len(write(hub, sale_id, text="长" * 500).text) == 500


def test_of_what_nobody_tries_on_only_her_words_are_kept(hub: RunningHub, till: PaperTill) -> None:
    sale = till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id=LIN)
    till.push(till.seal(sale))
    with pytest.raises(BadReview):
        write(hub, sale.sale_id, variant_id=LIPSTICK, fit="too_small", text="")
    assert write(hub, sale.sale_id, variant_id=LIPSTICK, fit="too_small", text="偏小，不够用").fit == ""
    assert bought(till, sale.sale_id).verdict is None


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
