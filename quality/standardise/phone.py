"""Telephone numbers: E.164 with an extension as `;ext=12`; Chinese numbers by rule, the rest by phonenumbers."""

import re
from functools import cache

from quality.standardise.base import INVALID, MISSING, VALID, Standard, tidy

_RUINED = re.compile(r"[+-]?\d([.,]\d+)?E\+?\d{1,2}", re.I)
_EXTENSION = re.compile(
    r"(?:转|轉|分机号?|內線|内线|ext(?:ension)?\.?|x|#|;ext=|－+|-+)\s*[:：]?\s*(\d{1,6})\s*$", re.I
)
_LANDLINE = re.compile(
    r"(\+?86[- ]?)?\(?0\d{2,3}\)?[- ]?\d{3,4}[- ]?\d{4}"
    r"|(\+|00)86[- ]?[1-9]\d{1,2}[- ]?\d{3,4}[- ]?\d{4}"
    r"|400[- ]?\d{3,4}[- ]?\d{3,4}"
)
_SPLIT = re.compile(
    r"\s*[;；,，、|/\n]+\s*|(?<!86)\s+(?=(?:\+?86[- ]?)?1[3-9]\d{9}\b)|\s{2,}|\s+(?:or|oder|ou|and|和|或)\s+", re.I
)
_JUNK = re.compile(r"[^\d+]")


def split(text: str) -> list[str]:
    """Split a cell that holds several numbers; parts of fewer than seven digits stay with the first.

    >>> split("13800138000/0755-12345678"), split("213/461-8800")
    (['13800138000', '0755-12345678'], ['213/461-8800'])
    """
    parts = [part for part in _SPLIT.split(tidy(text) if "\n" not in text else text) if part and part.strip()]
    if len(parts) > 1 and all(sum(c.isdigit() for c in part) >= 7 for part in parts):
        return parts
    return [text]


def compact(text: str) -> str:
    """Return digits with a leading + where there is one; the tidied text where it has no digit.

    >>> compact(" (0755) 1234-5678 转 12 ")
    '075512345678;ext=12'
    """
    text = tidy(text)
    if _RUINED.fullmatch(text):
        return text.upper()
    text = re.sub(r"(?<=\d)\.0+$", "", text)
    number, extension = _cut_extension(text)
    plus = "+" if re.match(r"\D{0,3}[+＋]", number) else ""
    digits = "".join(str(int(c)) for c in number if c.isdecimal())
    if not digits:
        return text
    return plus + digits + (f";ext={extension}" if extension else "")


def _cut_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    if not found:
        return text, ""
    before = text[: found.start()]
    digits = sum(c.isdigit() for c in before)
    if found[0].lstrip().startswith(("-", "－")):
        # A bare hyphen sets off an extension only after a whole Chinese landline: 0755-12345678-12.
        whole = _LANDLINE.fullmatch(before.strip())
        return (before, found[1]) if whole and digits >= 10 else (text, "")
    return (before, found[1]) if digits >= 7 else (text, "")


@cache
def _chinese() -> re.Pattern:
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region("CN")
    kinds = (metadata.mobile, metadata.fixed_line, metadata.toll_free, metadata.shared_cost, metadata.uan)
    patterns = "|".join(k.national_number_pattern for k in kinds if k and k.national_number_pattern)
    return re.compile(f"(?:{patterns})")


def validate(text: str) -> bool:
    """Return whether a text in normal form is a number that can be assigned."""
    import phonenumbers

    number, _, _ = text.partition(";")
    if number.startswith("+86"):
        return _chinese().fullmatch(number[3:]) is not None
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False


def format(text: str, region: str = "") -> str:
    """Return E.164 where the text is a valid number seen from `region` (ISO code), else the compact text."""
    return _standard(text, (region,))[0] or ""


def standardise(texts: list[str], regions: list[str] | None = None, region: str = "") -> Standard:
    """Standardise distinct texts; each is read from its own region where that is known, else from `region`.

    A number that can be dialled but is not assigned is invalid, yet has the form of E.164.
    """
    regions = regions or [""] * len(texts)
    items = []
    for text, own in zip(texts, regions, strict=True):
        items.append(_standard(text, (own or region,) if own or region else ()))
    return Standard.of(items)


def _standard(text: str, regions: tuple[str, ...]) -> tuple[str | None, str, str, str | None]:
    plain = compact(text)
    if not plain:
        return None, MISSING, "", None
    if _RUINED.fullmatch(plain):
        return plain, INVALID, "phone/ruined_by_spreadsheet", None
    number, mark, extension = plain.partition(";ext=")
    found, assigned = _normal(number, regions)
    if found and not assigned:
        return f"{found};ext={extension}" if mark else found, INVALID, "phone/invalid", None
    if found:
        value = f"{found};ext={extension}" if extension else found
        return value, VALID, "phone/e164" if value != text else "", None
    guess = _lost_zero(number) if "CN" in regions else None
    rule = "phone/lost_zero" if guess else "phone/invalid"
    return plain, INVALID, rule, guess and guess + (f";ext={extension}" if mark else "")


def _normal(number: str, regions: tuple[str, ...]) -> tuple[str | None, bool]:
    """Return (E.164, whether assigned), (None, False) where the number cannot be dialled."""
    if number.startswith("+86"):
        national = number[3:].removeprefix("0")
        return (f"+86{national}", True) if _chinese().fullmatch(national) else (None, False)
    if "CN" in regions or not regions:
        national = _chinese_national(number)
        if national:
            return f"+86{national}", True
    return _worldwide(number, regions)


def _chinese_national(number: str) -> str | None:
    """Return the national number of a Chinese number written at home or with 86/0086 before it."""
    if number.startswith("+"):
        return None
    for prefix in ("0086", "86", ""):
        if number.startswith(prefix):
            rest = number[len(prefix) :]
            mobile = rest.removeprefix("0") if len(rest) == 12 and rest[:2] == "01" else rest
            if len(mobile) == 11 and mobile[0] == "1" and _chinese().fullmatch(mobile):
                return mobile
            if (rest.startswith("0") and _chinese().fullmatch(rest[1:]) and rest[1] != "1") or rest[:3] == "010":
                return rest[1:] if _chinese().fullmatch(rest[1:]) else None
            if rest[:3] in {"400", "800"} and len(rest) == 10:
                return rest
    return None


def _lost_zero(number: str) -> str | None:
    """A Chinese landline whose area code lost its 0: `75512345678`. Told, never mended."""
    fits = 9 <= len(number) <= 11 and number[0] in "123456789" and _chinese().fullmatch(number)
    return f"+86{number}" if fits and not re.match(r"1[3-9]", number) else None


def _worldwide(number: str, regions: tuple[str, ...]) -> tuple[str | None, bool]:
    import phonenumbers

    if number.startswith("00"):
        number = "+" + number[2:]
    if not 6 <= len(number) <= 18:
        return None, False
    for region in (None,) if number.startswith("+") else regions:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if region != "CN" and phonenumbers.is_possible_number(parsed):
            written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            return written, phonenumbers.is_valid_number(parsed)
    return None, False
