"""Personal data stays in the tables: not in logs, Dagster's databases, reports, certificates or messages."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.run import command
from pipelines.run import execute
from tests.pipelines.graph.fakes import tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]

CANARIES = {
    "phone": "13987650421",
    "bad phone": "139876504219933",
    "mail": "canary.person@nest.example",
    "bad mail": "canary.broken.nest.example",
    "name": "欧阳金丝雀",
    "address": "金丝雀大街7788号903室",
}
CRM = """\
客户编号,客户名称,联系人,手机,邮箱,地址,备注
C1,上海金丝雀贸易有限公司,欧阳金丝雀,13987650421,canary.person@nest.example,金丝雀大街7788号903室,
C2,上海金丝雀贸易,欧阳金丝雀,139876504219933,canary.broken.nest.example,金丝雀大街7788号903室,
C2,北京某某科技有限公司,张三,01088886666,zhang@a.example,北京路1号,
C4,广州另一家公司,李四,13800001111,li@b.example,天河路2号,欠"引号,多,一列
"""
ORDERS = "订单编号,客户编号,下单日期,订单金额\nO1,C1,2024-03-01,10.00\nO2,C9,2024-03-02,20.50\nO3,C1,13987650421,abc\n"
WORKSPACE = """\
workspace: canary
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号,
        fields: {name: 客户名称, contact: 联系人, phone: 手机, email: 邮箱, address: 地址}}
  orders: {read: orders.csv, entity: order, id: 订单编号,
           fields: {customer_ref: 客户编号, order_date: 下单日期, amount: 订单金额}, refs: {客户编号: crm}}
waves:
  - {name: customers, load: [organisation, customer, contact, crosswalk]}
  - {name: orders, load: [order], after: customers}
"""
SPOKEN = ("dagster/**/*", "audit/*.html", "audit/*.json", "waves/**/*.html", "waves/**/*.json", "batches/*.json")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A workspace that ran twice: once through, once on an export whose columns are gone."""
    folder = tmp_path_factory.mktemp("canary")
    for name, text in (("crm.csv", CRM), ("orders.csv", ORDERS), ("workspace.yaml", WORKSPACE)):
        (folder / name).write_text(text, encoding="utf-8")
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


def spoken_files(home: Path) -> list[Path]:
    """Files that people or machines other than the steward read."""
    return sorted({path for pattern in SPOKEN for path in home.glob(pattern) if path.is_file()})


@pytest.mark.parametrize("kind", CANARIES)
def test_no_canary_is_found_where_others_read(home, kind):
    value = CANARIES[kind]
    written = [value.encode(), json.dumps(value)[1:-1].encode(), value.encode("utf-16-le")]
    files = spoken_files(home)
    assert any(path.name == "report.html" for path in files)
    assert any(path.suffix == ".db" for path in files)
    singing = [str(path.relative_to(home)) for path in files if any(form in path.read_bytes() for form in written)]
    assert not singing, f"{kind} found in {singing}"


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
