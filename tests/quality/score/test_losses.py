"""The score is the share of sound rows: it moves with the rows that are hit, not with the number of rules."""

import datetime as dt

from quality.findings import AuditSettings, AuditSource, audit
from tests.quality.exports import records as exported

FIELDS = {"id": "id", "name": "name", "phone": "phone", "email": "email"}


def scored(phones: list[str], emails: list[str]) -> dict:
    rows = len(phones)
    names = [f"第{'甲乙丙丁戊己庚辛壬癸'[i % 10]}{i}有限公司" for i in range(rows)]
    records = exported(id=[str(i) for i in range(rows)], name=names, phone=phones, email=emails)
    source = AuditSource(records, entity="customer", fields=FIELDS)
    found = audit({"crm": source}, settings=AuditSettings(as_of=dt.date(2026, 6, 30)))
    return found.score["sources"]["crm"]


PHONES = [f"1381234{i:04d}" for i in range(100, 200)]
EMAILS = [f"kefu{i}@firm{i}.cn" for i in range(100)]


def test_a_tenth_of_the_rows_with_an_invalid_phone_costs_their_share_of_the_score():
    hit = scored([*("12" for _ in range(10)), *PHONES[10:]], EMAILS)
    assert 90 <= hit["score"] <= 95
    assert hit["dimensions"]["validity"] == hit["score"]


def test_two_defects_of_one_row_cost_one_row_and_of_two_rows_cost_two():
    phones = ["12", *PHONES[1:]]
    alone = scored(phones, EMAILS)["score"]
    assert scored(phones, ["no mail at all", *EMAILS[1:]])["score"] == alone
    assert scored(phones, [EMAILS[0], "no mail at all", *EMAILS[2:]])["score"] < alone
