"""Value: terms, leases and gift cards of the mall, what was spent here, what the mall was asked."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE value_terms (
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_value_terms PRIMARY KEY (id)
    )
     STRICT
    """,
    """
    CREATE TABLE lease (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        instrument TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        device TEXT NOT NULL,
        generation INTEGER NOT NULL,
        until_ms INTEGER NOT NULL,
        status TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_lease PRIMARY KEY (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_lease_owner_id ON lease (owner_id)",
    """
    CREATE TABLE gift_card (
        id TEXT NOT NULL,
        number INTEGER NOT NULL,
        card TEXT NOT NULL,
        balance_fen INTEGER NOT NULL,
        through INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_gift_card PRIMARY KEY (id)
    )
     STRICT
    """,
    "CREATE INDEX ix_gift_card_card ON gift_card (card)",
    "CREATE INDEX ix_gift_card_number ON gift_card (number)",
    """
    CREATE TABLE value_spend (
        tender_id TEXT NOT NULL,
        instrument TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        units INTEGER NOT NULL,
        "right" TEXT NOT NULL,
        right_id TEXT NOT NULL,
        day TEXT NOT NULL,
        op_seq INTEGER NOT NULL,
        CONSTRAINT pk_value_spend PRIMARY KEY (tender_id),
        CONSTRAINT ck_value_spend_units CHECK (units > 0),
        CONSTRAINT ck_value_spend_right CHECK ("right" IN ('lease', 'authorisation', 'floor_limit'))
    )
     STRICT
    """,
    "CREATE INDEX ix_value_spend_owner_id_op_seq ON value_spend (owner_id, op_seq)",
    "CREATE INDEX ix_value_spend_right_id ON value_spend (right_id)",
    """
    CREATE TABLE lease_returned (
        lease_id TEXT NOT NULL,
        op_seq INTEGER NOT NULL,
        CONSTRAINT pk_lease_returned PRIMARY KEY (lease_id)
    )
     STRICT
    """,
    """
    CREATE TABLE value_hold (
        authorisation_id TEXT NOT NULL,
        instrument TEXT NOT NULL,
        owner_id TEXT NOT NULL,
        units INTEGER NOT NULL,
        state TEXT NOT NULL,
        until_ms INTEGER NOT NULL,
        asked_ms INTEGER NOT NULL,
        CONSTRAINT pk_value_hold PRIMARY KEY (authorisation_id),
        CONSTRAINT ck_value_hold_state
            CHECK (state IN ('asked', 'authorised', 'refused', 'unwanted', 'voided', 'captured'))
    )
     STRICT
    """,
    "CREATE INDEX ix_value_hold_state ON value_hold (state)",
)


def upgrade() -> None:
    """Lay the tables."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for table in ("value_hold", "lease_returned", "value_spend", "gift_card", "lease", "value_terms"):
        op.drop_table(table)
