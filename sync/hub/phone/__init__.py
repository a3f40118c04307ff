"""The phone page: stands for the mini-program in demonstrations and tests. Static files, an API, drawn pictures."""

from sync.hub.phone.routes import routes

__all__ = ["routes"]
