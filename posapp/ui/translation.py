"""The language that is spoken at the counter now, and the change of it while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from posapp.domain.text import Bilingual, Language


class Speech(QObject):
    """Says every sentence in the current language. ``changed()`` asks the open views to say theirs again."""

    changed = Signal()

    def __init__(self, language: Language = "zh") -> None:
        super().__init__()
        self._language: Language = language

    @property
    def language(self) -> Language:
        """Return the language spoken now."""
        return self._language

    def say(self, words: Bilingual, **values: object) -> str:
        """Return a sentence in the current language with its places filled.

        A ``Bilingual`` value is said in the same language.
        """
        sentence = words.in_(self._language)
        if not values:
            return sentence
        spoken = {
            name: value.in_(self._language) if isinstance(value, Bilingual) else value for name, value in values.items()
        }
        return sentence.format(**spoken)

    def use(self, language: Language) -> None:
        """Speak another language from now on."""
        if language != self._language:
            self._language = language
            self.changed.emit()

    def toggle(self) -> None:
        """Change from Chinese to English and back."""
        self.use("en" if self._language == "zh" else "zh")
