"""Planted defects: every kind, where it may occur, and how it spoils a value. Each one is written down."""

import datetime as dt
from collections.abc import Callable

import numpy as np

from . import commerce, identifiers, variants
from .alter import Draft, plant
from .departments import ERP, MEMBERS, SALES, SERVICE, Maker
from .world import Column

PLACEHOLDER_PHONES = ("13800138000", "11111111111", "13000000000", "00000000", "12345678901", "99999999")
PLACEHOLDER_TAX_IDS = ("000000000000000000", "111111111111111111", "无税号", "123456789012345678")
JUNK = ("无", "暂无", "N/A", "test", "测试", "不详", "未知", "-", "null", "xxx")
INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e")


def phone_invalid(value: str, r: int) -> str | None:
    """Cut or lengthen a mobile, or give it a prefix that no operator has."""
    digits = "".join(c for c in value if c.isdigit())
    if (value.startswith("+") and not value.startswith("+86")) or len(digits) < 11:
        return None
    mobile = digits[-11:]
    if not mobile.startswith("1"):
        return None
    return (mobile[:9], mobile + str(r % 9 + 1) + "7", "12" + mobile[2:], mobile[:10])[r % 4]


def phone_scientific(value: str, _: int) -> str | None:
    """Ruin a mobile the way a spreadsheet does."""
    digits = "".join(c for c in value if c.isdigit())
    return f"{int(digits):.2E}".replace("E+", "E+") if len(digits) == 11 and digits[0] == "1" else None


def phone_lost_zero(value: str, _: int) -> str | None:
    """Drop the leading zero of a landline's area code."""
    digits = "".join(c for c in value if c.isdigit() or c == "-")
    return (
        digits[1:] if digits.startswith("0") and not digits.startswith("00") and len(digits) in (11, 12, 13) else None
    )


def tax_checksum(value: str, r: int) -> str | None:
    """Change one character of a USCC, or swap two neighbours: the check no longer holds."""
    text = value.replace(" ", "").upper()
    at = r % 16 + 1
    if r % 2 and text[at] != text[at - 1]:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    other = identifiers.USCC_ALPHABET[(identifiers.USCC_ALPHABET.index(text[at]) + r % 29 + 1) % 31]
    return text[:at] + other + text[at + 1 :]


def tax_lookalike(value: str, r: int) -> str | None:
    """Write the letter O or I for the digit 0 or 1."""
    text = value.replace(" ", "").upper()
    digit = "01"[r % 2]
    return text.replace(digit, {"0": "O", "1": "I"}[digit], 1) if digit in text[2:] else None


def tax_truncated(value: str, r: int) -> str | None:
    """Lose the last characters of a tax ID."""
    return value.replace(" ", "")[: -1 - r % 2]


def email_invalid(value: str, r: int) -> str | None:
    """Break an address so that no mail can reach it."""
    local, _, domain = value.partition("@")
    dots, stops = domain.replace(".", "..", 1), domain.replace(".", "。")
    forms = (
        local + domain, f"{local}@@{domain}", f"{local}@{domain.split('.')[0]}", f"{local}＠{stops}",
        f"{local} @{domain}", f"{local}@{dots}",
    )  # fmt: skip
    return forms[r % len(forms)]


def mojibake(value: str, r: int) -> str | None:
    """Read UTF-8 as Latin-1 or GBK, as a wrong import does."""
    if value.isascii():
        return None
    codec = ("latin-1", "gb18030")[r % 2]
    broken = value.encode("utf-8").decode(codec, errors="replace")
    broken = "".join(c if c.isprintable() else "�" for c in broken)
    return broken if broken != value else None


