"""How well a read query agrees with its label."""

from posapp.domain.query.terms import EITHER


def understood(query):
    """Return the filters that were read, as labels say them; those of a kind that means either are one."""
    found = {}
    for one in query.wanted:
        term = one.term
        if term.kind == "word":
            continue
        if term.kind == "price":
            found["price", ""] = (term.least, term.most)
            continue
        keys = {key.split("\t")[0] for key in term.keys} - {"all"}
        place = (term.kind, "" if term.kind in EITHER else min(keys))
        found[place] = found.get(place, frozenset()) | keys
    return {(kind, keys) for (kind, _), keys in found.items()}
