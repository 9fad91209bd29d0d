"""Personal data stays in the tables: not in logs, Dagster's databases, reports, certificates or messages."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from pipelines.cli.run import command
from pipelines.run import execute
from tests.pipelines.canaries import CANARIES, CRM, singing, spoken_files, write_exports
from tests.pipelines.graph.fakes import tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A workspace that ran twice: once through, once on an export whose columns are gone."""
    folder = tmp_path_factory.mktemp("canary")
    write_exports(folder)
    patch = pytest.MonkeyPatch()
    patch.delenv("DAGSTER_HOME", raising=False)
    patch.delenv("MERGEPOINT_HOME", raising=False)
    said = []
    for _ in range(2):
        result = CliRunner().invoke(command, ["-w", str(folder / "workspace.yaml"), "--by", "canary"])
        said.append(result.output + str(result.exception or ""))
        (folder / "crm.csv").write_text(CRM.replace("手机", "电话机"), encoding="utf-8")
    patch.undo()
    (folder / ".mergepoint" / "dagster" / "said.txt").write_text("\n".join(said), encoding="utf-8")
    return folder / ".mergepoint"


@pytest.mark.parametrize("kind", CANARIES)
def test_no_canary_is_found_where_others_read(home, kind):
    files = spoken_files(home)
    assert any(path.name == "report.html" for path in files)
    assert any(path.suffix == ".db" for path in files)
    assert not [found for found in singing(home) if found.startswith(f"{kind}:")]


def test_both_runs_did_what_they_should(home):
    said = (home / "dagster" / "said.txt").read_text(encoding="utf-8")
    assert "promoted" in said
    assert "手机" in said, "the second run names the missing column"


def test_a_failing_stage_leaves_no_value_in_the_events(tmp_path, instance):
    def broken(_context):
        raise RuntimeError(f"row 3: {CANARIES['name']} {CANARIES['phone']}")

    from dataclasses import replace

    made = tiny_scope(tmp_path)
    scope = replace(made, stages=replace(made.stages, clean_exports=broken))
    with pytest.raises(RuntimeError):
        execute(scope, by="lead", instance=instance)
    run = instance.get_run_records(limit=1)[0].dagster_run
    events = "".join(str(entry) for entry in instance.all_logs(run.run_id))
    assert CANARIES["name"] not in events
    assert CANARIES["phone"] not in events


TARGET = "CREATE TABLE customer (customer_id TEXT PRIMARY KEY, name TEXT, phone TEXT CHECK (length(phone) < 3))"


@pytest.mark.postgres
def test_a_database_that_refuses_a_row_makes_nobody_say_what_is_in_it(tmp_path, postgres_url, monkeypatch):
    for name in ("DAGSTER_HOME", "MERGEPOINT_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(TARGET))
    path = write_exports(tmp_path, f'target: {{url: "{postgres_url}"}}\n')
    result = CliRunner().invoke(command, ["-w", str(path), "--by", "canary"])
    said = result.output + str(result.exception or "")
    assert result.exit_code != 0
    assert "customer" in said
    home = tmp_path / ".mergepoint"
    (home / "dagster" / "said.txt").write_text(said, encoding="utf-8")
    assert singing(home) == []
