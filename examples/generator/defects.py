"""Planted defects: every kind, where it may occur and how often. Each one is written down."""

import datetime as dt

import numpy as np

from . import commerce, spoil
from .alter import Draft, plant
from .departments import ERP, MEMBERS, SALES, SERVICE, Maker
from .world import Column


def plant_in_customers(maker: Maker, drafts: dict[str, Draft]) -> None:
    """Spoil cells of the four customer tables in place."""
    rate = maker.rates.defect
    future = spoil.date_future(maker.settings.as_of)
    phones = (
        ("phone_placeholder", rate, spoil.one_of(spoil.PLACEHOLDER_PHONES)),
        ("phone_invalid", rate, spoil.phone_invalid),
    )
    plan: list[tuple[str, str, tuple]] = []
    for source, names in ((SALES, ("手机",)), (SERVICE, ("联系电话",)), (MEMBERS, ("mobile",)), (ERP, ("TELF1",))):
        plan += [(source, name, defect) for name in names for defect in phones]
    plan += [(SERVICE, "联系电话", ("phone_scientific", rate, spoil.phone_scientific)),
             (SALES, "手机", ("phone_scientific", rate, spoil.phone_scientific)),
             (SALES, "电话", ("phone_lost_zero", rate * 2, spoil.phone_lost_zero)),
             (ERP, "TELF1", ("phone_lost_zero", rate * 2, spoil.phone_lost_zero)),
             (SALES, "手机", ("full_width", rate, spoil.full_width))]  # fmt: skip
    for source, name in ((SALES, "税号"), (ERP, "STCD1")):
        for kind, change in (
            ("tax_id_checksum", spoil.tax_checksum),
            ("tax_id_checksum", spoil.tax_lookalike),
            ("tax_id_length", spoil.tax_truncated),
            ("tax_id_placeholder", spoil.one_of(spoil.PLACEHOLDER_TAX_IDS)),
        ):
            plan.append((source, name, (kind, rate, change)))
    for source, name in ((SALES, "邮箱"), (SERVICE, "电子邮箱"), (MEMBERS, "email"), (ERP, "SMTP_ADDR")):
        plan.append((source, name, ("email_invalid", rate * 1.5, spoil.email_invalid)))
    for source, name in ((SALES, "客户名称"), (SERVICE, "客户名称"), (ERP, "NAME1"), (MEMBERS, "last_name")):
        plan.append((source, name, ("invisible", rate, spoil.invisible)))
        plan.append((source, name, ("name_missing", rate * 0.5, None)))
        plan.append((source, name, ("junk", rate * 0.5, spoil.one_of(spoil.JUNK))))
    for source, name in ((SALES, "客户名称"), (SALES, "地址"), (SERVICE, "联系地址"), (MEMBERS, "address")):
        plan.append((source, name, ("mojibake", rate * 0.6, spoil.mojibake)))
    plan += [(SALES, "联系人", ("junk", rate, spoil.one_of(spoil.JUNK))),
             (ERP, "STRAS", ("full_width", rate, spoil.full_width)),
             (SALES, "税号", ("full_width", rate * 0.5, spoil.full_width)),
             (SALES, "地址", ("junk", rate, spoil.one_of(spoil.JUNK)))]  # fmt: skip
    for source, name in (
        (SALES, "建档日期"),
        (SERVICE, "登记日期"),
        (MEMBERS, "birth_date"),
        (MEMBERS, "registered_at"),
    ):
        plan += [
            (source, name, ("date_impossible", rate, spoil.date_impossible)),
            (source, name, ("date_future", rate, future)),
        ]
    for source, name, (kind, share, change) in plan:
        if change is None:
            _blank(maker, drafts[source], name, (kind, share))
        else:
            plant(maker.rng, drafts[source], name, (kind, share, change))
    members = drafts[MEMBERS]
    for kind, row, name, _ in members.defects:
        if (kind, name) == ("junk", "last_name"):
            members.columns["first_name"][row] = None
    plant(maker.rng, members, "registered_at", ("date_ambiguous", rate, spoil.date_ambiguous))


def plant_across_fields(maker: Maker, drafts: dict[str, Draft]) -> None:
    """Swap fields, and let clerks type their own stand-in where they knew nothing."""
    rate, sales = maker.rates.defect, drafts[SALES]
    people, names = sales.columns["联系人"], sales.columns["客户名称"]
    firm = sales.columns["客户类型"] == "企业"
    for row in np.flatnonzero(firm & (maker.rng.random(sales.size) < rate) & ~sales.spoilt("联系人")).tolist():
        if people[row] is not None and names[row] is not None and not sales.spoilt("客户名称")[row]:
            people[row], names[row] = names[row], people[row]
            sales.spoilt("联系人")[row] = sales.spoilt("客户名称")[row] = True
            sales.defects.append(("swapped_fields", row, "客户名称", names[row]))
    for source, name, value in ((SALES, "手机", "13611112222"), (SERVICE, "电子邮箱", "wuyouxiang@kefu.com")):
        plant(maker.rng, drafts[source], name, ("placeholder_unseen", rate * 1.5, lambda _value, _r, v=value: v))


def tell_shared_lines(maker: Maker, drafts: dict[str, Draft]) -> None:
    """Write down the records that carry an agent's number as their own."""
    agent = maker.world.parties["agent"]
    for source, name in ((SALES, "手机"), (ERP, "TELF1"), (SERVICE, "联系电话"), (MEMBERS, "mobile")):
        draft = drafts[source]
        wide = {row for kind, row, where, _ in draft.defects if kind == "full_width" and where == name}
        for row in np.flatnonzero(agent[draft.party].astype(bool)).tolist():
            if draft.columns[name][row] is not None and (row in wide or not draft.spoilt(name)[row]):
                draft.defects.append(("shared_line", row, name, draft.columns[name][row]))


