"""Training: the hub learns from the whole chain's past and publishes one model pack for every till."""

from sync.hub.training.publish import publish_if_stale, publish_pack, train

__all__ = ["publish_if_stale", "publish_pack", "train"]
