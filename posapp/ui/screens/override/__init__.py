"""Another person gives her word for one act."""
