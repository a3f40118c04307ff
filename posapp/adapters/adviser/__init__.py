"""Suggestions and sizes computed from the model pack that the hub publishes."""
