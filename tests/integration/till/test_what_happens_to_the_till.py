"""The journal tells what happens to the till itself: starts, settings, its clock, the network, a file put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.adapters.db.till_events import FileWitness
from posapp.bootstrap import open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND
from posapp.services.keying import Keying
from posapp.services.ports import Attempt
from posapp.services.till_events import TillEvents
from sync.protocol.wire import OpResult
from tests.fakes.clocked_till import Machine, hears, sells, started
from tests.fakes.exported_journal import exported, verifier
from tests.fakes.staffed_till import journalled
from tests.fakes.till_on_disk import CLERK, NOON, PIN, ROOT, FakeEnrolment

KINDS = ("START", "CONFIG_CHANGE", "CLOCK_CHANGE", "OFFLINE_BEGIN", "OFFLINE_END", "DB_RESTORE")


class Open:
    """A till that is open: its parts, and the looks that are taken at it."""

    def __init__(self, folder: Path, machine: Machine, *, is_new: bool = False) -> None:
        self.folder = folder
        self.machine = machine
        self.settings = Settings(file=folder / "till.toml")
        self.told: dict[str, str] | None = self.settings.told()
        self.starts()
        if is_new:
            self.till.is_ready()
            hears(self.till, NOON)

    def starts(self) -> None:
        self.till = started(self.folder / "till", self.machine)
        witness = FileWitness(self.folder / "till" / "journal.head")
        self.events = TillEvents(
            self.till.file, self.till.clock, self.till.signing_in, witness, lambda: self.told, "1.2.3"
        )

    def starts_anew(self) -> Open:
        self.till.close()
        self.starts()
        self.till.signing_in.sign_in(CLERK.number, PIN)
        return self

    def looks(self) -> tuple[str, ...]:
        return self.events.look()

    def fails(self) -> None:
        """Let a try to reach the mall fail."""
        self.till.store.record_attempt("pull", Attempt(3, 0, "offline"), self.till.clock.now(), None)

    def hears(self) -> None:
        """Let the mall answer; its clock is right."""
        hears(self.till, self.till.clock.now())

    def goes_on(self, millis: int, *, silent: bool) -> tuple[str, ...]:
        """Let time go by, with the mall heard of every 25 seconds or not at all; return what the journal says."""
        said: list[str] = []
        for _ in range(millis // (25 * SECOND)):
            self.machine.goes_on(25 * SECOND)
            if silent:
                self.fails()
            else:
                self.hears()
            said += self.looks()
        return tuple(said)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def shop(tmp_path: Path, machine: Machine) -> Iterator[Open]:
    shop = Open(tmp_path, machine, is_new=True)
    yield shop
    shop.till.close()


def test_a_start_is_written_once_with_the_program_and_what_the_machine_was_told(shop: Open) -> None:
    assert shop.looks() == ("START",)
    assert shop.looks() == ()
    (start,) = journalled(shop.till, "START")
    assert (start["program"], start["settings"]["receipt_columns"]) == ("1.2.3", "48")
    assert shop.starts_anew().looks() == ("START",)


def test_a_till_that_is_not_paired_has_no_journal_yet(tmp_path: Path, machine: Machine) -> None:
    shop = Open(tmp_path, machine)
    assert shop.looks() == ()
    shop.till.is_ready()
    assert shop.looks() == ("START",)
    shop.till.close()


def test_another_printer_and_other_keys_are_written_with_what_they_were_and_who_was_there(shop: Open) -> None:
    shop.looks()
    shop.told = {**shop.settings.told(), "printer": "tcp:10.0.0.9:9100"}
    assert shop.looks() == ("CONFIG_CHANGE",)
    Keying(shop.till.file).give("pay", "Ctrl+P")
    assert shop.looks() == ("CONFIG_CHANGE",)
    assert shop.looks() == ()
    printer, keys = journalled(shop.till, "CONFIG_CHANGE")
    assert printer == {"signed_in": CLERK.id, "changed": {"printer": {"from": "", "to": "tcp:10.0.0.9:9100"}}}
    assert keys["changed"] == {"keys": {"from": "ours", "to": "ours pay=Ctrl+P"}}


def test_settings_that_were_changed_by_hand_while_the_till_was_closed_are_seen_at_its_start(shop: Open) -> None:
    shop.looks()
    shop.starts_anew()
    shop.told = {**shop.settings.told(), "hub_url": "http://elsewhere"}
    assert shop.looks() == ("START", "CONFIG_CHANGE")


def test_a_settings_file_that_cannot_be_read_just_now_is_no_change(shop: Open) -> None:
    shop.looks()
    told, shop.told = shop.told, None
    assert shop.looks() == ()
    shop.told = told
    assert shop.looks() == ()


def test_how_the_window_looks_is_no_matter_for_the_journal(tmp_path: Path) -> None:
    plain, dark = Settings(file=tmp_path / "a"), Settings(theme="dark", language="en", file=tmp_path / "a")
    assert plain.told() == dark.told()


@pytest.mark.parametrize("error", [-2 * HOUR, 2 * HOUR, -DAY, 3 * MINUTE])
def test_a_clock_that_is_set_is_written_even_while_the_mall_is_away(shop: Open, error: int) -> None:
    shop.looks()
    shop.machine.is_set(error)
    assert shop.looks() == ("CLOCK_CHANGE",)
    assert shop.looks() == ()
    (entry,) = journalled(shop.till, "CLOCK_CHANGE")
    assert entry["moved_ms"] == error


def test_a_clock_that_was_set_while_the_till_was_closed_is_written_once_the_mall_tells(shop: Open) -> None:
    shop.looks()
    shop.machine.is_set(HOUR)
    shop.starts_anew()
    assert shop.looks() == ("START",)
    hears(shop.till, NOON)
    assert shop.looks() == ("CLOCK_CHANGE",)
    (entry,) = journalled(shop.till, "CLOCK_CHANGE")
    assert (entry["was_off_ms"], entry["off_ms"]) == (0, -HOUR)


def test_a_minute_of_silence_begins_a_spell_offline_and_the_mall_s_word_ends_it(shop: Open) -> None:
    shop.looks()
    shop.fails()
    assert shop.looks() == ()  # one answer that did not come is no spell yet
    assert shop.goes_on(5 * MINUTE, silent=True) == ("OFFLINE_BEGIN",)
    sells(shop.till)
    assert shop.goes_on(MINUTE, silent=False) == ("OFFLINE_END",)
    (begin,), (end,) = journalled(shop.till, "OFFLINE_BEGIN"), journalled(shop.till, "OFFLINE_END")
    assert begin["since_ms"] == end["since_ms"] == NOON
    assert end["waiting"] > begin["waiting"]


def test_a_network_that_flaps_writes_six_spells_an_hour_at_most(shop: Open) -> None:
    shop.looks()
    for _ in range(2):
        said: list[str] = []
        for _ in range(HOUR // (4 * MINUTE)):
            said += shop.goes_on(2 * MINUTE, silent=True)
            said += shop.goes_on(2 * MINUTE, silent=False)
        assert 0 < said.count("OFFLINE_BEGIN") <= 6
    assert len(journalled(shop.till, "OFFLINE_BEGIN")) == len(journalled(shop.till, "OFFLINE_END"))


def test_a_clock_that_jumps_all_the_time_writes_six_entries_an_hour_at_most(shop: Open) -> None:
    shop.looks()
    for _ in range(30):
        shop.machine.goes_on(2 * MINUTE)
        shop.machine.is_set(-10 * MINUTE)
        shop.looks()
        shop.machine.is_set(10 * MINUTE)
        shop.looks()
    assert 0 < len(journalled(shop.till, "CLOCK_CHANGE")) <= 6


def test_a_till_that_was_off_over_night_did_not_miss_the_mall(shop: Open) -> None:
    shop.looks()
    shop.machine.goes_on(12 * HOUR)
    shop.starts_anew()
    assert shop.looks() == ("START",)
    assert shop.goes_on(2 * MINUTE, silent=False) == ()


def test_yesterday_s_file_in_the_place_of_today_s_is_named(shop: Open, tmp_path: Path) -> None:
    shop.looks()
    shop.till.close()
    shutil.copy(tmp_path / "till" / "till.db", tmp_path / "yesterday.db")
    shop.starts_anew()
    sells(shop.till)
    shop.looks()
    shop.till.close()
    shutil.copy(tmp_path / "yesterday.db", tmp_path / "till" / "till.db")
    shop.starts_anew()
    assert shop.looks() == ("DB_RESTORE", "START")
    (entry,) = journalled(shop.till, "DB_RESTORE")
    assert (entry["found_by"], entry["is_seq"] < entry["known_seq"]) == ("machine", True)
    verdict = verifier().verify(exported(shop.till), ROOT.public)
    assert (verdict.faults, any("put back" in remark for remark in verdict.remarks)) == ([], True)
    assert shop.starts_anew().looks() == ("START",)


def test_a_power_cut_that_cost_the_witness_its_last_word_is_no_restore(shop: Open, tmp_path: Path) -> None:
    shop.looks()
    witness = tmp_path / "till" / "journal.head"
    before = witness.read_bytes()
    sells(shop.till)
    shop.looks()
    witness.write_bytes(before)
    assert shop.starts_anew().looks() == ("START",)
    witness.write_bytes(b"half a li")
    assert shop.starts_anew().looks() == ("START",)


def test_a_log_that_the_mall_sets_apart_is_written_once_a_pairing(shop: Open) -> None:
    shop.looks()
    with shop.till.file.view() as view:
        operation = view.sync.operations(1)[0]
    sent = shop.till.store.operations(operation.seq, operation.seq)[0]
    shop.till.pushed(operation.seq, OpResult(op_id=sent.op_id, result="fork", hub_no=0, code="fork"))
    assert shop.looks() == ("DB_RESTORE",)
    assert shop.looks() == ()
    (entry,) = journalled(shop.till, "DB_RESTORE")
    assert (entry["found_by"], entry["generation"]) == ("mall", 1)


def test_all_of_it_is_chained_signed_and_verified_by_whoever_distrusts_the_till(shop: Open) -> None:
    shop.looks()
    shop.told = {**shop.settings.told(), "display": "off"}
    shop.looks()
    shop.machine.is_set(HOUR)
    shop.looks()
    hears(shop.till, shop.machine.now())
    shop.goes_on(5 * MINUTE, silent=True)
    shop.goes_on(MINUTE, silent=False)
    lines = exported(shop.till)
    assert all(f'"kind":"{kind}"'.encode() in b"".join(lines) for kind in KINDS if kind != "DB_RESTORE")
    verdict = verifier().verify(lines, ROOT.public)
    assert verdict.faults == []


def test_the_program_as_it_is_joined_tells_what_its_settings_file_says(tmp_path: Path) -> None:
    paths = TillPaths(tmp_path / "joined").make()
    shop = open_shop(paths, Settings.load(paths.settings).keep(ballast_mb=0), mall=FakeEnrolment())
    try:
        assert shop.events.look() == ()
        shop.pairing.pair("http://hub", "12345678")
        assert shop.events.look() == ("START",)
        Settings.load(paths.settings).keep(theme="dark", printer="tcp:10.0.0.9:9100")
        assert shop.events.look() == ("CONFIG_CHANGE",)
        paths.settings.write_text("half a line =", "utf-8")
        assert shop.events.look() == ()
    finally:
        shop.close()
