"""Follow-up waves from the command line, end to end: deltas up to the cut-over, and refused rows that come back."""

import json
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.stages.clean import clean_exports
from pipelines.stages.context import Context
from pipelines.stages.exports import read_exports
from pipelines.stages.load import build_load_tables
from pipelines.stages.match import match_customers
from pipelines.workspace import load_workspace

CRM = "客户编号,姓名,手机,级别\nC1,王伟,13800001111,a \nC2,李静,13900002222,B\nC3,赵六,13700003333,Z\n"
ORDERS = "订单号,客户编号,金额,状态\nO1,C1,10.00,done\nO2,C2,20.00,open\nO3,C1,5.50,done\n"
WORKSPACE = """
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号, fields: {name: 姓名, phone: 手机, category: 级别}}
  orders: {read: orders.csv, entity: order, id: 订单号,
           fields: {amount: 金额, customer_ref: 客户编号, status: 状态}, refs: {客户编号: crm}}
target:
  url: env:NEW_SYSTEM
  tables:
    customer:
      table: account
      columns:
        account_no: customer_id
        full_name: {from: name, steps: [trim]}
        grade: {from: category, steps: [trim, upper, {lookup: {A: 1, B: 2}}]}
        origin: {value: legacy}
    order:
      table: sale
      columns: {sale_no: order_id, account_no: customer_id, total: amount, state: status}
waves:
  - {name: customers, load: [customer]}
  - {name: orders, load: [order], after: customers}
"""
DDL = (
    "CREATE TABLE account (account_no VARCHAR(60) PRIMARY KEY, full_name VARCHAR(40) NOT NULL, "
    "grade INTEGER, origin VARCHAR(20))",
    "CREATE TABLE sale (sale_no VARCHAR(60) PRIMARY KEY, account_no VARCHAR(60) NOT NULL, "
    "total NUMERIC(12,2), state VARCHAR(5), FOREIGN KEY (account_no) REFERENCES account (account_no))",
)
STAGES = (read_exports, clean_exports, match_customers, build_load_tables)


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
        pytest.param("mariadb", marks=[pytest.mark.mysql, pytest.mark.xdist_group("mariadb")]),
    ]
)
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.db"
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def work(tmp_path, monkeypatch, url):
    """A migration in a folder: `write` exports, `run` wave commands, `ask` the new system."""
    return begin(tmp_path, monkeypatch, url)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The same, on SQLite alone."""
    return begin(tmp_path, monkeypatch, f"sqlite:///{tmp_path}/new.db")


def begin(tmp_path, monkeypatch, url):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    monkeypatch.setenv("NEW_SYSTEM", url)
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    work = Work(tmp_path, url)
    for statement in DDL:
        work.ask(statement)
    return work


class Work:
    def __init__(self, folder, url):
        self.folder, self.url = folder, url

    def write(self, crm=CRM, orders=ORDERS):
        (self.folder / "crm.csv").write_text(crm, encoding="utf-8")
        (self.folder / "orders.csv").write_text(orders, encoding="utf-8")
        context = Context.of(load_workspace(self.folder / "workspace.yaml"))
        for stage in STAGES:
            stage(context)

    def run(self, *words, code=0):
        result = CliRunner().invoke(main, ["wave", *map(str, words)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        return result.output

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def move(self, *names):
        for name in names:
            for step in ("rehearse", "verify"):
                self.run(step, name)
            self.run("promote", name, "--by", "wang", "--why", "agreed")

    def ask(self, query):
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            done = connection.exec_driver_sql(query)
            return [tuple(map(str, row)) for row in done] if done.returns_rows else []

    @property
    def sales(self):
        return [(key, f"{Decimal(total):.2f}") for key, total in self.ask("SELECT sale_no, total FROM sale ORDER BY 1")]


GOOD = CRM.replace("Z", "A")


def test_what_changed_since_moves_in_waves_of_its_own_until_the_cut_over(work):
    work.write(GOOD)
    work.move("customers", "orders")
    before = work.sales
    assert "nothing was done" in work.run("rehearse", "orders")  # its package is what deltas are compared with
    work.write(GOOD, ORDERS.replace("20.00", "25.00").replace("O3,C1,5.50,done\n", "O4,C3,1.00,open\n"))
    seen = work.json("delta", "--dry-run")
    assert seen["entities"]["order"] == {"new": 1, "changed": 1, "silent": 0, "left_to_waves": 0, "vanished": 1}
    assert work.json("delta", "--by", "li", "--why", "week 2")["moving"] == {"order": 2}
    assert work.json("delta", "--by", "li")["wave"] == "delta-1"  # made again, not twice
    work.move("delta-1")
    after = [("orders:O1", "10.00"), ("orders:O2", "25.00"), ("orders:O3", "5.50"), ("orders:O4", "1.00")]
    assert work.sales == after
    assert work.json("delta")["wave"] is None

    work.write(GOOD, ORDERS.replace("20.00", "26.00").replace("O3,C1,5.50,done\n", "O4,C3,1.00,open\n"))
    assert work.json("delta", "--final", "--by", "li")["wave"] == "delta-2"
    work.move("delta-2")
    assert "cut-over" in work.run("delta", code=1)
    dry = work.json("rollback", "--to", "orders", "--dry-run")
    assert [report["wave"] for report in dry] == ["delta-2", "delta-1"]
    assert work.sales[1] == ("orders:O2", "26.00")
    work.run("rollback", "delta-2", "--by", "wang", "--why", "too early")
    assert work.sales == after
    assert "roll it back first" in work.run("rollback", "orders", "--by", "wang", code=1)
    work.run("rollback", "--to", "orders", "--by", "wang")
    assert work.sales == before
    told = {row["wave"]: row for row in work.json("status")}
    assert told["delta-2"]["steps"]["rolled_back"]["why"] == "too early"
    assert told["orders"]["steps"]["promoted"]["who"] == "wang"


STAMPED = WORKSPACE.replace("status: 状态}", "status: 状态, updated: 更新}").replace(
    "total: amount, state: status", "total: amount, state: status, changed: updated"
)


def stamped(rows):
    """Orders with the day on which the legacy system says that they were changed."""
    return "订单号,客户编号,金额,状态,更新\n" + "".join(",".join(row) + "\n" for row in rows)


def test_since_leaves_out_what_says_it_was_not_changed_and_counts_it(here):
    (here.folder / "workspace.yaml").write_text(STAMPED, encoding="utf-8")
    here.ask("ALTER TABLE sale ADD COLUMN changed VARCHAR(20)")
    old = [(f"O{n}", "C1", f"{n}.00", "open", "2024-01-0" + str(n)) for n in range(1, 5)]
    here.write(GOOD, stamped(old))
    here.move("customers", "orders")
    now = [
        ("O1", "C1", "1.50", "open", "2024-01-01"),  # changed in silence
        ("O2", "C1", "2.50", "open", "2024-03-01"),  # changed on the day itself
        ("O3", "C1", "3.50", "open", ""),  # says nothing: it counts as changed
        old[3],
        ("O5", "C1", "5.00", "open", "2023-01-01"),  # new, however old it says it is
    ]
    here.write(GOOD, stamped(now))
    seen = here.json("delta", "--since", "2024-03-01", "--dry-run")["entities"]["order"]
    assert seen == {"new": 1, "changed": 2, "silent": 1, "left_to_waves": 0, "vanished": 0}
    assert "Silent" in here.run("delta", "--since", "2024-03-01", "--by", "li")
    here.move("delta-1")
    assert [total for _, total in here.sales] == ["1.00", "2.50", "3.50", "4.00", "5.00"]
    assert here.json("delta", "--dry-run")["entities"]["order"]["changed"] == 1  # without --since, the silent one too


def test_rows_of_a_wave_still_ahead_are_left_to_it(here):
    here.write(GOOD)
    here.move("customers")
    here.write(GOOD + "C4,孙七,13600004444,B\n", ORDERS + "O9,C4,3.00,open\n")
    facts = here.json("delta", "--by", "li")
    assert facts["moving"] == {"customer": 1}
    assert "order" not in facts["entities"]
    here.move("delta-1")
    here.move("orders")
    assert len(here.sales) == 4


def corrected(path, corrections):
    """Write corrections, (sheet, key, column) → value, as a person would in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for (sheet, key, column), value in corrections.items():
        page = book[sheet]
        header = [cell.value for cell in page[1]]
        row = next(r for r in page.iter_rows(min_row=2) if r[header.index("_key")].value == key)
        row[header.index(column)].value = value
    book.save(path)
    return path


