"""A receipt printer as a program: it understands the bytes that real ones do, and fails when it is told to.

It knows nothing of the till. What it takes for granted stands in the printer makers' command references; whoever writes
to it may be any program, and the tests write to it with one that is not ours.
"""
