"""Training: the hub learns from the whole chain's past and publishes one model pack for every till."""

from sync.hub.training.publish import publish_pack, train

__all__ = ["publish_pack", "train"]
