"""Going back to a wave, what changed since the packages, and forgetting rows, from the command line."""

import json

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.stages.clean import clean_exports
from pipelines.stages.context import Context
from pipelines.stages.exports import read_exports
from pipelines.stages.load import build_load_tables
from pipelines.stages.match import match_customers
from pipelines.stages.wave_plan import settings_of
from pipelines.workspace import load_workspace

CRM = "客户编号,姓名,手机,邮箱\nC1,王伟,13800001111,wang@hengda.cn\nC2,李静,13900002222,li@hengda.cn\n"
ORDERS = "订单号,客户编号,金额\nO1,C1,10.00\nO2,C2,20.00\nO3,C1,5.50\n"
WORKSPACE = """
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号, fields: {name: 姓名, phone: 手机, email: 邮箱}}
  orders: {read: orders.csv, entity: order, id: 订单号,
           fields: {amount: 金额, customer_ref: 客户编号}, refs: {客户编号: crm}}
waves:
  - {name: customers, load: [customer, contact, crosswalk]}
  - {name: orders, load: [order], after: customers}
"""


def prepare(folder):
    context = Context.of(load_workspace(folder / "workspace.yaml"))
    for stage in (read_exports, clean_exports, match_customers, build_load_tables):
        stage(context)
    return context


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    for name, text in (("crm.csv", CRM), ("orders.csv", ORDERS), ("workspace.yaml", WORKSPACE)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def call(*words):
        result = CliRunner().invoke(main, ["wave", *map(str, words)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def test_there_and_back_to_a_wave(run, tmp_path):
    customer = prepare(tmp_path).store.read("load/customer")["customer_id"][0].as_py()
    for wave in ("customers", "orders"):
        for step in ("rehearse", "verify"):
            assert run(step, wave).exit_code == 0
        assert run("promote", wave, "--by", "me").exit_code == 0
    (tmp_path / "orders.csv").write_text(ORDERS.replace("20.00", "25.00") + "O4,C2,1.00\n", encoding="utf-8")
    prepare(tmp_path)
    found = json.loads(run("delta", "--dry-run", "--json").stdout)["entities"]
    counts = {e: (row["new"], row["changed"], row["vanished"]) for e, row in found.items()}
    assert counts["order"] == (1, 1, 0)
    assert counts["customer"] == (0, 0, 0)

    back = json.loads(run("rollback", "--to", "customers", "--by", "me", "--json").stdout)
    assert [report["wave"] for report in back] == ["orders"]
    states = {row["wave"]: row["state"] for row in json.loads(run("status", "--json").stdout)}
    assert states == {"customers": "promoted", "orders": "rolled_back"}
    assert json.loads(run("erase", "customer", customer, "--by", "me", "--json").stdout)["blanked"] == 1


def test_mistakes_say_what_to_do(run):
    assert "--to" in run("rollback").stderr
    assert "Did you mean 'customer'" in run("erase", "custommer", "x").stderr
    assert "mergepoint run" in run("plan").stderr


def test_how_rows_are_compared_and_when_a_promotion_stops_can_be_said(run, tmp_path):
    file = tmp_path / "workspace.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "breaker: {error_rate: 5%}\n", encoding="utf-8")
    context = prepare(tmp_path)
    assert settings_of(context).error_rate == 0.05
    assert run("rehearse", "customers").exit_code == 0
    checks = [json.loads(run("verify", "customers", "--how", how, "--json").stdout) for how in ("rows", "ranges")]
    assert checks[0] == checks[1]
    assert checks[0]["customers"]["checks"] > 0
    assert "auto" in run("verify", "customers", "--how", "quickly").stderr
