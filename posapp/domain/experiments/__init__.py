"""Tests of one list against another: who is in which arm, when one may look, and what a look says.

``arms`` lays a member into an arm, ``bounds`` says how sure a planned look must be, ``looks`` reads one, ``guards``
watches that nothing else gets worse. Only the standard library: a till asks ``arms``, the hub the others.
"""
