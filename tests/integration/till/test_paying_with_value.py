"""A member pays a part with what she holds: with the mall's word, with a lease, under a floor limit, or not at all."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from posapp.adapters.db import op_log
from posapp.adapters.db.tables import journal, sale_tender, value_spend
from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import CouponId, MemberId
from posapp.domain.scan import gift_card_of
from posapp.services.errors import CouponRefused, MallUnreachable, ValueRefused
from posapp.services.value import Value
from posapp.services.value_book import Drawing
from sync.protocol import rows
from sync.protocol.decoding import from_plain
from sync.protocol.kinds import LeaseReturn, SaleCommit, ShiftClose, read_body
from sync.protocol.signing import lease_message, new_key_pair, sign
from sync.protocol.wire import ValueAnswer
from tests.fakes.till_on_disk import COUPON, MEMBER, NOON, ROOT, SHOP, TillOnDisk

HERS = MemberId("member-1")
RICH = replace(MEMBER, stored_fen=20_000, points=500)
CARD = rows.GiftCard(
    id="card-1", number=42, card=gift_card_of(42), balance_fen=8_000, until_ms=NOON + DAY, status="open"
)


class FakeMall:
    """Knows one balance; silent when ``is_away``. ``loses_answers`` hears and is not heard."""

    def __init__(self, available: int = 20_000) -> None:
        self.available = available
        self.is_away = False
        self.loses_answers = False
        self.held: dict[str, int] = {}
        self.until_ms = NOON + 15 * MINUTE

    def authorise(self, till, asked):
        if self.is_away:
            raise MallUnreachable
        can = asked.units <= self.available
        if can:
            self.held[asked.authorisation_id] = asked.units
            self.available -= asked.units
        if self.loses_answers:
            raise MallUnreachable
        return self._answer(asked.authorisation_id, "authorised" if can else "refused", asked.units)

    def void(self, till, asked):
        if self.is_away:
            raise MallUnreachable
        self.available += self.held.pop(asked.authorisation_id, 0)
        return self._answer(asked.authorisation_id, "voided", 0)

    def _answer(self, id_, status, units):
        return ValueAnswer(
            authorisation_id=id_, status=status, units=units, available=self.available, until_ms=self.until_ms,
            server_ms=NOON, code="not_enough_value" if status == "refused" else "",
        )  # fmt: skip


def terms(offline: str, **values: int) -> list[rows.ValueTerms]:
    usual = {
        "fen_per_unit": 1, "floor_fen": 0, "shop_day_fen": 0, "tills_per_shop": 2, "lease_units": 10_000,
        "lease_ms": DAY, **values,
    }  # fmt: skip
    return [rows.ValueTerms(id=name, offline=offline, **usual) for name in ("stored_value", "gift_card", "points")]


def lease(units: int = 5_000, until: int = NOON + DAY, **values: object) -> rows.Lease:
    unsigned = rows.Lease(
        **{
            "id": "lease-1", "shop_id": SHOP.id, "instrument": "stored_value", "owner_id": HERS, "device": "d:till",
            "generation": 1, "fence": 1, "units": units, "from_ms": NOON, "until_ms": until, "status": "open",
            "root_signature": "", **values,
        }
    )  # fmt: skip
    return replace(unsigned, root_signature=sign(ROOT.private, lease_message(unsigned)))


@pytest.fixture
def mall() -> FakeMall:
    return FakeMall()


@pytest.fixture
def value(till: TillOnDisk, mall: FakeMall) -> Value:
    """A till whose member has 200 yuan stored, in touch with the mall a moment ago, two pieces of 99 on the cart."""
    till.pulls(*terms("leased"), RICH, CARD, ver=2, more=True)
    in_touch(till)
    till.rings_up(1, 2)
    till.selling.attach_member(HERS, "A")
    return Value(till.file, till.clock, mall)


def in_touch(till: TillOnDisk) -> None:
    till.store.record_attempt("push", till.store.attempt("push"), till.clock.now(), till.clock.now())


def last(till: TillOnDisk, back: int = 0):
    with till.file.reading() as connection:
        seq = op_log.head(connection, 1).chain.seq - back
        (operation,) = op_log.between(connection, 1, seq, seq)
    return read_body(operation.kind, operation.v, operation.body)


def offer(value: Value, instrument: str):
    return next(one for one in value.offers() if one.instrument == instrument)


def test_a_sale_is_paid_by_the_mall_s_word_and_cash_together(till, value):
    drawing = value.draw("stored_value", HERS, 12_000)
    finished = till.paying.pay_cash(10_000, expected=19_800, drawn=[drawing])
    assert (finished.total, finished.received, finished.change) == (19_800, 10_000, 2_200)
    sale = last(till)
    assert isinstance(sale, SaleCommit)
    assert [(t.kind, t.amount_fen) for t in sale.tenders] == [("stored_value", 12_000), ("cash", 7_800)]
    assert sale.tenders[0].drawn.right == "authorisation"
    assert finished.receipt.tenders == (("储值", 12_000), ("现金", 10_000))
    with till.file.reading() as connection:
        written = connection.scalar(select(journal.c.body).order_by(journal.c.seq.desc()).limit(1))
    assert b"stored_value" in written
    till.selling.attach_member(HERS, "A")
    assert offer(value, "stored_value").balance == 8_000  # though the mall has not heard of it yet


def test_what_accounts_pay_whole_needs_no_cash(till, value):
    finished = till.paying.pay_cash(drawn=[value.draw("stored_value", HERS, 19_800)])
    assert (finished.received, finished.change) == (0, 0)
    assert [tender.kind for tender in last(till).tenders] == ["stored_value"]


def test_only_cash_is_expected_in_the_drawer(till, value):
    till.paying.pay_cash(drawn=[value.draw("stored_value", HERS, 12_000)])
    sheet = till.shifts.current()
    assert (sheet.takings, sheet.value, sheet.expected) == (7_800, 12_000, sheet.float_ + 7_800)
    till.shifts.close(sheet.expected)
    closing = last(till)
    assert isinstance(closing, ShiftClose)
    assert (closing.takings_fen, closing.expected_fen) == (19_800, sheet.float_ + 7_800)
    assert till.shifts.latest().difference == 0


def test_points_pay_and_earn_no_points_again(till, value):
    finished = till.paying.pay_cash(drawn=[value.draw("points", HERS, 500)])
    assert finished.points_earned == (19_800 - 500) // 100
    assert last(till).tenders[0].drawn.units == 500


def test_a_gift_card_is_scanned_and_pays(till, value):
    assert till.selling.scan(CARD.card).kind == "gift_card"
    assert till.selling.current().has_gift_card
    drawing = value.draw("gift_card", CARD.id, 8_000)
    till.paying.pay_cash(drawn=[drawing])
    assert last(till).tenders[0].drawn.owner_id == CARD.id
    assert not till.selling.current().has_gift_card


def test_a_gift_card_that_nobody_knows_is_said_to_be_unknown(till, value):
    with pytest.raises(ValueRefused) as refused:
        till.selling.scan(gift_card_of(7))
    assert refused.value.values["reason"] == "unknown_value"


def test_what_the_mall_refuses_is_refused_with_what_is_to_be_had(value, mall):
    mall.available = 3_000
    with pytest.raises(ValueRefused) as refused:
        value.draw("stored_value", HERS, 5_000)
    assert refused.value.values == {"reason": "not_enough_value", "available": 3_000, "instrument": "stored_value"}


def test_without_the_mall_and_a_lease_nothing_is_taken(till, value, mall):
    mall.is_away = True
    with pytest.raises(ValueRefused) as refused:
        value.draw("stored_value", HERS, 100)
    assert refused.value.values["reason"] == "offline"
    assert till.paying.pay_cash().total == 19_800


def test_without_the_mall_a_lease_is_spent_and_no_fen_beyond_it(till, value, mall):
    till.pulls(lease(5_000), stream="shop")
    mall.is_away = True
    assert offer(value, "stored_value").offline == 5_000
    till.paying.pay_cash(drawn=[value.draw("stored_value", HERS, 3_000)])
    till.rings_up(1)
    till.selling.attach_member(HERS, "A")
    with pytest.raises(ValueRefused) as refused:
        value.draw("stored_value", HERS, 2_001)
    assert refused.value.values["available"] == 2_000
    till.paying.pay_cash(drawn=[value.draw("stored_value", HERS, 2_000)])
    with till.file.reading() as connection:
        assert connection.scalars(select(value_spend.c.right_id)).all() == ["lease-1", "lease-1"]


def test_a_lease_is_checked_again_when_the_sale_is_written(till, value, mall):
    till.pulls(lease(5_000), stream="shop")
    mall.is_away = True
    twice = value.draw("stored_value", HERS, 3_000)
    till.paying.pay_cash(drawn=[twice])
    till.rings_up(1)
    with pytest.raises(ValueRefused):
        till.paying.pay_cash(drawn=[twice])
    with till.file.reading() as connection:
        assert len(connection.execute(select(sale_tender)).all()) == 2


def test_a_lease_ends_by_the_mall_s_clock_and_a_clock_set_back_brings_nothing_back(till, value, mall):
    till.pulls(lease(5_000, until=NOON + HOUR), stream="shop")
    mall.is_away = True
    till.clock.goes_on(59 * MINUTE)
    assert offer(value, "stored_value").offline == 5_000
    till.clock.goes_on(MINUTE)
    assert offer(value, "stored_value").offline == 0
    till.clock.goes_on(-2 * HOUR)
    assert offer(value, "stored_value").offline == 0


def test_what_the_mall_allowed_ends_with_its_last_word_though_the_clock_was_set_back(till, value, mall):
    """Then it takes it that nothing can be spent of it any more, and somebody else may have it."""
    mall.until_ms = NOON + 10 * MINUTE
    drawing = value.draw("stored_value", HERS, 5_000)
    till.clock.goes_on(11 * MINUTE)
    in_touch(till)
    till.clock.goes_on(-2 * HOUR)
    with pytest.raises(ValueRefused):
        till.paying.pay_cash(drawn=[drawing])
    assert till.paying.pay_cash().total == 19_800


def test_a_lease_of_another_till_or_without_the_root_s_signature_is_none(till, value, mall):
    till.pulls(lease(id="of-another", device="d:other"), stream="shop")
    forged = replace(lease(id="forged"), units=1_000_000)
    stranger = lease(id="strange")
    stranger = replace(stranger, root_signature=sign(new_key_pair().private, lease_message(stranger)))
    till.pulls(forged, stranger, stream="shop")
    mall.is_away = True
    assert offer(value, "stored_value").offline == 0


def test_under_a_floor_limit_account_shop_and_day_are_bounded(till, value, mall):
    till.pulls(*terms("floor_limit", floor_fen=6_000, shop_day_fen=16_000), ver=3, more=True)
    mall.is_away = True
    till.paying.pay_cash(drawn=[value.draw("stored_value", HERS, 5_000)])
    till.rings_up(1)
    till.selling.attach_member(HERS, "A")
    with pytest.raises(ValueRefused) as refused:
        value.draw("stored_value", HERS, 1_001)  # 60 yuan of one account since the mall last heard of us
    assert refused.value.values["available"] == 1_000
    till.pulls(RICH, stream="members", applied=100, ver=4)
    with pytest.raises(ValueRefused) as refused:
        value.draw("stored_value", HERS, 3_001)  # half of the shop's 160 yuan a day, for one of two tills
    assert refused.value.values["available"] == 3_000
    till.clock.goes_on(DAY)
    assert value.draw("stored_value", HERS, 6_000).right == "floor_limit"


def test_an_answer_that_was_lost_is_taken_back_with_the_next_question(value, mall):
    mall.loses_answers = True
    with pytest.raises(ValueRefused):
        value.draw("stored_value", HERS, 20_000)
    assert mall.available == 0
    mall.loses_answers = False
    assert value.draw("stored_value", HERS, 20_000).right == "authorisation"
    assert list(mall.held.values()) == [20_000]


def test_what_is_not_wanted_is_given_back_at_once_or_later(value, mall):
    value.give_back(value.draw("stored_value", HERS, 5_000))
    assert mall.available == 20_000
    second = value.draw("stored_value", HERS, 5_000)
    mall.is_away = True
    value.give_back(second)
    mall.is_away = False
    value.draw("points", HERS, 100)
    assert sum(mall.held.values()) == 100


def test_a_permission_is_used_once_and_not_after_its_time(till, value, mall):
    drawing = value.draw("stored_value", HERS, 5_000)
    till.clock.goes_on(15 * MINUTE)
    with pytest.raises(ValueRefused) as refused:
        till.paying.pay_cash(drawn=[drawing])
    assert refused.value.values["reason"] == "over"
    made_up = Drawing("stored_value", HERS, 5_000, 5_000, "authorisation", "never-asked")
    with pytest.raises(ValueRefused):
        till.paying.pay_cash(drawn=[made_up])


def test_closing_a_shift_gives_leases_back_in_the_same_transaction(till, value, mall):
    till.pulls(lease(5_000), stream="shop")
    mall.is_away = True
    till.paying.pay_cash(drawn=[value.draw("stored_value", HERS, 3_000)])
    till.shifts.close(till.shifts.current().expected)
    returned = last(till, back=1)
    assert isinstance(returned, LeaseReturn)
    assert (returned.lease_id, returned.units_left) == ("lease-1", 2_000)
    till.shifts.open(0)
    till.rings_up(1)
    till.selling.attach_member(HERS, "A")
    assert offer(value, "stored_value").offline == 0


def test_a_lease_outlives_a_mall_that_forgot_it_and_is_announced_to_it(till, value):
    till.pulls(lease(5_000), stream="shop")
    till.store.record_announced("epoch-1")
    assert till.store.leases_to_announce() == []
    till.store.restart_feed(till.clock.now())
    till.pulls(SHOP, epoch="epoch-2", ver=9)
    assert [row.id for row in till.store.leases_to_announce()] == ["lease-1"]
    till.store.record_announced("epoch-2")
    assert till.store.leases_to_announce() == []


def test_a_coupon_of_this_shop_needs_no_mall_and_a_large_one_for_all_shops_does(till, value):
    small = replace(COUPON, threshold_fen=0)
    here = replace(small, id="here", code="970000000002", off_fen=15_000, shop_id=SHOP.id)
    elsewhere = replace(here, id="elsewhere", code="970000000003", shop_id="another")
    large = replace(here, id="large", code="970000000004", shop_id="")
    till.pulls(small, here, elsewhere, large, stream="members", ver=2)
    till.clock.goes_on(HOUR)
    for coupon_id, reason in (("elsewhere", "other_shop"), ("large", "needs_mall")):
        with pytest.raises(CouponRefused) as refused:
            till.selling.use_coupon(CouponId(coupon_id))
        assert refused.value.values["reason"] == reason
    assert till.selling.use_coupon(CouponId("here")).total == 4_800
    till.selling.use_coupon(CouponId(small.id))
    in_touch(till)
    till.selling.use_coupon(CouponId("large"))


def test_a_member_row_without_new_fields_is_still_read(till):
    plain = msgspec.to_builtins(COUPON)
    del plain["shop_id"]
    assert from_plain(plain, rows.Coupon).shop_id == ""


@pytest.mark.parametrize(
    ("units", "amount"), [(-100, -100), (0, 0), (0, 9_900), (1, 9_900), (5_001, 5_001), (-1, 1)], ids=str
)
def test_a_drawing_that_somebody_made_up_pays_nothing(till, value, mall, units, amount):
    """Straight to the service, past every key: by the mall's word, by a lease, or by none."""
    asked = value.draw("stored_value", HERS, 5_000)
    till.pulls(lease(5_000), stream="shop")
    for made_up in (
        Drawing("stored_value", HERS, units, amount, "authorisation", asked.right_id),
        Drawing("stored_value", HERS, units, amount, "lease", "lease-1"),
    ):
        with pytest.raises(ValueRefused):
            till.paying.pay_cash(30_000, drawn=[made_up])
    assert till.selling.current().lines, "nothing was sold"


def test_one_permission_is_no_two_drawings_and_no_other_account_s(till, value, mall):
    asked = value.draw("stored_value", HERS, 5_000)
    till.pulls(lease(5_000), stream="shop")
    leased = Drawing("stored_value", HERS, 4_000, 4_000, "lease", "lease-1")
    hers = Drawing("points", HERS, 5_000, 5_000, "authorisation", asked.right_id)
    for drawn in ([asked, asked], [leased, leased], [hers]):
        with pytest.raises(ValueRefused):
            till.paying.pay_cash(30_000, drawn=drawn)
    assert till.paying.pay_cash(30_000, drawn=[asked, leased]).change == 30_000 - (19_800 - 9_000)
