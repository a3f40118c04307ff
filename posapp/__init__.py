"""posapp, the shop counter of a chain whose online side is a mini-program mall."""

__version__ = "0.1.0"
