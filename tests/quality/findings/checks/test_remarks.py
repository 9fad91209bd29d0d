"""What identifies somebody in remarks and addresses is told, and numbers that only look so are not."""

import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.remarks import check_remarks
from quality.findings.values import AuditSource
from quality.findings.view import view


def told(text, field):
    records = pa.table({"record_id": ["s:1"], "x": [text]})
    failures = check_remarks(view("s", AuditSource(records, fields={field: "x"})), Rulebook())
    return [failure.rule.id for failure in failures] == ["personal_data_in_text"]


@pytest.mark.parametrize(
    "text",
    ["SSN 157-75-7124", "card 4111 1111 1111 1111 exp 09/27", "Amex 378282246310005", "卡号6222020200112230951",
     "5555-5555-5555-4444", "portal password: Hunter2!", "登录密码：abc12345", "Kennwort = geheim1", "密码是88888888"],
)  # fmt: skip
def test_cards_numbers_and_passwords_are_told(text):
    assert told(text, "text")


@pytest.mark.parametrize(
    "text",
    ["000-12-3456", "666-12-3456", "912-12-3456", "123-00-3456", "4111 1111 1111 1112", "call 1-800-123-4567",
     "password was reset", "忘记密码，已重置", "order 157-75-71240", "partnummer 3782"],
)  # fmt: skip
def test_numbers_that_only_look_so_are_not(text):
    assert not told(text, "text")


def test_a_mobile_in_an_address_is_told_and_a_long_number_is_not():
    assert told("友谊路792号湖滨小区36栋3单元2304室13514416307", "address")
    assert not told("友谊路792号 编号135144163071", "address")
