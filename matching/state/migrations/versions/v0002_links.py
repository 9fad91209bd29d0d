"""What stewards say of links."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the log of words on links."""
    op.create_table(
        "matching_link_word",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("left", "right", "kind", "word", "who", "at", "why")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("matching_link_word")