BAD = ORDERS + "O5,C9,7.00,open\nO6,C2,7 or 8,open\nO7,C3,9.00,cancelled\n"


def test_refused_rows_are_corrected_and_come_back_in_a_wave(work):
    work.write(CRM, BAD)
    plan = work.json("plan")
    assert plan["refused"] == {"customer": 1, "order": 1, "source orders": 2}
    book = openpyxl.load_workbook(plan["rejects"])
    assert {"customer", "order", "source orders"} <= set(book.sheetnames)
    work.move("customers", "orders")
    assert len(work.sales) == 3

    zhao = next(row[1].value for row in book["customer"].iter_rows(min_row=2))
    file = corrected(
        plan["rejects"],
        {
            ("customer", zhao, "grade"): 2,
            ("order", "orders:O7", "state"): "dropped",
            ("source orders", "orders:O5", "客户编号"): "C1",
            ("source orders", "orders:O6", "金额"): "7.50",
        },
    )
    first = work.json("reload", file, "--by", "li", "--why", "asked the owners")
    assert first["cells"] == 4
    [(cell, why)] = first["refused"].items()
    assert cell.startswith("order!")
    assert "at most 5 characters" in why
    assert first["moving"] == {"customer": 1, "order": 2}
    work.move("reload-1")
    assert work.ask(f"SELECT grade FROM account WHERE account_no = '{zhao}'") == [("2",)]
    assert [sale for sale, _ in work.sales] == [f"orders:O{n}" for n in (1, 2, 3, 5, 6)]

    again = corrected(first["rejects"], {("order", "orders:O7", "state"): "gone"})
    assert work.json("reload", again, "--by", "zhou")["moving"] == {"order": 1}
    work.move("reload-2")
    assert work.ask("SELECT state FROM sale WHERE sale_no = 'orders:O7'") == [("gone",)]
    assert work.sales[-1] == ("orders:O7", "9.00")
    log = pq.read_table(work.folder / ".mergepoint/reload/log.parquet").to_pylist()
    assert [(row["column"], row["after"], row["who"]) for row in log if row["key"] == "orders:O7"] == [
        ("state", "dropped", "li"),
        ("state", "gone", "zhou"),
    ]
    # nothing of it is undone by the next reading of the same exports
    work.write(CRM, BAD)
    assert work.json("delta")["wave"] is None
    assert "no refused row fits now" in work.run("reload", file, "--by", "li")


def test_corrections_before_the_wave_go_with_it(here):
    here.write(CRM, BAD)
    file = corrected(here.json("plan")["rejects"], {("order", "orders:O7", "state"): "gone"})
    facts = here.json("reload", file, "--by", "li")
    assert facts["wave"] is None
    assert facts["with_waves"] == ["customers", "orders"]


def test_a_file_that_is_not_ours_or_is_old_is_refused(here):
    here.write(CRM, BAD)
    file = here.json("plan")["rejects"]
    here.write(CRM, BAD.replace("cancelled", "cancelling"))
    here.run("plan")
    assert "write the file again" in here.run("reload", old_copy(here, file), "--by", "li")
    (here.folder / "x.xlsx").write_text("no")
    assert "save it as .xlsx" in here.run("reload", "x.xlsx", code=2)
    assert "no such file" in here.run("reload", "y.xlsx", code=2)


def old_copy(work, file):
    """The workbook as it was before the rows changed."""
    book = openpyxl.load_workbook(file)
    page = book["order"]
    page.cell(2, [c.value for c in page[1]].index("_print") + 1).value = "00000000"
    book.save(work.folder / "old.xlsx")
    return "old.xlsx"
