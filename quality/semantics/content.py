"""Describe what a column holds: the share of its values that have each of the shapes we know."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise import eras, genders, natural
from quality.standardise.checks import resident_check, uscc_check
from quality.standardise.surnames import split_chinese_name

SAMPLE_ROWS = 4000
SAMPLE_VALUES = 800


@dataclass(frozen=True)
class Content:
    """What a column holds.

    `rows`, `filled` and `distinct` count the sample; `shares` gives, for each shape, the share (0–1) of the
    distinct values that have it; `length` and `words` are medians; `top` is the share of the commonest value.
    """

    rows: int
    filled: int
    distinct: int
    shares: dict[str, float]
    length: float = 0
    words: float = 0
    top: float = 0

    def share(self, *shapes: str) -> float:
        """Return the largest share among `shapes`."""
        return max(self.shares.get(shape, 0.0) for shape in shapes)

    @property
    def unique(self) -> float:
        """Share of the filled rows of the sample that hold a value no other holds first."""
        return self.distinct / self.filled if self.filled else 0.0


@cache
def _lists(file: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in files("quality.semantics").joinpath(file).read_text("utf-8").splitlines():
        kind, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            found.setdefault(kind, set()).update(
                w.strip() for w in (words.split("|") if "|" in words else words.split())
            )
    return {kind: frozenset(words) for kind, words in found.items()}


def _re(pattern: str, flags: int = re.IGNORECASE) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags)
    return lambda text: compiled.fullmatch(text) is not None


def _in(file: str, kind: str) -> Callable[[str], bool]:
    return lambda text: text.lower() in _lists(file)[kind]


_HAN = "[㐀-鿿]"
_ORG = r".*(公司|集团|厂|店|行|院|所|中心|学校|大学|中学|小学|医院|银行|协会|合作社|事务所|工作室|经营部|商行|酒店|超市|政府|局|委员会|股份|控股|科技|实业|贸易|企业|合伙\)?|部|站|社|馆|有限|基金会)([(（].*[)）])?"  # noqa: E501
_LEGAL = (
    r".*\b(inc|incorporated|corp|corporation|co|company|llc|llp|ltd|limited|plc|lp|gmbh|ag|kg|ohg|ug|e\.?v|se|sa|sas|sarl|"
    r"eurl|sl|slu|s\.?r\.?l|s\.?p\.?a|spa|srl|b\.?v|n\.?v|a/?s|aps|ab|oy|oyj|kk|k\.k|pty|pvt|group|holdings?|partners|"
    r"associates|solutions|services|systems|industries|enterprises?|international|technologies|university|college|"
    r"institute|hospital|school|bank|stores?|restaurant|cafe|hotel|markets?|trading|foundation|society|council|"
    r"s\.?a\.?s?|s\.?a\.?r\.?l|s\.l|lda|ltda|tbk|bhd|sdn|ooo|zrt|kft|sp\.? z o\.?o)\b\.?\)?"
)
_STREET = (
    r"\b(street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|court|ct|place|pl|boulevard|blvd|way|crescent|cres|circuit|cct|"
    r"close|terrace|tce|parade|pde|square|sq|highway|hwy|parkway|pkwy|suite|apt|floor|rue|chemin|allée|impasse|quai|"
    r"calle|avenida|avda|rua|via|viale|piazza|corso|plaza|platz|weg|gasse|allee|box|boite|circle|cir|trail|trl|trce)\b|"
    r"stra(ß|ss)e\b|str\.|straat\b|gatan\b|vej\b|laan\b"
)
_LONG_DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?"
_SHORT_DATE = r"\d{1,2}[-/. ](\d{1,2}|[A-Za-zéû]{3,9}\.?)[-/. ](\d{4}|\d{2})([ T]\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?)?"
_ROC_DATE = r"(0\d{2}|1[0-4]\d|150)[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])"  # 110/09/09: years of the Republic
_WORD_DATE = r"(\w{3,9}\.? \d{1,2},? \d{4})|\d{1,2}\.? \w{3,9}\.? \d{4}"
_COMPACT_DATE = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_EU_VAT = r"(AT ?U\d{8}|BE ?[01]\d{9}|DE ?\d{9}|DK ?\d{8}|ES ?[A-Z0-9]\d{7}[A-Z0-9]|FR ?[A-Z0-9]{2} ?\d{9}|IT ?\d{11}|GB ?\d{9}|NL ?\d{9}B\d{2}|PL ?\d{10}|PT ?\d{9}|SE ?\d{12}|FI ?\d{8}|IE ?\d[A-Z0-9]\d{5}[A-Z]{1,2}|LU ?\d{8}|CZ ?\d{8,10}|HU ?\d{8}|RO ?\d{2,10}|EL ?\d{9}|SK ?\d{10}|CH[E ]?\d{9}.*)"  # noqa: E501


_SIGNS = re.compile(r"[\s.\-/]+")  # between the parts of a number
_GENDER_LETTERS = frozenset("mfdwhu男女남여")  # that speak without a header; others (k, v, p) are classes as well


def _is_date(text: str) -> bool:
    shapes = (_LONG_DATE, _SHORT_DATE, _ROC_DATE, _WORD_DATE, eras.PATTERN)
    return any(re.fullmatch(p, text) for p in shapes) and bool(re.search(r"\d", text))


def _is_phone(text: str) -> bool:
    """Digits with the separators of phone numbers: never a bare number, a date or an amount."""
    if not re.fullmatch(r"(\+|00)?[\d\s().\-/–—]{6,24}((ext|x|转|#|-)\.? ?\d{1,6})?", text, re.IGNORECASE):
        return False
    digits = sum(c.isdigit() for c in text)
    marks = bool(re.search(r"[+()\s/–—-]|\d\.\d+\.\d", text))
    return 7 <= digits <= 17 and marks and not _is_date(text) and not re.fullmatch(r"-?\d+\.?\d*", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?", text)


def _person_words(text: str) -> bool:
    """Two to four words without digits, one of them a known given name or surname."""
    words = [w.strip(".").lower() for w in _words(text)]
    if not 2 <= len(words) <= 5 or re.search(r"\d", text) or re.fullmatch(_LEGAL, text, re.IGNORECASE):
        return False
    names = _lists("names.txt")
    return any(w in names["given"] for w in words)


def _plain_words(text: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+(?:[ '’.\-][^\W\d_]+)*\.?", text)) and not re.search(_HAN, text)


SHAPES: dict[str, Callable[[str], bool]] = {
    "email": _re(r"[^@\s,;<>]+@[^@\s,;<>]+\.[a-z]{2,}"),
    "url": _re(r"(https?://|www\.)\S+|[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|cn|org|net|io|de|fr|co\.uk|eu|it|es|nl|com\.\w\w)(/\S*)?"),
    "date": _is_date,
    "compact_date": _re(_COMPACT_DATE),
    "clock": lambda text: bool(re.search(r"[ T]\d{1,2}:\d{2}", text)) and _is_date(text),
    "integer": _re(r"[-+]?\d{1,15}"),
    "decimal": _re(r"[-+]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3})+)[.,]\d+"),
    "money": _re(r"[-+]?\s*(¥|￥|\$|€|£|RMB|CNY|USD|EUR|HK\$)\s?[-+]?[\d,.]+|[-+]?[\d,.]+\s?(元|万元|万|€|EUR|USD|CNY|RMB)|[-+]?\d{1,3}(,\d{3})+(\.\d+)?"),  # noqa: E501
    "phone": _is_phone,
    "cn_mobile": _re(r"(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"),
    "cn_landline": _re(r"(\+?86[- ]?)?[(（]?0\d{2,3}[)）]?[- ]?\d{7,8}([-转]\d{1,6})?"),
    "nanp": _re(r"1?[2-9]\d{2}[2-9]\d{6}"),
    "uscc_shape": _re(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    "tax15": _re(r"\d{15}|\d{6}[0-9A-Z]{9}"),
    "id_shape": _re(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]"),
    "vat": _re(_EU_VAT),
    "ein": _re(r"\d{2}-\d{7}"),
    "ssn": _re(r"\d{3}-\d{2}-\d{4}"),
    "digits": _re(r"\d+"),
    "tail": _re(r"\d{3,6}|\d{3,5}X"),
    "digits5": _re(r"\d{5}"),
    "digits6": _re(r"[0-8]\d{5}"),
    "digits4": _re(r"\d{4}"),
    "year": _re(r"(18|19|20)\d{2}"),
    "postcode": _re(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{5}-\d{4}|\d{4} ?[A-Z]{2}|(D|A|F|I|E|B|L|S|N|CH|NL|DK|SE|FI|LT|LV)-\d{4,5}|\d{5}-\d{3}|\d{2}-\d{3}|\d{3} \d{2}"),  # noqa: E501
    "han": lambda text: bool(re.search(_HAN, text)),
    "cn_person": lambda text: split_chinese_name(text.replace(" ", "")) is not None and not re.fullmatch(_ORG, text),
    "cn_surname": lambda text: len(text) <= 2 and (split_chinese_name(text + "某") or ("", ""))[0] == text,
    "cn_org": lambda text: len(text) >= 4 and bool(re.search(_HAN, text)) and re.fullmatch(_ORG, text) is not None,
    "cn_address": lambda text: bool(re.search(r"[省市区县镇乡村路街道巷弄号楼室栋]", text)) and bool(re.search(r"(省|市|区|县|镇|乡).+|[路街道巷].*\d|\d+号", text)) and len(text) >= 6 and not re.fullmatch(_ORG, text),  # noqa: E501
    "cn_region": _re(rf"{_HAN}{{1,10}}(省|市|自治区|区|县|州|盟|旗)"),
    "cn_province": lambda text: re.sub("(省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)$", "", text) in _PROVINCES,  # noqa: E501
    "west_org": _re(_LEGAL),
    "person": _person_words,
    "given": _in("names.txt", "given"),
    "surname": _in("names.txt", "surname"),
    "plain_words": _plain_words,
    "street": lambda text: bool(re.search(_STREET, text, re.IGNORECASE)) and " " in text,
    "street_number": _re(r"\d{1,5}[a-z]?([-/]\d{1,4}[a-z]?)?"),
    "state": _in("places.txt", "state"),
    "city": _in("places.txt", "city"),
    "country": _in("places.txt", "country"),
    "gender": lambda text: text.lower() in _GENDER_LETTERS or (len(text) > 1 and genders.kind(text) != ""),
    "title": _re(r"(mr|mrs|ms|miss|dr|prof|sir|madam|mme|mlle|m|herr|frau|sr|sra|srta|sig|dott|rev|hon|先生|女士|小姐|老师|教授|博士)\.?"),  # noqa: E501
    "suffix": _re(r"(jr|sr|ii|iii|iv|v|2nd|3rd|phd|md|esq)\.?"),
    "initial": _re(r"[a-z]\.?"),
    "boolean": _re(r"true|false|yes|no|y|n|0|1|是|否|t|f|有|无"),
    "currency": _re(r"CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|KRW|AUD|CAD|CHF|SGD|INR|BRL|人民币|美元|欧元|港币|日元"),
    "uuid": _re(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32}|00[0-9A-Z]{13}([0-9A-Z]{3})?"),
    "code": _re(r"(?=.*\d)[A-Za-z]{0,6}[-_/]?\d[A-Za-z0-9\-_/]{0,18}|[A-Z]{2,8}"),
    "fraction": _re(r"[-+]?\d{1,3}\.\d{3,}"),
}  # fmt: skip
_PROVINCES = frozenset(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门".split()  # noqa: E501
)


def describe(column: pa.ChunkedArray) -> Content:
    """Describe a text column from a sample of rows spread over the whole of it."""
    rows = len(column)
    if rows > SAMPLE_ROWS:
        column = column.take(pa.array([i * rows // SAMPLE_ROWS for i in range(SAMPLE_ROWS)]))
    counted = pc.value_counts(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
    counts: dict[str, int] = {}
    for item in counted.to_pylist():
        value = unicodedata.normalize("NFKC", item["values"] or "").strip()
        if value:
            counts[value] = counts.get(value, 0) + item["counts"]
    if not counts:
        return Content(len(column), 0, 0, {})
    step = max(1, len(counts) // SAMPLE_VALUES)
    values = list(counts)[::step][:SAMPLE_VALUES]
    shares = {shape: sum(map(test, values)) / len(values) for shape, test in SHAPES.items()}
    upper = [value.upper() for value in values]
    shares["uscc"] = float(uscc_check(upper).mean())
    shares["resident"] = float((resident_check(upper)).mean()) * (shares["id_shape"] > 0)
    shares["natural"] = sum(bool(natural.scheme(_SIGNS.sub("", v))) for v in upper) / len(values)
    shares["has_digits"] = sum(any(c.isdigit() for c in v) for v in values) / len(values)
    shares["birth_years"] = _birth_years(values) if max(shares["date"], shares["compact_date"]) > 0.6 else 0.0
    filled = sum(counts.values())
    lengths = sorted(len(v) for v in values)
    words = sorted(len(v.split()) for v in values)
    return Content(
        len(column), filled, len(counts), shares, lengths[len(lengths) // 2], words[len(words) // 2],
        max(counts.values()) / filled,
    )  # fmt: skip


def _birth_years(values: list[str]) -> float:
    """Whether the years of dates lie and spread as those of births do."""
    years = sorted(
        int(y[0])
        for v in values
        if (y := re.search(r"(?<!\d)(1[89]|20)\d{2}", v) and re.findall(r"(?:18|19|20)\d{2}", v))
    )
    if len(years) < 5:
        return 0.0
    low, middle, high = years[len(years) // 10], years[len(years) // 2], years[-len(years) // 10]
    return float(middle <= 2005 and high - low >= 12 and low >= 1880)
