"""The four departments: who of the world is known to each, and how its export writes them."""

from dataclasses import dataclass

import numpy as np

from . import variants, words
from .alter import Draft, vary
from .settings import STRIDE, Noise, Settings
from .world import Column, Table, World, column, draw

SALES, SERVICE, MEMBERS, ERP = "sales_crm", "service_desk", "members", "erp_customers"

_PRESENCE = {  # share of each kind of party known to a department; "firm" is an organisation that has contacts
    SALES: {"contact": 0.80, "organisation": 0.72, "firm": 0.0, "person": 0.26},
    SERVICE: {"contact": 0.26, "organisation": 0.24, "firm": 0.0, "person": 0.22},
    MEMBERS: {"contact": 0.05, "organisation": 0.0, "firm": 0.0, "person": 0.62, "foreign": 1.0},
    ERP: {"contact": 0.22, "organisation": 0.55, "firm": 0.45, "person": 0.0},
}
_HOME = {"contact": SALES, "organisation": SALES, "firm": ERP, "person": MEMBERS, "foreign": MEMBERS}


@dataclass(frozen=True)
class Maker:
    """What making a department's records needs."""

    rng: np.random.Generator
    world: World
    settings: Settings
    block: int

    @property
    def rates(self) -> Noise:
        """The noise in force."""
        return self.settings.rates


def parts_of(world: World) -> Column:
    """Return the part each party plays: contact, organisation, firm (has contacts), person, foreign."""
    table = world.parties
    part = table["kind"].copy()
    employers = set(table["org"][table["kind"] == "contact"].tolist())
    for i, (kind, org) in enumerate(zip(table["kind"], table["org"], strict=True)):
        if kind == "organisation" and org in employers:
            part[i] = "firm"
        elif kind == "person" and table["country"][i] != "CN":
            part[i] = "foreign"
    return part


def known_to(maker: Maker) -> dict[str, np.ndarray]:
    """Return for each department the parties it has records of, repeats included, in file order."""
    rng, part = maker.rng, parts_of(maker.world)
    rolls = {source: rng.random(len(part)) for source in _PRESENCE}
    known = {
        source: np.array([rolls[source][i] < shares.get(p, 0.0) for i, p in enumerate(part)])
        for source, shares in _PRESENCE.items()
    }
    nowhere = ~np.logical_or.reduce(list(known.values())) & (part != "firm")
    result = {}
    for source, mask in known.items():
        who = np.flatnonzero(mask | (nowhere & np.array([_HOME[p] == source for p in part])))
        again = who[rng.random(len(who)) < maker.rates.repeat]
        thrice = again[rng.random(len(again)) < 0.25]
        result[source] = rng.permutation(np.concatenate([who, again, thrice]))
    return result


def draft_all(maker: Maker) -> dict[str, Draft]:
    """Return the records of the four departments, varied as people write them, before any planted defect."""
    known = known_to(maker)
    return {
        SALES: _sales(maker, known[SALES]),
        SERVICE: _service(maker, known[SERVICE]),
        MEMBERS: _members(maker, known[MEMBERS]),
        ERP: _erp(maker, known[ERP]),
    }


def _ids(maker: Maker, prefix: str, width: int, count: int) -> Column:
    base = maker.block * STRIDE
    return column([f"{prefix}{base + i + 1:0{width}d}" for i in range(count)])


def _base(maker: Maker, who: np.ndarray) -> Table:
    """Return what each record would say if written with care: names, phones, tax ID, e-mail, place."""
    table, org = maker.world.parties, maker.world.organisations
    of = table["org"][who].astype(int)
    firm = of >= 0
    given, surname, chinese = table["given"][who], table["surname"][who], table["country"][who] == "CN"
    person = [s + g if c else f"{g} {s}" for s, g, c in zip(surname, given, chinese, strict=True)]
    moved = (maker.rng.random(len(who)) < maker.rates.moved) | (
        table["moved"][who].astype(bool) & (maker.rng.random(len(who)) < 0.6)
    )
    moved &= ~table["agent"][who].astype(bool)
    pick = lambda name: column([org[name][o] if o >= 0 else None for o in of])  # noqa: E731 -- one use, one line
    return {
        "org": column(of.tolist()), "firm": firm, "chinese": chinese, "kind": table["kind"][who],
        "company": pick("name"), "person": column(person), "given": given, "surname": surname,
        "mobile": np.where(moved, table["old_phone"][who], table["phone"][who]),
        "switchboard": pick("switchboard"), "tax_id": pick("tax_id"), "email": table["email"][who],
        "address": table["address"][who], "city": table["city"][who], "postcode": table["postcode"][who],
        "birth": table["birth"][who], "gender": table["gender"][who], "country": table["country"][who],
    }  # fmt: skip


