"""Orders, lines, payments, follow-ups, tickets and the ledger: what hangs on the departments' customers.

Every order total is the sum of its lines and the ledger is the sum of the orders, in whole cents.
"""

from collections import Counter

import numpy as np

from . import words
from .alter import Draft
from .departments import MEMBERS, SALES, SERVICE, Maker
from .settings import STRIDE
from .spoil import money
from .world import Column, Table, column, draw, weighted

ORDERS, ORDER_LINES, PAYMENTS, FOLLOW_UPS, LEDGER = "orders", "order_lines", "payments", "interactions", "erp_ledger"
SHOP_ORDERS, SHOP_LINES, TICKETS = "shop_orders", "shop_order_lines", "tickets"

_ORDER_HEADERS = {
    ORDERS: ("订单编号", "客户编号", "下单日期", "币种", "订单金额", "订单状态", "业务员"),
    SHOP_ORDERS: ("order_id", "member_id", "ordered_at", "currency", "total", "status", "channel"),
}
_LINE_HEADERS = {
    ORDERS: ("明细号", "订单编号", "产品编码", "产品名称", "数量", "单价", "金额"),
    SHOP_ORDERS: ("line_id", "order_id", "sku", "title", "quantity", "unit_price", "line_total"),
}


def commerce(maker: Maker, drafts: dict[str, Draft]) -> dict[str, Draft]:
    """Return the tables of business events; the ledger comes later, from the orders as exported (`ledger`)."""
    sales, lines = _orders(maker, drafts[SALES], ORDERS, 1.15)
    shop, shop_lines = _orders(maker, drafts[MEMBERS], SHOP_ORDERS, 0.6)
    return {
        ORDERS: sales, ORDER_LINES: lines, SHOP_ORDERS: shop, SHOP_LINES: shop_lines,
        PAYMENTS: _payments(maker, sales), FOLLOW_UPS: _follow_ups(maker, drafts[SALES]),
        TICKETS: _tickets(maker, drafts[SERVICE]),
    }  # fmt: skip


def _ids(maker: Maker, prefix: str, count: int) -> Column:
    base = maker.block * STRIDE * 2
    return column([f"{prefix}{base + i + 1:08d}" for i in range(count)])


def _when(maker: Maker, customers: Draft, rows: np.ndarray) -> np.ndarray:
    """Return a date for each row: after its customer's creation, not after the last contact."""
    last, created = customers.last[rows].astype(int), customers.created[rows].astype(int)
    span = np.minimum(created - last, 700)
    days = last + (maker.rng.random(len(rows)) * span).astype(int)
    return np.datetime64(maker.settings.as_of) - days


def _orders(maker: Maker, customers: Draft, source: str, mean: float) -> tuple[Draft, Draft]:
    rng = maker.rng
    rows = np.repeat(np.arange(customers.size), rng.poisson(mean, customers.size))
    dates = _when(maker, customers, rows)
    by_date = np.argsort(dates, kind="stable")
    rows, dates = rows[by_date], dates[by_date]
    n = len(rows)
    order_ids = _ids(maker, "SO" if source == ORDERS else "EC", n)
    of_line = np.repeat(np.arange(n), rng.integers(1, 4, n))
    lines, amounts = _lines(maker, source, order_ids, of_line)
    totals = np.zeros(n, dtype=np.int64)
    np.add.at(totals, of_line, amounts)
    if source == ORDERS:
        currency = weighted(rng, ("CNY", "USD", "HKD"), (94, 4, 2), n)
        status, who = draw(rng, ("已完成", "已完成", "已发货", "待付款"), n), customers.columns["所属销售"][rows]
    else:
        country = customers.columns["country"][rows]
        home = {"US": "USD", "GB": "GBP", "DE": "EUR", "FR": "EUR", "ES": "EUR", "SG": "SGD"}
        currency = column([home.get(c, "CNY") for c in country])
        status, who = draw(rng, ("completed", "completed", "shipped", "paid"), n), draw(rng, ("app", "web", "mini"), n)
    ids = customers.columns[customers.id_column][rows]
    cells = (order_ids, ids, column(dates.astype(str).tolist()), currency,
             column([money(c) for c in totals.tolist()]), status, who)  # fmt: skip
    orders = Draft(source, dict(zip(_ORDER_HEADERS[source], cells, strict=True)), rows, _ORDER_HEADERS[source][0])
    return orders, lines


