"""Takes a new till through its first start: language, pairing, first load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.text import Bilingual, Language
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.setup.state import SetupState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.pairing import Pairing
    from posapp.services.ports import Runner
    from posapp.services.syncing import Syncing, SyncStatus
    from sync.protocol.wire import EnrolAnswer


class SetupScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: SetupState) -> None:
        """Show all of it."""
        ...


class SetupPresenter:
    """Pairs with the mall and watches the first load.

    ``choose_language`` switches the window at once; ``paired`` starts the sync worker; ``finished`` opens the counter.
    An interrupted first start continues where it was: a paired till goes straight to loading.
    """

    def __init__(
        self,
        view: SetupScreen,
        pairing: Pairing,
        syncing: Syncing,
        runner: Runner,
        *,
        hub_url: str,
        choose_language: Callable[[Language], None],
        paired: Callable[[], None],
        finished: Callable[[], None],
    ) -> None:
        self._view = view
        self._pairing = pairing
        self._runner = runner
        self._choose_language = choose_language
        self._paired = paired
        self._finished = finished
        self._progress = Rereading(runner, syncing.status, done=self._progressed, failed=self._failed)
        self._is_again = False
        self._state = SetupState(hub_url=hub_url)

    @property
    def state(self) -> SetupState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Find out where the first start was left; a till that is to be paired again begins with the pairing."""
        if self._is_again:
            self._show(replace(self._state, stage="pairing", notice=None))
            return
        self._show(self._state)
        self._runner.run(self._pairing.is_paired, done=self._found, failed=self._failed)

    def pair_again(self) -> None:
        """The next time the screen comes to the front, it pairs a till that is paired already."""
        self._is_again = True

    def language_chosen(self, language: Language) -> None:
        """Speak that language from now on, and ask for the mall."""
        self._choose_language(language)
        self._show(replace(self._state, stage="pairing"))

    def pairing_asked(self, hub_url: str, code: str) -> None:
        """Ask the mall to take this till; spaces and full-width digits in the code do no harm."""
        url, digits = _address(hub_url), "".join(str(int(sign)) for sign in code if sign.isdecimal())
        self._show(replace(self._state, stage="asking", hub_url=url, notice=None))
        self._runner.run(
            lambda: self._pairing.pair(url, digits), done=self._enrolled, failed=self._failed, lane="devices"
        )

    def went_back(self) -> None:
        """Choose another language; where the till is paired already, leave it as it is."""
        if self._is_again:
            self._is_again = False
            self._finished()
            return
        self._show(replace(self._state, stage="language", notice=None))

    def things_changed(self, changes: Changes) -> None:
        """Follow the first load."""
        if changes and self._state.stage == "loading":
            self.ticked()

    def ticked(self) -> None:
        """Look how far the first load is."""
        if self._state.stage == "loading":
            self._progress.ask()

    def selling_started(self) -> None:
        """Open the counter; what is still to load comes meanwhile."""
        if self._state.may_sell:
            self._finished()

    def _found(self, is_paired: bool) -> None:
        if is_paired:
            self._show(replace(self._state, stage="loading"))
            self.ticked()

    def _enrolled(self, answer: EnrolAnswer) -> None:
        self._is_again = False
        self._progress.outdate()
        chain = Bilingual(answer.chain_zh, answer.chain_en)
        self._show(replace(self._state, stage="loading", chain=chain, till_no=answer.till_no))
        self._paired()
        self.ticked()

    def _progressed(self, status: SyncStatus) -> None:
        may_sell = status.prices_as_of is not None
        is_all_here = may_sell and status.lamp not in ("unpaired", "loading")
        self._show(
            replace(
                self._state,
                stage="ready" if is_all_here else "loading",
                loaded=status.loaded,
                to_load=status.to_load,
                may_sell=may_sell,
                is_offline=status.lamp == "offline",
                notice=None,
            )
        )

    def _failed(self, error: Exception) -> None:
        stage = "pairing" if self._state.stage == "asking" else self._state.stage
        self._show(replace(self._state, stage=stage, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: SetupState) -> None:
        self._state = state
        self._view.show_state(state)


def _address(typed: str) -> str:
    """Return the mall's address as a URL: people leave out the scheme, and a local mall speaks plain HTTP."""
    text = typed.strip().rstrip("/")
    if not text or "://" in text:
        return text
    host = text.partition("/")[0].partition(":")[0]
    is_local = host == "localhost" or host.replace(".", "").isdigit()
    return f"{'http' if is_local else 'https'}://{text}"
