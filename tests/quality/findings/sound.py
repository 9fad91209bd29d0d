"""A small house of sound exports, written by arithmetic: what defects are planted into must hold none by itself."""

import datetime as dt

import pyarrow as pa

from examples.generator.identifiers import landline, mobile, uscc
from quality.findings import AuditSource
from quality.semantics import Reference

AS_OF = dt.date(2026, 6, 30)
ROWS = 1200
# province, city, district, division code, dialling code, postcode
PLACES = (
    ("广东省", "深圳市", "南山区", "440305", "0755", "518052"),
    ("浙江省", "杭州市", "西湖区", "330106", "0571", "310012"),
    ("江苏省", "南京市", "玄武区", "320102", "025", "210018"),
    ("四川省", "成都市", "武侯区", "510107", "028", "610041"),
    ("湖北省", "武汉市", "江岸区", "420102", "027", "430014"),
    ("山东省", "青岛市", "市南区", "370202", "0532", "266071"),
    ("陕西省", "西安市", "雁塔区", "610113", "029", "710061"),
    ("福建省", "福州市", "鼓楼区", "350102", "0591", "350001"),
)
BRANDS = [
    a + b
    for a in "华恒宏盛泰瑞德信诚天正昌兴安博创新远凯嘉"
    for b in "盛达通源泰丰隆祥和宁瑞美科航海洋川江峰岳林森茂荣昌旺鑫磊"
]
TRADES = ("电子科技", "机械设备", "食品", "物流", "塑料制品", "纺织", "五金制品", "广告传媒")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋"
GIVEN = [a + b for a in "伟强磊军勇杰涛超明刚芳娜敏静秀丽" for b in "国志文海东晓峰云天博远思源泽佳梦瑶雨"]
FIRST = (
    "James John Robert Michael William David Thomas Daniel Paul Mark Peter George Mary Linda Susan Karen Emma "
    "Alice Helen Laura Sarah Julia Anna Clara"
).split()
LAST = (
    "Smith Johnson Brown Taylor Wilson Walker Clark Baker Turner Cooper Becker Hoffmann Bernard Dubois Moreau "
    "Romero Navarro Torres Bennett Foster Murphy Hughes Palmer"
).split()
STREETS = ("学院路", "高新一路", "中山路", "解放路", "滨江大道", "和平街")
IBANS = [
    f"DE{98 - int(f'{bank:018d}131400') % 97:02d}{bank:018d}"
    for bank in range(370400440532013000, 370400440532013000 + ROWS)
]


def day(start: str, number: int) -> str:
    return (dt.date.fromisoformat(start) + dt.timedelta(days=number)).isoformat()


def customer(i: int) -> dict[str, str]:
    state, city, district, code, area, postcode = PLACES[i % len(PLACES)]
    return {
        "客户编号": f"C{100000 + i}",
        "公司名称": f"{city[:2]}{BRANDS[i * 9 % len(BRANDS)]}{TRADES[(i + i // len(BRANDS)) % 8]}有限公司",
        "联系人": SURNAMES[i % 23] + GIVEN[i * 5 % len(GIVEN)],
        "手机": mobile(i * 37 + 11),
        "座机": landline(area, 8, i * 53 + 7),
        "税号": uscc(code, i + 1),
        "邮箱": f"contact{i * 7919 % 100003}@{('163.com', 'qq.com', 'foxmail.com')[i % 3]}",
        "省": state,
        "市": city,
        "区": district,
        "地址": f"{state}{city}{district}{STREETS[i % 6]}{i * 13 % 880 + 9}号{i % 29 + 1}栋{i % 31}{i % 7 + 101}室",
        "邮编": postcode,
        "类别": ("重点客户", "普通客户", "潜在客户", "流失客户")[i % 4],
        "销售": ("冯远", "李可", "王越", "褚明")[i % 4],
        "创建日期": day("2019-03-01", i * 3 % 1800),
        "最近跟进": day("2025-02-01", i % 480),
        "账号": IBANS[i],
        "备注": f"第{i % 90 + 2}次拜访{'无结论' if i % 2 else '已报价'}",
    }


