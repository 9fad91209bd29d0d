"""Runs, records, ids, events, judgements, merges, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=nullable)


def _big(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=True)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "matching_run",
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
        *(_text(n) for n in ("at", "who", "report")),
    )
    op.create_table(
        "matching_record",
        sa.Column("record_id", sa.Text, primary_key=True),
        _text("customer_id"),
        _text("org_id", nullable=True),
        *(_big(n) for n in ("fingerprint", "content", "native")),
        sa.Column("present", sa.Boolean, nullable=False),
    )
    op.create_table(
        "matching_id", sa.Column("id", sa.Text, primary_key=True), sa.Column("founded", sa.Integer, nullable=False)
    )
    op.create_table("matching_former", *(sa.Column(n, sa.Text, primary_key=True) for n in ("id", "record_id")))
    op.create_table(
        "matching_event",
        _number("seq"),
        sa.Column("run", sa.Integer, nullable=False),
        *(_text(n) for n in ("kind", "customer_id")),
        *(_text(n, nullable=True) for n in ("other_id", "record_id")),
        _big("records", nullable=True),
    )
    op.create_table(
        "matching_judgement",
        _number("seq"),
        *(_text(n) for n in ("left", "right", "judgement", "origin", "who", "at", "why", "evidence")),
        *(_big(n) for n in ("left_print", "right_print")),
    )
    op.create_table(
        "matching_merge",
        _number("seq"),
        sa.Column("run", sa.Integer, nullable=False),
        *(_text(n) for n in ("customer_id", "at")),
        sa.Column("image", sa.LargeBinary, nullable=False),
        _text("undone_at", nullable=True),
    )
    op.create_table(
        "matching_audit", _number("seq"), *(_text(n) for n in ("at", "who", "action", "subject", "detail", "seal"))
    )
    for table, column in (
        ("record", "customer_id"),
        ("event", "run"),
        ("event", "customer_id"),
        ("merge", "customer_id"),
    ):
        op.create_index(f"ix_matching_{table}_{column}", f"matching_{table}", [column])


def downgrade() -> None:
    """Drop them."""
    for name in ("audit", "merge", "judgement", "event", "former", "id", "record", "run"):
        op.drop_table(f"matching_{name}")
