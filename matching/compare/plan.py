"""Which comparisons a table allows: the visible list of evidence."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matching.compare import numbers, organisations, tokens, words
from matching.compare.amounts import (
    AMOUNT_LABELS,
    AMOUNT_PRIOR,
    YEAR_PRIOR,
    amount_judge,
    are_amounts,
    told_by_dates,
    year_judge,
)
from matching.compare.kernel import Comparison, Judge, on_demand
from matching.compare.mailboxes import spelt_from_name
from matching.compare.names import NamesComparison
from matching.compare.spoken import spoken_too
from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.masks import MASKS
from matching.features.tails import TAILS
from matching.parallel import each

_AGE = re.compile(r"(\bage\b|_age\b|\bage_|year_?of_?birth|birth_?year|\byob\b|年龄|岁)", re.I)
_PARENT = re.compile(r"(\b|_)(father|mother|vater|mutter|p[èe]re|m[èe]re|padre|madre)|父|母", re.I)
_NO_NAME = re.compile(  # of a parent, but not the name
    r"place|pob\b|occupation|job|trade|phone|mobile|mail|age\b|birth|born|tongue|company|living|\bid\b|ort\b|beruf|lieu"
    r"|lugar|公司|单位|籍|地|职|业|话|机|邮|号|证|龄|语|日",
    re.I,
)
SEVERAL = (0.5, 0.02, 0.06, 0.02, 0.02, 0.01, 0.01, 0.36)  # levels of what a customer may have more than one of
MOSTLY = 0.5  # of the records
BINARY_LABELS = ("exact", "differs")


def differs(_left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Judge of unequal values that know no degrees."""
    return np.full(len(right), 2, dtype=np.uint8)


def plan(parts: Parts, few: bool = False) -> list[Comparison]:
    """Comparisons for the parts present, in the order a reader expects.

    `few`: pairs of few values will be asked about, and only these are read; the levels are the same.
    """
    made = [c for c in each(lambda name: _make(name, parts, few), parts.columns) if c is not None]
    if not {"address", "street"} & parts.columns.keys():  # the postcode is then the nearest to an address there is
        nearest = "postcode" if "postcode" in parts else None
        made = [replace(c, role="place") if c.name == nearest else c for c in made]
    if "place" not in {c.role for c in made} or made_of_points(made):  # a town or a point is no address
        made = [replace(c, role="other") if c.role in ("place", "area") else c for c in made]
    return made


def made_of_points(made: list[Comparison]) -> bool:
    """Whether coordinates are all there is to tell a place by."""
    return {c.name for c in made if c.role == "place"} == {"geo"}


def identified(parts: Parts) -> bool:
    """Whether numbers of their own tell most records apart: only then can a name be called damaged beyond likeness."""
    return any(n in parts and parts[n].filled >= MOSTLY for n in ("birth_date", "national_id"))


def _make(name: str, parts: Parts, few: bool) -> Comparison | None:
    column, judged = parts[name], on_demand if few else _at_once
    if name in _WORDS:
        role, nick = _WORDS[name]
        lone = column.share * max((column.flat[: column.known] >= 0).sum(), 1) < 1.5
        lone, said = lone if identified(parts) else None, parts.readings.get(name)
        judge = judged(lambda values, lone: words.word_judge(values, nick, lone, said), column.values, lone)
        judge = judge if role == "area" else spoken_too(judge, column.values, column.heard)
        return Comparison(name, role, words.WORD_LABELS, words.WORD_PRIOR, column, judge)
    if name == "contact":  # of a house, which may have several
        return Comparison(name, "reach", words.WORD_LABELS, SEVERAL, column, judged(words.word_judge, column.values))
    if name in _CODED:
        role, labels, prior, make = _CODED[name]
        mute = _MUTE[name](column.values) if name in _MUTE else None
        kind = NamesComparison if name == "org" and column.codes.shape[1] > 1 else Comparison
        return kind(name, role, labels, prior, column, _coded_judge(name, parts, make, few), mute)
    if name in ("gender", "suffix", "country", "source", "firm", "mail_domain") or column.heard <= 3:
        role = {"gender": "birth", "suffix": "birth", "mail_domain": "web", "firm": "firm"}.get(name, "other")
        prior = (0.95, 0.05) if role in ("birth", "firm") else (0.6, 0.4)
        return Comparison(name, role, BINARY_LABELS, prior, column, differs)
    if are_amounts(column.values[: column.heard]):
        role = "birth" if _AGE.search(name) else "other"
        return Comparison(name, role, AMOUNT_LABELS, AMOUNT_PRIOR, column, judged(amount_judge, column.values))
    return _unknown(name, column, judged)