def member(i: int) -> dict[str, str]:
    birth, state = day("1961-02-03", i * 17 % 14000), PLACES[i % len(PLACES)]
    head = f"{state[3]}{birth.replace('-', '')}{i * 7 % 900 + 50:03d}"
    check = "10X98765432"[
        sum(int(d) * w for d, w in zip(head, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    ]
    return {
        "member_id": f"M{500000 + i}",
        "last_name": LAST[i % 23],
        "first_name": FIRST[i * 5 % 24],
        "id_card": head + check,
        "birth_date": birth,
        "gender": "M" if int(head[16]) % 2 else "F",
        "mobile": mobile(i * 41 + 30011),
        "email": f"m{i * 6007 % 100003}@{('gmail.com', 'outlook.com', 'yahoo.com')[i % 3]}",
        "joined": day("2018-05-01", i * 4 % 2500),
    }


def order(i: int) -> dict[str, str]:
    return {
        "订单号": f"SO{300000 + i}",
        "客户编号": f"C{100000 + i * 3 % ROWS}",
        "下单日期": day("2024-01-03", i),
        "币种": ("CNY", "USD", "EUR")[i % 3],
        "金额": f"{(i * 37 % 500 + 20) * (i % 5 + 1)}.00",
        "业务员": ("冯远", "李可")[i % 2],
    }


def line(i: int) -> dict[str, str]:
    price, quantity = i * 37 % 500 + 20, i % 5 + 1
    return {
        "明细号": f"L{700000 + i}",
        "订单号": f"SO{300000 + i}",
        "产品": f"P-{4000 + i % 40}",
        "仓库": f"W-{10 + i % 9}",
        "数量": str(quantity),
        "单价": f"{price}.00",
        "金额": f"{price * quantity}.00",
    }


def booked(i: int) -> dict[str, str]:
    made = order(i)
    return {
        "凭证号": f"B{800000 + i}",
        "客户编号": made["客户编号"],
        "期间": made["下单日期"][:7],
        "币种": made["币种"],
        "金额": made["金额"],
    }


def contact(i: int) -> dict[str, str]:
    return {
        "联系人编号": f"K{600000 + i}",
        "客户编号": f"C{100000 + i}",
        "姓名": SURNAMES[i * 5 % 23] + GIVEN[i * 11 % len(GIVEN)],
        "手机": mobile(i * 43 + 70011),
        "邮箱": f"k{i * 5003 % 100003}@qq.com",
    }


# source -> (row, entity, fields)
SOURCES = {
    "customers": (
        customer,
        "customer",
        {
            "id": "客户编号",
            "org_name": "公司名称",
            "contact": "联系人",
            "phone": ["手机", "座机"],
            "tax_id": "税号",
            "email": "邮箱",
            "state": "省",
            "city": "市",
            "locality": "区",
            "address": "地址",
            "postcode": "邮编",
            "category": "类别",
            "owner": "销售",
            "created": "创建日期",
            "last_seen": "最近跟进",
            "text": "备注",
            "other": "账号",
        },
    ),
    "members": (
        member,
        "customer",
        {
            "id": "member_id",
            "surname": "last_name",
            "given_name": "first_name",
            "national_id": "id_card",
            "birth_date": "birth_date",
            "gender": "gender",
            "phone": "mobile",
            "email": "email",
            "created": "joined",
        },
    ),
    "contacts": (
        contact,
        "contact",
        {"id": "联系人编号", "customer_ref": "客户编号", "person_name": "姓名", "phone": "手机", "email": "邮箱"},
    ),
    "orders": (
        order,
        "order",
        {
            "id": "订单号",
            "customer_ref": "客户编号",
            "order_date": "下单日期",
            "currency": "币种",
            "amount": "金额",
            "owner": "业务员",
        },
    ),
    "lines": (
        line,
        "order_line",
        {
            "id": "明细号",
            "order_ref": "订单号",
            "product_ref": "产品",
            "ref": "仓库",
            "quantity": "数量",
            "price": "单价",
            "amount": "金额",
        },
    ),
    "shop": (
        order,
        "order",
        {"id": "订单号", "customer_ref": "客户编号", "order_date": "下单日期", "currency": "币种", "amount": "金额"},
    ),
    "ledger": (
        booked,
        "ledger",
        {"id": "凭证号", "customer_ref": "客户编号", "date": "期间", "currency": "币种", "amount": "金额"},
    ),
    "products": (
        lambda i: {"产品": f"P-{4000 + i % 40}" if i < 40 else f"P-{5000 + i}", "名称": f"货品{i}"},
        "reference",
        {"id": "产品"},
    ),
    "stores": (lambda i: {"仓库": f"W-{10 + i}", "名称": f"仓{i}"}, "reference", {"id": "仓库"}),
}
REFERENCES = (
    Reference("orders", "客户编号", "customers", "客户编号", 1.0),
    Reference("lines", "订单号", "orders", "订单号", 1.0),
    Reference("lines", "产品", "products", "产品", 1.0),
    Reference("lines", "仓库", "stores", "仓库", 1.0),
)


def rows() -> dict[str, list[dict[str, str | None]]]:
    """Return the rows of every source, as they are written."""
    return {name: [make(i) for i in range(ROWS)] for name, (make, _, _) in SOURCES.items()}


def sources(table: dict[str, list[dict[str, str | None]]]) -> dict[str, AuditSource]:
    """Return the sources as an audit takes them; a row whose id stood before is known by its number."""
    found = {}
    for name, (_, entity, fields) in SOURCES.items():
        ids, known = [], set()
        for at, row in enumerate(table[name]):
            native = row[fields["id"]]
            ids.append(f"{name}:{native}" if native and native not in known else f"{name}:#{at + 1}")
            known.add(native)
        texts = {column: pa.array([row.get(column) for row in table[name]], pa.string()) for column in table[name][0]}
        found[name] = AuditSource(pa.table({"record_id": ids, **texts}), entity=entity, fields=fields)
    return found
