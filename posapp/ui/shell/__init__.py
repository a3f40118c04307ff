"""The main window: navigation, lock, sync lamp, shortcuts."""
