import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.combined import check_combined
from quality.findings.checks.formats import check_formats
from quality.findings.checks.letters import check_letters
from quality.findings.checks.remarks import check_remarks
from quality.findings.values import AuditSource
from quality.findings.view import view


def told(check, values, field, **others):
    records = pa.table({"record_id": [f"s:{i}" for i in range(len(values))], "c": values, **others})
    fields = {field: "c", "contact": list(others)}
    failures = check(view("s", AuditSource(records, fields=fields)), Rulebook())
    return [
        (f.rule.id, value, proposal)
        for f in failures
        for value, proposal in zip(f.values.to_pylist(), f.proposals.to_pylist(), strict=True)
    ]


NAMES = [f"Anna Lee {'abcdefghij'[i % 10]}" for i in range(30)]
LETTERS = [
    ("half_width_kana", "org_name", "ﾔﾏﾀﾞ商事", "ヤマダ商事"),
    ("mixed_script", "org_name", "Аcme Ltd", "Acme Ltd"),
    ("symbol_in_name", "org_name", "⭐恒达贸易", "恒达贸易"),
    ("name_case", "person_name", "MARY O'NEIL", "Mary O'Neil"),
    ("spreadsheet_mark", "postcode", "'02134", "02134"),
    ("spreadsheet_mark", "phone", '="0044 20"', "0044 20"),
]


@pytest.mark.parametrize(("rule", "field", "odd", "better"), LETTERS)
def test_letters_that_are_read_past_are_told_with_what_should_stand_there(rule, field, odd, better):
    assert told(check_letters, [*NAMES, odd], field) == [(rule, odd, better)]


def test_what_a_column_writes_throughout_is_no_slip():
    assert told(check_letters, ["ﾔﾏﾀﾞ"] * 9 + ["ヤマダ"], "org_name") == []
    assert told(check_letters, ["'02134", "'10001", "'60601", "94105"], "postcode") == []
    assert told(check_letters, ["MARY LEE", "ANN BOW", "Jo Fox"], "person_name") == []
    assert told(check_letters, ["Ωmega", "Δt", "O'Brien", "d'Arc", "'t Hof", "Иван"], "city") == []


def test_mistyped_providers_are_told_and_real_neighbours_are_not():
    sound = ["a@gmail.com"] * 20 + ["b@qq.com"] * 20 + ["c@mail.com", "d@gmx.at", "e@hotmail.it", "f@firm.co"]
    assert told(check_formats, [*sound, "x@gmial.com", "Y@QQ.con"], "email") == [
        ("email_domain_typo", "x@gmial.com", "x@gmail.com"),
        ("email_domain_typo", "Y@QQ.con", "y@qq.com"),
    ]
    assert told(check_formats, [*sound, *["g@gmaill.com"] * 15], "email") == []  # as frequent as that: a firm's own


def test_an_account_number_must_check_where_the_column_holds_such():
    sound = ["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR1420041010050500013M02606"]
    assert told(check_formats, [*sound, "DE88370400440532013000"], "other") == [
        ("iban_invalid", "DE88370400440532013000", "")
    ]
    assert told(check_formats, ["ab", "cd", "ef", sound[0]], "other") == []


def test_numbers_of_identity_in_remarks_are_told_by_their_check_digit():
    texts = [
        "身份证11010519491231002X，已核",
        "卡号 4111111111111111",
        "订单 110105194912310021",
        "款 20240101000000012345",
    ]
    assert [value for _, value, _ in told(check_remarks, texts, "text")] == texts[:2]


def test_a_name_beside_the_number_is_proposed_where_the_row_has_no_contact():
    cells = ["张三 13812345678", "0755-26771234（李经理）", "手机13812345678", "13812345678"]
    assert told(check_combined, cells, "phone", k=["", "王芳", "", ""]) == [
        ("contact_in_phone", "张三 13812345678", "张三"),
        ("contact_in_phone", "0755-26771234（李经理）", None),
    ]
