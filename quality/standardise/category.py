"""Categories: what is left of a text once the ways to write the same thing are folded away."""

import re
import unicodedata

from quality.standardise import genders
from quality.standardise.base import tidy

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】")
_MARKS = re.compile(r"[\W_]+")
_TAILS = re.compile(
    "(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|(?<=..)省|(?<=..)市|(?<=[A-Za-z])类客户|(?<=[A-Za-z])[类级型]|(?<=..)(客户|会员|业))$"
)
_LETTERS = {"m": genders.MALE, "h": genders.MALE, "f": genders.FEMALE}


def core(text: str, field: str = "") -> str:
    """Return a text without case, width, accents, punctuation, remarks in brackets and idle tails.

    >>> [core(t) for t in ("Ａ类", "a（重点）", "北京市", "Industrie ")], core("男", "gender"), core("M", "gender")
    (['a', 'a', '北京', 'industrie'], 'male', 'male')
    """
    plain = tidy(text).lower()
    if field == "gender":
        meant = _LETTERS.get(plain.strip(".")) or genders.kind(plain)
        if meant in (genders.MALE, genders.FEMALE):
            return meant
    bare = _BRACKETS.sub("", plain) or plain
    accents = unicodedata.normalize("NFD", _MARKS.sub("", bare))
    bare = "".join(c for c in accents if not unicodedata.combining(c))
    return _TAILS.sub("", unicodedata.normalize("NFC", bare))


def latin(text: str) -> str:
    """Return a Chinese name in pinyin without tones, any other text as it is.

    >>> latin("北京"), latin("paris")
    ('beijing', 'paris')
    """
    if not re.fullmatch("[\u4e00-\u9fff]{2,}", text):
        return text
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text))
