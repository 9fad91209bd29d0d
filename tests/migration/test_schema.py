"""What is read of a target's schema: unique sets however they are written, on each database."""

import pytest

import migration
from migration.schema import reflect
from tests.migration import shop

FORMS = (
    "code VARCHAR(20)  UNIQUE, other VARCHAR(20)",
    "code VARCHAR(20), other VARCHAR(20), UNIQUE (code)",
    "code VARCHAR(20), other VARCHAR(20), CONSTRAINT only_one UNIQUE (code)",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_unique_column_is_seen_however_it_is_written(target, form):
    shop.run(target, f"CREATE TABLE things (id VARCHAR(20) PRIMARY KEY, {form})")
    with migration.connect(target) as database, database.begin(write=False) as connection:
        assert set(reflect(connection, "things").unique) == {("id",), ("code",)}


def test_a_unique_index_is_seen_and_a_partial_one_is_not(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(target, "CREATE TABLE things (id TEXT PRIMARY KEY, a TEXT, b TEXT)")
    shop.run(target, "CREATE UNIQUE INDEX ab ON things (a, b)", "CREATE UNIQUE INDEX half ON things (b) WHERE a = 'x'")
    with migration.connect(target) as database, database.begin(write=False) as connection:
        assert set(reflect(connection, "things").unique) == {("id",), ("a", "b")}
