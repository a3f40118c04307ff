"""Small shared widgets. They know the theme's tokens and nothing of the shop.

A view is built as ``SomethingView(speech, theme, …)``; it says its words in ``_translate`` (connected to
``speech.changed``), repaints what it draws itself on ``theme.changed``, sends intents as signals and shows a frozen
state in ``show_state``.
"""
