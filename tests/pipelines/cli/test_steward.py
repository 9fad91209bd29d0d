"""A steward's day on the command line: questions out, answers back, a preview, a merge taken back with its orders."""

import csv
import json

import openpyxl
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.stages.context import Context
from pipelines.stages.load import build_load_tables
from pipelines.stages.match import policy_of
from pipelines.workspace import load_workspace

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "志强 淑芬 国栋 雅琴 俊峰 晓彤 永康 美玲 子轩 佳怡".split()
WORKSPACE = """
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号,
        fields: {person_name: 姓名, phone: 手机, email: 邮箱, address: 地址}}
  orders: {read: orders.csv, entity: order, id: 订单号,
           fields: {amount: 金额, order_date: 日期, customer_ref: 客户编号}, refs: {客户编号: crm}}
waves:
  - {name: all, load: [customer, contact, crosswalk, order]}
"""


def customers():
    """Sixty persons, a third of them twice: once with the mail address, once with the address."""
    yield "客户编号,姓名,手机,邮箱,地址"
    for k in range(60):
        name, phone = f"{FAMILY[k % 20]}{GIVEN[(k * 7) % 10]}", f"138{k * 104729 % 10**8:08}"
        yield f"A{k},{name},{phone},p{k}@hengda.cn,上海市浦东新区世纪大道{k + 10}号"
        if k % 3 == 0:
            yield f"B{k},{name},{phone},,上海市浦东新区世纪大道{k + 10}号"


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / "crm.csv").write_text("\n".join(customers()) + "\n", encoding="utf-8")
    orders = "订单号,客户编号,金额,日期\nO1,A0,100.50,2024-01-02\nO2,B0,20.00,2024-01-03\nO3,A3,7,2024-01-04\n"
    (tmp_path / "orders.csv").write_text(orders, encoding="utf-8")
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, code=0):
    done = CliRunner().invoke(main, [*arguments])
    assert done.exit_code == code, done.output
    return done.output


def customer_of(folder):
    store = Context.of(load_workspace(folder / "workspace.yaml")).store
    crosswalk = store.read("match/crosswalk")
    return dict(zip(crosswalk["record_id"].to_pylist(), crosswalk["customer_id"].to_pylist(), strict=True))


def orders_of(folder):
    context = Context.of(load_workspace(folder / "workspace.yaml"))
    build_load_tables(context)
    orders = context.store.read("load/order")
    return dict(zip(orders["legacy_id"].to_pylist(), orders["customer_id"].to_pylist(), strict=True))


def test_an_unmerged_customer_gets_its_orders_back_and_later_runs_keep_it_apart(work):
    run("dedupe")
    before = customer_of(work)
    assert before["crm:A0"] == before["crm:B0"]
    assert orders_of(work)["O2"] == before["crm:A0"]
    told = json.loads(run("unmerge", before["crm:A0"], "--by", "李四", "--json"))
    after = customer_of(work)
    assert after["crm:A0"] != after["crm:B0"]
    assert [row["to_id"] for row in told["repoint"]] == [after[row["record_id"]] for row in told["repoint"]]
    assert {k: v for k, v in after.items() if k[4:] not in ("A0", "B0")} == {
        k: v for k, v in before.items() if k[4:] not in ("A0", "B0")
    }
    orders = orders_of(work)
    assert (orders["O1"], orders["O2"]) == (after["crm:A0"], after["crm:B0"])
    run("dedupe")
    assert customer_of(work) == after
    assert "不同" in run("why-not", "crm:A0", "crm:B0", "--language", "zh")


def test_why_works_on_the_result_of_files_alone_and_speaks_of_the_same_customers(work):
    run("dedupe", "crm.csv", "--out", "out")
    rows = csv.DictReader((work / "out" / "clusters.csv").read_text(encoding="utf-8-sig").splitlines())
    clusters = {row["record_id"]: row["customer_id"] for row in rows}
    told = run("why", "A0", "B0", "--workspace", "out/workspace.yaml")
    assert clusters["A0"] == clusters["B0"]
    assert clusters["A0"] in told
    assert "A1" in run("why-not", "A0", "A1", "--workspace", "out/workspace.yaml")


