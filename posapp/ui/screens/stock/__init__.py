"""The stock desk."""