def _company_names(maker: Maker, base: Table, short_share: float) -> Column:
    """Return the names of organisations as a department writes them: full, varied, short or mistyped."""
    rng, rates, org = maker.rng, maker.rates, maker.world.organisations
    names = base["company"].copy()
    roll = rng.random(len(names))
    forms = rng.integers(0, 3, len(names)).tolist()
    full = roll >= short_share * rates.vary * 2
    for row in np.flatnonzero((~full | (roll > 0.97)) & base["firm"]).tolist():
        o = base["org"][row]
        brand, trade, city = org["brand"][o], org["trade"][o], org["city"][o].name
        if org["branch"][o] or org["group"][o] or org["suffix"][o]:
            full[row] = True
        elif roll[row] > 0.97:
            names[row], full[row] = variants.english(city, brand, trade), False
        else:
            names[row] = (brand + trade, city + brand + trade, brand + org["industry"][o])[forms[row]]
    long_names = names[full]
    vary(rng, long_names, rates.vary * 0.6, variants.company)
    names[full] = long_names
    for row in np.flatnonzero(full & base["firm"] & (rng.random(len(names)) < rates.moved * 5)).tolist():
        o = base["org"][row]
        if org["former"][o]:
            names[row] = base["company"][row].replace(org["brand"][o], org["former"][o], 1)
    vary(rng, names, rates.typo, variants.typo)
    return names


def _person_names(maker: Maker, base: Table) -> Column:
    rng, rates = maker.rng, maker.rates
    names = base["person"].copy()
    chinese = base["chinese"].astype(bool)
    han, latin = names[chinese], names[~chinese]
    vary(rng, han, rates.typo, variants.typo)
    vary(rng, han, rates.vary * 0.2, lambda v, r: variants.person(v, r) if v[0] >= "一" else v)
    vary(rng, latin, rates.vary * 0.4, variants.latin)
    vary(rng, latin, rates.typo, variants.typo)
    names[chinese], names[~chinese] = han, latin
    return names


def _phones(maker: Maker, cells: Column, landline: bool) -> Column:
    rng, rates = maker.rng, maker.rates
    cells = cells.copy()
    vary(rng, cells, rates.vary * (0.8 if landline else 0.6), variants.phone)
    if landline:
        vary(rng, cells, 0.12, variants.extension)
    return cells


def _emails(maker: Maker, base: Table) -> Column:
    """Return e-mail addresses: some in capitals, some an older one at another provider."""
    cells = base["email"].copy()
    vary(maker.rng, cells, maker.rates.vary * 0.1, lambda v, r: v.title() if r % 2 else v.upper())
    own = base["kind"] != "organisation"
    theirs = cells[own]
    vary(maker.rng, theirs, maker.rates.moved, lambda v, r: f"{v.split('@')[0]}{r % 97}@{words.PROVIDERS[r % 8]}")
    cells[own] = theirs
    return cells


def _two_in_one(maker: Maker, cells: Column, others: Column) -> None:
    """Put a second number behind the first one, in the same cell."""
    for row in np.flatnonzero(maker.rng.random(len(cells)) < maker.rates.vary * 0.06).tolist():
        if cells[row] is not None and others[row] is not None and cells[row] != others[row]:
            cells[row] = f"{cells[row]}{'/、;'[row % 3]}{others[row]}"


def _dates(maker: Maker, days_back: Column, other_forms: float) -> Column:
    """Return dates so many days before the reference date, mostly ISO, some in other forms."""
    as_of = np.datetime64(maker.settings.as_of)
    cells = column((as_of - days_back.astype(int)).astype(str).tolist())
    vary(maker.rng, cells, other_forms, variants.date)
    return cells


def _only(cells: Column, mask: np.ndarray) -> Column:
    result = cells.copy()
    result[~mask] = None
    return result


