"""The till's first tables."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE trust_key (
        id TEXT NOT NULL,
        key_id INTEGER NOT NULL,
        public_key TEXT NOT NULL,
        not_before_ms INTEGER NOT NULL,
        not_after_ms INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_trust_key PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE chain (
        id TEXT NOT NULL,
        fen_per_point INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_chain PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE shop (
        id TEXT NOT NULL,
        code TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_shop PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE category (
        id TEXT NOT NULL,
        place INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_category PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE style (
        id TEXT NOT NULL,
        code TEXT NOT NULL,
        initials TEXT NOT NULL,
        category TEXT NOT NULL,
        launched TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_style PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_style_code ON style (code)",
    "CREATE INDEX ix_style_initials ON style (initials)",
    "CREATE INDEX ix_style_category ON style (category)",
    """
    CREATE TABLE variant (
        id TEXT NOT NULL,
        style_id TEXT NOT NULL,
        barcode TEXT NOT NULL,
        colour_code TEXT NOT NULL,
        size TEXT NOT NULL,
        size_order INTEGER NOT NULL,
        list_fen INTEGER NOT NULL,
        member_fen INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_variant PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_variant_barcode ON variant (barcode)",
    "CREATE INDEX ix_variant_style_id ON variant (style_id)",
    """
    CREATE TABLE promotion (
        id TEXT NOT NULL,
        rule_version INTEGER NOT NULL,
        from_ms INTEGER NOT NULL,
        until_ms INTEGER NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_promotion PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE staff (
        id TEXT NOT NULL,
        number TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_staff PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_staff_number ON staff (number)",
    """
    CREATE TABLE booking (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        member_id TEXT NOT NULL,
        code_no INTEGER NOT NULL,
        code TEXT NOT NULL,
        starts_ms INTEGER NOT NULL,
        status TEXT NOT NULL,
        first_seen_ms INTEGER DEFAULT 0 NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_booking PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_booking_member_id ON booking (member_id)",
    "CREATE INDEX ix_booking_code ON booking (code)",
    "CREATE INDEX ix_booking_code_no ON booking (code_no)",
    "CREATE INDEX ix_booking_starts_ms ON booking (starts_ms)",
    """
    CREATE TABLE pickup_order (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        member_id TEXT NOT NULL,
        number TEXT NOT NULL,
        code_no INTEGER NOT NULL,
        code TEXT NOT NULL,
        status TEXT NOT NULL,
        first_seen_ms INTEGER DEFAULT 0 NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_pickup_order PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_pickup_order_code_no ON pickup_order (code_no)",
    "CREATE INDEX ix_pickup_order_code ON pickup_order (code)",
    "CREATE INDEX ix_pickup_order_member_id ON pickup_order (member_id)",
    "CREATE INDEX ix_pickup_order_status ON pickup_order (status)",
    """
    CREATE TABLE stock (
        id TEXT NOT NULL,
        shop_id TEXT NOT NULL,
        variant_id TEXT NOT NULL,
        on_hand INTEGER NOT NULL,
        promised INTEGER NOT NULL,
        through INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_stock PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_stock_variant_id_shop_id ON stock (variant_id, shop_id, on_hand)",
    "CREATE INDEX ix_stock_shop_id_ver ON stock (shop_id, ver)",
    """
    CREATE TABLE member (
        id TEXT NOT NULL,
        number INTEGER NOT NULL,
        card TEXT NOT NULL,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL,
        phone_last4 TEXT NOT NULL,
        phone_index TEXT NOT NULL,
        points INTEGER NOT NULL,
        blocked INTEGER NOT NULL,
        through INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_member PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_member_card ON member (card)",
    "CREATE INDEX ix_member_name_en ON member (name_en)",
    "CREATE INDEX ix_member_name_zh ON member (name_zh)",
    "CREATE INDEX ix_member_phone_last4 ON member (phone_last4)",
    "CREATE INDEX ix_member_number ON member (number)",
    "CREATE INDEX ix_member_phone_index ON member (phone_index)",
    """
    CREATE TABLE coupon (
        id TEXT NOT NULL,
        member_id TEXT NOT NULL,
        code TEXT NOT NULL,
        status TEXT NOT NULL,
        from_ms INTEGER NOT NULL,
        until_ms INTEGER NOT NULL,
        local_seq INTEGER DEFAULT 0 NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_coupon PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_coupon_code ON coupon (code)",
    "CREATE INDEX ix_coupon_member_id ON coupon (member_id)",
    """
    CREATE TABLE history (
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_history PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE advice_pack (
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        ver INTEGER NOT NULL,
        load INTEGER DEFAULT 0 NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_advice_pack PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE feed_cursor (
        one INTEGER NOT NULL,
        epoch TEXT NOT NULL,
        cursor TEXT NOT NULL,
        load INTEGER NOT NULL,
        loaded INTEGER NOT NULL,
        ahead INTEGER NOT NULL,
        is_complete INTEGER NOT NULL,
        shop_through INTEGER NOT NULL,
        stock_through INTEGER NOT NULL,
        members_through INTEGER NOT NULL,
        applied_through INTEGER NOT NULL,
        catalogue_ms INTEGER,
        CONSTRAINT pk_feed_cursor PRIMARY KEY (one),
        CONSTRAINT ck_feed_cursor_only_one CHECK (one = 1)
    ) STRICT
    """,
    """
    CREATE TABLE feed_unknown (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        "row" BLOB NOT NULL,
        reason TEXT NOT NULL,
        seen_ms INTEGER NOT NULL,
        CONSTRAINT pk_feed_unknown PRIMARY KEY (kind, id)
    ) STRICT
    """,
    """
    CREATE TABLE feed_waiting (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        ver INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        "row" BLOB NOT NULL,
        CONSTRAINT pk_feed_waiting PRIMARY KEY (kind, id)
    ) STRICT
    """,
    """
    CREATE TABLE news (
        kind TEXT NOT NULL,
        no INTEGER NOT NULL,
        CONSTRAINT pk_news PRIMARY KEY (kind)
    ) STRICT
    """,
    """
    CREATE TABLE sync_attempt (
        direction TEXT NOT NULL,
        failures INTEGER NOT NULL,
        next_try_ms INTEGER NOT NULL,
        trouble TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        CONSTRAINT pk_sync_attempt PRIMARY KEY (direction),
        CONSTRAINT ck_sync_attempt_direction CHECK (direction IN ('push', 'pull'))
    ) STRICT
    """,
    """
    CREATE TABLE meta (
        "key" TEXT NOT NULL,
        value TEXT NOT NULL,
        CONSTRAINT pk_meta PRIMARY KEY ("key")
    ) STRICT
    """,
    """
    CREATE TABLE op_log (
        generation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        op_id TEXT NOT NULL,
        device TEXT NOT NULL,
        kind TEXT NOT NULL,
        v INTEGER NOT NULL,
        hlc INTEGER NOT NULL,
        body BLOB NOT NULL,
        body_hash TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        chain_hash TEXT NOT NULL,
        deps TEXT NOT NULL,
        subject TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        CONSTRAINT pk_op_log PRIMARY KEY (generation, seq),
        CONSTRAINT ck_op_log_seq CHECK (seq >= 1),
        CONSTRAINT uq_op_log_op_id UNIQUE (op_id)
    ) STRICT
    """,
    """
    CREATE TABLE op_state (
        generation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        result TEXT,
        hub_no INTEGER,
        code TEXT DEFAULT '' NOT NULL,
        reason_zh TEXT DEFAULT '' NOT NULL,
        reason_en TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_op_state PRIMARY KEY (generation, seq),
        CONSTRAINT ck_op_state_result CHECK (result IN ('applied', 'parked', 'fork'))
    ) STRICT
    """,
    "CREATE INDEX ix_op_state_result ON op_state (result) WHERE result <> 'applied'",
    """
    CREATE TABLE journal (
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        business_date TEXT NOT NULL,
        body BLOB NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL,
        signature TEXT NOT NULL,
        CONSTRAINT pk_journal PRIMARY KEY (seq)
    ) STRICT
    """,
    """
    CREATE TABLE number_series (
        series TEXT NOT NULL,
        next INTEGER NOT NULL,
        CONSTRAINT pk_number_series PRIMARY KEY (series),
        CONSTRAINT ck_number_series_next CHECK (next >= 1)
    ) STRICT
    """,
    """
    CREATE TABLE shift (
        shift_id TEXT NOT NULL,
        business_date TEXT NOT NULL,
        staff_id TEXT NOT NULL,
        opened_ms INTEGER NOT NULL,
        closed_ms INTEGER,
        float_fen INTEGER NOT NULL,
        expected_fen INTEGER,
        counted_fen INTEGER,
        opened_seq INTEGER NOT NULL,
        closed_seq INTEGER,
        CONSTRAINT pk_shift PRIMARY KEY (shift_id),
        CONSTRAINT ck_shift_amounts CHECK (float_fen >= 0 AND (counted_fen IS NULL OR counted_fen >= 0)),
        CONSTRAINT ck_shift_closed CHECK ((closed_ms IS NULL) = (counted_fen IS NULL)
            AND (closed_ms IS NULL) = (expected_fen IS NULL))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX uq_shift_open ON shift ((closed_ms IS NULL)) WHERE closed_ms IS NULL",
    "CREATE INDEX ix_shift_opened_ms ON shift (opened_ms)",
    """
    CREATE TABLE cart (
        cart_id TEXT NOT NULL,
        state TEXT NOT NULL,
        updated_ms INTEGER NOT NULL,
        body BLOB NOT NULL,
        CONSTRAINT pk_cart PRIMARY KEY (cart_id),
        CONSTRAINT ck_cart_state CHECK (state IN ('open', 'held'))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX uq_cart_open ON cart (state) WHERE state = 'open'",
    """
    CREATE TABLE code_seen (
        payload TEXT NOT NULL,
        seen_ms INTEGER NOT NULL,
        CONSTRAINT pk_code_seen PRIMARY KEY (payload)
    ) STRICT
    """,
    "CREATE INDEX ix_code_seen_seen_ms ON code_seen (seen_ms)",
    """
    CREATE TABLE code_try (
        id INTEGER NOT NULL,
        order_id TEXT NOT NULL,
        tried_ms INTEGER NOT NULL,
        CONSTRAINT pk_code_try PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX ix_code_try_order_id ON code_try (order_id)",
    """
    CREATE TABLE advice_shown (
        member_id TEXT NOT NULL,
        shown_ms INTEGER NOT NULL,
        CONSTRAINT pk_advice_shown PRIMARY KEY (member_id)
    ) STRICT
    """,
    """
    CREATE TABLE advice_dismissed (
        member_id TEXT NOT NULL,
        style_id TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        CONSTRAINT pk_advice_dismissed PRIMARY KEY (member_id, style_id)
    ) STRICT
    """,
    """
    CREATE TABLE staff_lock (
        number TEXT NOT NULL,
        wrong INTEGER NOT NULL,
        until_ms INTEGER NOT NULL,
        CONSTRAINT pk_staff_lock PRIMARY KEY (number)
    ) STRICT
    """,
    """
    CREATE TABLE sale (
        sale_id TEXT NOT NULL,
        receipt_no TEXT NOT NULL,
        shift_id TEXT NOT NULL,
        business_date TEXT NOT NULL,
        occurred_ms INTEGER NOT NULL,
        staff_id TEXT NOT NULL,
        member_id TEXT,
        member_trust TEXT,
        coupon_id TEXT,
        booking_id TEXT,
        gross_fen INTEGER NOT NULL,
        discount_fen INTEGER NOT NULL,
        total_fen INTEGER NOT NULL,
        tax_fen INTEGER NOT NULL,
        points INTEGER NOT NULL,
        op_seq INTEGER NOT NULL,
        receipt BLOB NOT NULL,
        CONSTRAINT pk_sale PRIMARY KEY (sale_id),
        CONSTRAINT ck_sale_amounts CHECK (total_fen >= 0 AND discount_fen >= 0
            AND gross_fen - discount_fen = total_fen),
        CONSTRAINT ck_sale_points CHECK (points >= 0),
        CONSTRAINT uq_sale_receipt_no UNIQUE (receipt_no),
        CONSTRAINT fk_sale_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (shift_id)
    ) STRICT
    """,
    "CREATE INDEX ix_sale_member_id ON sale (member_id)",
    "CREATE INDEX ix_sale_shift_id ON sale (shift_id)",
    "CREATE INDEX ix_sale_occurred_ms ON sale (occurred_ms)",
    """
    CREATE TABLE day_proof (
        shift_id TEXT NOT NULL,
        generation INTEGER NOT NULL,
        through_seq INTEGER NOT NULL,
        figures BLOB NOT NULL,
        touched BLOB NOT NULL,
        state TEXT NOT NULL,
        differing BLOB NOT NULL,
        answers INTEGER NOT NULL,
        answered_ms INTEGER,
        CONSTRAINT pk_day_proof PRIMARY KEY (shift_id),
        CONSTRAINT ck_day_proof_state CHECK (state IN ('waiting', 'equal', 'different')),
        CONSTRAINT fk_day_proof_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (shift_id)
    ) STRICT
    """,
    """
    CREATE TABLE sale_line (
        line_id TEXT NOT NULL,
        sale_id TEXT NOT NULL,
        place INTEGER NOT NULL,
        variant_id TEXT NOT NULL,
        style_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        list_fen INTEGER NOT NULL,
        paid_fen INTEGER NOT NULL,
        tax_bp INTEGER NOT NULL,
        tax_fen INTEGER NOT NULL,
        source TEXT NOT NULL,
        clerk_id TEXT NOT NULL,
        CONSTRAINT pk_sale_line PRIMARY KEY (line_id),
        CONSTRAINT uq_sale_line_sale_id_place UNIQUE (sale_id, place),
        CONSTRAINT ck_sale_line_quantity CHECK (quantity BETWEEN 1 AND 999),
        CONSTRAINT ck_sale_line_paid CHECK (paid_fen BETWEEN 0 AND list_fen * quantity),
        CONSTRAINT fk_sale_line_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (sale_id)
    ) STRICT
    """,
    "CREATE INDEX ix_sale_line_sale_id ON sale_line (sale_id)",
    """
    CREATE TABLE sale_tender (
        tender_id TEXT NOT NULL,
        sale_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        received_fen INTEGER NOT NULL,
        change_fen INTEGER NOT NULL,
        CONSTRAINT pk_sale_tender PRIMARY KEY (tender_id),
        CONSTRAINT ck_sale_tender_amounts CHECK (change_fen >= 0 AND amount_fen = received_fen - change_fen),
        CONSTRAINT fk_sale_tender_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (sale_id)
    ) STRICT
    """,
    "CREATE INDEX ix_sale_tender_sale_id ON sale_tender (sale_id)",
    """
    CREATE TABLE stock_movement (
        movement_id TEXT NOT NULL,
        variant_id TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        cause TEXT NOT NULL,
        op_seq INTEGER NOT NULL,
        sale_id TEXT,
        order_id TEXT,
        CONSTRAINT pk_stock_movement PRIMARY KEY (movement_id),
        CONSTRAINT ck_stock_movement_cause CHECK (cause IN ('sale', 'pickup')),
        CONSTRAINT ck_stock_movement_quantity CHECK (quantity <> 0),
        CONSTRAINT fk_stock_movement_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (sale_id)
    ) STRICT
    """,
    "CREATE INDEX ix_stock_movement_op_seq ON stock_movement (op_seq)",
    "CREATE INDEX ix_stock_movement_variant_id_op_seq ON stock_movement (variant_id, op_seq)",
    """
    CREATE TABLE print_job (
        job_id TEXT NOT NULL,
        sale_id TEXT NOT NULL,
        kick_drawer INTEGER NOT NULL,
        is_copy INTEGER NOT NULL,
        queued_ms INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        trouble TEXT NOT NULL,
        printed_ms INTEGER,
        CONSTRAINT pk_print_job PRIMARY KEY (job_id),
        CONSTRAINT fk_print_job_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (sale_id)
    ) STRICT
    """,
    "CREATE INDEX ix_print_job_sale_id ON print_job (sale_id)",
    "CREATE INDEX ix_print_job_waiting ON print_job (queued_ms) WHERE printed_ms IS NULL",
    "CREATE VIRTUAL TABLE style_words USING fts5(words, style_id UNINDEXED, tokenize='unicode61')",
    "CREATE VIRTUAL TABLE style_grams USING fts5(text, style_id UNINDEXED, tokenize='trigram')",
    "CREATE TRIGGER op_log_update BEFORE UPDATE ON op_log BEGIN SELECT RAISE(ABORT, 'op_log is append-only'); END",
    "CREATE TRIGGER op_log_delete BEFORE DELETE ON op_log BEGIN SELECT RAISE(ABORT, 'op_log is append-only'); END",
    ("CREATE TRIGGER journal_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"),
    ("CREATE TRIGGER journal_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
