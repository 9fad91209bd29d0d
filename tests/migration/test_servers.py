"""The servers that the other tests lean on."""

import pytest
import sqlalchemy as sa

from tests import servers


@pytest.mark.parametrize("url", [pytest.param("postgres_url", marks=pytest.mark.postgres), "mariadb_url"])
def test_a_fresh_database_answers_and_is_empty(url, request):
    engine = sa.create_engine(request.getfixturevalue(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
        assert sa.inspect(connection).get_table_names() == []


def program(folder, fails):
    """A stand-in for mariadb-install-db that fails so many times."""
    made = folder / "install"
    made.write_text(f'#!/bin/sh\necho x >> {folder}/calls\n[ "$(wc -l < {folder}/calls)" -gt {fails} ]\n')
    made.chmod(0o755)
    return str(made)


def test_a_mariadb_that_cannot_be_made_is_an_error_and_no_reason_to_skip(tmp_path, monkeypatch):
    monkeypatch.setattr(servers.time, "sleep", lambda _: None)
    servers._install_mariadb(program(tmp_path, servers.INSTALLS - 1), tmp_path / "data", None)
    (tmp_path / "calls").unlink()
    with pytest.raises(RuntimeError, match="failed 4 times"):
        servers._install_mariadb(program(tmp_path, servers.INSTALLS), tmp_path / "data", None)
