"""Who works at the till: a name and six digits."""