def test_answers_of_a_sheet_hold_in_the_next_run(work):
    run("dedupe")
    sheet = work / "review.xlsx"
    assert json.loads(run("review", "export", "--xlsx", str(sheet), "--learn", "8", "--json"))["pairs"] > 0
    book = openpyxl.load_workbook(sheet)
    rows = book.worksheets[0]
    left, right = (rows.cell(2, rows.max_column - k).value for k in (2, 1))
    rows.cell(2, 2).value = "maybe"
    book.save(sheet)
    assert "B2" in run("review", "import", str(sheet), code=2)
    together = customer_of(work)[left] == customer_of(work)[right]
    alone = [line for line in run("why", left, right).splitlines() if "bits" in line]
    rows.cell(2, 2).value = "different" if together else "same"
    book.save(sheet)
    assert json.loads(run("review", "import", str(sheet), "--by", "kim", "--json"))["new"] == 1
    run("dedupe")
    assert (customer_of(work)[left] == customer_of(work)[right]) is not together
    assert [line for line in run("why", left, right).splitlines() if "bits" in line] == alone


def test_the_queue_knows_the_order_money(work):
    run("dedupe")
    context = Context.of(load_workspace(work / "workspace.yaml"))
    from pipelines.stages.money import order_money

    money = order_money(context, context.store.read("match/crosswalk"))
    amounts = dict(zip(money["customer_id"].to_pylist(), money["amount"].to_pylist(), strict=True))
    assert amounts == {customer_of(work)["crm:A0"]: 120.5, customer_of(work)["crm:A3"]: 7.0}


def test_a_preview_counts_cells_records_and_money_and_changes_nothing(work):
    run("dedupe")
    path = Context.of(load_workspace(work / "workspace.yaml")).store.path("match/golden.parquet")
    golden = path.read_bytes()
    found = json.loads(run("dedupe", "--preview", "email=shortest", "--preview", "address=earliest", "--json"))
    assert found["summary"][0]["field"] == "*"
    assert path.read_bytes() == golden
    assert "did you mean 'longest'" in run("dedupe", "--preview", "address=longst", code=2)
    assert "Did you mean 'address'" in run("dedupe", "--preview", "adress=longest", code=2)
    assert "FIELD=RULE" in run("dedupe", "--preview", "address", code=2)


@pytest.mark.usefixtures("work")
def test_a_preview_needs_a_run_first_and_questions_make_one():
    assert "mergepoint dedupe" in run("dedupe", "--preview", "address=longest", code=2)
    assert "0 pairs" not in run("review", "export", "--xlsx", "x.xlsx", "--learn", "8")


def test_a_batch_is_judged_under_the_kept_model_until_a_full_run_is_due(work):
    run("dedupe", "--since", "last")
    before = customer_of(work)
    export = work / "crm.csv"
    export.write_text(export.read_text("utf-8") + f"N1,{FAMILY[1]}{GIVEN[7]},{138 * 10**8 + 104729},,\n", "utf-8")
    run("dedupe", "--since", "last")
    report = Context.of(load_workspace(work / "workspace.yaml")).store.read_json("match/report")
    after = customer_of(work)
    assert (report["judged_anew"], report["later_records"]) == (1, 1)
    assert after.pop("crm:N1") == before["crm:A1"]
    assert after == before
    more = [f"M{k},{FAMILY[k % 20]}{GIVEN[k % 10]},139{k * 7919 % 10**8:08},," for k in range(40)]
    export.write_text(export.read_text("utf-8") + "\n".join(more) + "\n", "utf-8")
    assert "judged again" in run("dedupe", "--since", "last")
    assert "workspace" in run("dedupe", "crm.csv", "--out", "merged", "--since", "last", code=2)


def in_chinese(folder):
    path = folder / "workspace.yaml"
    path.write_text("language: zh\n" + path.read_text("utf-8"), "utf-8")


