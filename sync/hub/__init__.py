"""The mall's side: ingest, apply, ledgers, feed, phone page."""
