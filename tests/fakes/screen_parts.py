"""The small parts that presenters stand on in tests: a runner that runs at once, a view that remembers, a clock."""

from posapp.domain.clock import Millis
from posapp.services.changes import Changes


class InlineRunner:
    """Runs each job at once and answers before returning."""

    is_idle = True

    def run(self, job, *, done, failed, lane="database"):
        try:
            answer = job()
        except Exception as error:  # noqa: BLE001 - the runner's promise: whatever it is, ``failed`` hears it
            failed(error)
        else:
            done(answer)

    def once_painted(self, call):
        call()


class WaitingRunner:
    """Keeps jobs until the test lets them run, so that answers can be late or out of order."""

    def __init__(self):
        self.jobs = []

    @property
    def is_idle(self):
        return not self.jobs

    def run(self, job, *, done, failed, lane="database"):
        self.jobs.append((job, done, failed))

    def let_run(self, place=0):
        job, done, failed = self.jobs.pop(place)
        InlineRunner().run(job, done=done, failed=failed)

    def once_painted(self, call):
        call()


class RecordingView:
    """Remembers every state it was asked to show."""

    def __init__(self):
        self.states = []

    def show_state(self, state):
        self.states.append(state)

    @property
    def state(self):
        return self.states[-1]


class RecordedAnnouncements:
    """Remembers what was announced."""

    def __init__(self):
        self.changes = Changes()

    def announce(self, changes):
        self.changes |= changes


class SetClock:
    """Stands still until it is told to go on."""

    def __init__(self, now):
        self._now = Millis(now)

    def now(self):
        return self._now

    def go_on(self, millis):
        self._now = Millis(self._now + millis)
