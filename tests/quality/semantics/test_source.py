import pyarrow as pa
import pytest

from quality import find_exports, infer_references, infer_source, read_export


def guess(source, **columns):
    size = len(next(iter(columns.values())))
    fixed = {
        "record_id": [f"{source}:{i}" for i in range(size)],
        "_source": [source] * size,
        "_file": ["f"] * size,
        "_row": list(range(size)),
    }
    return infer_source(pa.table({**fixed, **columns}), source)


def test_chinese_customers():
    found = guess(
        "客户",
        客户编号=["C001", "C002", "C003"],
        客户名称=["深圳市大疆创新科技有限公司", "北京小米科技有限责任公司", "华为技术有限公司"],
        联系人=["王芳", "李雷", "欧阳娜娜"],
        手机=["13800138001", "13900139002", "13700137003"],
        税号=["91440300708461136T", "91110108551385082Q", "914403001922038216"],
        所属销售=["张伟", "张伟", "刘洋"],
    )
    assert found.entity == "customer"
    assert found.id_column == "客户编号"
    fields = {field: columns[0] for field, columns in found.fields.items()}
    assert fields == {
        "id": "客户编号",
        "org_name": "客户名称",
        "contact": "联系人",
        "phone": "手机",
        "tax_id": "税号",
        "owner": "所属销售",
    }


def test_content_speaks_where_headers_do_not():
    found = guess(
        "export1",
        col1=["王芳", "李雷", "韩梅梅", "赵敏", "孙悦", "周杰"],
        col2=["13800138001", "13900139002", "13700137003", "15012345671", "18612345672", "17712345673"],
        col3=["a@x.com", "b@y.cn", "c@z.org", "d@x.com", "e@x.com", "f@q.net"],
        col4=["1980-02-01", "1990-12-31", "2001-05-06", "1975-07-08", "1966-03-02", "1988-10-10"],
    )
    assert {c: g.field for c, g in found.columns.items()} == {
        "col1": "person_name",
        "col2": "phone",
        "col3": "email",
        "col4": "birth_date",
    }


def test_content_overrides_a_misleading_header():
    found = guess("x", name=["a@x.com", "b@y.cn", "c@z.org"], email=["Ann Smith", "Mary Jones", "John Brown"])
    assert found.columns["name"].field == "email"
    assert found.columns["email"].field == "person_name"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("northwind", {("Orders", "CustomerID", "Customers"), ("Order_Details", "OrderID", "Orders")}),
        ("chinook", {("Invoice", "CustomerId", "Customer"), ("InvoiceLine", "InvoiceId", "Invoice")}),
        ("dolibarr_3_5", {("facture", "fk_soc", "societe"), ("facturedet", "fk_facture", "facture"),
                          ("socpeople", "fk_soc", "societe"), ("commandedet", "fk_commande", "commande")}),
    ],
)  # fmt: skip
def test_references_of_real_systems(shared_data, folder, expected):
    guesses, records = {}, {}
    for export in find_exports(shared_data / "exports" / folder):
        reading = read_export(export.location, source=export.source, options=export.options)
        records[export.source] = reading.records
        guesses[export.source] = infer_source(reading.records, export.source)
    found = {(r.source, r.column, r.to_source) for r in infer_references(guesses, records)}
    assert expected <= found
