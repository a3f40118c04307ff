"""Training: the hub learns from the whole chain's past and publishes one model pack for every till."""

from sync.hub.training.publish import is_stale, publish_if_stale, publish_pack, retrain, train, train_now

__all__ = ["is_stale", "publish_if_stale", "publish_pack", "retrain", "train", "train_now"]
