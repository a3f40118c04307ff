"""The counter's use cases as hand-written doubles: they keep what they are told and refuse what they are told to."""

from dataclasses import replace
from pathlib import Path

from posapp.domain.drawer import worth
from posapp.domain.identity import VariantId
from posapp.services.devices import DeviceSettings, DeviceSheet
from posapp.services.errors import (
    CodeRefused,
    LockedOut,
    MallUnreachable,
    NoSuchReceipt,
    NotOpenForHandOver,
    ReceiptNotTold,
    WrongPin,
)
from posapp.services.invoicing import InvoiceTitle, read_title
from posapp.services.paper import Divider, Fact, Note, Slip, Title
from posapp.services.pickups import OtherPiece
from posapp.services.printing import QueuedPaper
from posapp.services.selling import CartMember
from posapp.services.settling import ParkedList
from posapp.services.shifts import Counted
from tests.fakes import shop_moment as moment


class Refusing:
    """Shared by the doubles: ``refuse_next`` makes the next call raise."""

    def __init__(self):
        self.refusal = None
        self.calls = []

    def refuse_next(self, error):
        self.refusal = error

    def _called(self, *call):
        self.calls.append(call)
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal


class FakeSelling(Refusing):
    """Keeps one cart."""

    def __init__(self, cart=None):
        super().__init__()
        self.cart = cart or moment.cart()

    def current(self):
        self._called("current")
        return self.cart

    def attach_member(self, member_id, trust):
        self._called("attach_member", member_id, trust)
        name = next(hit.name for hit in moment.HITS if hit.member_id == member_id)
        self.cart = replace(self.cart, member=CartMember(member_id, name, "gold", trust))
        return self.cart

    def detach_member(self):
        self._called("detach_member")
        self.cart = replace(self.cart, member=None)
        return self.cart

    def add(self, variant_id, source="search", quantity=1):
        self._called("add", variant_id, source, quantity)
        self.cart = replace(self.cart, lines=(*self.cart.lines, moment.cart_line(variant_id, source)))
        return self.cart

    def use_coupon(self, coupon_id):
        self._called("use_coupon", coupon_id)
        return self.cart


class FakeMembers(Refusing):
    """Knows the members of the moment."""

    def find(self, text):
        self._called("find", text)
        return tuple(hit for hit in moment.HITS if text in hit.phone_masked or text in hit.name.zh)

    def get_ready(self):
        pass

    def panel(self, member_id, trust):
        self._called("panel", member_id, trust)
        return replace(moment.PANEL, member_id=member_id, trust=trust)

    def count_shown(self, panel):
        self._called("count_shown", panel.member_id)

    def dismiss(self, member_id, style_id):
        self._called("dismiss", member_id, style_id)
        left = tuple(card for card in moment.SUGGESTIONS if card.style_id != style_id)
        return replace(moment.PANEL, member_id=member_id, suggestions=left)


class FakeBookings(Refusing):
    """Keeps the day's board."""

    def __init__(self):
        super().__init__()
        self.board = {card.booking_id: card for card in moment.BOARD}

    def today(self):
        self._called("today")
        return tuple(self.board.values())

    def check_in(self, booking_id, how):
        self._called("check_in", booking_id, how)
        card = replace(self.board[booking_id], status="checked_in", checked_in=moment.NOW, is_late=False)
        self.board[booking_id] = card
        return card

    def slots(self, booking_id, day):
        self._called("slots", booking_id, day)
        return moment.slots_of(self.board[booking_id], day)

    def change(self, booking_id, *, starts=None, companions=None):
        self._called("change", booking_id, starts, companions)
        card = self.board[booking_id]
        if starts is not None:
            card = replace(card, starts=starts, ends=starts + card.ends - card.starts, room=0, answer="asked")
        if companions is not None:
            card = replace(card, companions=companions)
        self.board[booking_id] = card
        return card

    def cancel(self, booking_id):
        self._called("cancel", booking_id)
        return replace(self.board.pop(booking_id), status="cancelled")

    def record(self, booking_id, garment_id, said):
        self._called("record", booking_id, garment_id, said)
        card = self.board[booking_id]
        garments = tuple(
            replace(one, outcome=replace(one.outcome, said=said)) if one.garment_id == garment_id else one
            for one in card.garments
        )
        self.board[booking_id] = replace(card, garments=garments)
        return self.board[booking_id]

    def want(self, booking_id, garment_id, said, variant_id):
        self._called("want", booking_id, garment_id, said, variant_id)
        return self.board[booking_id]

    def kept_to_cart(self, booking_id):
        self._called("kept_to_cart", booking_id)
        kept = [one for one in self.board[booking_id].garments if one.verdict == "kept"]
        return moment.cart(
            member=moment.ON_THE_CART, lines=[moment.cart_line(one.variant_id, "try_on") for one in kept]
        )


