"""The outside world, each part behind a port that the services declare."""
