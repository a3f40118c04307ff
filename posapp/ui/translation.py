"""The language that is spoken at the counter now, the keys that it names, and the change of both while it is open."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, Signal

from posapp.domain.keys import ACTS, Act, KeyMap
from posapp.domain.text import Bilingual, Language
from posapp.ui.key_names import written

_KEY = re.compile(r"(\s*(?:· |[(（])?)\[key:(\w+)\]([)）]?)")
"""Where a sentence names a key: ``（[key:hold]）``, with the space and the brackets that go with it."""


class Speech(QObject):
    """Says every sentence in the current language, with the keys in force.

    ``changed()`` asks the open views to say theirs again: another language is spoken, or other keys are in force.
    """

    changed = Signal()

    def __init__(self, language: Language = "zh") -> None:
        super().__init__()
        self._language: Language = language
        self._keys = KeyMap()

    @property
    def language(self) -> Language:
        """Return the language spoken now."""
        return self._language

    @property
    def keys(self) -> KeyMap:
        """Return the keys in force."""
        return self._keys

    def say(self, words: Bilingual, **values: object) -> str:
        """Return a sentence in the current language with its places filled.

        A ``Bilingual`` value is said in the same language. ``[key:hold]`` becomes the key of that act; where it has
        none, the mark goes with the brackets around it.
        """
        sentence = words.in_(self._language)
        if "[key:" in sentence:
            sentence = _KEY.sub(self._named, sentence)
        if not values:
            return sentence
        spoken = {
            name: value.in_(self._language) if isinstance(value, Bilingual) else value for name, value in values.items()
        }
        return sentence.format(**spoken)

    def key(self, act: Act) -> str:
        """Return how the key of an act is written, empty where it has none."""
        return written(self._keys.key(act))

    def with_key(self, words: Bilingual, act: Act, between: str = " · ") -> str:
        """Return a word with the key that does the same behind it, if one does."""
        key = self.key(act)
        return f"{self.say(words)}{between}{key}" if key else self.say(words)

    def use(self, language: Language) -> None:
        """Speak another language from now on."""
        if language != self._language:
            self._language = language
            self.changed.emit()

    def use_keys(self, keys: KeyMap) -> None:
        """Name these keys from now on."""
        if keys != self._keys:
            self._keys = keys
            self.changed.emit()

    def toggle(self) -> None:
        """Change from Chinese to English and back."""
        self.use("en" if self._language == "zh" else "zh")

    def _named(self, found: re.Match[str]) -> str:
        act = next((one for one in ACTS if one == found[2]), None)
        key = self.key(act) if act is not None else ""
        return f"{found[1]}{key}{found[3]}" if key else ""
