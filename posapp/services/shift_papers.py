"""What a shift puts on paper: X and Z report, the slip of a cash movement, the handover sheet.

Written once for printer, screen and PDF, in the shop's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from posapp.domain.clock import Millis, local
from posapp.domain.receipt_text import amount
from posapp.domain.text import Bilingual, Language
from posapp.services import shift_words as words
from posapp.services.drawer_book import KeptMove, Turnover
from posapp.services.handover import LooseEnds
from posapp.services.paper import Divider, Fact, Note, Slip, SlipRow, Title
from posapp.services.shift_sheet import ShiftSheet
from posapp.services.till_data import View
from sync.protocol.counted import ZFigures
from sync.protocol.rows import Shop, Staff

SHORT_HASH = 8
"""So many digits of the journal's head stand on paper: enough that nobody makes another journal to fit them."""


def x_slip(
    view: View, sheet: ShiftSheet, turnover: Turnover, moves: Sequence[KeptMove], now: Millis, language: Language,
    *, is_blind: bool,
) -> Slip:  # fmt: skip
    """Return the X report: the shift so far. ``is_blind`` leaves out whatever tells what the drawer should hold."""
    say = _Speaker(language)
    rows = [
        Title(say(words.X_REPORT)),
        *_head(view, sheet, say),
        Fact(say(words.PRINTED), _time(now)),
        Divider(),
        Fact(say(words.SALES), f"{sheet.sales:,}"),
        Fact(say(words.PIECES), f"{sheet.pieces:,}"),
        Fact(say(words.RECEIPTS), _receipts(sheet, say)),
    ]
    if is_blind:
        rows += [Divider(), Note(say(words.BLIND))]
    else:
        moved = {way: sum(move.amount for move in moves if move.direction == way) for way in ("in", "out", "drop")}
        rows += [
            Divider(),
            *_turnover(turnover.gross, turnover.discount, turnover.tax, turnover.tenders, turnover.taxes, say),
            Divider(),
            Fact(say(words.FLOAT), amount(sheet.float_)),
            *_moved(moved, say),
            Fact(say(words.EXPECTED), amount(sheet.expected), is_strong=True),
        ]
    return Slip(name=f"X {sheet.business_date} {local(now):%H%M%S}", language=language, rows=tuple(rows))


def z_slip(view: View, sheet: ShiftSheet, z: ZFigures, head: str, language: Language) -> Slip:
    """Return the Z report of a closed shift; ``head`` is the hash of the journal entry that closed it."""
    say = _Speaker(language)
    difference = sheet.difference or 0
    moved = {"in": z.cash_in_fen, "out": z.cash_out_fen, "drop": z.dropped_fen}
    rows: list[SlipRow] = [
        Title(say(words.Z_REPORT, number=z.number)),
        *_head(view, sheet, say),
        Fact(say(words.CLOSED), _time(sheet.closed or sheet.opened)),
        Divider(),
        Fact(say(words.SALES), f"{sheet.sales:,}"),
        Fact(say(words.PIECES), f"{sheet.pieces:,}"),
        Fact(say(words.RECEIPTS), _receipts(sheet, say)),
        Divider(),
        *_turnover(z.gross_fen, z.discount_fen, z.tax_fen, z.tenders_fen, z.taxes_fen, say),
    ]
    if z.refunds:
        rows.append(Fact(say(words.REFUNDS, count=z.refunds), amount(-z.refunds_fen)))
    rows += [Divider(), Fact(say(words.FLOAT), amount(sheet.float_)), *_moved(moved, say)]
    rows += [
        Fact(say(words.EXPECTED), amount(sheet.expected)),
        *(Fact(f"  {amount(each.fen)} × {each.pieces}", amount(each.fen * each.pieces)) for each in z.pieces),
        Fact(say(words.COUNTED), amount(sheet.counted or 0)),
        Fact(say(words.DIFFERENCE), amount(difference), is_strong=True),
    ]
    if z.counts > 1:
        rows.append(Fact(say(words.COUNTS), str(z.counts)))
    if z.reason:
        rows.append(Fact(say(words.REASON), z.reason))
    if z.approver_id:
        rows.append(Fact(say(words.APPROVED), _name(view, z.approver_id, language)))
    rows += [
        Divider(),
        Note(say(words.EVER)),
        Fact(say(words.SALES), f"{z.ever.sales:,}"),
        Fact(say(words.GROSS), amount(z.ever.gross_fen)),
        Fact(say(words.DISCOUNT), amount(-z.ever.discount_fen)),
        Fact(say(words.TOTAL), amount(z.ever.total_fen)),
        Divider(),
        Fact(say(words.JOURNAL), f"{z.journal_seq + 1} · {head[:SHORT_HASH]}"),
        Note(),
        Fact(say(words.SIGNED), "________________"),
    ]
    return Slip(name=f"Z {z.number:05d}", language=language, rows=tuple(rows))