def invisible(value: str, r: int) -> str | None:
    """Put a character inside that nobody sees."""
    at = r % len(value)
    return value[:at] + INVISIBLE[r // 7 % len(INVISIBLE)] + value[at:]


def date_impossible(value: str, r: int) -> str | None:
    """Write a day that no calendar has."""
    year = value[:4] if value[:4].isdigit() and value[:2] in ("19", "20") else "2021"
    return (f"{year}-02-30", "0000-00-00", f"{year}-13-05", f"{year}-06-31")[r % 4]


def date_future(as_of: dt.date) -> Callable[[str, int], str]:
    """Return a change to a date from two months to ten years after the reference date."""
    return lambda _, r: (as_of + dt.timedelta(days=60 + r % 3600)).isoformat()


def _one_of(options: tuple[str, ...]) -> Callable[[str, int], str]:
    return lambda _, r: options[r % len(options)]


def _full_width(value: str, _: int) -> str | None:
    wide = variants.full_width(value)
    return wide if wide != value else None


def plant_in_customers(maker: Maker, drafts: dict[str, Draft]) -> None:
    """Spoil cells of the four customer tables in place."""
    rate = maker.rates.defect
    future = date_future(maker.settings.as_of)
    phones = ("phone_placeholder", rate, _one_of(PLACEHOLDER_PHONES)), ("phone_invalid", rate, phone_invalid)
    plan: list[tuple[str, str, tuple]] = []
    for source, names in ((SALES, ("手机",)), (SERVICE, ("联系电话",)), (MEMBERS, ("mobile",)), (ERP, ("TELF1",))):
        plan += [(source, name, defect) for name in names for defect in phones]
    plan += [(SERVICE, "联系电话", ("phone_scientific", rate, phone_scientific)),
             (SALES, "手机", ("phone_scientific", rate, phone_scientific)),
             (SALES, "电话", ("phone_lost_zero", rate * 2, phone_lost_zero)),
             (ERP, "TELF1", ("phone_lost_zero", rate * 2, phone_lost_zero)),
             (SALES, "手机", ("full_width", rate, _full_width))]  # fmt: skip
    for source, name in ((SALES, "税号"), (ERP, "STCD1")):
        plan += [(source, name, (kind, rate, change)) for kind, change in (
            ("tax_id_checksum", tax_checksum), ("tax_id_checksum", tax_lookalike), ("tax_id_length", tax_truncated),
            ("tax_id_placeholder", _one_of(PLACEHOLDER_TAX_IDS)))]  # fmt: skip
    for source, name in ((SALES, "邮箱"), (SERVICE, "电子邮箱"), (MEMBERS, "email"), (ERP, "SMTP_ADDR")):
        plan.append((source, name, ("email_invalid", rate * 1.5, email_invalid)))
    for source, name in ((SALES, "客户名称"), (SERVICE, "客户名称"), (ERP, "NAME1"), (MEMBERS, "last_name")):
        plan += [(source, name, ("invisible", rate, invisible)), (source, name, ("name_missing", rate * 0.5, None)),
                 (source, name, ("junk", rate * 0.5, _one_of(JUNK)))]  # fmt: skip
    for source, name in ((SALES, "客户名称"), (SALES, "地址"), (SERVICE, "联系地址"), (MEMBERS, "address")):
        plan.append((source, name, ("mojibake", rate * 0.6, mojibake)))
    plan += [(SALES, "联系人", ("junk", rate, _one_of(JUNK))), (ERP, "NAME1", ("full_width", rate, _full_width)),
             (SALES, "地址", ("junk", rate, _one_of(JUNK)))]  # fmt: skip
    for source, name in (
        (SALES, "建档日期"),
        (SERVICE, "登记日期"),
        (MEMBERS, "birth_date"),
        (MEMBERS, "registered_at"),
    ):
        plan += [
            (source, name, ("date_impossible", rate, date_impossible)),
            (source, name, ("date_future", rate, future)),
        ]
    for source, name, (kind, share, change) in plan:
        if change is None:
            _blank(maker, drafts[source], name, (kind, share))
        else:
            plant(maker.rng, drafts[source], name, (kind, share, change))


def _blank(maker: Maker, draft: Draft, name: str, defect: tuple[str, float]) -> None:
    """Leave out the name of some records that can still be told by their phone."""
    kind, rate = defect
    cells, spoilt = draft.columns[name], draft.spoilt(name)
    for row in np.flatnonzero((maker.rng.random(draft.size) < rate) & ~spoilt).tolist():
        if cells[row] is not None:
            cells[row], spoilt[row] = None, True
            draft.defects.append((kind, row, name, ""))


def plant_dormant(draft: Draft, name: str, after_days: int = 1096) -> None:
    """Write down the customers whose last contact is over three years ago."""
    for row in np.flatnonzero(draft.last.astype(int) > after_days).tolist():
        if draft.columns[name][row] is not None:
            draft.defects.append(("dormant", row, name, draft.columns[name][row]))


def plant_in_events(maker: Maker, tables: dict[str, Draft]) -> None:
    """Spoil orders, lines, tickets and follow-ups in place: totals, dates, references to nobody."""
    rate = maker.rates.defect
    future = date_future(maker.settings.as_of)
    for source, total in ((commerce.ORDERS, "订单金额"), (commerce.SHOP_ORDERS, "total")):
        plant(maker.rng, tables[source], total, ("order_total_mismatch", rate, _off_by))
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


def _off_by(value: str, r: int) -> str:
    cents = int(value.replace(".", ""))
    return commerce.money((cents + 1, cents + 10_000, cents * 10, cents - 100 - r % 900)[r % 4])


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
    plant(maker.rng, draft, "含税金额", ("ledger_mismatch", maker.rates.defect * 1.5, _off_by))


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
