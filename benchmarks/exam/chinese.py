"""An accounting package's folder: GB18030, a title above the header, orders, their lines; headers of its own."""

from datetime import date
from pathlib import Path
from random import Random

from benchmarks.exam import values as v
from benchmarks.exam.planting import Table, one_character_wrong, write


def make(folder: Path, seed: int = 1, size: int = 1200) -> set[tuple[str, str, str]]:
    """Write the folder; return what was planted."""
    r = Random(seed)
    customers = Table("客户档案", "客户编码", [_customer(r, n) for n in range(size)])
    orders, lines = _orders(r, [row["客户编码"] for row in customers.rows])
    _damage_customers(r, customers)
    orders.plant(r, "orphan", "客户编码", lambda text: f"88{text[2:]}")
    orders.plant(r, "reference missing", "客户编码", [""])
    orders.plant(r, "order total", "价税合计", lambda text: f"{float(text) + 100:.2f}")
    orders.plant(r, "day not in calendar", "日期", lambda text: text[:5] + "02-30")
    title = "客户档案,,,,\r\n单位：华宇集团,,打印日期：2026-06-01,,\r\n"
    write(customers, folder / "客户档案.csv", encoding="gb18030", before=title)
    write(orders, folder / "销售订单主表.csv", encoding="gb18030")
    write(lines, folder / "销售订单子表.csv", encoding="gb18030")
    return customers.truth(first_row=4) | orders.truth() | lines.truth()


def _customer(r: Random, number: int) -> dict[str, str]:
    place = r.choice(v.PLACES)
    return {
        "客户编码": f"01{number:05d}",
        "客户名称": v.chinese_company(r, place),
        "省份": place[0],
        "税号": v.credit_code(r, place[3]),
        "地址": f"{place[0]}{place[1]}{place[2]}{r.choice(['人民路', '建设路', '创新大道'])}{r.randint(1, 900)}号",
        "联系人": v.chinese_person(r),
        "手机": v.mobile(r),
        "专管业务员名称": r.choice(["钱进", "苏晴", "段誉", "石磊"]),
        "发展日期": v.day(r, date(2012, 1, 1), date(2024, 12, 31)).isoformat(),
    }


def _damage_customers(r: Random, table: Table) -> None:
    repeated = v.mobile(r)
    letters = "ABCDEFGHJKLMNPQRTUWXY0123456789"
    table.plant(r, "phone missing", "手机", [""])
    table.plant(r, "phone placeholder", "手机", ["13800138000", "11111111111", "无", "暂无"])
    table.plant(r, "phone of many strangers", "手机", [repeated], 25)
    table.plant(r, "phone invalid", "手机", lambda text: text[:-1])
    table.plant(r, "spreadsheet ruined it", "手机", lambda text: f"{float(text):.2E}")
    table.plant(r, "tax id missing", "税号", [""])
    table.plant(r, "tax id placeholder", "税号", ["0" * 18, "无", "待补充"])
    table.plant(r, "tax id invalid", "税号", one_character_wrong(r, letters), 20)
    table.plant(r, "tax id invalid", "税号", lambda text: text[:-2])
    table.plant(r, "name missing", "客户名称", [""])
    table.plant(r, "name is junk", "客户名称", ["测试", "测试公司", "test", "无", "待定"])
    table.plant(r, "garbled", "客户名称", lambda text: text.encode().decode("latin-1"))
    table.plant(r, "owner missing", "专管业务员名称", [""])
    table.plant(r, "day in the future", "发展日期", lambda text: "2099" + text[4:])
    table.plant(r, "day not in calendar", "发展日期", lambda text: text[:5] + "02-30")
    table.plant(r, "day placeholder", "发展日期", ["1900-01-01", "0000-00-00"])


def _orders(r: Random, codes: list[str]) -> tuple[Table, Table]:
    orders, lines = [], []
    for number in range(2 * len(codes)):
        order, total = f"XS{number:07d}", 0
        for position in range(r.randint(1, 4)):
            quantity, cents = r.randint(1, 40), r.randrange(100, 90_000)
            total += quantity * cents
            lines.append({"行标识": f"{order}-{position}", "销售订单号": order, "数量": str(quantity),
                          "含税单价": f"{cents / 100:.2f}", "价税合计": f"{quantity * cents / 100:.2f}"})  # fmt: skip
        when = v.day(r, date(2024, 1, 1), date(2026, 5, 25)).isoformat()
        orders.append({"订单号": order, "日期": when, "客户编码": r.choice(codes), "价税合计": f"{total / 100:.2f}"})
    for number in range(12):
        lines.append(lines[number] | {"行标识": f"X{number}", "销售订单号": f"XS99{number:05d}"})
    table = Table("销售订单子表", "行标识", lines)
    for line in lines[-12:]:
        table.mark("orphan", line, "销售订单号")
    return Table("销售订单主表", "订单号", orders), table
