import pyarrow as pa
import pytest

from quality.semantics.ids import find_id


def columns(**values):
    return {name: pa.chunked_array([pa.array(column, pa.string())]) for name, column in values.items()}


def codes(prefix, count=40):
    return [f"{prefix}{n:05d}" for n in range(count)]


@pytest.mark.parametrize(
    ("source", "given", "expected"),
    [
        ("orders", {"customer_id": codes("C"), "order_no": codes("A")}, "order_no"),
        ("VBAK", {"MANDT": ["100"] * 40, "VBELN": codes("00"), "KUNNR": codes("10")}, "VBELN"),
        ("VBAP", {"VBELN": codes("0", 20) * 2, "MATNR": codes("M", 10) * 4}, None),
        ("客户资料_联系人", {"联系人编码": codes("L"), "所属客户编码": codes("C")}, "联系人编码"),
        ("客户", {"序号": [str(n) for n in range(40)], "客户编号": codes("K")}, "客户编号"),
        ("受注", {"受注番号": codes("J"), "顧客コード": codes("K", 20) * 2}, "受注番号"),
        ("sale_order", {"name": codes("S"), "partner_id": codes("", 20) * 2}, "name"),
        ("people", {"phone": [f"1380013{n:04d}" for n in range(40)], "name": ["x"] * 40}, None),
    ],
)
def test_the_id_is_the_column_that_tells_the_rows_apart(source, given, expected):
    assert find_id(columns(**given), source) == expected


def test_a_named_id_may_be_missing_or_given_twice_a_few_times():
    ids = [*codes("C", 97), "C00001", "C00002", ""]
    assert find_id(columns(客户编号=ids, 客户名称=["甲"] * 100), "客户") == "客户编号"


def test_uniqueness_is_judged_on_every_row():
    """A sample of a large table hides repeated values."""
    many = [str(n % 15_000) for n in range(20_000)]
    given = columns(customer_id=many, increment_id=[str(10**8 + n) for n in range(20_000)])
    assert find_id(given, "sales_flat_order") == "increment_id"


def test_a_header_and_nothing_under_it_has_no_id():
    assert find_id(columns(id=[], name=[]), "customers") is None


def test_undecodable_bytes_in_a_header_are_survived():
    assert find_id(columns(**{"客\udce7": codes("A"), "金额": ["1.5"] * 40}), "客户") == "客\udce7"
