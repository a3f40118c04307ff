"""What every hand-written double of a use case can do: refuse."""


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
