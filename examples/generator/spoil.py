"""How a value is spoilt: each change takes a value and a random number, and returns the spoilt one.

None means that the value cannot be spoilt in this way.
"""

import datetime as dt
from collections.abc import Callable

from . import identifiers, variants

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


def date_ambiguous(value: str, _: int) -> str | None:
    """Write a date so that day and month cannot be told apart."""
    parts = value.split("-")
    if len(parts) != 3 or len(value) != 10 or int(parts[2]) > 12 or parts[1] == parts[2]:
        return None
    return f"{parts[1]}/{parts[2]}/{parts[0]}"


def date_future(as_of: dt.date) -> Callable[[str, int], str]:
    """Return a change to a date from two months to ten years after the reference date."""
    return lambda _, r: (as_of + dt.timedelta(days=60 + r % 3600)).isoformat()


def one_of(options: tuple[str, ...]) -> Callable[[str, int], str]:
    """Return a change to one of some values."""
    return lambda _, r: options[r % len(options)]


def full_width(value: str, _: int) -> str | None:
    """Write the letters and digits of a value in full-width characters."""
    wide = "".join(variants.full_width(c) if c.isascii() and c.isalnum() else c for c in value)
    return wide if wide != value else None


def off_by(value: str, r: int) -> str:
    """Return another amount: a cent off, a hundred off, ten times as much, or a few less."""
    cents = int(value.replace(".", ""))
    return money((cents + 1, cents + 10_000, cents * 10, cents - 100 - r % 900)[r % 4])


def money(cents: int) -> str:
    """Return cents as a decimal with two places."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"
