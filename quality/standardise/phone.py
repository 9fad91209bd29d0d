"""Telephone numbers: E.164 with an extension as `;ext=12`; Chinese numbers by rule, the rest by phonenumbers."""

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise.base import INVALID, MISSING, RUINED, VALID, Standard, tidy

_EXTENSION = re.compile(
    r"(?:转|轉|分[机機]号?|內線|内线|ext(?:ension)?\.?|x|#|;ext=|－+|-+)\s*[:：]?\s*(\d{1,6})\s*$", re.I
)
_LANDLINE = re.compile(
    r"(\+?86[- ]?)?\(?0\d{2,3}\)?[- ]?\d{3,4}[- ]?\d{4}"
    r"|(\+|00)86[- ]?[1-9]\d{1,2}[- ]?\d{3,4}[- ]?\d{4}"
    r"|400[- ]?\d{3,4}[- ]?\d{3,4}"
)
_SPLIT = re.compile(
    r"\s*[;；,，、|/\n]+\s*|(?<!86)\s+(?=(?:\+?86[- ]?)?1[3-9]\d{9}\b)"
    r"|(?<=\d{7})\s+(?=\(?0\d{2,3}[)-]\s?\d{7,8}\b)|\s{2,}|\s+(?:or|oder|ou|and|和|或)\s+",
    re.I,
)
_BLOTS = re.compile(r"[*＊•●×]+|(?<![a-zA-Z])[xX]{3,}(?![a-zA-Z])|#{3,}")
_LETTERS = re.compile(r"[^\W\d_]")
_SEEN = 4  # digits that a number with hidden ones must show
_JUNK = re.compile(r"[^\d+]")


# Only a text with one of these marks can hold several numbers.
MAYBE_SEVERAL = r"[;；,，、|/\n]|[0-9]\s+[+1(0]|\s\s|[a-zA-Z和或]"


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
    if RUINED.fullmatch(text):
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


@cache
def plan(region: str) -> tuple[str, str, str] | None:
    """Return (country code, pattern of the national prefix, pattern of every assigned number) of a country.

    None where its numbers need more than patterns: then each is read by itself.
    """
    import phonenumbers
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    code = phonenumbers.country_code_for_region(region) if region else 0
    metadata = PhoneMetadata.metadata_for_region(region) if code else None
    if metadata is None or metadata.national_prefix_transform_rule or region in {"AR", "MX", "BR"}:
        return None
    kinds = (
        "mobile",
        "fixed_line",
        "toll_free",
        "premium_rate",
        "shared_cost",
        "personal_number",
        "voip",
        "uan",
        "pager",
        "voicemail",
    )
    patterns = [
        getattr(PhoneMetadata.metadata_for_region(other), kind)
        for other in COUNTRY_CODE_TO_REGION_CODE[code]
        for kind in kinds
    ]
    assigned = "|".join(dict.fromkeys(p.national_number_pattern for p in patterns if p and p.national_number_pattern))
    if region == "CN":
        assigned = _chinese().pattern
    prefix = "0" if region == "CN" else metadata.national_prefix or ""
    return str(code), prefix, re.sub(r"\s", "", assigned)


PLAIN = (
    r"^[ (]{0,2}(\+|00)?[ ]?\(?[0-9]{1,5}\)?[- ./]{0,2}(\([0-9]{1,5}\)[- ./]{0,2})?[0-9]{1,8}([- ./][0-9]{2,8}){0,4} ?$"
)


# A whole landline before a hyphen has an extension behind it; `.0` is a spreadsheet's doing.
_NOT_PLAIN = (
    r"\(?0[0-9]{2,3}\)?[- ]?[0-9]{3,4}[- ]?[0-9]{3,4} ?- ?[0-9]{1,6} ?$|"
    r"[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4} ?- ?[0-9]{1,6} ?$|"
    r"^ ?(\+|00)?86[- ]?\(?0?[2-9][0-9]{1,2}\)?[- ]?[0-9]{3,4}[- ]?[0-9]{3,4} ?- ?[0-9]{1,6} ?$|\.0+$|[0-9] {2,}[0-9]"
)


def can_sweep(region: str) -> bool:
    """Return whether `sweep` can read numbers of a country at all."""
    return plan(region or "CN") is not None