def _lines(maker: Maker, source: str, order_ids: Column, of_line: np.ndarray) -> tuple[Draft, np.ndarray]:
    rng, n = maker.rng, len(of_line)
    product = rng.integers(0, len(words.PRODUCTS), n)
    price = np.array([p[2] for p in words.PRODUCTS])[product]
    quantity = np.minimum(rng.geometric(0.4, n), 20)
    amounts = price * quantity
    cells = (
        _ids(maker, "L" if source == ORDERS else "E", n), order_ids[of_line],
        column([words.PRODUCTS[p][0] for p in product]), column([words.PRODUCTS[p][1] for p in product]),
        column([str(q) for q in quantity]), column([money(p) for p in price.tolist()]),
        column([money(a) for a in amounts.tolist()]),
    )  # fmt: skip
    headers = _LINE_HEADERS[source]
    name = ORDER_LINES if source == ORDERS else SHOP_LINES
    return Draft(name, dict(zip(headers, cells, strict=True)), of_line, headers[0]), amounts


def _payments(maker: Maker, orders: Draft) -> Draft:
    rng = maker.rng
    rows = np.flatnonzero((rng.random(orders.size) < 0.5) & (orders.columns["订单状态"] != "待付款"))
    dates = orders.columns["下单日期"][rows].astype("datetime64[D]") + rng.integers(0, 2, len(rows))
    as_of = np.datetime64(maker.settings.as_of)
    columns: Table = {
        "收款单号": _ids(maker, "R", len(rows)), "订单编号": orders.columns["订单编号"][rows],
        "收款日期": column(np.minimum(dates, as_of).astype(str).tolist()), "币种": orders.columns["币种"][rows],
        "收款金额": orders.columns["订单金额"][rows],
        "收款方式": draw(rng, ("银行转账", "支付宝", "微信", "现金"), len(rows)),
    }  # fmt: skip
    return Draft(PAYMENTS, columns, rows, "收款单号")


def _follow_ups(maker: Maker, customers: Draft) -> Draft:
    rng = maker.rng
    rows = np.repeat(np.arange(customers.size), rng.poisson(0.5, customers.size))
    n = len(rows)
    columns: Table = {
        "记录编号": _ids(maker, "F", n), "客户编号": customers.columns["客户编号"][rows],
        "跟进方式": draw(rng, ("电话", "拜访", "微信", "邮件"), n), "跟进内容": draw(rng, words.TALKS, n),
        "跟进时间": column(_when(maker, customers, rows).astype(str).tolist()),
        "跟进人": customers.columns["所属销售"][rows],
    }  # fmt: skip
    return Draft(FOLLOW_UPS, columns, rows, "记录编号")


def _tickets(maker: Maker, customers: Draft) -> Draft:
    rng = maker.rng
    rows = np.repeat(np.arange(customers.size), rng.poisson(1.0, customers.size))
    n, opened = len(rows), _when(maker, customers, rows)
    closed = np.minimum(opened + rng.integers(0, 15, n), np.datetime64(maker.settings.as_of))
    is_open = rng.random(n) < 0.12
    columns: Table = {
        "工单号": _ids(maker, "T", n), "档案号": customers.columns["档案号"][rows],
        "产品": column([words.PRODUCTS[p][1] for p in rng.integers(0, len(words.PRODUCTS), n)]),
        "问题描述": draw(rng, words.ISSUES, n), "状态": column(["处理中" if o else "已关闭" for o in is_open]),
        "创建时间": column(opened.astype(str).tolist()),
        "关闭时间": column([None if o else c for o, c in zip(is_open, closed.astype(str).tolist(), strict=True)]),
        "处理人": draw(rng, words.AGENTS, n),
    }  # fmt: skip
    return Draft(TICKETS, columns, rows, "工单号")


def ledger(maker: Maker, orders: Draft) -> Draft:
    """Return the ERP's totals by customer, month and currency of the orders as exported."""
    totals: Counter[tuple[str, str, str]] = Counter()
    o = orders.columns
    for customer, date, currency, amount in zip(o["客户编号"], o["下单日期"], o["币种"], o["订单金额"], strict=True):
        totals[(customer, date[:7], currency)] += int(amount.replace(".", ""))
    keys = sorted(totals)
    nobody = {o["客户编号"][row] for kind, row, _, _ in orders.defects if kind == "orphan"}
    columns: Table = {
        "凭证号": _ids(maker, "B", len(keys)), "客户编号": column([k[0] for k in keys]),
        "会计期间": column([k[1] for k in keys]), "币种": column([k[2] for k in keys]),
        "含税金额": column([money(totals[k]) for k in keys]),
    }  # fmt: skip
    made = Draft(LEDGER, columns, np.arange(len(keys)), "凭证号")
    made.defects = [("orphan", row, "客户编号", key[0]) for row, key in enumerate(keys) if key[0] in nobody]
    return made