def _blank(maker: Maker, draft: Draft, name: str, defect: tuple[str, float]) -> None:
    """Leave out the name of some records that can still be told by their phone."""
    kind, rate = defect
    cells, spoilt = draft.columns[name], draft.spoilt(name)
    given = draft.columns.get("first_name")
    for row in np.flatnonzero((maker.rng.random(draft.size) < rate) & ~spoilt).tolist():
        if cells[row] is not None:
            cells[row], spoilt[row] = None, True
            draft.defects.append((kind, row, name, ""))
            if given is not None:
                given[row] = None


def tell_dormant(draft: Draft, name: str, after_days: int = 1096) -> None:
    """Write down the customers whose last contact is over three years ago."""
    for row in np.flatnonzero(draft.last.astype(int) > after_days).tolist():
        if draft.columns[name][row] is not None:
            draft.defects.append(("dormant", row, name, draft.columns[name][row]))


def plant_in_events(maker: Maker, tables: dict[str, Draft]) -> None:
    """Spoil orders, lines, tickets and follow-ups in place: totals, dates, references to nobody."""
    rate = maker.rates.defect
    future = spoil.date_future(maker.settings.as_of)
    for source, total in ((commerce.ORDERS, "订单金额"), (commerce.SHOP_ORDERS, "total")):
        plant(maker.rng, tables[source], total, ("order_total_mismatch", rate, spoil.off_by))
    for source, name, gone in (
        (commerce.ORDERS, "客户编号", "C9{:06d}"), (commerce.SHOP_ORDERS, "member_id", "M99{:06d}"),
        (commerce.ORDER_LINES, "订单编号", "SO99{:06d}"), (commerce.TICKETS, "档案号", "K99{:06d}"),
        (commerce.FOLLOW_UPS, "客户编号", "C9{:06d}"), (commerce.PAYMENTS, "订单编号", "SO99{:06d}"),
    ):  # fmt: skip
        share = rate * (0.15 if source == commerce.ORDER_LINES else 0.7)
        plant(maker.rng, tables[source], name, ("orphan", share, lambda _, r, form=gone: form.format(r % 10**6)))
    _follow_lost_lines(tables)
    for source, name in ((commerce.TICKETS, "创建时间"), (commerce.FOLLOW_UPS, "跟进时间")):
        plant(maker.rng, tables[source], name, ("date_future", rate * 0.5, future))
    _close_too_early(maker, tables[commerce.TICKETS])


def _close_too_early(maker: Maker, tickets: Draft) -> None:
    """Let some tickets be closed before they were opened."""
    opened, closed = tickets.columns["创建时间"], tickets.columns["关闭时间"]
    closed[tickets.spoilt("创建时间")] = None  # a ticket opened in the future is not closed yet
    for row in np.flatnonzero(maker.rng.random(tickets.size) < maker.rates.defect * 0.5).tolist():
        if closed[row] is not None:
            closed[row] = (dt.date.fromisoformat(opened[row]) - dt.timedelta(days=3 + row % 40)).isoformat()
            tickets.defects.append(("date_order", row, "关闭时间", closed[row]))


def _follow_lost_lines(tables: dict[str, Draft]) -> None:
    """An order that lost a line to a wrong reference no longer adds up: write that down too."""
    orders, lines = tables[commerce.ORDERS], tables[commerce.ORDER_LINES]
    off = orders.spoilt("订单金额")
    for kind, row, _, _ in lines.defects:
        order = int(lines.party[row])
        if kind == "orphan" and not off[order]:
            off[order] = True
            orders.defects.append(("order_total_mismatch", order, "订单金额", orders.columns["订单金额"][order]))


def plant_in_ledger(maker: Maker, draft: Draft) -> None:
    """Make some ledger totals disagree with the orders."""
    plant(maker.rng, draft, "含税金额", ("ledger_mismatch", maker.rates.defect * 1.5, spoil.off_by))


def plant_families(maker: Maker, draft: Draft) -> None:
    """Fill the parent references of the sales export; a few run in a circle, a few lead to nobody."""
    org, of_party = maker.world.organisations, maker.world.parties["org"]
    ids, parents = draft.columns["客户编号"], draft.columns["上级客户"]
    first: dict[int, int] = {}
    for row, party in enumerate(draft.party.tolist()):
        first.setdefault(of_party[party], row)
    for row, party in enumerate(draft.party.tolist()):
        o = of_party[party]
        if o >= 0 and org["parent"][o] >= 0 and org["parent"][o] in first:
            parents[row] = ids[first[org["parent"][o]]]
    free = [
        r for o, r in first.items() if o >= 0 and parents[r] is None and org["parent"][o] < 0 and not org["group"][o]
    ]
    used: set[str] = {p for p in parents if p is not None}
    free = [r for r in free if ids[r] not in used]
    for _ in range(max(1, draft.size // 700)):
        if len(free) >= 3:
            _loop(draft, parents, ids, (free.pop(), free.pop()))
            row = free.pop()
            parents[row] = f"C9{row:06d}"
            draft.defects.append(("orphan", row, "上级客户", parents[row]))


def _loop(draft: Draft, parents: Column, ids: Column, pair: tuple[int, int]) -> None:
    a, b = pair
    parents[a], parents[b] = ids[b], ids[a]
    draft.defects += [("parent_loop", row, "上级客户", parents[row]) for row in pair]
