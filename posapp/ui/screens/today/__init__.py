"""The board of the day: everything that is to be done in the shop, by time, with one key for each next step."""
