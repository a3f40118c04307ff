"""The counter's use cases as hand-written doubles: they keep what they are told and refuse what they are told to."""

from dataclasses import replace

from posapp.services.devices import DeviceSettings, DeviceSheet
from posapp.services.errors import MallUnreachable, NoSuchReceipt, ReceiptNotTold
from posapp.services.invoicing import InvoiceTitle, read_title
from posapp.services.outfitting import Outfit
from posapp.services.printing import QueuedPaper
from posapp.services.selling import CartMember
from posapp.services.settling import ParkedList
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing


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


class FakeLooking(Refusing):
    """Remembers whose carts it followed and what was opened; a visit is over as soon as a member has gone."""

    def __init__(self):
        super().__init__()
        self.who = None

    def follow(self, cart):
        before, self.who = self.who, cart.member
        return before is not None and self.who is None

    def opened(self, style_id):
        self._called("opened", style_id)

    def tell(self):
        self._called("tell")


class FakeToppingUp(Refusing):
    """Offers what it is told to, nothing at first."""

    def __init__(self, till):
        super().__init__()
        self.till = till
        self.offered = None

    def card(self):
        self._called("card")
        return self.offered

    def take(self, card):
        self._called("take", card.cart_id)
        for piece in card.pieces:
            cart = self.till.add(piece.variant_id, "suggestion")
        return cart


class FakeOutfitting(Refusing):
    """Lays beside every cart, and beside what is tried on, what it is told to; nothing at first."""

    def __init__(self, till=None):
        super().__init__()
        self.till = till
        self.cards = ()
        self.whose = None

    def beside_cart(self):
        self._called("beside_cart")
        cart = self.till.current()
        on_cart = {line.style_id for line in cart.lines}
        whose = cart.member.member_id if cart.member is not None else None
        return Outfit(cart.cart_id, whose, tuple(card for card in self.cards if card.style_id not in on_cart))

    def in_room(self, room_id):
        self._called("in_room", room_id)
        return Outfit(f"visit in {room_id}", self.whose, self.cards)

    def shown(self, outfit):
        self._called("shown", tuple(card.style_id for card in outfit.cards))

    def tell_shown(self, beside):
        self._called("tell_shown", beside)


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