def sweep(texts: pa.Array, region: str) -> pa.Array:
    """Return E.164 for the texts that are plainly written and assigned numbers of `region`, null for all others."""
    known = plan(region or "CN")
    nothing = pa.nulls(len(texts), pa.string())
    if known is None or not len(texts):
        return nothing
    code, prefix, assigned = known
    plain = pc.match_substring_regex(texts, PLAIN)
    plain = pc.and_not(plain, pc.match_substring_regex(texts, _NOT_PLAIN))
    digits = pc.replace_substring_regex(texts, r"[^0-9+]", "")
    abroad = pc.match_substring_regex(digits, rf"^(\+|00){code}")
    other = pc.and_not(pc.match_substring_regex(digits, r"^(\+|00)"), abroad)
    home = pc.replace_substring_regex(digits, rf"^(\+|00){code}", "")
    if region in {"CN", ""}:
        home = pc.replace_substring_regex(home, r"^86(1[3-9][0-9]{9}|0[0-9]{10,11})$", r"\1")
        home = pc.replace_substring_regex(home, r"^0(1[3-9][0-9]{9})$", r"\1")
        # At home a landline needs the 0 of its area code; without it the number may be short of a digit.
        dialled = pc.or_(abroad, pc.match_substring_regex(home, r"^(0|1[3-9][0-9]{9}$|400|800)"))
        plain = pc.and_(plain, dialled)
    national = pc.replace_substring_regex(home, f"^{prefix}", "") if prefix else home
    good = pc.and_(pc.and_not(plain, other), pc.match_substring_regex(national, f"^(?:{assigned})$"))
    if region not in {"CN", ""}:  # the country code without + or 00 before it: 971501234567
        bare = pc.match_substring_regex(digits, f"^{code}(?:{assigned})$")
        bare = pc.and_(pc.and_not(plain, good), bare)
        national = pc.if_else(bare, pc.replace_substring_regex(digits, f"^{code}", ""), national)
        good = pc.or_(good, bare)
    return pc.if_else(good, pc.binary_join_element_wise(f"+{code}", national, ""), pa.scalar(None, pa.string()))


def standardise(texts: list[str], regions: list[str] | None = None, region: str = "") -> Standard:
    """Standardise distinct texts; each is read from its own region where that is known, else from `region`.

    A number that can be dialled but is not assigned is invalid, yet has the form of E.164.
    """
    regions = regions or [""] * len(texts)
    items = []
    for text, own in zip(texts, regions, strict=True):
        items.append(_standard(text, (own or region,) if own or region else ()))
    return Standard.of(items)


def hidden(text: str, regions: tuple[str, ...]) -> str | None:
    """Return a number with hidden digits, these as `*`, with the country's code where it is told; None for any other.

    >>> hidden("138-xxxx-1234", ("CN",)), hidden("(555) ***-1234", ("US",)), hidden("13812341234", ())
    ('+86138****1234', '555***1234', None)
    """
    text = tidy(text)
    if not _BLOTS.search(text) or _LETTERS.search(_BLOTS.sub("", text)):
        return None
    shown = _BLOTS.sub(lambda m: "*" * len(m[0]), text)
    signs = re.sub(r"(?!^)\+|[^\d*+]", "", shown)
    if sum(c.isdigit() for c in signs) < _SEEN or "**" not in signs:
        return None
    signs = re.sub(r"^00(?=[1-9])", "+", signs)
    mobile = re.fullmatch(r"(?:\+?86)?(1[3-9][\d*]{9})", signs)
    return f"+86{mobile[1]}" if mobile and ("CN" in regions or not regions or signs[:3] == "+86") else signs


def _standard(text: str, regions: tuple[str, ...]) -> tuple[str | None, str, str, str | None]:
    if blotted := hidden(text, regions):
        return blotted, INVALID, "phone/masked", None
    plain = compact(text)
    if not plain:
        return None, MISSING, "", None
    if RUINED.fullmatch(plain):
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
            if prefix and len(rest) >= 9 and rest[0] != "1" and _chinese().fullmatch(rest):
                return rest
            if rest[:3] in {"400", "800"} and len(rest) == 10:
                return rest
    return None


def _lost_zero(number: str) -> str | None:
    """A Chinese landline whose area code lost its 0: `75512345678`. Told, never mended."""
    fits = 9 <= len(number) <= 11 and number[0] in "123456789" and _chinese().fullmatch(number)
    return f"+86{number}" if fits and not re.match(r"1[3-9]", number) else None


# Dialled from home like any other number, and yet with a country code of their own: 0262 …, 0696 …
_OVERSEAS = {"FR": ("RE", "YT", "GP", "GF", "MQ", "PM")}


def _worldwide(number: str, regions: tuple[str, ...]) -> tuple[str | None, bool]:
    import phonenumbers

    if number.startswith("00"):
        number = "+" + number[2:]
    if not 6 <= len(number) <= 18:
        return None, False
    # Numbers of China written at home have been read before this.
    seen = [r for region in regions if region != "CN" for r in (region, *_OVERSEAS.get(region, ()))]
    possible = None
    for region in (None,) if number.startswith("+") else seen:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            if phonenumbers.is_valid_number(parsed):
                return written, True
            possible = possible or written
    return possible, False
