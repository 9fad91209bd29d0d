"""Tables that a wave makes get their rules when they are full, and before the wave counts as promoted."""

import pytest
import sqlalchemy as sa

import migration
from migration import errors, making, promotion
from tests.migration import shop


def rules(target, table="orders"):
    """Foreign keys and indexed columns of a table."""
    engine = sa.create_engine(target, poolclass=sa.NullPool)
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        keys = {(tuple(k["constrained_columns"]), k["referred_table"]) for k in inspector.get_foreign_keys(table)}
        return keys, {tuple(i["column_names"]) for i in inspector.get_indexes(table)}


FULL = ({(("customer_id",), "customers")}, {("customer_id",)})


def test_the_rules_are_there_when_the_wave_is(target, tmp_path):
    shop.load(target, tmp_path, "customers")
    shop.load(target, tmp_path, "orders")
    assert rules(target) == FULL


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_killed_before_the_rules_it_resumes_with_them(postgres_url, tmp_path, monkeypatch):
    shop.load(postgres_url, tmp_path, "customers")
    with monkeypatch.context() as broken:
        broken.setattr(making, "complete", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            shop.load(postgres_url, tmp_path, "orders")
    assert rules(postgres_url) == (set(), set())
    assert migration.status(postgres_url)[-1]["state"] == "promoting"
    shop.load(postgres_url, tmp_path, "orders")
    assert rules(postgres_url) == FULL
    migration.rollback("orders", postgres_url, by="wang")
    assert "orders" not in shop.contents(postgres_url)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_row_that_breaks_a_rule_meanwhile_stops_the_wave(postgres_url, tmp_path, monkeypatch):
    shop.load(postgres_url, tmp_path, "customers")
    package = shop.pack(postgres_url, tmp_path, "orders")
    original = making.complete

    def late(*given):
        with monkeypatch.context() as once:
            once.setattr(making, "complete", original)
            shop.run(postgres_url, "INSERT INTO orders (order_id, customer_id) VALUES ('live', 'nobody')")
        return original(*given)

    monkeypatch.setattr(making, "complete", late)
    options = promotion.Options(shop.SMALL, rehearsal=True)
    with migration.connect(postgres_url) as database:
        with pytest.raises(errors.Stopped, match="others wrote to orders"):
            promotion.run(package, database, "wang", options)
        monkeypatch.setattr(making, "complete", original)
        shop.run(postgres_url, "DELETE FROM orders WHERE order_id = 'live'")
        promotion.run(package, database, "wang", options)
    assert rules(postgres_url) == FULL
