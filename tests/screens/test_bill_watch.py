"""The channels' bills are looked at now and then, and what was read is told to the sync desk."""

from posapp.services.errors import DatabaseBusy
from posapp.ui.bill_watch import BillWatch
from tests.fakes.screen_parts import InlineRunner


def test_what_was_read_is_told_and_a_busy_file_is_asked_again(qtbot):
    answers, told = [DatabaseBusy(), False, True], []

    def work():
        answer = answers.pop(0) if answers else False
        if isinstance(answer, Exception):
            raise answer
        return answer

    watch = BillWatch(work, InlineRunner(), told.append, first_after_ms=1, every_ms=5)
    watch.start()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    watch.stop()
    assert ([changes.names() for changes in told], answers) == ([("sync",)], [])
