"""The window reads on two threads: what looks around never holds up what is done, and each look sees one state."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor


def test_a_sale_is_written_while_a_look_is_open_and_the_look_sees_one_state(till):
    began, go_on = threading.Event(), threading.Event()

    def look():
        with till.file.view() as view:
            before = len(view.sales.recent(10))
            began.set()
            assert go_on.wait(5)
            return before, len(view.sales.recent(10)), view.sync.facts().waiting

    with ThreadPoolExecutor(1) as looks:
        waiting = till.syncing.status().waiting
        answer = looks.submit(look)
        assert began.wait(5)
        till.rings_up(1)
        till.paying.pay_cash()
        assert len(till.paying.recent()) == 1
        go_on.set()
        assert answer.result(5) == (0, 0, waiting)
        assert looks.submit(till.syncing.status).result(5).waiting == waiting + 1


def test_two_threads_read_while_sales_are_written(till):
    stop = threading.Event()

    def look_around():
        rounds = 0
        while not stop.is_set():
            assert till.syncing.status().parked == 0
            assert till.shifts.current() is not None
            assert till.signing_in.at_work() is not None
            rounds += 1
        return rounds

    with ThreadPoolExecutor(2) as looks:
        lookers = [looks.submit(look_around) for _ in range(2)]
        try:
            for sold in range(1, 21):
                till.rings_up(1, 2)
                assert till.paying.pay_cash().receipt_no.endswith(f"{sold:07d}")
        finally:
            stop.set()
        assert all(looker.result(5) > 0 for looker in lookers)
