"""The servers that the other tests lean on."""

import pytest
import sqlalchemy as sa


@pytest.mark.parametrize("url", [pytest.param("postgres_url", marks=pytest.mark.postgres), "mariadb_url"])
def test_a_fresh_database_answers_and_is_empty(url, request):
    engine = sa.create_engine(request.getfixturevalue(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
        assert sa.inspect(connection).get_table_names() == []
