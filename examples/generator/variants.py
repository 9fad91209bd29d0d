"""Ways in which the same value is written: each takes a value and a random number, and returns another form."""

import datetime as dt

from .lexicon import homophones, pinyin, surname_length, traditional
from .words import LOOKALIKES, NICKNAMES

_FULL_WIDTH = {i: i + 0xFEE0 for i in range(0x21, 0x7F)} | {0x20: 0x3000}


def full_width(text: str) -> str:
    """Return the text in full-width characters."""
    return text.translate(_FULL_WIDTH)


def phone(value: str, r: int) -> str:
    """Write a Chinese mobile or landline with country code, spaces, dashes or an extension; keep its number."""
    if value.startswith("+"):
        return foreign_phone(value, r)
    if value.startswith("1"):
        groups = (value[:3], value[3:7], value[7:])
        forms = ("+86 " + value, "+86" + value, "86-" + value, "-".join(groups), " ".join(groups), "0086" + value)
        return forms[r % len(forms)]
    area, number = value.split("-")
    half = len(number) // 2
    forms = (f"({area}){number}", f"({area}) {number}", f"{area}{number}", f"+86-{area[1:]}-{number}",
             f"{area} {number[:half]} {number[half:]}", f"{area} {number}")  # fmt: skip
    return forms[r % len(forms)]


def foreign_phone(value: str, r: int) -> str:
    """Write an international number with 00, spaces or dashes; keep its number."""
    body = value[1:]
    spaced = " ".join((body[:2], body[2:5], body[5:])) if body[0] != "1" else f"1 {body[1:4]}-{body[4:7]}-{body[7:]}"
    return ("00" + body, "+" + spaced, value)[r % 3]


def extension(value: str, r: int) -> str:
    """Add an extension to a landline."""
    return f"{value}{('-', '转', ' ext.')[r % 3]}{8000 + r % 900 if r % 2 else 100 + r % 800}"


def _without_form(name: str) -> str:
    return name.removesuffix("有限公司").removesuffix("有限责任公司").removesuffix("股份")


def _other_form(name: str) -> str:
    return name.replace("有限责任公司", "有限公司") if "有限责任" in name else name.replace("有限公司", "公司", 1)


_COMPANY_FORMS = (
    traditional,
    lambda name: name.replace("（", "(").replace("）", ")"),
    _without_form,
    _without_form,
    _other_form,
    lambda name: f"{name[: len(name) // 2]} {name[len(name) // 2 :]}",
    lambda name: f"{name}(客户)",
    lambda name: name.replace("（", "").replace("）", ""),
)


def company(name: str, r: int) -> str:
    """Write a company's full name another way: brackets, legal form, script, spaces, a remark behind it."""
    return _COMPANY_FORMS[r % len(_COMPANY_FORMS)](name)


_TRADES = {"电子": "Electronics", "机械": "Machinery", "软件": "Software", "食品": "Foods", "物流": "Logistics",
           "贸易": "Trading",
           "化工": "Chemical", "医疗": "Medical", "服饰": "Garments", "家具": "Furniture"}  # fmt: skip


def english(city: str, brand: str, trade: str) -> str:
    """Return the English name a company trades under: city and brand in pinyin."""
    where, which = ("".join(pinyin(part)).capitalize() for part in (city, brand))
    return f"{where} {which} {_TRADES.get(trade, 'Technology')} Co., Ltd."


def person(name: str, r: int) -> str:
    """Write a Chinese person's name another way: traditional, spaced, with a title, in pinyin."""
    cut = surname_length(name)
    if r % 7 in (0, 1):
        return traditional(name)
    if r % 7 == 2:
        return f"{name[:cut]} {name[cut:]}"
    if r % 7 == 3:
        return name + ("先生", "女士", "经理")[r // 7 % 3]
    return spelt(name, r // 7)


def spelt(name: str, r: int) -> str:
    """Write a Chinese name in pinyin, in one of the usual orders."""
    cut = surname_length(name)
    surname = "".join(pinyin(name[:cut])).capitalize()
    given = pinyin(name[cut:])
    joined = "".join(given).capitalize()
    forms = (f"{surname} {joined}", f"{joined} {surname}", f"{surname}{joined}", f"{surname.upper()} {joined}",
             f"{surname} {' '.join(g.capitalize() for g in given)}")  # fmt: skip
    return forms[r % len(forms)]


def latin(name: str, r: int) -> str:
    """Write a Latin name another way: nickname, initial, capitals, order."""
    given, _, surname = name.partition(" ")
    if r % 5 == 0 and given in NICKNAMES:
        return f"{NICKNAMES[given]} {surname}"
    return (f"{given[0]}. {surname}", name.upper(), f"{surname}, {given}", name.lower())[r % 4]


def typo(text: str, r: int) -> str:
    """Put one wrong character: a homophone, a look-alike, a neighbour swapped, one dropped or doubled."""
    if len(text) < 2:
        return text
    sounds = homophones()
    for step in range(len(text)):
        at = (r + step) % len(text)
        others = (LOOKALIKES.get(text[at], "") if r % 3 == 0 else "") or sounds.get(text[at], "")
        if others:
            return text[:at] + others[r // 7 % len(others)] + text[at + 1 :]
    at = r % (len(text) - 1)
    if r % 3 == 0 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if r % 3 == 1 and len(text) > 3 else text[:at] + text[at] + text[at:]


def address(value: str, r: int) -> str:
    """Write a Chinese address another way: without province, 号 as #, spaces, short building part."""
    if r % 5 == 0:
        return value.split("省", 1)[-1] if "省" in value[:4] else value
    if r % 5 == 1:
        return value.replace("号", "#", 1)
    if r % 5 == 2:
        return value.replace("市", "市 ", 1).replace("区", "区 ", 1)
    if r % 5 == 3:
        return value.replace("室", "").replace("栋", "-")
    return value.split("号", maxsplit=1)[0] + "号"


def date(value: str, r: int) -> str:
    """Write an ISO date in another unambiguous form, an Excel serial among them."""
    year, month, day = value.split("-")
    serial = str((dt.date.fromisoformat(value) - dt.date(1899, 12, 30)).days)
    forms = (f"{year}/{int(month)}/{int(day)}", f"{year}年{int(month)}月{int(day)}日", f"{year}{month}{day}",
             f"{year}.{month}.{day}", f"{value} {r % 10 + 8:02d}:{r % 60:02d}:00", serial)  # fmt: skip
    return forms[r % len(forms)]
