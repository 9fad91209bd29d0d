import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.swaps import check_swaps
from quality.findings.judge import Judge
from quality.findings.values import AuditSource
from quality.findings.view import view


def swapped(rows, fields):
    columns = {header: list(values) for header, values in zip(fields.values(), zip(*rows, strict=True), strict=True)}
    records = pa.table({"record_id": [f"s:{i}" for i in range(len(rows))], **columns})
    failures = check_swaps(view("s", AuditSource(records, fields=fields)), Judge(), Rulebook())
    return {int(r.partition(":")[2]): p for f in failures
            for r, p in zip(f.record_ids.to_pylist(), f.proposals.to_pylist(), strict=True)}  # fmt: skip


COMPANIES = [("恒达贸易有限公司", "王伟"), ("广州云帆科技", "李娜"), ("Acme Ltd", "Anna Lee"), ("金鼎物流", "")] * 5


@pytest.mark.parametrize(
    ("company", "contact"),
    [
        ("刘明远", "金鼎物流"),
        ("龚月瑶先生", "恒达贸易有限公司"),
        ("尉遲俊嘉", "嘉业科技"),
        ("GU Guili", "Blue Sea GmbH"),
    ],
)
def test_company_and_contact(company, contact):
    fields = {"org_name": "客户名称", "contact": "联系人"}
    assert swapped([*COMPANIES, (company, contact)], fields) == {20: contact}


def test_persons_who_are_customers_themselves_are_no_swap():
    fields = {"name": "客户名称", "contact": "联系人"}
    persons = [("王伟", "王伟"), ("邓诗华", "未知"), ("未知", "恒达贸易有限公司"), ("金鼎", "王伟"), ("赵敏", "")]
    assert swapped([*COMPANIES, *persons], fields) == {}


def test_given_name_and_surname():
    fields = {"surname": "last", "given_name": "first"}
    usual = [("王", "小明"), ("Wang", "Xiaoming"), ("Smith", "Anna"), ("Miller", "John"), ("欧阳", "娜娜")] * 8
    odd = [("小红", "李"), ("Meiling", "Zhang"), ("Anna", "Miller"), ("Anna", "Novak"), ("Novak", "Anna"), ("林", "林")]
    assert swapped([*usual, *odd], fields) == {40: "李", 41: "Zhang", 42: "Miller"}


def test_phone_and_tax_id():
    fields = {"tax_id": "税号", "phone": "电话"}
    usual = [("91110000600037341L", "13607318846")] * 10
    assert swapped([*usual, ("13607318846", "91110000600037341L")], fields) == {10: "91110000600037341L"}
