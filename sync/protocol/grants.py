"""What a role may do, read from its row the same way by the till and the mall."""

from __future__ import annotations

from posapp.domain.permission import USUAL, Grants, Limit
from sync.protocol.rows import Role


def grants_of(role: str, row: Role | None) -> Grants:
    """Return what a role may do: as its row says, else as is usual; a name that nobody knows may nothing."""
    if row is None:
        return USUAL.get(role, {})
    return {grant.permission: Limit(grant.most_fen, grant.most_bp) for grant in row.grants}
