"""Small widgets that screens share."""
