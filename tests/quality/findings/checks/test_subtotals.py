import datetime as dt

from quality.findings import AuditSettings, AuditSource, audit
from tests.quality.exports import records


def test_rows_of_totals_are_told_once_and_by_no_other_rule():
    rows = [(f"2024-01-{day:02d}", f"客户{day}", str(100 + day)) for day in range(1, 29)]
    rows.insert(9, ("小计", None, "900"))
    rows.insert(20, ("合 计：", "", "¥2,000.00"))
    rows.insert(25, ("Total", "Total Energies", "9"))  # a firm of that name has more to say
    days, names, amounts = zip(*rows, strict=True)
    fields = {"date": "日期", "name": "客户", "amount": "金额"}
    source = AuditSource(records(日期=list(days), 客户=list(names), 金额=list(amounts)), fields=fields)
    found = audit({"s": source}, settings=AuditSettings(as_of=dt.date(2024, 6, 1))).findings.to_pylist()
    told = [(row["rule"], row["value"]) for row in found]
    assert told == [("date_invalid", "Total"), ("subtotal_row", "小计"), ("subtotal_row", "合 计：")]
