"""The emergency table, as its user takes it."""

import io
import sqlite3

import msoffcrypto
import openpyxl
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.stages.clean import clean_exports
from pipelines.stages.context import Context
from pipelines.stages.exports import read_exports
from pipelines.stages.load import build_load_tables
from pipelines.stages.match import match_customers
from pipelines.workspace import load_workspace

CRM = "客户编号,姓名,手机,负责人\nC1,王伟,13800001111,冯远\nC2,李静,13900002222,卫东\n"
ORDERS = "订单号,客户编号,金额,状态\nO1,C1,10.00,已完成\nO2,C2,20.00,待付款\nO3,C1,5.50,归仓\n"
WORKSPACE = """
language: {language}
sources:
  crm: {{read: crm.csv, entity: customer, id: 客户编号, fields: {{name: 姓名, phone: 手机, owner: 负责人}}}}
  orders: {{read: orders.csv, entity: order, id: 订单号,
           fields: {{amount: 金额, customer_ref: 客户编号, status: 状态}}, refs: {{客户编号: crm}}}}
watch: {{closed: [归仓]}}
"""


@pytest.fixture
def take(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    monkeypatch.delenv("MERGEPOINT_OFFLINE_PASSWORD", raising=False)
    (tmp_path / "crm.csv").write_text(CRM, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")

    def call(file, language="zh"):
        (tmp_path / "workspace.yaml").write_text(WORKSPACE.format(language=language), encoding="utf-8")
        context = Context.of(load_workspace(tmp_path / "workspace.yaml"))
        if not context.store.has("load/customer"):
            for stage in (read_exports, clean_exports, match_customers, build_load_tables):
                stage(context)
        return CliRunner().invoke(main, ["offline", "--out", file, "--by", "li"])

    return call


def test_a_chinese_workbook_that_the_password_opens(take, tmp_path, monkeypatch):
    refused = take("e.xlsx")
    assert refused.exit_code == 2
    assert "export MERGEPOINT_OFFLINE_PASSWORD=" in refused.stderr
    monkeypatch.setenv("MERGEPOINT_OFFLINE_PASSWORD", "p" * 8)
    assert take("e.xlsx").exit_code == 0
    opened = io.BytesIO()
    with (tmp_path / "e.xlsx").open("rb") as closed:
        office = msoffcrypto.OfficeFile(closed)
        office.load_key(password="p" * 8)
        office.decrypt(opened)
    book = openpyxl.load_workbook(opened)
    rows = list(book["未完结订单"].iter_rows(values_only=True))
    assert rows[0][0].startswith("导出人 li · 导出时间 ")
    assert [dict(zip(rows[1], row, strict=True))["客户"] for row in rows[2:]] == ["李静"]
    assert [row[0] for row in book["客户"].iter_rows(min_row=3, values_only=True)] == ["冯远", "卫东"]


def test_an_english_database_that_opens_with_no_server(take, tmp_path):
    assert take("e.db", "en").exit_code == 0
    connection = sqlite3.connect(tmp_path / "e.db")
    assert connection.execute('SELECT owner, customer, number FROM "open orders"').fetchall() == [
        ("卫东", "李静", "O2")
    ]
    connection.close()
