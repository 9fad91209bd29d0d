"""The tables of the state, as SQLAlchemy sees them; Alembic's migrations make them."""

import sqlalchemy as sa

HEAD = "0002"
METADATA = sa.MetaData()

RUN = sa.Table(
    "matching_run",
    METADATA,
    sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("report", sa.Text, nullable=False),
)
RECORD = sa.Table(
    "matching_record",
    METADATA,
    sa.Column("record_id", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.Text, nullable=False, index=True),
    sa.Column("org_id", sa.Text),
    sa.Column("fingerprint", sa.BigInteger, nullable=False),
    sa.Column("content", sa.BigInteger, nullable=False),
    sa.Column("native", sa.BigInteger, nullable=False),
    sa.Column("present", sa.Boolean, nullable=False),
)
GIVEN_ID = sa.Table(
    "matching_id",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("founded", sa.Integer, nullable=False),
)
FORMER = sa.Table(
    "matching_former",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("record_id", sa.Text, primary_key=True),
)
EVENT = sa.Table(
    "matching_event",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("customer_id", sa.Text, nullable=False, index=True),
    sa.Column("other_id", sa.Text),
    sa.Column("record_id", sa.Text),
    sa.Column("records", sa.BigInteger),
)
JUDGEMENT = sa.Table(
    "matching_judgement",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("left", sa.Text, nullable=False),
    sa.Column("right", sa.Text, nullable=False),
    sa.Column("judgement", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("left_print", sa.BigInteger, nullable=False),
    sa.Column("right_print", sa.BigInteger, nullable=False),
)
LINK_WORD = sa.Table(
    "matching_link_word",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    *(sa.Column(n, sa.Text, nullable=False) for n in ("left", "right", "kind", "word", "who", "at", "why")),
)
IMAGE = sa.Table(
    "matching_merge",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("image", sa.LargeBinary, nullable=False),
    sa.Column("undone_at", sa.Text),
)
AUDIT = sa.Table(
    "matching_audit",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
)
