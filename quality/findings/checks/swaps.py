"""Values that changed places within a row: company and contact, given name and surname, phone and tax id."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks import name_parts
from quality.findings.failure import Failure, failing
from quality.findings.judge import Judge
from quality.findings.masks import among, among_flagged, by_slices, mask, matching
from quality.findings.script import simplified
from quality.findings.view import Column, View
from quality.standardise import tax_id
from quality.standardise.surnames import split_chinese_name

ORGANISATION = (
    r"(?i)公司|有限|集团|工厂|厂$|商行|商店|经营部|合作社|事务所|研究院|研究所|医院|学校|大学|银行|中心|工作室|門市部|门市部|"
    r"\b(ltd|limited|inc|corp|corporation|llc|llp|gmbh|ag|kg|sarl|sas|srl|spa|bv|nv|plc|pty|oy|ab|co)\b\.?"
)
_TRADE = (
    "(科技|技术|贸易|商贸|经贸|外贸|物流|货运|航运|快递|实业|工业|电子|电器|电气|光电|机械|重工|机电|设备|仪器|制造|建材|建设|"
    "建筑|工程|装饰|食品|餐饮|酒店|服饰|服装|纺织|针织|家居|家具|医药|药业|医疗|生物|化工|石化|塑料|塑胶|橡胶|五金|钢铁|金属|"
    "信息|网络|软件|智能|数码|传媒|广告|文化|教育|培训|咨询|投资|控股|资本|置业|地产|物业|能源|电力|环保|水务|农业|农牧|粮油|"
    "乳业|酒业|茶业|纸业|包装|印刷|汽车|汽配|旅游|旅行社|国际|股份|连锁|超市|百货|酒楼|诊所|药房|学院|协会)$"
)
_HONORIFIC = "(先生|女士|小姐|太太|经理|主任|老师|总)$"
_LATIN_PERSON = r"^[A-Za-z][A-Za-z'-]*([ ,.]+[A-Za-z][A-Za-z'-]*){0,3}$"
_HAN_WORD = "[\u4e00-\u9fff]{2}"
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SELDOM = 0.2  # more rows than this: the columns mean the other way round


def check_swaps(view: View, judge: Judge, book: Rulebook) -> list[Failure]:
    """Find rows whose values stand in one another's columns; the proposal is what belongs there."""
    return [*_company_contact(view, judge, book), *_parts_of_name(view, book), *_phone_tax(view, judge, book)]


def _company_contact(view: View, judge: Judge, book: Rulebook) -> list[Failure]:
    company, contact = view.first("org_name", "name"), view.first("contact", "person_name")
    if company is None or contact is None or company.name == contact.name:
        return []
    here, there = firms(company), firms(contact)
    named = persons(company, ~here) & ~judge.junk(company)
    sure = contact.take(there) & company.take(named)
    nobody = matching(contact.values, _HAN_WORD) & ~persons(contact)
    elsewhere = among(contact.values, company.values) & nobody & ~judge.junk(contact)
    rows = np.flatnonzero(sure | (contact.take(elsewhere) & company.take(named)))
    return _swapped(view, (company, contact), rows, book)


def firms(column: Column) -> np.ndarray:
    """Flag texts that name an organisation: by a word of that kind, or Han too long for a person."""
    return by_slices(column.values, _firms)


def _firms(values: pa.Array) -> np.ndarray:
    text = pc.utf8_trim_whitespace(values)
    named = matching(text, ORGANISATION)
    named |= matching(text, _TRADE, within=~named)
    long = matching(text, "^[\u4e00-\u9fff]{5,}", within=~named)
    return named | (long & ~matching(text, _HONORIFIC, within=long))


def persons(column: Column, within: np.ndarray | None = None) -> np.ndarray:
    """Flag texts that read as a person's name: Han with a known surname, or one to four Latin words.

    `within` flags the only ones that are looked at.
    """
    return by_slices(column.values, _persons) if within is None else among_flagged(column.values, within, _persons)


def _persons(values: pa.Array) -> np.ndarray:
    text = pc.replace_substring_regex(pc.utf8_trim_whitespace(values), _HONORIFIC, "")
    latin = matching(text, _LATIN_PERSON)
    latin &= ~matching(text, ORGANISATION, within=latin)
    han = np.flatnonzero(mask(pc.match_substring_regex(text, "^[\u4e00-\u9fff \u3000·]{2,9}$")))
    for at, name in zip(han, simplified(text.take(pa.array(han))).to_pylist(), strict=True):
        latin[at] = split_chinese_name(_GAP.sub("", name)) is not None
    return latin


def _swapped(view: View, columns: tuple[Column, Column], rows: np.ndarray, book: Rulebook) -> list[Failure]:
    """Report rows whose first column holds what belongs in the second, unless there are too many of them."""
    first, second = columns
    both = int((first.present & second.present).sum())
    if not len(rows) or len(rows) > _SELDOM * both:
        return []
    rule = book.rule("swapped_fields", view.name, first.field, first.name)
    return [failing(rule, (view, first), rows, both, second.text(rows))]


def _parts_of_name(view: View, book: Rulebook) -> list[Failure]:
    """Find surnames among the given names and the other way round."""
    surname, given = view.first("surname"), view.first("given_name")
    if surname is None or given is None:
        return []
    return _swapped(view, (surname, given), name_parts.swapped(surname, given), book)


def _phone_tax(view: View, judge: Judge, book: Rulebook) -> list[Failure]:
    """Find rows whose phone stands in the column of the tax id and the other way round."""
    failures = []
    tax = view.first("tax_id")
    for phone in view.of("phone") if tax is not None else ():
        strange = judge.of(view, phone).invalid & ~phone.blank
        at = np.flatnonzero(strange)
        number = np.zeros(len(strange), bool)
        number[at] = [tax_id.validate(tax_id.compact(text)) for text in phone.taken(at).to_pylist()]
        rows = phone.rows(number)
        beside = np.zeros(len(tax.values) + 1, bool)  # the last one is of rows without a tax id
        beside[tax.codes[rows]] = True
        dialled = matching(tax.values, r"^\s*(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})\s*$", within=beside[:-1])
        rows = rows[np.append(dialled, False)[tax.codes[rows]]]
        failures += _swapped(view, (tax, phone), rows, book)
    return failures
