"""Keys that are kept in memory."""

from posapp.domain.keys import KeyMap


class FakeKeying:
    """Has real keys, and forgets them with the test."""

    def __init__(self):
        self.keys = KeyMap()

    def current(self):
        return self.keys

    def use_preset(self, preset):
        self.keys = KeyMap(preset)
        return self.keys

    def give(self, act, key):
        self.keys = self.keys.with_key(act, key)
        return self.keys
