"""Every role and every act, asked straight of the use cases: what a button hides is refused there too."""

from dataclasses import dataclass

import pytest

from posapp.domain.money import Fen
from posapp.domain.permission import ROLES, Permission
from posapp.services.card_slips import allow_unproven
from posapp.services.cash_moves import CashMoves
from posapp.services.discounting import Discounting
from posapp.services.errors import ManagerWanted
from posapp.services.on_duty import on_duty
from posapp.services.pairing import Pairing
from posapp.services.permitting import Permitting
from posapp.services.phone_tenders import CardSlip
from posapp.services.printing import Printing
from posapp.services.settling import Settling
from posapp.services.shift_reports import ShiftReports
from sync.protocol import rows
from sync.protocol.rows import Grant
from tests.fakes.staffed_till import COLLEAGUES, id_of, journalled, role_row, with_colleagues, word_of, works
from tests.fakes.till_on_disk import NOON, SHOP, TillOnDisk

PARKED = rows.ParkedOperation(
    id="op-1", shop_id=SHOP.id, till_no="01", hub_no=3, kind="sale.commit", subject="021-01-A-0000001", code="x",
    zh="", en="", amount_fen=100, since_ms=NOON,
    fixes=[rows.Fix(action="retry", what="", from_id="", to_id="", zh="重试", en="Again")],
)  # fmt: skip

CASHIERS = {"cashier", "senior", "manager", "area_manager"}
SENIORS = {"senior", "manager", "area_manager"}
MANAGERS = {"manager", "area_manager"}


class NoPrinter:
    """Nothing is put on paper here."""


@dataclass(frozen=True)
class Counter:
    """A till with two pieces on the cart, and everything that its people may want to do."""

    till: TillOnDisk

    def line(self):
        return self.till.selling.current().lines[0].line_id

    def discounting(self):
        return Discounting(self.till.file, self.till.clock, self.till.signing_in)

    def void_line(self, word):
        self.till.selling.remove(self.line(), override=word)

    def clear_cart(self, word):
        self.till.selling.clear(override=word)

    def discount_line(self, word):
        self.discounting().give(self.line(), "percent", 500, "flaw", override=word)

    def discount_ticket(self, word):
        self.discounting().give(None, "percent", 500, "goodwill", override=word)

    def change_price(self, word):
        self.discounting().give(self.line(), "price", 9_000, "price_match", override=word)

    def round_down(self, word):
        self.discounting().round_down(1_000, override=word)

    def sell(self, _word):
        self.till.paying.pay_cash()

    def close_shift(self, word):
        self.till.shifts.close(Fen(20_000), override=word)

    def record_payment(self, word):
        slip, duty = CardSlip(Fen(100)), self.till.signing_in
        self.till.file.write(lambda unit: allow_unproven(unit, on_duty(duty, unit), [slip], "cart", word))

    def reprint(self, word):
        printing = Printing(self.till.file, self.till.clock, self.till.signing_in, NoPrinter(), NoPrinter())
        printing.print_receipt(self.till.paying.recent(1)[0].sale_id, word)

    def cash_out(self, word):
        CashMoves(self.till.file, self.till.clock, self.till.signing_in, lambda: "zh").move(
            "out", Fen(10_000), "change", override=word
        )

    def read_shift(self, word):
        ShiftReports(self.till.file, self.till.clock, self.till.signing_in, lambda: "zh").x(override=word)

    def settle(self, word):
        Settling(self.till.file, self.till.clock, self.till.signing_in).settle("op-1", 0, override=word)

    def pair(self, word):
        pairing = Pairing(
            self.till.file, self.till.mall, self.till.secrets, self.till.clock, "0.1.0", self.till.signing_in
        )
        pairing.pair("http://hub", "12345678", override=word)


MATRIX: dict[Permission, set[str]] = {
    "sell": CASHIERS | {"clerk"},
    "void_line": CASHIERS | {"clerk"},
    "clear_cart": CASHIERS,
    "discount_line": CASHIERS,
    "discount_ticket": SENIORS,
    "change_price": SENIORS,
    "round_down": SENIORS,
    "close_shift": CASHIERS,
    "record_payment": MANAGERS,
    "reprint": SENIORS,
    "cash_out": SENIORS,
    "read_shift": CASHIERS | {"auditor"},
    "settle": MANAGERS,
    "pair": MANAGERS | {"technician"},
}
"""Who may do an act of the size that ``Counter`` does it in, without a word of the mall's."""

NO_OVERRIDE = {"sell"}
"""A sale is the act of whoever makes it: nobody lends her name for it."""


