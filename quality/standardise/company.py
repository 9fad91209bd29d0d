"""Names of organisations: brackets, legal form, region, branch mark; the name itself is kept as written."""

import re
from dataclasses import dataclass

from quality.standardise.base import MISSING, VALID, Standard, tidy
from quality.standardise.surnames import COMPOUND, split_chinese_name

_HAN = re.compile(r"[㐀-鿿]")
_LEGAL_CN = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "公司",
    "合伙企业",
    "个体工商户",
    "集团",
    "厂",
)
_BRANCH = re.compile(
    r"(?:第?[一二三四五六七八九十\d]*[㐀-鿿]{0,8}?)(?:分公司|子公司|办事处|分店|门店|营业部|分行|支行|经营部|分厂|代表处|分部|服务部|直营店|专卖店)$"
)
_LEGAL_WEST = re.compile(
    r"[,\s]+(?:inc(?:orporated)?|corp(?:oration)?|co(?:mpany)?|llc|llp|lp|ltd|limited|plc|gmbh(?: & co\.? ?kg)?|"
    r"ag|kg|ohg|ug|e\.?v|se|sa|s\.a|sas|s\.a\.s|sarl|s\.a\.r\.l|srl|s\.r\.l|spa|s\.p\.a|sl|s\.l|bv|b\.v|nv|n\.v|a/?s|aps|ab|oyj?|kk|pty|pvt|lda|ltda|kft|zrt)\.?$",
    re.IGNORECASE,
)


# Letters without blanks but single ones between plain words; brackets half width already.
NORMAL = (
    r"^[\x{4e00}-\x{9fff}A-Za-z0-9&.()-]*[\x{4e00}-\x{9fff}A-Za-z][\x{4e00}-\x{9fff}A-Za-z0-9&.()-]{0,80}$|"
    r"^[A-Z][A-Za-z&.'-]*( [A-Za-z&.'(-][A-Za-z0-9&.'-]*){0,8}$"
)


@dataclass(frozen=True)
class CompanyName:
    """An organisation's name without its legal form and branch mark, and those two; "" where there is none."""

    core: str
    legal_form: str = ""
    branch: str = ""


def compact(text: str) -> str:
    """Return the name tidied, brackets half width, no blanks inside a Chinese name.

    >>> compact("深圳市 腾讯计算机系统（北京） 有限公司"), compact(" Acme ,  Inc. ")
    ('深圳市腾讯计算机系统(北京)有限公司', 'Acme, Inc.')
    """
    text = tidy(text).replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")")
    text = re.sub(r"(?<=[㐀-鿿()])\s+(?=[㐀-鿿()])", "", text)
    text = re.sub(r"\s+([,;)])", r"\1", text)
    return tidy(text)


_REMARK = re.compile(
    r"\s*\((?:客户|老客户|新客户|重要客户|大客户|潜在客户|vip\d*|停用|作废|已作废|已停用|勿删|请勿使用|重复|新|老|"
    r"customer|client|duplicate|do not use|inactive|old|new|vip)\)\s*",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"([㐀-鿿]{2,4})(?:先生|女士|小姐)")
NOT_NORMAL = r"(?i)(先生|女士|小姐)$|\((客户|老客户|新客户|重要客户|大客户|潜在客户|vip|停用|作废|已作废|已停用|勿删|请勿使用|重复|新|老|customer|client|duplicate|do not use|inactive|old|new)"  # noqa: E501


def plain(text: str) -> str:
    """Return a name without what is no part of it: remarks in brackets, stars and the like around it.

    >>> plain("【VIP】恒达贸易有限公司"), plain("*云帆科技（停用）"), plain("腾讯(北京)有限公司"), plain("(新)")
    ('恒达贸易有限公司', '云帆科技', '腾讯(北京)有限公司', '(新)')
    """
    text = compact(text)
    person = _COURTESY.fullmatch(text)  # a customer may be a person
    if person and split_chinese_name(person[1]) is not None and person[1] not in COMPOUND:
        return person[1]
    while True:
        bare = compact(_REMARK.sub(" ", text)).strip("*#~^|;；、,， ")
        if bare == text or len(bare) < 2:
            return text
        text = bare


def validate(text: str) -> bool:
    """Return whether the text can be an organisation's name: it holds a letter and is not too long."""
    return bool(text) and len(text) <= 200 and any(c.isalpha() for c in text) and "@" not in text


def format(text: str) -> str:
    """Return the normal form."""
    return plain(text)


def parse(text: str) -> CompanyName:
    """Take a name apart.

    >>> parse("华为技术有限公司上海分公司")
    CompanyName(core='华为技术', legal_form='有限公司', branch='上海分公司')
    """
    text = compact(text)
    if not _HAN.search(text):
        form = _LEGAL_WEST.search(text)
        return CompanyName(text[: form.start()], form[0].strip(" ,")) if form else CompanyName(text)
    branch = ""
    for form in _LEGAL_CN:
        at = text.find(form)
        if at > 0 and at + len(form) < len(text) and _BRANCH.search(text[at + len(form) :]):
            branch, text = text[at + len(form) :], text[: at + len(form)]
            break
    form = next((f for f in _LEGAL_CN if text.endswith(f) and len(text) > len(f)), "")
    return CompanyName(text.removesuffix(form), form, branch)


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct names."""
    items = []
    for text in texts:
        tidied, value = compact(text), plain(text)
        rule = "company/remark" if value != tidied else "company/tidy" if value != text else ""
        if value and not validate(value):
            rule = "company/unlikely"
        items.append((value or None, VALID if value else MISSING, rule, None))
    return Standard.of(items)
