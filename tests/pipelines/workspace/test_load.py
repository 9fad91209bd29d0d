"""A wrong workspace says file, line, what was expected and the nearest valid name."""

from datetime import timedelta

import pytest

from pipelines.errors import MissingInput, WorkspaceError
from pipelines.workspace import load_workspace

GOOD = """\
workspace: north
language: zh
sources:
  crm:
    read: ${CRM:-crm.csv}
    entity: customer
    fields: {name: 客户名称, phone: [手机, 电话]}
  orders:
    read: orders.csv
    entity: order
    refs: {cust_no: crm}
audit:
  dormant_after: 3 years
  rules:
    - {field: phone, must: be_valid, severity: critical, at_least: 98%}
waves:
  - {name: customers, load: customer}
  - {name: orders, load: [order], after: customers}
rollback: {window: 48h}
"""


def load(tmp_path, text):
    path = tmp_path / "workspace.yaml"
    path.write_text(text, encoding="utf-8")
    return load_workspace(path)


def test_a_good_workspace_is_typed_and_frozen(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM", "other.csv")
    workspace = load(tmp_path, GOOD)
    assert workspace.sources["crm"].read == "other.csv"
    assert workspace.sources["crm"].fields["name"] == ("客户名称",)
    assert workspace.audit.rules[0].at_least == 0.98
    assert workspace.rollback.window == timedelta(hours=48)
    assert workspace.waves[1].after == ("customers",)
    with pytest.raises(ValueError, match="frozen"):
        workspace.language = "en"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("phone: [手机, 电话]", "birth_year: yob", 7, "Did you mean 'birth_date'"),
        ("phone: [手机, 电话]", "fone: [手机, 电话]", 7, "Did you mean 'phone'"),
        ("    entity: customer", "    entity: custmer", 6, "Did you mean 'customer'"),
        ("    entity: customer", "    entitty: customer", 6, "Did you mean 'entity'"),
        ("refs: {cust_no: crm}", "refs: {cust_no: crn}", 11, "Did you mean 'crm'"),
        ("dormant_after: 3 years", "dormant_after: soon", 13, "a duration such as"),
        ("at_least: 98%", "at_least: 980%", 15, "a share between 0 and 1"),
        ("load: customer}", "load: customer, after: orders}", 17, "comes later"),
        ("after: customers}", "after: custmers}", 18, "Did you mean 'customers'"),
        ("{window: 48h}", "{windw: 48h}", 19, "Did you mean 'window'"),
        ("language: zh", "language: zh\nlanguage: en", 3, "stands twice"),
        ("${CRM:-crm.csv}", "${UNSET_VARIABLE}", 5, "UNSET_VARIABLE is not set"),
        ("sources:", "sources: [", 5, "Expected YAML"),
    ],
)
def test_an_error_names_its_line(tmp_path, old, new, line, says):
    with pytest.raises(WorkspaceError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert caught.value.line == line
    assert says in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text"])
def test_not_a_mapping(tmp_path, text):
    with pytest.raises(WorkspaceError, match="not a mapping"):
        load(tmp_path, text)


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(MissingInput, match="mergepoint init"):
        load_workspace(tmp_path / "none.yaml")
