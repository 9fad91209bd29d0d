"""Frozen records stay behind with their orders, come back when thawed, and every row is counted."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.stages.audit import audit_exports
from pipelines.stages.clean import clean_exports
from pipelines.stages.context import Context
from pipelines.stages.exports import read_exports
from pipelines.stages.frozen import frozen_customers
from pipelines.stages.ledger import agreed_totals
from pipelines.stages.load import build_load_tables
from pipelines.stages.match import match_customers
from pipelines.workspace import load_workspace

CRM = (
    "客户编号,姓名,手机,邮箱\n"
    "C1,王伟,13800001111,wang@hengda.cn\n"
    "C2,测试,13900002222,li@hengda.cn\n"
    "C3,赵敏,13700003333,zhao@hengda.cn\n"
    "C4,赵敏,13700003333,zhao@hengda.cn\n"
)
ORDERS = "订单号,客户编号,金额,日期\nO1,C1,10.00,2024-01-02\nO2,C2,20.00,2024-01-03\nO3,C3,5.50,2024-01-04\n"
WORKSPACE = """
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号, fields: {name: 姓名, phone: 手机, email: 邮箱}}
  orders: {read: orders.csv, entity: order, id: 订单号,
           fields: {amount: 金额, order_date: 日期, customer_ref: 客户编号}, refs: {客户编号: crm}}
  erp: {read: orders.csv, entity: ledger, id: 订单号,
        fields: {amount: 金额, date: 日期, customer_ref: 客户编号}, refs: {客户编号: crm}}
waves:
  - {name: all, load: [customer, contact, crosswalk, order]}
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A workspace that was audited and merged."""
    folder = tmp_path_factory.mktemp("frozen")
    for name, text in (("crm.csv", CRM), ("orders.csv", ORDERS), ("workspace.yaml", WORKSPACE)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(prepared, monkeypatch):
    monkeypatch.chdir(prepared)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)

    def call(*words):
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


@pytest.fixture(scope="module")
def context(prepared):
    context = Context.of(load_workspace(prepared / "workspace.yaml"))
    read_exports(context)
    audit_exports(context)
    clean_exports(context)
    match_customers(context)
    build_load_tables(context)
    return context


def accounted(store):
    """Every golden customer and every order is ready or listed; return the reasons by entity."""
    rejected = store.read("load_rejected").to_pylist()
    reasons = {(row["entity"], row["reason"]): [] for row in rejected}
    for row in rejected:
        reasons[row["entity"], row["reason"]].append(row["record_id"])
    for entity, known in (("customer", "match/golden"), ("crosswalk", "match/crosswalk"), ("order", "exports/orders")):
        left = sum(len(ids) for (of, _), ids in reasons.items() if of == entity)
        assert store.read(f"load/{entity}").num_rows + left == store.read(known).num_rows
    return reasons


def test_frozen_customers_and_their_orders_stay_behind_until_thawed(run, context):
    store = context.store
    assert accounted(store) == {}
    facts = json.loads(run("freeze", "--rule", "placeholder_name", "--by", "张三", "--why", "a test", "--json").stdout)
    assert facts["frozen"] == 1
    reasons = accounted(store)
    assert len(reasons["customer", "frozen"]) == 1
    assert reasons["order", "rejected_customer"] == ["orders:O2"]
    planned = {row["entity"]: row for row in json.loads(run("wave", "plan", "--json").stdout)["plan"]}
    assert (planned["customer"]["frozen"], planned["customer"]["rows_in"]) == (1, store.read("match/golden").num_rows)
    totals, counts = agreed_totals(context)
    assert (pq.read_metadata(totals).num_rows, counts["differing_in_exports"]) == (2, 0)
    listed = json.loads(run("freeze", "--list", "--json").stdout)
    assert [(row["record_id"], row["reason"], row["who"]) for row in listed] == [("crm:C2", "a test", "张三")]

    assert run("thaw", "crm:C2", "--by", "李四", "--why", "a real name").exit_code == 0
    assert accounted(store) == {}
    again = json.loads(run("freeze", "--rule", "placeholder_name", "--by", "张三", "--json").stdout)
    assert (again["events"], again["frozen"]) == (0, 0)


def test_a_freeze_is_taken_back_by_its_event(run, context):
    before = len(json.loads(run("freeze", "--list", "--json").stdout))
    run("freeze", "--rule", "duplicate_customer", "--source", "crm", "--by", "张三")
    listed = json.loads(run("freeze", "--list", "--json").stdout)
    assert len(listed) > before
    for row in listed:
        facts = json.loads(run("freeze", "--undo", row["event"], "--by", "李四", "--json").stdout)
    assert facts["frozen"] == 0
    assert accounted(context.store) == {}
    again = run("freeze", "--undo", listed[0]["event"], "--by", "李四")
    assert "taken back before" in again.stderr


def test_a_customer_moves_while_one_of_its_records_does():
    crosswalk = pa.table({"record_id": ["a:1", "a:2", "a:3"], "customer_id": ["x", "x", "y"]})
    assert frozen_customers(crosswalk, pa.array(["a:1"])).to_pylist() == []
    assert frozen_customers(crosswalk, pa.array(["a:1", "a:2"])).to_pylist() == ["x"]


@pytest.mark.usefixtures("context")
def test_mistakes_say_what_to_do(run):
    assert "Did you mean 'placeholder_name'" in run("freeze", "--rule", "placeholder_nam").stderr
    assert "--list" in run("freeze").stderr
    assert run("thaw", "crm:C1", "--why", "x").exit_code == 2