def _omit(maker: Maker, cells: Column, share: float, keep: np.ndarray | None = None) -> None:
    """Leave out a share of the values, but none where `keep` holds."""
    gone = maker.rng.random(len(cells)) < maker.rates.missing * share
    if keep is not None:
        gone &= ~keep
    cells[gone] = None


def _filled(cells: Column) -> np.ndarray:
    return np.array([c is not None for c in cells], dtype=bool)


def _ages(maker: Maker, count: int) -> tuple[Column, Column]:
    """Return days since creation and days since the last contact; about 8 % are dormant (over three years)."""
    rng = maker.rng
    dormant = rng.random(count) < 0.08
    last = np.where(dormant, rng.integers(1150, 2400, count), rng.integers(1, 1000, count))
    return (last + rng.integers(20, 2200, count)).astype(object), last.astype(object)


def _sales(maker: Maker, who: np.ndarray) -> Draft:
    base, n, rng = _base(maker, who), len(who), maker.rng
    firm, contact = base["firm"], base["kind"] == "contact"
    names = np.where(firm, _company_names(maker, base, 0.25), _person_names(maker, base))
    people = _only(_person_names(maker, base), contact | (~firm & (rng.random(n) < 0.3)))
    mobiles = _only(_phones(maker, base["mobile"], landline=False), base["kind"] != "organisation")
    boards = _only(_phones(maker, base["switchboard"], landline=True), ~contact | (rng.random(n) < 0.5))
    _omit(maker, mobiles, 0.7, keep=~_filled(people))
    _omit(maker, people, 0.5, keep=~_filled(mobiles))
    address, tax = base["address"].copy(), base["tax_id"].copy()
    vary(rng, address, maker.rates.vary * 0.7, variants.address)
    vary(rng, tax, 0.04, lambda v, _: v.lower())
    created, last = _ages(maker, n)
    cities = column([c.split("|")[0] if isinstance(c, str) else c.name for c in base["city"]])
    columns: Table = {
        "客户编号": _ids(maker, "C", 7, n), "客户名称": names,
        "客户类型": column(["企业" if f else "个人" for f in firm]),
        "联系人": people, "手机": mobiles, "电话": boards, "税号": tax, "邮箱": _emails(maker, base),
        "省份": column([None if isinstance(c, str) else c.province for c in base["city"]]), "城市": cities,
        "地址": address, "所属行业": _only(draw(rng, words.INDUSTRY_CLASSES, n), firm),
        "所属销售": draw(rng, words.OWNERS, n), "上级客户": column([None] * n),
        "建档日期": _dates(maker, created, maker.rates.vary * 0.4),
        "最近跟进时间": _dates(maker, last, maker.rates.vary * 0.4),
        "备注": _only(draw(rng, words.REMARKS, n), rng.random(n) < 0.25),
    }  # fmt: skip
    for name, share in (("税号", 1.6), ("邮箱", 3.5), ("省份", 1.0), ("地址", 1.0), ("所属行业", 1.0), ("电话", 0.8)):
        _omit(maker, columns[name], share)
    return Draft(SALES, columns, who, "客户编号", created, last)


def _service(maker: Maker, who: np.ndarray) -> Draft:
    base, n, rng = _base(maker, who), len(who), maker.rng
    firm, contact = base["firm"], base["kind"] == "contact"
    names = np.where(firm, _company_names(maker, base, 0.6), _person_names(maker, base))
    phones = np.where(base["kind"] == "organisation", _phones(maker, base["switchboard"], landline=True),
                      _phones(maker, base["mobile"], landline=False))  # fmt: skip
    _two_in_one(maker, phones, base["switchboard"])
    address = base["address"].copy()
    vary(rng, address, maker.rates.vary, variants.address)
    created, last = _ages(maker, n)
    columns: Table = {
        "档案号": _ids(maker, "K", 8, n), "客户名称": names, "联系人": _only(_person_names(maker, base), contact),
        "联系电话": phones, "电子邮箱": _emails(maker, base), "联系地址": address,
        "服务等级": draw(rng, ("金牌", "银牌", "普通", "普通"), n), "登记日期": _dates(maker, created, 0.1),
        "最后服务时间": _dates(maker, last, 0.1),
    }  # fmt: skip
    for name, share in (("电子邮箱", 4.0), ("联系地址", 1.5)):
        _omit(maker, columns[name], share)
    return Draft(SERVICE, columns, who, "档案号", created, last)


