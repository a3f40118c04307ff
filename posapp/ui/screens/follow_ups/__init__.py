"""Follow-ups: what the mall would write to members after a visit, and the clerk's word about it."""
