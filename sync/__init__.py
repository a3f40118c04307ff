"""Facts up as operations, state down as rows: both sides of the sync between tills and mall."""
