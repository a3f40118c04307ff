"""Talking to the shop's relay: our facts mirrored to it, our neighbours' facts heard from it."""
