"""A Chinese CRM: companies with contacts, and persons, as sales, finance and service typed them.

The same customer is a contact at a company (company and person both the same) or a person. Scripts change
(简/繁/pinyin), names are cut short (简称), numbers carry +86, spaces or a landline's area code; branches,
sister companies, agents' shared lines and reissued mobiles must not merge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from .noise import Level, number_slip, worn
from .people import Names
from .writing import Pool

CITIES = (
    ("北京", "北京市", "朝阳区", "010", "110105"),
    ("上海", "上海市", "浦东新区", "021", "310115"),
    ("广州", "广东省广州市", "天河区", "020", "440106"),
    ("深圳", "广东省深圳市", "南山区", "0755", "440305"),
    ("杭州", "浙江省杭州市", "余杭区", "0571", "330110"),
    ("成都", "四川省成都市", "武侯区", "028", "510107"),
    ("武汉", "湖北省武汉市", "洪山区", "027", "420111"),
    ("西安", "陕西省西安市", "雁塔区", "029", "610113"),
    ("苏州", "江苏省苏州市", "吴中区", "0512", "320506"),
    ("厦门", "福建省厦门市", "思明区", "0592", "350203"),
)  # fmt: skip
MARKS = "华鑫恒瑞盛达宏泰嘉润佳信诚远博海天翔宇龙腾飞凯悦康美科创智联云峰金源广通安顺祥和兴隆德昌明晟德"
TRADES = (
    "科技", "贸易", "信息技术", "机械设备", "电子", "建筑工程", "物流", "食品", "医疗器械", "文化传媒",
    "餐饮管理", "新能源", "化工", "服饰", "软件", "环保工程",
)  # fmt: skip
ROADS = (
    "人民路",
    "中山路",
    "解放大道",
    "建设路",
    "科技园路",
    "文一西路",
    "长江路",
    "和平街",
    "新华路",
    "滨河大道",
)
LIKE = (
    ("伟", "维"), ("明", "铭"), ("丽", "莉"), ("静", "净"),
    ("强", "墙"), ("敏", "闵"), ("军", "君"), ("磊", "垒"),
    ("洋", "阳"), ("勇", "永"), ("杰", "洁"), ("娟", "鹃"),
    ("涛", "滔"), ("超", "朝"), ("霞", "侠"), ("平", "萍"),
    ("华", "花"), ("鑫", "新"), ("瑞", "端"), ("恒", "衡"),
    ("盛", "胜"), ("达", "大"), ("科", "料"), ("润", "闰"),
    ("张", "章"), ("王", "汪"), ("李", "季"), ("陈", "陳"),
    ("刘", "流"),
)  # fmt: skip


@dataclass(frozen=True)
class Party:
    """A contact at a company, or a person where the company is empty."""

    company: str
    brand: str
    city: int
    uscc: str
    contact: str
    mobile: str
    line: str
    email: str
    road: str


CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _uscc(area: str, dice: Random) -> str:
    """A unified social credit code with valid check digits (GB 32100-2015, GB 11714)."""
    body = "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(8))
    total = sum(w * (int(c, 36)) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    check = 11 - total % 11
    code = f"91{area}{body}{'0X'[check == 10] if check >= 10 else check}"
    total = sum(CODE.index(c) * pow(3, i, 31) for i, c in enumerate(code) if c in CODE)
    return code + CODE[(31 - total % 31) % 31]


def _mobile(dice: Random) -> str:
    return dice.choice(("138", "139", "135", "186", "188", "150", "177", "199", "133")) + f"{dice.randrange(10**8):08d}"


@lru_cache(maxsize=1)
def _traditional() -> object:
    import opencc

    return opencc.OpenCC("s2t")


def _pinyin(name: str, dice: Random) -> str:
    from pypinyin import lazy_pinyin

    parts = [p.title() for p in lazy_pinyin(name)]
    given = "".join(parts[1:]).title()
    return dice.choice((f"{given} {parts[0]}", f"{parts[0]} {given}", " ".join(parts), "".join(parts).lower()))


def _mistyped(text: str, dice: Random) -> str:
    found = [(a, b) for a, b in LIKE if a in text] + [(b, a) for a, b in LIKE if b in text]
    if found:
        return text.replace(*dice.choice(found), 1)
    at = dice.randrange(len(text)) if text else 0
    return text[:at] + text[at + 1 :] if len(text) > 3 else text


class Market:
    """Makes companies, contacts and persons."""

    def __init__(self, dice: Random) -> None:
        self.dice, self.names = dice, Names("zh_CN", dice)

    def person(self) -> str:
        """A full name of two or three characters."""
        return self.names.last() + self.names.given(self.dice.choice("MF"))

    def party(self, city: int, company: tuple[str, str, str]) -> Party:
        """A contact at a company (name, brand, code)."""
        dice, contact = self.dice, self.person()
        line = f"{CITIES[city][3]}-{dice.randint(20000000, 89999999)}"
        host = dice.choice(("qq.com", "163.com", "126.com", "foxmail.com"))
        email = f"{dice.randint(10**7, 10**9)}@{host}"
        road = f"{CITIES[city][1]}{CITIES[city][2]}{dice.choice(ROADS)}{dice.randint(1, 999)}号"
        return Party(company[0], company[1], city, company[2], contact, _mobile(dice), line, email, road)

    def companies(self) -> tuple[int, list[tuple[str, str, str]]]:
        """A company with, at times, a branch and a sister of the same brand."""
        dice = self.dice
        city = dice.randrange(len(CITIES))
        brand = "".join(dice.sample(MARKS, 2))
        trade = dice.choice(TRADES)
        form = dice.choice(("有限公司", "有限公司", "有限责任公司", "股份有限公司"))
        shape = dice.choice(("{c}{b}{t}{f}", "{c}市{b}{t}{f}", "{b}{t}（{c}）{f}", "{b}{t}{f}"))
        name = shape.format(c=CITIES[city][0], b=brand, t=trade, f=form)
        found = [(name, brand + trade, _uscc(CITIES[city][4], dice))]
        if dice.random() < 0.12:
            other = CITIES[dice.randrange(len(CITIES))]
            found.append((f"{name}{other[0]}分公司", brand + trade, _uscc(other[4], dice)))
        if dice.random() < 0.15:
            sister = dice.choice([t for t in TRADES if t != trade])
            found.append((name.replace(trade, sister), brand + sister, _uscc(CITIES[city][4], dice)))
        return city, found


def _company(party: Party, level: Level, dice: Random) -> str:
    name = party.company
    roll = dice.random()
    if "分公司" not in name and roll < level.change:
        name = party.brand if dice.random() < 0.6 else name.replace("有限责任公司", "公司").replace("有限公司", "")
    elif roll < level.change * 1.4:
        name = name.replace("股份有限公司", "有限公司").replace("（", "(").replace("）", ")")
    elif roll < level.change * 1.7:
        name = _traditional().convert(name)
    return worn(name, replace(level, missing=0), dice, _mistyped)


def _mobile_as_typed(mobile: str, dice: Random) -> str:
    spaced = f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"
    return dice.choice((mobile, mobile, mobile, f"+86 {mobile}", f"0086{mobile}", spaced, spaced.replace(" ", "-")))


def _entry(party: Party, source: str, level: Level, dice: Random) -> dict[str, str]:
    contact = party.contact
    if dice.random() < level.change / 3:
        contact = _pinyin(contact, dice)
    elif dice.random() < level.change / 4:
        contact = _traditional().convert(contact)
    elif dice.random() < level.change / 3 and party.company:
        contact = contact[0] + dice.choice(("总", "经理", "先生", "女士", "工"))
    else:
        contact = worn(contact, replace(level, missing=0), dice, _mistyped)
    mobile = worn(party.mobile, level, dice, number_slip)
    road = party.road
    if dice.random() < level.change:
        road = road.replace("省", "").replace("市", "", 1)
    return {
        "来源系统": source,
        "客户名称": _company(party, level, dice) if party.company else contact,
        "联系人": contact if party.company else "",
        "手机": _mobile_as_typed(mobile, dice) if mobile else "",
        "电话": worn(party.line, replace(level, missing=0.5), dice, number_slip),
        "税号": worn(party.uscc, replace(level, missing=0.35), dice, number_slip),
        "邮箱": worn(party.email, replace(level, missing=0.4), dice),
        "地址": worn(road, level, dice, _mistyped),
    }


def chinese(seed: int, size: int = 1500, level: str = "medium") -> Pool:
    """Contacts at about `size` companies and a third as many persons, one to four records each."""
    dice, noise, pool = Random(seed), Level.of(level), Pool()
    market, mobiles, agent = Market(dice), [], _mobile(dice)
    for number in range(size):
        city, companies = market.companies()
        if dice.random() < 0.3:
            companies = [("", "", "")]
        parties = [market.party(city, company) for company in companies for _ in range(dice.choice((1, 1, 1, 2)))]
        if mobiles and dice.random() < 0.03:
            old, owner = dice.choice(mobiles)
            parties[0] = replace(parties[0], mobile=old)
            pool.forbid(owner, f"k{number}.0")
        if dice.random() < 0.02:
            parties[0] = replace(parties[0], mobile=agent)
        for at, party in enumerate(parties):
            mobiles.append((party.mobile, f"k{number}.{at}"))
            for source in dice.choices(("销售CRM", "财务ERP", "客服", "电商"), k=dice.choice((1, 1, 2, 2, 3, 4))):
                pool.add(f"k{number}.{at}", _entry(party, source, noise, dice))
            for earlier in range(at):
                pool.forbid(f"k{number}.{earlier}", f"k{number}.{at}")
    return pool
