"""Talking to the mall over HTTP."""