def _told(pieces, piece_id, said):
    return tuple(
        replace(one, outcome=replace(one.outcome, said=said)) if one.piece_id == piece_id else one for one in pieces
    )


class FakeRooms(Refusing):
    """Keeps the board of the fitting rooms as it is told."""

    def __init__(self, cards=moment.ROOMS):
        super().__init__()
        self.cards = cards
        self.cart = None

    def _answer(self, name, *said):
        self._called(name, *said)
        return self.cards

    def board(self):
        return self._answer("board")

    def let_in_booked(self, room_id, booking_id, companions=0, *, anyway=False):
        return self._answer("let_in_anyway" if anyway else "let_in_booked", room_id, booking_id, companions)

    def let_in(self, room_id, member_id=None, companions=0, *, anyway=False):
        return self._answer("let_in_anyway" if anyway else "let_in", room_id, member_id, companions)

    def judge(self, room_id, piece_id, said):
        self._called("judge", room_id, piece_id, said)
        self.cards = tuple(replace(card, pieces=_told(card.pieces, piece_id, said)) for card in self.cards)
        return self.cards

    def want(self, room_id, piece_id, said, variant_id):
        return self._answer("want", room_id, piece_id, said, variant_id)

    def know(self, room_id, text):
        return self._answer("know", room_id, text)

    def bring(self, room_id, barcode):
        return self._answer("bring", room_id, barcode)

    def bring_asked(self, room_id, request_id):
        return self._answer("bring_asked", room_id, request_id)

    def ask(self, room_id, variant_id):
        return self._answer("ask", room_id, variant_id)

    def sizes(self, variant_id):
        self._called("sizes", variant_id)
        return moment.SIZES

    def say_no(self, room_id, request_id):
        return self._answer("say_no", room_id, request_id)

    def take_back(self, room_id, piece_id):
        return self._answer("take_back", room_id, piece_id)

    def give_up(self, room_id, piece_id):
        return self._answer("give_up", room_id, piece_id)

    def let_out(self, room_id, kept):
        return self._answer("let_out", room_id, frozenset(kept)), self.cart

    def make_ready(self, room_id):
        return self._answer("make_ready", room_id)