def _at_once(make: Callable[..., Judge], values: np.ndarray, *beside: np.ndarray | None) -> Judge:
    return make(values, *beside)


def _coded_judge(name: str, parts: Parts, make: Callable[..., Judge], few: bool) -> Judge:
    """The judge of a column whose texts have parts, some of which are weighed by how rare they are among all."""
    column = parts[name]
    if name in ("org", "address", "street"):
        return make(column.values, column.heard)
    beside = (spelt_from_name(parts),) if name == "email" else ()
    return (on_demand if few else _at_once)(make, column.values, *beside)


def _unknown(name: str, column: Coded, judged: Callable[..., Judge]) -> Comparison:
    """A column that no field stands for: the name of a parent, who never changes, or words of any kind."""
    judge = judged(words.word_judge, column.values)
    if _PARENT.search(name) and not _NO_NAME.search(name):
        return Comparison(name, "parent", words.WORD_LABELS, words.WORD_PRIOR, column, judge)
    loose = (0.55, 0.03, 0.06, 0.05, 0.06, 0.05, 0.01, 0.19)
    return Comparison(name, "other", words.WORD_LABELS, loose, column, judge)


_WORDS = {
    "given": ("given", True),
    "middle": ("other", True),
    "surname": ("name", False),
    "city": ("area", False),
    "locality": ("area", False),
    "state": ("area", False),
}
_CODED: dict[str, tuple[str, tuple[str, ...], tuple[float, ...], "type[Judge] | object"]] = {
    "org": ("org", organisations.ORG_LABELS, organisations.ORG_PRIOR, organisations.organisation_judge),
    "address": ("place", tokens.ADDRESS_LABELS, tokens.ADDRESS_PRIOR, tokens.address_judge),
    "street": ("place", tokens.ADDRESS_LABELS, tokens.ADDRESS_PRIOR, tokens.address_judge),
    "street_number": ("place", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.code_judge),
    "postcode": ("area", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.code_judge),
    "geo": ("place", numbers.GEO_LABELS, numbers.GEO_PRIOR, numbers.geo_judge),
    "birth_date": ("birth", numbers.DATE_LABELS, numbers.DATE_PRIOR, numbers.date_judge),
    "birth_year": ("birth", AMOUNT_LABELS, YEAR_PRIOR, year_judge),
    "id_tail": ("id", numbers.CODE_LABELS, numbers.TAIL_PRIOR, numbers.tail_judge),
    "phone_tail": ("reach", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.tail_judge),
    "phone_mask": ("reach", numbers.MASK_LABELS, numbers.MASK_PRIOR, numbers.mask_judge),
    "id_mask": ("id", numbers.MASK_LABELS, numbers.MASK_PRIOR, numbers.mask_judge),
    "tax_mask": ("id", numbers.MASK_LABELS, numbers.MASK_PRIOR, numbers.mask_judge),
    "phone": ("reach", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.code_judge),
    "bank_account": ("reach", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.code_judge),
    "website": ("web", words.WORD_LABELS, words.WORD_PRIOR, words.word_judge),
    "email": ("reach", numbers.EMAIL_LABELS, numbers.EMAIL_PRIOR, numbers.email_judge),
    "tax_id": ("id", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.code_judge),
    "national_id": ("id", numbers.CODE_LABELS, numbers.CODE_PRIOR, numbers.code_judge),
}
_MUTE = {"birth_year": told_by_dates} | dict.fromkeys((*TAILS, *MASKS), numbers.told_by_numbers)