def _members(maker: Maker, who: np.ndarray) -> Draft:
    base, n, rng = _base(maker, who), len(who), maker.rng
    chinese = base["chinese"].astype(bool)
    spelt = chinese & (rng.random(n) < maker.rates.vary * 0.6)
    surname, given = base["surname"].copy(), base["given"].copy()
    for cells in (surname, given):
        some = cells[spelt]
        vary(rng, some, 1.0, lambda v, _: "".join(variants.pinyin(v)).capitalize())
        cells[spelt] = some
        vary(rng, cells, maker.rates.typo * 0.7, variants.typo)
    swapped = rng.random(n) < maker.rates.typo
    given[swapped], surname[swapped] = surname[swapped], given[swapped]
    address, mobiles = base["address"].copy(), _phones(maker, base["mobile"], landline=False)
    han = address[chinese]
    vary(rng, han, maker.rates.vary * 0.6, variants.address)
    address[chinese] = han
    created, last = _ages(maker, n)
    cities = [c.split("|") if isinstance(c, str) else (c.name, c.province) for c in base["city"]]
    columns: Table = {
        "member_id": _ids(maker, "M", 8, n), "last_name": surname, "first_name": given, "email": _emails(maker, base),
        "mobile": mobiles, "gender": column([{"男": "M", "女": "F"}[g] for g in base["gender"]]),
        "birth_date": base["birth"].copy(), "country": base["country"].copy(),
        "state": column([c[1] or None for c in cities]), "city": column([c[0] for c in cities]),
        "address": address, "zip": base["postcode"].copy(), "company": _only(base["company"], base["firm"]),
        "vat_no": _only(base["tax_id"], base["firm"]), "level": draw(rng, ("gold", "silver", "basic", "basic"), n),
        "registered_at": _dates(maker, created, maker.rates.vary * 0.2), "last_login": _dates(maker, last, 0.0),
    }  # fmt: skip
    _omit(maker, columns["mobile"], 1.2, keep=~_filled(columns["email"]))
    for name, share in (("birth_date", 4.0), ("gender", 1.5), ("address", 2.0), ("zip", 2.0)):
        _omit(maker, columns[name], share)
    _omit(maker, columns["email"], 0.8, keep=~_filled(columns["mobile"]))
    draft = Draft(MEMBERS, columns, who, "member_id", created, last)
    draft.defects += [("swapped_names", row, "last_name", surname[row]) for row in np.flatnonzero(swapped).tolist()]
    return draft


def _erp(maker: Maker, who: np.ndarray) -> Draft:
    base, n, rng = _base(maker, who), len(who), maker.rng
    contact = base["kind"] == "contact"
    phones = np.where(contact, _phones(maker, base["mobile"], landline=False),
                      _phones(maker, base["switchboard"], landline=True))  # fmt: skip
    tax = base["tax_id"].copy()
    vary(rng, tax, maker.rates.vary * 0.1, lambda v, _: f"{v[:6]} {v[6:]}")
    created, last = _ages(maker, n)
    streets = column([a.split("市", 1)[-1] for a in base["address"]])
    columns: Table = {
        "KUNNR": _ids(maker, "", 10, n), "NAME1": _company_names(maker, base, 0.1),
        "CONTACT_NAME": _only(_person_names(maker, base), contact), "TELF1": phones,
        "STCD1": tax, "SMTP_ADDR": _emails(maker, base), "STRAS": streets,
        "ORT01": column([c.name for c in base["city"]]), "REGIO": column([c.province for c in base["city"]]),
        "LAND1": column(["CN"] * n), "KTOKD": draw(rng, ("Z001", "Z001", "Z002"), n),
        "ERDAT": column([d.replace("-", "") for d in _dates(maker, created, 0.0)]),
    }  # fmt: skip
    for name, share in (("STCD1", 0.5), ("SMTP_ADDR", 5.0), ("STRAS", 1.0), ("TELF1", 0.6)):
        _omit(maker, columns[name], share, keep=contact if name == "TELF1" else None)
    return Draft(ERP, columns, who, "KUNNR", created, last)
