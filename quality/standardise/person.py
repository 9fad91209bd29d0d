"""Names of persons: Chinese with compound surnames, pinyin, Western with titles and suffixes, swapped fields."""

import re
from dataclasses import dataclass

from quality.standardise.base import MISSING, VALID, Standard, tidy
from quality.standardise.surnames import COMPOUND, split_chinese_name

_TITLES = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|mme|mlle|m|herr|frau|hr|fr|sr|sra|srta|sig|dott|rev|hon|capt|ing|dipl)\.?\s+)+(?=\S)",
    re.IGNORECASE,
)
_SUFFIXES = re.compile(r"[,\s]+(?:jr|sr|ii|iii|iv|esq|ph\.?d|m\.?d|mba|cpa|dds)\.?$", re.IGNORECASE)
# Generations (Jr, III) tell father and son apart and stay; degrees and professions tell nobody apart.
_SUFFIX_DROPPED = re.compile(r"[,\s]+(?:esq|ph\.? ?d|m\.?d|mba|cpa|dds|msc|bsc|llm|dipl\.?-?ing)\.?$", re.IGNORECASE)
_CHINESE_TITLES = re.compile(r"(?:先生|女士|小姐|太太|老师|经理|总经理|老板|主任|教授|医生|律师|同志|总)$")
NORMAL = r"^[\x{4e00}-\x{9fff}]{2,8}$|^[A-Za-z'-]{2,30}( [A-Za-z'-]{1,30}){0,3}$"
# Of what NORMAL takes for plain, the names that end or begin with a title or a degree.
NOT_NORMAL = (
    r"(?i)(先生|女士|小姐|太太|老师|经理|老板|主任|教授|医生|律师|同志|总)$|"
    r"^(mr|mrs|ms|miss|mx|dr|prof|sir|madam|mme|mlle|herr|frau|rev) |[ ](esq|phd|md|mba|cpa|dds|msc|bsc|llm|dipl-?ing)$"
)
_DROPPED_TITLES = re.compile(
    r"^(?:(?:(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|mme|mlle|herr|frau|rev)\.?|"
    r"(?:sr|sra|srta|sig|dott|hr|fr|hon|capt|ing|dipl|m)\.)\s+)+(?=\S)",
    re.IGNORECASE,
)
_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True)
class PersonName:
    """The parts of a person's name; each is "" where unknown."""

    title: str = ""
    given: str = ""
    middle: str = ""
    surname: str = ""
    suffix: str = ""


_REMARK = re.compile(
    r"\s*[(\[【<《「{](?:客户|顾客|vip\d*|新|老|老客户|新客户|重要|重要客户|已离职|离职|在职|停用|勿扰|请勿打扰|老板|本人|已婚|未婚|家属|"
    r"先生|女士|小姐|太太|经理|总经理|总|主任|老师|财务|采购|会计|前台|微信|手机|[男女]|customer|client|contact|new|old|"
    r"deceased|retired|left)[)\]】>》」}]\s*",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return a name without what is no part of it: courtesy titles, academic suffixes, remarks in brackets.

    A title alone stays, and so does what would leave less than a name: 王总 and 张先生 name nobody without it.

    >>> plain("李娜女士"), plain("王伟(客户)"), plain("【VIP】赵敏"), plain("张先生"), plain("Dr. Anna Lee, PhD")
    ('李娜', '王伟', '赵敏', '张先生', 'Anna Lee')
    """
    text = compact(text)
    bare = compact(_REMARK.sub(" ", text)) or text
    if _HAN.search(bare):
        cut = compact(_CHINESE_TITLES.sub("", bare))
        return cut if cut not in COMPOUND and split_chinese_name(cut) is not None else bare
    while True:
        cut = _SUFFIX_DROPPED.sub("", _DROPPED_TITLES.sub("", bare)).strip(" ,")
        if cut == bare:
            return bare
        if not validate(cut) or " " not in cut:
            return bare
        bare = cut


def compact(text: str) -> str:
    """Return the name tidied; blanks inside a Chinese name are taken out.

    >>> compact(" 王　芳 "), compact("Anna  Lee ")
    ('王芳', 'Anna Lee')
    """
    text = tidy(text)
    if _HAN.search(text) and re.fullmatch(r"[㐀-鿿](?: [㐀-鿿]){1,3}|[㐀-鿿]{1,2} [㐀-鿿]{1,2}", text):
        return text.replace(" ", "")
    return text


def validate(text: str) -> bool:
    """Return whether the text can be a person's name: letters, no digits but those of a mark, not too long."""
    return bool(text) and len(text) <= 80 and any(c.isalpha() for c in text) and not re.search(r"\d{2,}|[@=<>]", text)


def format(text: str) -> str:
    """Return the normal form."""
    return plain(text)


def parse(text: str) -> PersonName:
    """Split a full name into its parts.

    >>> parse("Dr. Anna Maria Lee, Jr."), parse("欧阳娜娜")
    (PersonName(title='Dr.', given='Anna', middle='Maria', surname='Lee', suffix='Jr.'), PersonName(title='', given='娜娜', middle='', surname='欧阳', suffix=''))
    """  # noqa: E501
    text = compact(text)
    if _HAN.search(text):
        honorific = _CHINESE_TITLES.search(text)
        bare = text[: honorific.start()] if honorific else text
        parts = split_chinese_name(bare)
        title = honorific[0] if honorific else ""
        return PersonName(title, parts[1], "", parts[0]) if parts else PersonName(title, "", "", bare)
    title = _TITLES.match(text)
    text = text[title.end() :] if title else text
    suffix = _SUFFIXES.search(text)
    text = text[: suffix.start()] if suffix else text
    surname, comma, rest = text.partition(",")
    words = rest.split() if comma else text.split()
    last = surname.strip() if comma else (words.pop() if len(words) > 1 else "")
    return PersonName(
        title[0].strip() if title else "", words[0] if words else "", " ".join(words[1:]), last,
        suffix[0].strip(" ,") if suffix else "",
    )  # fmt: skip


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct names."""
    items = []
    for text in texts:
        tidied, value = compact(text), plain(text)
        rule = "person/title" if value != tidied else "person/tidy" if value != text else ""
        if value and not validate(value):
            rule = "person/unlikely"
        items.append((value or None, VALID if value else MISSING, rule, None))
    return Standard.of(items)