@pytest.fixture
def counter(till):
    with_colleagues(till)
    till.pulls(PARKED, stream="shop", more=True)
    till.rings_up(1, 2)
    return Counter(till)


def stage(counter, act):
    """Bring the till to where the act can be done."""
    if act == "pair":
        works(counter.till, "manager")
        counter.till.shifts.close(20_000)
    if act == "reprint":  # the second copy
        works(counter.till, "manager")
        counter.till.paying.pay_cash()
        counter.reprint(None)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", list(MATRIX))
def test_each_role_does_what_it_may_and_nothing_else(counter, act, role):
    stage(counter, act)
    works(counter.till, role)
    do = getattr(counter, act)
    if role in MATRIX[act]:
        do(None)
        assert journalled(counter.till, "OVERRIDE") == []
        return
    before = counter.till.selling.current()
    with pytest.raises(ManagerWanted) as refused:
        do(None)
    assert refused.value.ask.permission == act
    assert counter.till.selling.current() == before, "what was refused changed nothing"


@pytest.mark.parametrize("act", [act for act in MATRIX if act not in NO_OVERRIDE])
def test_whoever_may_not_does_it_by_another_s_word_and_both_are_named(counter, act):
    till = counter.till
    stage(counter, act)
    role = next(role for role in ("clerk", "cashier", "auditor") if role not in MATRIX[act])
    works(till, role)
    do = getattr(counter, act)
    with pytest.raises(ManagerWanted) as refused:
        do(None)
    do(word_of(Permitting(till.file, till.clock, till.signing_in), "manager", refused.value.ask))
    (entry,) = journalled(till, "OVERRIDE")
    assert (entry["permission"], entry["asked_by"], entry["given_by"]) == (act, id_of(role), id_of("manager"))


@pytest.mark.parametrize("act", list(MATRIX))
def test_a_role_of_the_chain_s_own_may_what_its_row_names_and_a_strange_one_nothing(counter, act):
    till = counter.till
    stage(counter, act)
    mine = rows.Staff(
        id="staff-9", number="3009", name_zh="", name_en="", role="stylist", pin_hash=COLLEAGUES["clerk"].pin_hash
    )
    till.pulls(mine, stream="shop", more=True)
    till.signing_in.sign_in("3009", "246810")
    with pytest.raises(ManagerWanted):
        getattr(counter, act)(None)
    till.pulls(role_row("stylist", Grant(permission=act), Grant(permission="a thing of the future")), more=True, ver=2)
    getattr(counter, act)(None)


def test_a_slip_with_its_reference_is_anybody_s_and_one_without_is_written_with_both_names(counter):
    till = counter.till
    permitting = Permitting(till.file, till.clock, till.signing_in)
    works(till, "cashier")
    till.paying.pay_cash(cards=[CardSlip(Fen(5_000), "883920")])
    till.rings_up(1)
    with pytest.raises(ManagerWanted) as refused:
        till.paying.pay_cash(cards=[CardSlip(Fen(5_000))])
    assert refused.value.ask.extent.fen == 5_000
    word = word_of(permitting, "manager", refused.value.ask)
    till.paying.pay_cash(cards=[CardSlip(Fen(5_000))], override=word)
    assert [entry["permission"] for entry in journalled(till, "OVERRIDE")] == ["record_payment"]


def test_whoever_gives_her_word_for_closing_a_shift_answers_for_its_difference_too(counter):
    till = counter.till
    permitting = Permitting(till.file, till.clock, till.signing_in)
    works(till, "clerk")
    for role, off, is_closed in (("cashier", 1_100, False), ("manager", 1_100, True)):
        with pytest.raises(ManagerWanted) as refused:
            till.shifts.close(Fen(20_000 - off), reason="miscounted")
        assert refused.value.ask.permission == "close_shift"
        word = word_of(permitting, role, refused.value.ask)
        if is_closed:
            assert till.shifts.close(Fen(20_000 - off), reason="miscounted", override=word).closed is not None
        else:
            with pytest.raises(ManagerWanted, match="wide_difference"):
                till.shifts.close(Fen(20_000 - off), reason="miscounted", override=word)


def test_what_leaves_the_cart_is_written_down_with_who_took_it_off(counter):
    works(counter.till, "cashier")
    counter.void_line(None)
    counter.clear_cart(None)
    assert [(entry["pieces"], entry["fen"], entry["staff_id"]) for entry in journalled(counter.till, "VOID")] == [
        (1, 9_900, id_of("cashier")), (1, 9_900, id_of("cashier")),
    ]  # fmt: skip