class FakePickups(Refusing):
    """Keeps the orders that wait; order 1 has the code 90000017."""

    codes = {"90000017": "o-1"}

    def __init__(self):
        super().__init__()
        self.orders = {card.order_id: card for card in moment.WAITING}

    def waiting(self):
        self._called("waiting")
        return tuple(card for card in self.orders.values() if card.status != "handed_over")

    def look_up(self, text):
        self._called("look_up", text)
        if text not in self.codes:
            raise CodeRefused(reason="malformed")
        return self.orders[self.codes[text]]

    def get(self, order_id):
        self._called("get", order_id)
        return self.orders[order_id]

    def others(self, variant_id):
        self._called("others", variant_id)
        return (OtherPiece(VariantId("v-2"), moment.SAND, "L", 2), OtherPiece(VariantId("v-3"), moment.RUST, "M", 0))

    def pick(self, order_id, pieces=None):
        self._called("pick", order_id, pieces)
        lines = tuple(
            replace(line, picked=line.picked + line.to_pick) if pieces is None or line.line_id in pieces else line
            for line in self.orders[order_id].lines
        )
        status = "promised" if any(line.to_pick for line in lines) else "ready"
        self.orders[order_id] = replace(self.orders[order_id], status=status, lines=lines)
        return self.orders[order_id]

    def cannot_find(self, order_id, pieces):
        self._called("cannot_find", order_id, pieces)
        lines = tuple(
            replace(line, missing=line.missing + pieces.get(line.line_id, 0)) for line in self.orders[order_id].lines
        )
        self.orders[order_id] = replace(self.orders[order_id], lines=lines)
        return self.orders[order_id]

    def to_cart(self, order_id, code_text, taking=None):
        self._called("to_cart", order_id, code_text, taking)
        return  # the presenter only goes selling

    def hand_over(self, order_id, code_text, taking=None, *, override=None):
        self._called("hand_over", order_id, code_text, taking, override)
        if self.codes.get(code_text) != order_id:
            raise NotOpenForHandOver(reason="wrong_code")
        taken = {one.line_id: one for one in taking or ()}
        lines = tuple(
            replace(
                line,
                handed=line.handed + (taken[line.line_id].quantity if taken else line.waits),
                dropped=line.dropped + (taken[line.line_id].left_out if taken else 0),
            )
            for line in self.orders[order_id].lines
        )
        is_whole = not any(line.waits for line in lines)
        card = replace(
            self.orders[order_id],
            status="handed_over" if is_whole else self.orders[order_id].status,
            handed_over=moment.NOW,
            lines=lines,
        )
        self.orders[order_id] = card
        return card


class FakeCounting(Refusing):
    """Takes every count."""

    def count(self, variant_id, observed):
        self._called("count", variant_id, observed)


class FakeDevices(Refusing):
    """One network printer that is ready, one receipt that waits and one that was printed."""

    def __init__(self):
        super().__init__()
        self.settings = DeviceSettings("tcp:192.168.1.50:9100", 48, "auto")
        self.waiting = (QueuedPaper("j-2", "001-01-A-0000013", False, moment.NOW, 2, "paper_out"),)
        self.latest = (QueuedPaper("j-1", "001-01-A-0000012", False, moment.NOW, 1, ""),)
        self.stands = "ready"

    def sheet(self):
        return DeviceSheet(self.settings, self.waiting, self.latest)

    def printer_state(self):
        self._called("printer_state")
        return self.stands

    def use_printer(self, printer, columns):
        self._called("use_printer", printer, columns)
        self.settings = DeviceSettings(printer, columns, self.settings.display)
        return self.sheet()

    def use_display(self, display):
        self._called("use_display", display)
        self.settings = DeviceSettings(self.settings.printer, self.settings.columns, display)
        return self.sheet()

    def print_test(self, language):
        self._called("print_test", language)

    def print_waiting(self):
        self._called("print_waiting")
        self.latest, self.waiting = (*self.waiting, *self.latest), ()

    def print_again(self, job_id, override=None):
        self._called("print_again", job_id, override)

    def save_page(self, sale_id):
        self._called("save_page", sale_id)
        return f"/receipts/{sale_id}.pdf"

    def open_drawer(self, override=None):
        self._called("open_drawer", override)


class FakeInvoicing(Refusing):
    """One company was asked for before."""

    def __init__(self):
        super().__init__()
        self.known = [InvoiceTitle("云裳（上海）贸易有限公司", "91350100M000100Y43")]

    def titles(self, sale_id):
        self._called("titles", sale_id)
        return tuple(self.known)

    def ask(self, sale_id, name, tax_no):
        self._called("ask", sale_id, name, tax_no)
        return read_title(name, tax_no)


class FakeSigningIn(Refusing):
    """Everybody's PIN is 246810; the third wrong one locks for 30 seconds."""

    def __init__(self):
        super().__init__()
        self.wrong = 0

    def staff(self):
        self._called("staff")
        return moment.STAFF

    def sign_in(self, number, pin):
        self._called("sign_in", number, pin)
        if pin == "246810":
            return next(one for one in moment.STAFF if one.number == number)
        self.wrong += 1
        if self.wrong == 3:
            raise LockedOut(seconds=30)
        raise WrongPin(tries_left=3 - self.wrong)


