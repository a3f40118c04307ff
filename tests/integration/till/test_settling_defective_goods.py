"""What lies apart as defective is taken off the list: mended, sent back or written off, once and by who may."""

from __future__ import annotations

import pytest

from posapp.domain.errors import BadQuantity
from posapp.domain.identity import VariantId
from posapp.domain.permission import Ask, Extent
from posapp.services.defect_errors import NotLyingThere
from posapp.services.defects import Defects
from posapp.services.errors import ManagerWanted, ReasonWanted
from posapp.services.return_plan import Piece
from sync.protocol.defective import DefectiveSettle
from sync.protocol.kinds import read_body
from sync.protocol.wire import FeedRow
from tests.fakes.staffed_till import id_of, journalled, with_colleagues, word_of, works
from tests.fakes.till_on_disk import TillOnDisk
from tests.integration.till.test_taking_goods_back import sells, takes_back

PIECE = VariantId("v1")


@pytest.fixture
def lying(till: TillOnDisk) -> Defects:
    """Have two pieces of ¥99 come back defective."""
    with_colleagues(till)
    works(till, "manager")
    number = sells(till, 1, 1)
    takes_back(till, number, Piece(1, 2, condition="defective", reason="fault"))
    works(till, "cashier")
    return Defects(till.file, till.clock, till.signing_in)


def told(till: TillOnDisk) -> list[DefectiveSettle]:
    found = [one for one in till.store.outbox(1_000, 1 << 24) if one.kind == "defective.settle"]
    return [body for one in found if isinstance(body := read_body(one.kind, one.v, one.body), DefectiveSettle)]


def pieces(lying: Defects) -> dict[str, int]:
    return {card.variant_id: card.pieces for card in lying.lying()}


def test_a_mended_piece_hangs_again_and_may_be_sold(till: TillOnDisk, lying: Defects) -> None:
    before = till.on_hand("v1")
    (card,) = lying.settle(PIECE, 1, "mended", "repaired")
    assert (card.pieces, card.price, till.on_hand("v1")) == (1, 9_900, before + 1)
    (body,) = told(till)
    assert [(one.quantity, one.cause) for one in (*body.set_aside, *body.movements)] == [
        (-1, "defective"),
        (1, "return"),
    ]
    assert (body.end, body.reason, body.staff_id, body.approver_id) == ("mended", "repaired", id_of("cashier"), "")
    (entry,) = journalled(till, "DEFECTIVE")
    assert entry["settled"]["reason"] == "repaired"
    till.rings_up(1)
    till.paying.pay_cash()
    assert till.on_hand("v1") == before


def test_what_leaves_for_good_takes_a_colleague_s_word_up_to_its_price(till: TillOnDisk, lying: Defects) -> None:
    before = till.on_hand("v1")
    with pytest.raises(ManagerWanted) as refused:
        lying.settle(PIECE, 2, "written_off", "beyond_repair")
    ask = Ask("settle_defective", Extent(19_800), "v1")
    assert refused.value.ask == ask
    assert (pieces(lying), told(till)) == ({"v1": 2}, []), "nothing was written"
    permitting = with_colleagues(till)
    word = word_of(permitting, "senior", ask)
    assert lying.settle(PIECE, 2, "written_off", "beyond_repair", override=word) == ()
    (body,) = told(till)
    assert (body.worth_fen, body.approver_id, body.movements) == (19_800, id_of("senior"), [])
    assert till.on_hand("v1") == before


def test_goods_that_the_mall_withdrew_meanwhile_take_a_manager(till: TillOnDisk, lying: Defects) -> None:
    till.pulls(FeedRow(t="variant", id=PIECE, ver=2, deleted=True))
    (card,) = lying.lying()
    assert (card.variant_id, card.price, card.pieces) == (PIECE, None, 2)
    works(till, "senior")
    with pytest.raises(ManagerWanted):
        lying.settle(PIECE, 1, "sent_back", "recalled")
    works(till, "manager")
    (left,) = lying.settle(PIECE, 1, "sent_back", "recalled")
    assert (left.pieces, told(till)[0].worth_fen) == (1, 0)


@pytest.mark.parametrize(
    ("count", "end", "reason", "refusal"),
    [
        (3, "mended", "repaired", NotLyingThere),
        (0, "mended", "repaired", BadQuantity),
        (1, "mended", "recalled", ReasonWanted),
        (1, "written_off", "", ReasonWanted),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    till: TillOnDisk, lying: Defects, count: int, end: str, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        lying.settle(PIECE, count, end, reason)  # type: ignore[arg-type]  # "mended" or "written_off"
    assert (pieces(lying), told(till)) == ({"v1": 2}, [])