def move_slip(view: View, move: KeptMove, by: Bilingual, approver: str, language: Language) -> Slip:
    """Return the slip that stays in the drawer when cash came in or went out."""
    say = _Speaker(language)
    rows: list[SlipRow] = [
        Title(say(words.MOVES[move.direction])),
        Fact(say(words.SHOP), _shop(view, language)),
        Fact(say(words.TIME), _time(move.at)),
        Fact(say(words.STAFF), by.in_(language)),
        Divider(),
        Fact(say(words.AMOUNT), f"¥{amount(move.amount)}", is_strong=True),
        Fact(say(words.REASON), move.reason),
    ]
    if approver:
        rows.append(Fact(say(words.APPROVED), _name(view, approver, language)))
    rows += [Note(), Fact(say(words.SIGNED), "________________")]
    return Slip(name=f"cash {local(move.at):%Y-%m-%d %H%M%S}", language=language, rows=tuple(rows))


def handover_slip(view: View, sheet: ShiftSheet, ends: LooseEnds, language: Language) -> Slip:
    """Return the sheet that names everything which whoever comes next must know of."""
    say = _Speaker(language)
    comma = say(words.COMMA)
    carts = comma.join(cart.in_(language) for cart in ends.held_carts)
    found = [
        (words.OPEN_CART, str(ends.open_lines) if ends.open_lines else "", ""),
        (words.HELD_CARTS, str(len(ends.held_carts)) if ends.held_carts else "", carts),
        (words.OPEN_EXCHANGE, "1" if ends.open_exchange else "", ends.open_exchange),
        (words.OPEN_ATTEMPTS, str(len(ends.open_attempts)) if ends.open_attempts else "",
         comma.join(ends.open_attempts)),
        (words.WAITING_PAPER, str(ends.waiting_paper) if ends.waiting_paper else "", ""),
        (words.PICKED, str(len(ends.picked_orders)) if ends.picked_orders else "", comma.join(ends.picked_orders)),
        (words.CHECKED_IN, str(len(ends.checked_in)) if ends.checked_in else "", comma.join(ends.checked_in)),
        (words.PARKED, str(ends.parked) if ends.parked else "", ""),
        (words.UNSENT, str(ends.unsent) if ends.unsent else "", ""),
    ]  # fmt: skip
    rows: list[SlipRow] = [Title(say(words.HANDOVER)), *_head(view, sheet, say), Divider()]
    for what, count, names in found:
        if count:
            rows.append(Fact(say(what), count, is_strong=True))
            if names:
                rows.append(Note(f"  {names}"))
    if ends.is_tidy:
        rows.append(Note(say(words.TIDY)))
    rows += [Divider(), Note(), Fact(say(words.HANDED), "____________"), Note(), Fact(say(words.TAKEN), "____________")]
    return Slip(name=f"handover {sheet.business_date}", language=language, rows=tuple(rows))


class _Speaker:
    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, text: Bilingual, **values: object) -> str:
        return text.in_(self.language).format(**values)


def _head(view: View, sheet: ShiftSheet, say: _Speaker) -> Iterator[SlipRow]:
    till_no = "" if view.paired is None else view.paired.till_no
    yield Fact(say(words.SHOP), _shop(view, say.language))
    yield Fact(say(words.TILL), till_no)
    yield Fact(say(words.DAY), sheet.business_date)
    yield Fact(say(words.STAFF), sheet.staff_name.in_(say.language))
    yield Fact(say(words.OPENED), _time(sheet.opened))


def _turnover(
    gross: int, discount: int, tax: int, tenders: Mapping[str, int], taxes: Mapping[str, int], say: _Speaker
) -> Iterator[SlipRow]:
    yield Fact(say(words.GROSS), amount(gross))
    yield Fact(say(words.DISCOUNT), amount(-discount))
    yield Fact(say(words.TOTAL), amount(gross - discount), is_strong=True)
    for kind, fen in tenders.items():
        yield Fact("  " + say(words.TENDERS.get(kind, Bilingual(kind, kind))), amount(fen))
    yield Fact(say(words.TAX), amount(tax))
    for rate, fen in taxes.items():
        yield Fact(f"  {int(rate) / 100:g}%", amount(fen))


def _moved(moved: Mapping[str, int], say: _Speaker) -> Iterator[SlipRow]:
    for way, sign in (("in", 1), ("out", -1), ("drop", -1)):
        if moved[way]:
            yield Fact(say(words.MOVES[way]), amount(sign * moved[way]))


def _receipts(sheet: ShiftSheet, say: _Speaker) -> str:
    if not sheet.first_receipt:
        return say(words.NONE)
    if sheet.first_receipt == sheet.last_receipt:
        return sheet.first_receipt
    return f"{sheet.first_receipt} – {sheet.last_receipt[-7:]}"


def _shop(view: View, language: Language) -> str:
    shop = None if view.paired is None else view.rows.get(Shop, view.paired.shop_id)
    return "" if shop is None else Bilingual(shop.name_zh, shop.name_en).in_(language)


def _name(view: View, staff_id: str, language: Language) -> str:
    staff = view.rows.get(Staff, staff_id)
    return staff_id if staff is None else Bilingual(staff.name_zh, staff.name_en).in_(language)


def _time(instant: int) -> str:
    return f"{local(instant):%Y-%m-%d %H:%M:%S}"