class FakePairing(Refusing):
    """Pairs with whatever it is asked to."""

    def __init__(self, answer, is_paired=False):
        super().__init__()
        self.answer = answer
        self.has_identity = is_paired

    def is_paired(self):
        self._called("is_paired")
        return self.has_identity

    def pair(self, hub_url, code):
        self._called("pair", hub_url, code)
        self.has_identity = True
        return self.answer


class FakeSyncing(Refusing):
    """Says what it is told to."""

    def __init__(self, status=moment.ONLINE, entries=moment.OUTBOX):
        super().__init__()
        self.now_says = status
        self.entries = entries

    def status(self):
        self._called("status")
        return self.now_says

    def outbox(self, most=50):
        self._called("outbox")
        return self.entries[:most]


class FakeOfflineRights(Refusing):
    """Says what the moment says."""

    def read(self):
        self._called("read")
        return moment.RIGHTS


class FakeSettling(Refusing):
    """Keeps a list of what is parked; whatever is settled leaves it."""

    def __init__(self, cards=(), may_settle=True):
        super().__init__()
        self.cards = tuple(cards)
        self.may_settle = may_settle

    def parked(self):
        self._called("parked")
        return ParkedList(self.cards, self.may_settle)

    def settle(self, op_id, choice):
        self._called("settle", op_id, choice)
        self.cards = tuple(card for card in self.cards if card.op_id != op_id)


class FakeShifts(Refusing):
    """Keeps one drawer."""

    def __init__(self, sheet=None, last=None):
        super().__init__()
        self.sheet = sheet
        self.last = last

    def current(self):
        self._called("current")
        return self.sheet

    def latest(self):
        self._called("latest")
        return self.last

    def open(self, float_, *, override=None):
        self._called("open", float_)
        self.sheet = replace(moment.RUNNING, float_=float_, sales=0, pieces=0)
        return self.sheet

    def give_count(self, pieces):
        counted = worth(pieces)
        self._called("give_count", counted)
        difference = counted - self.sheet.expected
        return Counted(counted, self.sheet.expected, difference, 1, abs(difference) >= 1_000, wants_leave=False)

    def close(self, counted, *, pieces=(), reason="", override=None):
        self._called("close", counted)
        self.reason = reason
        difference = counted - self.sheet.expected
        self.last = replace(moment.CLOSED, counted=counted, difference=difference, proof="waiting")
        self.sheet = None
        return self.last


class FakeShiftDesk(Refusing):
    """Moves cash, and has one paper."""

    paper = Slip(name="X", language="zh", rows=(Title("X 报表"), Fact("销售单数", "3"), Divider(), Note("完")))

    def move(self, direction, amount, reason, *, override=None):
        self._called("move", direction, amount, reason, override)

    def x(self, *, override=None):
        self._called("x")
        return self.paper

    def z(self):
        self._called("z")
        return self.paper

    def handover(self):
        self._called("handover")
        return self.paper

    def may_see_cash(self):
        return False

    def print(self, slip):
        self._called("print", slip.name)

    def run_spool(self):
        self._called("run_spool")

    def save(self, slip):
        self._called("save", slip.name)
        return Path("reports") / "X.pdf"


class FakeMallReceipts(Refusing):
    """A mall that nobody can reach."""

    def ask(self, text):
        self._called("ask", text)
        raise ReceiptNotTold(reason="unreachable", receipt_no=text)

    def of_member(self, member_id):
        self._called("of_member", member_id)
        raise MallUnreachable


class FakeExchanging(Refusing):
    """A till at which no exchange is being paid."""

    def open_now(self):
        return None

    def is_open(self):
        return False


class FakeReturning(Refusing):
    """A till that knows no receipt."""

    def find(self, text):
        self._called("find", text)
        raise NoSuchReceipt(receipt_no=text)

    def of_member(self, member_id):
        self._called("of_member", member_id)
        return ()