def test_a_customer_is_told_with_the_origin_of_its_cells_and_an_old_id_leads_to_it(work):
    run("dedupe")
    home = customer_of(work)["crm:A0"]
    told = json.loads(run("customer", "A0", "--json"))
    assert (told["customer_id"], sorted(told["members"])) == (home, ["crm:A0", "crm:B0"])
    assert {c["field"]: c["record_id"] for c in told["cells"]}["email"] == "crm:A0"
    assert [e["kind"] for e in told["history"]] == ["created"]
    run("unmerge", home, "--by", "kim")
    parted = next(c for r, c in customer_of(work).items() if r in ("crm:A0", "crm:B0") and c != home)
    sheet = json.loads(run("why", "A0", "B0", "--json"))
    assert not sheet["same"]
    assert {e["kind"] for e in json.loads(run("customer", parted, "--json"))["history"]} >= {"split"}
    assert "kim" in run("customer", home)
    in_chinese(work)
    assert "的历史" in run("customer", home)
    assert "无法拆分：它只有一条记录" in run("unmerge", home, "--by", "kim", code=2)
    assert "从未有过编号" in run("customer", "C-NEVER", code=2)


def test_one_record_leaves_and_later_runs_keep_it_apart(work):
    run("dedupe")
    before = customer_of(work)
    run("unmerge", "--record", "B0", "--by", "kim")
    assert (after := customer_of(work))["crm:A0"] == before["crm:A0"] != after["crm:B0"]
    run("dedupe")
    assert customer_of(work) == after
    assert "one of the two" in run("unmerge", code=2)


def test_ties_are_confirmed_by_sheet_and_by_name_and_stay_so(work):
    pair = "A90,王志强,13800001111,,北京市朝阳区建国路1号\nA91,王淑芬,13800001111,,北京市朝阳区建国路1号\n"
    export = work / "crm.csv"
    export.write_text(export.read_text("utf-8") + pair, "utf-8")
    run("dedupe")
    ends = {customer_of(work)[f"crm:A9{n}"] for n in (0, 1)}
    [tie] = [r for r in json.loads(run("links", "list", "--json")) if {r["left"], r["right"]} == ends]
    assert (tie["kind"], tie["status"]) == ("household", "suggested")
    run("links", "export", "--xlsx", "links.xlsx")
    book = openpyxl.load_workbook("links.xlsx")
    row = next(r for r in book.worksheets[0].iter_rows(min_row=2) if {r[-3].value, r[-2].value} == ends)
    row[1].value = "yes"
    book.save("links.xlsx")
    assert json.loads(run("links", "import", "links.xlsx", "--by", "kim", "--json")) == {"new": 1, "answers": 1}
    run("dedupe")
    again = json.loads(run("links", "list", "--status", "confirmed", "--json"))
    assert [({r["left"], r["right"]}, r["who"]) for r in again] == [(ends, "kim")]
    run("links", "reject", *sorted(ends), "--by", "lee", "--why", "moved out")
    in_chinese(work)
    assert "已否定" in run("links", "list", "--of", min(ends))
    assert "没有关系" in run("links", "confirm", "C-1", "C-2", "--by", "kim", code=2)


def test_a_preview_takes_rules_in_order_sources_and_trust(work):
    export = work / "crm.csv"
    export.write_text(export.read_text("utf-8").replace("B0,王志强", "B0,王志強"), "utf-8")
    run("dedupe")
    found = json.loads(run("dedupe", "--preview", "person_name=from crm,longest", "--json"))
    assert found["notes"] == []
    assert "0.00" in run("dedupe", "--preview", "trust.crm=0.9")
    assert "number from 0 to 1" in run("dedupe", "--preview", "trust.crm=2", code=2)
    assert "Did you mean 'crm'" in run("dedupe", "--preview", "trust.crn=1", code=2)
    assert "no source 'erp'" in run("dedupe", "--preview", "person_name=from erp", code=2)


def test_rules_of_the_workspace_may_be_several_and_the_usual_ones_break_their_ties(work):
    path = work / "workspace.yaml"
    path.write_text(path.read_text("utf-8") + "merge: {survivorship: {phone: union, address: [from crm, longest]}}\n")
    policy = policy_of(load_workspace(path))
    assert policy.rules_of("phone") == ("union", "verified_first", "most_trusted", "most_frequent", "most_recent")
    assert policy.rules_of("address")[:3] == ("from crm", "longest", "readable")
    run("dedupe")
    assert "most_trusted" not in run("dedupe", "--preview", "address=earliest")
