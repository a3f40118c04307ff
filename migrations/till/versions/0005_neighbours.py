"""What the shop's other tills did, heard from its relay."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE stock ADD COLUMN mark INTEGER DEFAULT 0 NOT NULL",
    """
    CREATE TABLE relay (
        id TEXT NOT NULL,
        url TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        fence INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_relay PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE generation_closed (
        id TEXT NOT NULL,
        till_no TEXT NOT NULL,
        closed_ms INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_generation_closed PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE relay_standing (
        one INTEGER NOT NULL,
        fence INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        relayed_through INTEGER NOT NULL,
        "after" INTEGER NOT NULL,
        CONSTRAINT pk_relay_standing PRIMARY KEY (one),
        CONSTRAINT ck_relay_standing_only_one CHECK (one = 1)
    ) STRICT
    """,
    """
    CREATE TABLE neighbour_op (
        device TEXT NOT NULL,
        generation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        till_no TEXT NOT NULL,
        kind TEXT NOT NULL,
        v INTEGER NOT NULL,
        hlc INTEGER NOT NULL,
        body BLOB NOT NULL,
        row_kind TEXT NOT NULL,
        row_id TEXT NOT NULL,
        receipt_no TEXT NOT NULL,
        member_id TEXT NOT NULL,
        CONSTRAINT pk_neighbour_op PRIMARY KEY (device, generation, seq)
    ) STRICT
    """,
    "CREATE INDEX ix_neighbour_op_hlc ON neighbour_op (hlc)",
    "CREATE INDEX ix_neighbour_op_member_id ON neighbour_op (member_id) WHERE member_id <> ''",
    "CREATE INDEX ix_neighbour_op_receipt_no ON neighbour_op (receipt_no) WHERE receipt_no <> ''",
    "CREATE INDEX ix_neighbour_op_row_kind_row_id ON neighbour_op (row_kind, row_id)",
    """
    CREATE TABLE neighbour_movement (
        movement_id TEXT NOT NULL,
        device TEXT NOT NULL,
        generation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        variant_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        cause TEXT NOT NULL,
        CONSTRAINT pk_neighbour_movement PRIMARY KEY (movement_id)
    ) STRICT
    """,
    "CREATE INDEX ix_neighbour_movement_device_generation_seq ON neighbour_movement (device, generation, seq)",
    """
    CREATE TABLE neighbour_standing (
        device TEXT NOT NULL,
        generation INTEGER NOT NULL,
        told INTEGER NOT NULL,
        shop_through INTEGER NOT NULL,
        stock_through INTEGER NOT NULL,
        members_through INTEGER NOT NULL,
        CONSTRAINT pk_neighbour_standing PRIMARY KEY (device, generation)
    ) STRICT
    """,
    """
    CREATE TABLE neighbour_mark (
        mark INTEGER NOT NULL,
        device TEXT NOT NULL,
        generation INTEGER NOT NULL,
        through INTEGER NOT NULL,
        CONSTRAINT pk_neighbour_mark PRIMARY KEY (mark, device, generation)
    ) STRICT
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
