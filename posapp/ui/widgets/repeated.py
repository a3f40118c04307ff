"""Widgets of one kind in a layout, as many as there are things to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QLayout, QWidget

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


class Repeated(Generic[T, W]):
    """Builds a widget when one more is needed, and keeps those that are not for the next time.

    Filling a widget again takes a tenth of building and dressing another one. ``build`` gets the place, from 0.
    """

    def __init__(self, layout: QLayout, build: Callable[[int], W], fill: Callable[[W, T], None]) -> None:
        self._layout = layout
        self._build = build
        self._fill = fill
        self._widgets: list[W] = []
        self._count = 0

    @property
    def shown(self) -> Sequence[W]:
        """Return the widgets that show something now."""
        return self._widgets[: self._count]

    def show(self, things: Sequence[T]) -> None:
        """Show these things and nothing else."""
        self.get_ready(len(things))
        self._count = len(things)
        for widget, thing in zip(self._widgets, things, strict=False):
            self._fill(widget, thing)
            widget.show()
        for widget in self._widgets[self._count :]:
            widget.hide()

    def get_ready(self, count: int) -> None:
        """Build as many widgets as are not there yet."""
        for place in range(len(self._widgets), count):
            widget = self._build(place)
            widget.hide()
            self._layout.addWidget(widget)
            self._widgets.append(widget)
