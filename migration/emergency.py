"""What an emergency worker needs of the load tables: by owner, in the reader's language, open matters only."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from migration.open_rows import closed_by_date, closing_dates, still_open

SHEETS = {
    "customer": ("customers", "客户"),
    "contact": ("contacts", "联系方式"),
    "order": ("orders", "订单"),
    "ticket": ("tickets", "工单"),
}
STATUSES = 20  # values of a status that are counted by name
OPEN = ("open {}", "未完结{}")
LABELS = {
    "owner": ("owner", "负责人"),
    "name": ("customer", "客户"),
    "org_name": ("organisation", "单位"),
    "contact": ("contact", "联系人"),
    "phone": ("phone", "电话"),
    "email": ("email", "邮箱"),
    "country": ("country", "国家"),
    "state": ("state", "省份"),
    "city": ("city", "城市"),
    "address": ("address", "地址"),
    "postcode": ("postcode", "邮编"),
    "category": ("category", "类别"),
    "last_seen": ("last contact", "最近联系"),
    "text": ("note", "备注"),
    "customer_id": ("customer id", "客户编号"),
    "kind": ("kind", "方式"),
    "value": ("value", "内容"),
    "legacy_id": ("number", "原编号"),
    "order_date": ("date", "日期"),
    "date": ("date", "日期"),
    "currency": ("currency", "币种"),
    "amount": ("amount", "金额"),
    "status": ("status", "状态"),
    "created": ("created", "创建"),
    "updated": ("updated", "更新"),
}
CUSTOMER = tuple(LABELS)[: tuple(LABELS).index("kind")]  # what is not needed to reach and help stays at home
_TECHNICAL = {"order_id", "ticket_id", "contact_id", "source", "customer_id", "owner"}
_ROWS = ("{}: {} rows", "{}：{} 行")
_KEPT = ("status {}", "状态 {}")
_LEFT_OUT = ("left out as closed: {}", "视为已完结、未列入：{}")
_LEFT_DATED = ("left out by the date in {}: {}", "按 {} 中的日期视为已完结、未列入：{}")
_NONE = (
    "no status is known to mean closed, so all are here (watch.closed in the workspace can name some)",
    "没有已知表示完结的状态，因此全部列出（可在工作区的 watch.closed 中指定）",
)
_NO_STATUS = ("no status is known, so all are here", "没有状态列，因此全部列出")
_BREAK = ("; ", "；")


def emergency_tables(
    tables: Mapping[str, pa.Table], language: str = "en", closed: Collection[str] = (), today: dt.date | None = None
) -> tuple[dict[str, pa.Table], list[str]]:
    """Make the sheets of the emergency table, and a line on each.

    `tables`: `customer` (`customer_id`, and what is known of `name`, `owner`, …), and where there are any
    `contact`, `order`, `ticket` (`customer_id`, `status`, `owner`, …). Every row gets its customer's name, and
    the customer's owner where it has none. `language`: `en` or `zh`; `closed`: see `still_open`. A row is
    closed as well by a date up to `today` in a column that says so (`closed_at`, 结案日期), see `closed_by_date`.
    """
    at, sheets, notes = int(language == "zh"), {}, []
    for entity in (name for name in SHEETS if name in tables):
        rows, name, line = tables[entity], SHEETS[entity][at], ""
        if entity in ("order", "ticket"):
            rows, line, told = _open(rows, (closed, today or dt.date.max), at)
            name = OPEN[at].format(name) if told else name
        rows = rows if entity == "customer" else _of_customer(rows, tables.get("customer"))
        sheets[name] = _labelled(_ordered(rows, entity), at)
        notes.append(_ROWS[at].format(name, f"{rows.num_rows:,}") + (f"{_BREAK[at]}{line}" if line else ""))
    return sheets, notes


def _open(rows: pa.Table, how: tuple[Collection[str], dt.date], at: int) -> tuple[pa.Table, str, bool]:
    """Rows that are open, what is to be said of them, and whether anything told closed ones apart."""
    closed, today = how
    status = rows["status"] if "status" in rows.column_names else None
    said = [] if status is not None else [_NO_STATUS[at]]
    by_word = pc.invert(still_open(status, closed)) if status is not None else pa.repeat(False, rows.num_rows)
    gone, dated = by_word, []
    for name in closing_dates(rows.column_names):
        late = pc.and_not(closed_by_date(status, rows[name], today), gone)
        count = pc.sum(late).as_py() or 0
        if count:
            dated.append(_LEFT_DATED[at].format(name.removeprefix("other:"), f"{count:,}"))
            gone = pc.or_(gone, late)
    kept = rows.filter(pc.invert(gone))
    if status is not None:
        done = rows.filter(by_word)
        said.append(_KEPT[at].format(_counted(kept)))
        said += [_LEFT_OUT[at].format(_counted(done))] if done.num_rows else [] if dated else [_NONE[at]]
    elif dated:
        said = []
    return kept, _BREAK[at].join([*said, *dated]), kept.num_rows < rows.num_rows


def _counted(rows: pa.Table) -> str:
    """The commonest status values with their rows."""
    most = sorted(rows["status"].value_counts().to_pylist(), key=lambda row: -row["counts"])[:STATUSES]
    return ", ".join(f"{row['values'] or '-'} ({row['counts']:,})" for row in most)


def _of_customer(rows: pa.Table, customers: pa.Table | None) -> pa.Table:
    """Rows with `name` and `phone` of their customer, and its owner where they have none."""
    if customers is None or "customer_id" not in rows.column_names:
        return rows
    place = pc.index_in(rows["customer_id"], value_set=customers["customer_id"].combine_chunks())
    found = {n: customers[n].take(place) for n in ("name", "phone", "owner") if n in customers.column_names}
    if "owner" in rows.column_names:
        found["owner"] = pc.coalesce(rows["owner"], found["owner"]) if "owner" in found else rows["owner"]
    others = {n: rows[n] for n in rows.column_names if n not in found}
    return pa.table({**found, **others})


def _ordered(rows: pa.Table, entity: str) -> pa.Table:
    """Columns in the order of use, without technical ones and those that are empty; rows by owner and customer."""
    if entity == "customer":
        names = [n for n in CUSTOMER if n in rows.column_names]
    else:
        first = [n for n in ("owner", "name", "phone", "legacy_id") if n in rows.column_names]
        rest = [n for n in rows.column_names if n not in {*first, *_TECHNICAL}]
        names = [*first, *rest, *(n for n in ("customer_id",) if n in rows.column_names)]
        names = [n for n in names if not (entity == "contact" and n == "phone")]  # stands among the values
    by = [(n, "ascending") for n in ("owner", "name", "customer_id") if n in rows.column_names]
    rows = rows.sort_by(by) if by else rows
    return rows.select([n for n in names if n == "owner" or rows[n].null_count < max(1, rows.num_rows)])


def _labelled(rows: pa.Table, at: int) -> pa.Table:
    names: dict[str, Any] = {}
    for name in rows.column_names:
        label = LABELS[name][at] if name in LABELS else name.removeprefix("other:")
        stem, count = label, 2
        while label.casefold() in names:
            label, count = f"{stem}_{count}", count + 1
        names[label.casefold()] = label
    return rows.rename_columns(list(names.values()))
