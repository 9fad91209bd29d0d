"""Marks of dead records are told in every language of the list; words that belong to a name are not."""

import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.marks import check_marks
from quality.findings.values import AuditSource
from quality.findings.view import view


def told(name):
    records = pa.table({"record_id": ["s:1"], "x": [name]})
    failures = check_marks(view("s", AuditSource(records, fields={"name": "x"})), Rulebook())
    return [failure.rule.id for failure in failures] == ["dead_record_mark"]


@pytest.mark.parametrize(
    "name",
    ["王芳(已故)", "李娜（停机）", "黑名单-陈强", "张伟-重复", "恒达贸易 已注销", "作废", "关闭", "Fox Foods Inc - old",
     "Fox Foods [merged]",
     "Rich Industries Inc *DO NOT USE*", "Miller Inc (DUPLICATE of 4711)", "ALT - Jopich e.K.",
     "bitte löschen", "*** Kuhl Lacke KG", "Hübel KG (insolvent)", "GELÖSCHT Müller GmbH",
     "Delete me", "Société Dupont (fermé)"],
)  # fmt: skip
def test_marks_are_told(name):
    assert told(name)


@pytest.mark.parametrize(
    "name",
    ["旧金山贸易公司", "无效果不收费广告公司", "Old Navy Inc", "Smith-Old", "Peter Alt", "Alt", "Closed Loop Ltd",
     "Deadwood Inc", "周金*", "王**", "腾讯(北京)有限公司", "Dup Industries", "合并会计事务所"],
)  # fmt: skip
def test_parts_of_names_are_not(name):
    assert not told(name)
