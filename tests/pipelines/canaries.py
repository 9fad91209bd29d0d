"""A workspace whose people are marked: whatever is written about them anywhere can be found by a search."""

import json
from pathlib import Path

CANARIES = {
    "phone": "13987650421",
    "bad phone": "139876504219933",
    "mail": "canary.person@nest.example",
    "bad mail": "canary.broken.nest.example",
    "name": "欧阳金丝雀",
    "address": "金丝雀大街7788号903室",
}
CRM = """\
客户编号,客户名称,联系人,手机,邮箱,地址,备注
C1,上海金丝雀贸易有限公司,欧阳金丝雀,13987650421,canary.person@nest.example,金丝雀大街7788号903室,
C2,上海金丝雀贸易,欧阳金丝雀,139876504219933,canary.broken.nest.example,金丝雀大街7788号903室,
C2,北京某某科技有限公司,张三,01088886666,zhang@a.example,北京路1号,
C4,广州另一家公司,李四,13800001111,li@b.example,天河路2号,欠"引号,多,一列
"""
ORDERS = "订单编号,客户编号,下单日期,订单金额\nO1,C1,2024-03-01,10.00\nO2,C9,2024-03-02,20.50\nO3,C1,13987650421,abc\n"
WORKSPACE = """\
workspace: canary
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号,
        fields: {name: 客户名称, contact: 联系人, phone: 手机, email: 邮箱, address: 地址}}
  orders: {read: orders.csv, entity: order, id: 订单编号,
           fields: {customer_ref: 客户编号, order_date: 下单日期, amount: 订单金额}, refs: {客户编号: crm}}
waves:
  - {name: customers, load: [organisation, customer, contact, crosswalk]}
  - {name: orders, load: [order], after: customers}
"""
SPOKEN = ("dagster/**/*", "audit/*.html", "audit/*.json", "waves/**/*.html", "waves/**/*.json", "batches/*.json")


def write_exports(folder: Path, more: str = "") -> Path:
    """Write the exports and the workspace, `more` at its end; return the workspace's path."""
    for name, text in (("crm.csv", CRM), ("orders.csv", ORDERS), ("workspace.yaml", WORKSPACE + more)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "workspace.yaml"


def spoken_files(home: Path) -> list[Path]:
    """Files that people or machines other than the steward read."""
    return sorted({path for pattern in SPOKEN for path in home.glob(pattern) if path.is_file()})


def forms(value: str) -> list[bytes]:
    """The ways a value may be written into a file."""
    return [value.encode(), json.dumps(value)[1:-1].encode(), value.encode("utf-16-le")]


def singing(home: Path) -> list[str]:
    """Every canary found where others read, as `kind: file`."""
    read = [(path.relative_to(home), path.read_bytes()) for path in spoken_files(home)]
    return [
        f"{kind}: {path}"
        for path, text in read
        for kind, value in CANARIES.items()
        if any(form in text for form in forms(value))
    ]
