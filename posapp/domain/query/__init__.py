"""What a clerk types into the one search box, read as filters over the chain's own goods."""
