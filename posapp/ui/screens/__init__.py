"""One package per screen: state, presenter, view."""
