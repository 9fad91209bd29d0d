"""Group trees, households and double customers are told as links, with their evidence."""

import pyarrow as pa
import pytest

from matching.links import find_links
from matching.links.pairs import pairs_sharing

COLUMNS = ("customer_id", "org_id", "kind", "org_name", "contact", "phone", "address")


def customers(*rows):
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    lists = pa.array([[p] if p else None for p in columns.pop("phone")], pa.list_(pa.string()))
    table = pa.table({n: pa.array(v, pa.string()) for n, v in columns.items()})
    return table.append_column("phone", lists)


def links(golden, records=None, crosswalk=None):
    records = pa.table({"record_id": ["a"]}) if records is None else records
    found = find_links(golden, records, crosswalk).to_pylist()
    return {(f["left"], f["right"]): f["kind"] for f in found}


def test_a_branch_leads_to_its_head_office_and_sisters_share_a_group():
    golden = customers(
        ("C1", "O1", "organisation", "上海云杉软件科技有限公司", None, None, "浦东路1号"),
        ("C2", "O2", "organisation", "上海云杉软件科技有限公司北京分公司", None, None, None),
        ("C3", "O3", "organisation", "深圳云杉软件科技有限公司", None, None, "浦东路1号"),
        ("C4", "O4", "organisation", "上海青松贸易有限公司", None, None, None),
    )
    found = links(golden)
    assert found[("O2", "O1")] == "branch_of"
    assert found[("O1", "O3")] == "same_group"
    assert not any("O4" in pair for pair in found)


def test_households_share_a_home_and_a_name_or_a_phone():
    golden = customers(
        ("C1", None, "person", None, "Mary Bell", "+44", "1 Oak St"),
        ("C2", None, "person", None, "John Bell", None, "1 Oak St"),
        ("C3", None, "person", None, "王伟", "+86", "人民路5号"),
        ("C4", None, "person", None, "李娜", "+86", "人民路5号"),
        ("C5", None, "person", None, "Adam Stone", None, "1 Oak St"),
    )
    assert links(golden) == {("C1", "C2"): "household", ("C3", "C4"): "household"}


def test_one_person_at_two_firms():
    golden = customers(
        ("C1", "O1", "contact", "Acme Ltd", "Mary Bell", "+44", None),
        ("C2", "O2", "contact", "Zenith Ltd", "Mary Bell", "+44", None),
        ("C3", "O3", "contact", "Orbit Ltd", "John Reed", "+44", None),
    )
    assert links(golden) == {("C1", "C2"): "same_person"}


def test_a_given_parent_is_taken_at_its_word():
    golden = customers(
        ("C1", "O1", "organisation", "Acme Ltd", None, None, None),
        ("C2", "O2", "organisation", "Zenith Ltd", None, None, None),
    )
    records = pa.table({"record_id": ["erp:1", "erp:2"], "source": ["erp"] * 2, "parent_ref": [None, "1"]})
    crosswalk = pa.table({"record_id": ["erp:1", "erp:2"], "customer_id": ["C1", "C2"], "org_id": ["O1", "O2"]})
    assert links(golden, records, crosswalk) == {("O1", "O2"): "parent_of"}


@pytest.mark.parametrize("most", [2, 3, 9])
def test_pairs_sharing_a_key_are_those_of_small_blocks(most):
    import numpy as np

    rng = np.random.default_rng(most)
    item, key = rng.integers(0, 30, 60), rng.integers(-1, 14, 60)
    found = pairs_sharing(item, key, most)
    expected = set()
    for k in set(key[key >= 0].tolist()):
        block = sorted(set(item[key == k].tolist()))
        if len(block) <= most:
            expected |= {(a, b, k) for a in block for b in block if a < b}
    assert set(zip(found.left.tolist(), found.right.tolist(), found.key.tolist(), strict=True)) == expected


def test_no_customers():
    assert links(customers(*[(None,) * 7]).slice(0, 0)) == {}
