"""A walking list as values, and doubles of what the list and the held pieces ask."""

from dataclasses import replace

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis
from posapp.domain.identity import LineId, StyleId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.held_pieces import HeldLine, Waiting
from posapp.services.searching import NearbyStock
from posapp.services.substitutes import Choices, Substitute
from posapp.services.walk_cards import Errand, OfferedPiece, PieceKey, WalkPiece
from posapp.services.walking import Ticked
from tests.fakes import shop_moment as moment
from tests.fakes.refusing import Refusing

LIN, CHEN, XU = Bilingual("林*婉", "Lin *"), Bilingual("陈*", "Chen *"), Bilingual("许*然", "Xu *")


def walk_piece(kind, subject, part, worn, for_whom, minutes, number=0, **more):
    """Build a piece of the walk out of a booked garment."""
    due = Millis(moment.NOW + minutes * MINUTE)
    values = {"stand": "wanted", "room": 0, "barcode": f"69012345678{ord(worn.size[0]) % 10}{number}"} | more
    return WalkPiece(
        key=PieceKey(kind, subject, part, number),
        style_id=StyleId(worn.style_id),
        variant_id=VariantId(worn.variant_id),
        name=worn.name,
        art=worn.art,
        colour=worn.colour,
        size=worn.size,
        shelf=worn.shelf,
        on_hand=worn.on_hand,
        for_whom=for_whom,
        due=due,
        **values,
    )


def errand(kind, subject, name, minutes, *pieces, room=0, number="46", is_soon=True):
    """Build an errand of pieces."""
    due = Millis(moment.NOW + minutes * MINUTE)
    return Errand(kind, subject, number, name, "138****2046", due, room, is_soon, tuple(pieces))


ASKED = OfferedPiece(VariantId("v-2-L"), moment.BLOUSE.name, moment.CREAM, "L", "offered", is_from_phone=False)
LINS = errand(
    "booking", "b-1", LIN, 28,
    walk_piece("booking", "b-1", "g-2", moment.BLOUSE, LIN, 28, room=2, stand="missing"),
    walk_piece("booking", "b-1", "g-3", moment.SKIRT, LIN, 28, room=2),
    walk_piece("booking", "b-1", "g-1", moment.COAT, LIN, 28, room=2, stand="found", who=moment.STAFF[1].name),
    room=2,
)  # fmt: skip
CHENS = errand(
    "booking", "b-2", CHEN, 88,
    walk_piece("booking", "b-2", "g-9", moment.BLOUSE, CHEN, 88, room=1, stand="missing", instead=ASKED),
    walk_piece(
        "booking", "b-2", "g-8", moment.MULES, CHEN, 88, room=1, stand="fetching", who=moment.STAFF[2].name,
        since=Millis(moment.NOW - MINUTE),
    ),
    room=1,
)  # fmt: skip
XUS = errand(
    "order", "o-1", XU, 3 * 24 * 60,
    walk_piece("order", "o-1", "l-1", moment.SKIRT, XU, 3 * 24 * 60, stand="found"),
    walk_piece("order", "o-1", "l-1", moment.SKIRT, XU, 3 * 24 * 60, number=1),
    number="E20261121007",
)  # fmt: skip
BACK = errand(
    "put_back", "o-9", CHEN, -120, walk_piece("put_back", "o-9", "l-1", moment.MULES, CHEN, -120), number="E20261118003"
)
LATER = errand("booking", "b-7", XU, 300, walk_piece("booking", "b-7", "g-1", moment.COAT, XU, 300), is_soon=False)
ERRANDS = (BACK, LINS, CHENS, LATER, XUS)

