"""Her panel, in the order of a conversation: who she is, how to begin, what waits, what fits, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.services.members import CouponCard, Garmentry, MemberPanel, SuggestionCard
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.member import words
from posapp.ui.screens.member.panel_header import HeaderCard
from posapp.ui.screens.member.panel_rows import BoughtRow, CouponRow, TagsView, Waiting, WaitingRow
from posapp.ui.screens.member.state import MemberState
from posapp.ui.screens.member.suggestion_card import SuggestionView
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, Text, TypeStep
from posapp.ui.widgets.repeated import Repeated
from posapp.ui.widgets.surfaces import Card, FlowLayout, PairLayout, ScrollColumn, row

OLD_PACK_DAYS = 7
MOST_RECENT = 4
MOST_WAITING = 2
"""More rows than these would push her suggestions out of sight."""


class PanelView(ScrollColumn):
    """Everything about one member.

    Its sections are built once and filled for each member, because building takes ten times as long. Sends
    ``suggestion_taken(place)``, ``suggestion_opened(style_id)``,
    ``dismissed(style_id)``, ``coupon_chosen(coupon_id)``, ``booking_opened(booking_id)``,
    ``pickup_opened(order_id)``, ``detached()`` and ``find_opened()``.
    """

    suggestion_taken = Signal(int)
    suggestion_opened = Signal(str)
    dismissed = Signal(str)
    coupon_chosen = Signal(str)
    booking_opened = Signal(str)
    pickup_opened = Signal(str)
    detached = Signal()
    find_opened = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._shown: tuple[MemberPanel, str] | None = None
        self._header = HeaderCard(speech, theme, clock)
        self._header.find_opened.connect(self.find_opened)
        self._header.detached.connect(self.detached)
        self._opener = Text("", "title", wraps=True)
        self._plan, self._plan_later = Text("", "caption", wraps=True), Text("", "body", wraps=True)
        self._rhythm = Text("", "caption", "faint", wraps=True)
        self._add_head()
        self._waiting = self._add_waiting()
        self._suggestions_heading = self._add_suggestions_heading()
        self._about_suggestions = self._add_text("caption", is_faint=True)
        self._no_suggestions = self._add_text("body", is_faint=True)
        self._suggestions: Repeated[SuggestionCard, SuggestionView] = Repeated(
            self._add_column(), self._suggestion, SuggestionView.show_card
        )
        self.column.addWidget(self._plan_later)
        self._also_heading = self._add_text("lead")
        self._also_waiting = self._add_waiting()
        self._coupons_heading = self._add_text("lead")
        self._coupons: Repeated[CouponCard, CouponRow] = Repeated(
            self._add_column(), self._coupon, CouponRow.show_coupon
        )
        self._sizes_heading = self._add_text("lead")
        self._sizes = self._add_sizes()
        self._tags_heading = self._add_text("lead")
        self._tags = TagsView(speech, clock)
        self.column.addWidget(self._tags)
        self._recent_heading = self._add_text("lead")
        self._nothing_bought = self._add_text("body", is_faint=True)
        self._recent: Repeated[Garmentry, BoughtRow] = Repeated(
            self._add_column(), lambda _: BoughtRow(speech, theme, art, clock), BoughtRow.show_garment
        )
        self._tried_heading = self._add_text("lead")
        self._tried: Repeated[Garmentry, BoughtRow] = Repeated(
            self._add_column(), lambda _: BoughtRow(speech, theme, art, clock), BoughtRow.show_garment
        )
        self._agrees = self._add_text("caption", is_faint=True)
        self.column.addStretch(1)

    def get_ready(self, suggestions: int) -> None:
        """Build and dress what every panel needs, so that the first member need not wait for it."""
        self._suggestions.get_ready(suggestions)
        self._recent.get_ready(MOST_RECENT)
        self._tried.get_ready(MOST_RECENT)
        for inside in self.findChildren(QWidget):
            inside.ensurePolished()

    def show_panel(self, panel: MemberPanel, state: MemberState) -> None:
        """Show her; what is already shown is left in place, so that nothing jumps under the finger."""
        wanted = (panel, self._speech.language)
        if self._shown != wanted:
            before = self._shown[0] if self._shown is not None else None
            self._shown = wanted
            self._fill(panel)
            if before is None or before.member_id != panel.member_id:
                self.verticalScrollBar().setValue(0)
        for view, card in zip(self._suggestions.shown, panel.suggestions, strict=True):
            view.show_taken(is_taken=card.variant_id in state.taken)
            view.setEnabled(card.style_id != state.leaving)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _fill(self, panel: MemberPanel) -> None:
        say = self._speech.say
        self._header.show_panel(panel)
        self._opener.setText(say(panel.opener))
        self._fill_portrait(panel)
        first, later = _waiting_for_her(panel)
        self._waiting.show(first)
        self._fill_suggestions(panel)
        self._say(self._also_heading, words.ALSO_WAITING if later else None)
        self._also_waiting.show(later)
        self._say(self._coupons_heading, words.COUPONS if panel.coupons else None)
        self._coupons.show(panel.coupons)
        self._say(self._sizes_heading, words.SIZES if panel.sizes else None)
        self._sizes.show(panel.sizes)
        self._say(self._tags_heading, words.TAGS if panel.tags else None)
        self._tags.show_tags(panel.tags)
        self._tags.setVisible(bool(panel.tags))
        self._say(self._recent_heading, words.RECENT)
        self._say(self._nothing_bought, None if panel.recent else words.NOTHING_BOUGHT)
        self._recent.show(panel.recent[:MOST_RECENT])
        self._say(self._tried_heading, words.TRIED if panel.tried else None)
        self._tried.show(panel.tried[:MOST_RECENT])
        yes_no = [words.YES if given else words.NO for given in (panel.hears_of_orders, panel.hears_offers)]
        self._say(self._agrees, words.AGREES, orders=yes_no[0], offers=yes_no[1])

    def _fill_portrait(self, panel: MemberPanel) -> None:
        say, plan, rhythm = self._speech.say, panel.plan, panel.rhythm
        # What waits for her is what to do first; two whole suggestions are to stand in sight below it.
        places = [self._plan, self._plan_later]
        here, not_here = reversed(places) if panel.bookings or panel.pickups else places
        self._say(not_here, None)
        if plan is None:
            self._say(here, None)
        else:
            self._say(here, words.PLAN, segment=say(plan.segment), sentence=say(plan.sentence))
        if rhythm is not None:
            self._rhythm.setText(say(words.RHYTHM, sentence=say(rhythm.sentence), risk=say(words.RISK[rhythm.risk])))
            self._rhythm.set_tone("warning" if rhythm.risk == "high" else "faint")
        self._rhythm.setVisible(rhythm is not None)

    def _fill_suggestions(self, panel: MemberPanel) -> None:
        self._say(self._suggestions_heading, words.SUGGESTIONS if panel.is_personal else words.SUGGESTIONS_PLAIN)
        is_old = panel.pack_age_days is not None and panel.pack_age_days > OLD_PACK_DAYS
        if not panel.is_personal:
            self._say(self._about_suggestions, words.NOT_PERSONAL)
        elif is_old:
            self._say(self._about_suggestions, words.OLD_PACK, days=panel.pack_age_days)
        else:
            self._say(self._about_suggestions, words.OWN_PACK if panel.is_own_pack else None)
        self._say(self._no_suggestions, None if panel.suggestions else words.NO_SUGGESTIONS)
        self._suggestions.show(panel.suggestions)

    def _say(self, label: Text, what: Bilingual | None, **values: object) -> None:
        """Say something, or leave its place out."""
        if what is not None:
            label.setText(self._speech.say(what, **values))
        label.setVisible(what is not None)

    # --- how it is built ---------------------------------------------------------------------------------------------

    def _add_head(self) -> None:
        card = Card("accent", SPACE_12)
        card.column.setContentsMargins(SPACE_12, SPACE_4, SPACE_12, SPACE_4)
        card.column.setSpacing(0)
        for said in (self._opener, self._plan):
            card.column.addWidget(said)
        self.column.addWidget(self._header)
        self.column.addWidget(card)

    def _add_suggestions_heading(self) -> Text:
        """Add the heading with her rhythm beside it, where it costs no line of its own."""
        heading = Text("", "lead")
        line = row(heading, spacing=SPACE_12)
        line.addWidget(self._rhythm, 1)
        self._rhythm.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(line)
        return heading

    def _add_text(self, step: TypeStep, *, is_faint: bool = False) -> Text:
        label = Text("", step, "faint" if is_faint else "ink", wraps=is_faint)
        self.column.addWidget(label)
        return label

    def _add_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_8)
        self.column.addLayout(column)
        return column

    def _add_waiting(self) -> Repeated[Waiting, WaitingRow]:
        pairs = PairLayout(SPACE_8)
        self.column.addLayout(pairs)
        return Repeated(pairs, self._waiting_row, WaitingRow.show_thing)

    def _add_sizes(self) -> Repeated[tuple[Bilingual, str], Chip]:
        flow = FlowLayout(SPACE_8)
        self.column.addLayout(flow)
        return Repeated(flow, lambda _: Chip(), self._fill_size)

    def _fill_size(self, chip: Chip, told: tuple[Bilingual, str]) -> None:
        part, size = told
        chip.setText(f"{self._speech.say(part)}  {sizes.said(size, self._speech.language)}")

    def _suggestion(self, place: int) -> SuggestionView:
        view = SuggestionView(place, self._speech, self._theme, self._art)
        view.taken.connect(partial(self.suggestion_taken.emit, place))
        view.dismissed.connect(self.dismissed)
        view.opened.connect(self.suggestion_opened)
        return view

    def _waiting_row(self, _: int) -> WaitingRow:
        waits = WaitingRow(self._speech, self._theme, self._clock)
        waits.booking_opened.connect(self.booking_opened)
        waits.pickup_opened.connect(self.pickup_opened)
        return waits

    def _coupon(self, _: int) -> CouponRow:
        coupon = CouponRow(self._speech, self._theme, self._clock)
        coupon.chosen.connect(self.coupon_chosen)
        return coupon


def _waiting_for_her(panel: MemberPanel) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
    """Return what is told at once, a booking and an order if there are both, and what can wait below."""
    every: list[Waiting] = [*panel.bookings[:1], *panel.pickups[:1], *panel.bookings[1:], *panel.pickups[1:]]
    return every[:MOST_WAITING], every[MOST_WAITING:]
