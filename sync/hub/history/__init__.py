"""A chain's past, from whatever its old system can write out: one description, one reader, two tables.

description   what ``LOG.toml`` says of a log
unreadable    why a log cannot be read, in both languages
sources       files of four formats and three layouts, as lines of text
events        the event table and the style table, and which kinds there are
laying        the expressions that turn lines into the two tables
refusing      which lines are refused, and why
reading       ``read_log``: all of this in order
chain         the hub's own past in the same two tables
names         what a log's names mean in this chain
importing     a log brought into the hub
command       ``posapp history import``
"""