CHOICES = Choices(
    VariantId("v-1"),
    (
        Substitute("other_size", VariantId("v-2-L"), moment.BLOUSE.name, "blouse", moment.CREAM, "L", "A-03", 2),
        Substitute("other_colour", VariantId("v-2-S"), moment.BLOUSE.name, "blouse", moment.SAGE, "M", "A-03", 1),
        Substitute("like_style", VariantId("v-5"), moment.SKIRT.name, "skirt_pleated", moment.SAGE, "M", "B-11", 3),
    ),
    (
        NearbyStock(Bilingual("徐汇店", "Xuhui"), 4_300, 1),
        NearbyStock(Bilingual("杭州店", "Hangzhou"), 165_000, 5),
    ),
)

SOLD_BLOUSE = HeldLine(
    line_id=LineId("line-1"),
    style_id=StyleId("st-2"),
    variant_id=VariantId("v-2"),
    name=moment.BLOUSE.name,
    colour=moment.CREAM,
    size="M",
    on_hand=1,
    waiting=(
        Waiting(
            "try_on",
            "b-1",
            "g-2",
            LIN,
            "",
            Millis(moment.NOW + 28 * MINUTE),
            Millis(moment.NOW + HOUR),
            is_picked=False,
        ),
    ),
    elsewhere=CHOICES.elsewhere,
)
ORDERED_SKIRT = replace(
    SOLD_BLOUSE,
    line_id=LineId("line-2"),
    style_id=StyleId("st-3"),
    variant_id=VariantId("v-3"),
    name=moment.SKIRT.name,
    colour=moment.SAGE,
    waiting=(Waiting("order", "o-1", "l-1", XU, "E20261121007", None, Millis(moment.NOW + 3 * DAY), is_picked=True),),
)


class FakeWalking(Refusing):
    """Keeps the list as it is told; a tick makes a piece found."""

    def __init__(self, errands=ERRANDS):
        super().__init__()
        self.errands = errands

    def list(self):
        self._called("list")
        return self.errands

    def _answer(self, name, *said):
        self._called(name, *said)
        return self.errands

    def set_out(self, chosen):
        return self._answer("set_out", chosen)

    def tick(self, key):
        self._called("tick", key)
        return self._ticked(key)

    def scan(self, text, chosen, hung=()):
        self._called("scan", text, chosen, hung)
        pieces = [piece for one in self.errands for piece in one.pieces if (one.kind, one.subject) in chosen]
        return self._ticked(next(one.key for one in pieces if one.is_open and one.key.kind != "put_back"))

    def _ticked(self, key):
        piece = next(piece for one in self.errands for piece in one.pieces if piece.key == key)
        if key.kind != "put_back":
            self.errands = tuple(_with(one, key, "found") for one in self.errands)
        whole = next(one for one in self.errands if (one.kind, one.subject) == key[:2])
        return Ticked(piece, self.errands, whole.is_whole)

    def untick(self, key):
        return self._answer("untick", key)

    def not_found(self, key):
        self.errands = tuple(_with(one, key, "missing") for one in self.errands)
        return self._answer("not_found", key)

    def choose(self, key, choice, variant_id=None):
        return self._answer("choose", key, choice, variant_id)

    def hang_back(self, subject):
        self.errands = tuple(one for one in self.errands if (one.kind, one.subject) != subject)
        return self._answer("hang_back", subject)

    def print_list(self, chosen):
        self._called("print_list", chosen)


class FakeSubstitutes(Refusing):
    """Knows what there is instead of anything."""

    def of(self, key):
        self._called("of", key)
        return CHOICES


class FakeBagLabels(Refusing):
    """Remembers which labels were asked for."""

    def print(self, kind, subject):
        self._called("print", kind, subject)


class FakeHeldPieces(Refusing):
    """Knows which lines of the cart take what somebody waits for."""

    def __init__(self, held=()):
        super().__init__()
        self.held = held

    def in_cart(self):
        self._called("in_cart")
        return self.held

    def sell(self, waiting, variant_id):
        self._called("sell", waiting.subject, variant_id)

    def release(self, waiting, override=None):
        self._called("release", waiting.subject, override)


def _with(one, key, stand):
    return replace(one, pieces=tuple(replace(each, stand=stand) if each.key == key else each for each in one.pieces))
