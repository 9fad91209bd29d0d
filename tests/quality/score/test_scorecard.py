import datetime as dt

from quality.findings import AuditSettings, AuditSource, audit
from tests.quality.exports import records as exported


def made(phones, owner="张三"):
    rows = len(phones)
    records = exported(
        id=[str(i) for i in range(rows)],
        name=[f"第{'甲乙丙丁戊己庚辛壬癸'[i % 10]}{i}有限公司" for i in range(rows)],
        phone=phones,
        owner=[owner] * rows,
    )
    fields = {"id": "id", "name": "name", "phone": "phone", "owner": "owner"}
    return {"crm": AuditSource(records, entity="customer", fields=fields)}


def scored(phones, previous=None):
    settings = AuditSettings(as_of=dt.date(2026, 6, 30))
    return audit(made(phones), settings=settings, previous=previous).score


GOOD = [f"1381234{i:04d}" for i in range(100, 120)]


def test_a_clean_source_scores_a_hundred_and_defects_cost():
    clean, spoilt = scored(GOOD), scored(["12", *GOOD[1:]])
    worse = scored(["12", "13", "14", *GOOD[3:]])
    assert clean["total"] == 100
    assert clean["total"] > spoilt["total"] > worse["total"] > 0
    assert spoilt["sources"]["crm"]["dimensions"]["validity"] < 100
    assert spoilt["owners"]["张三"]["score"] == spoilt["sources"]["crm"]["score"]


def test_history_continues():
    first = scored(GOOD)
    second = scored(["12", *GOOD[1:]], first)
    assert [entry["total"] for entry in second["history"]] == [first["total"], second["total"]]
