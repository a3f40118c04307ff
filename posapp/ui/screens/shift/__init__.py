"""The drawer's day: float, running figures, blind count, day proof."""
