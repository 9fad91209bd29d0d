"""Names of provinces, cities and districts in columns of their own: those of today, as the column writes them."""

import re

from quality.standardise import chinese_address
from quality.standardise.base import MISSING, VALID, Standard, tidy
from quality.standardise.divisions import Division, called, is_full, known, moved_surely, short
from quality.standardise.text import is_mojibake

compact = tidy
LEVELS = {"state": ("province",), "city": ("city", "province", "district"), "locality": ("district",)}
HAN = re.compile("[\u4e00-\u9fff]{2,12}")
_FULL_AT_LEAST = 0.5  # of a column's names: then all are written with 省, 市, 区


def validate(text: str) -> bool:
    """Return whether the text can name a place: it holds a letter."""
    return any(c.isalpha() for c in text)


def format(text: str, field: str = "city", *, full: bool = True) -> str:
    """Return the name of today, with its tail or without; what is no division of China is tidied only.

    >>> format("襄樊"), format("广东省", "state", full=False), format("崇文区", "locality"), format("Paris ")
    ('襄阳市', '广东', '东城区', 'Paris')
    """
    return _standard(text, field, full)[0] or ""


def meaning(text: str, field: str) -> Division | None:
    """Return the one division that a name in a column of this kind stands for; None where several or none fit."""
    if not HAN.fullmatch(text):
        return None
    found = called(text, *LEVELS[field])
    return found[0] if len(found) == 1 and found[0].code[:2] not in chinese_address.ELSEWHERE else None


def writes_full(texts: list[str], field: str) -> bool:
    """Return whether most names of a column are written with their tail (广东省, not 广东)."""
    names = [name for text in texts if meaning(name := compact(text), field) is not None]
    return sum(map(is_full, names)) >= _FULL_AT_LEAST * len(names)


def standardise(texts: list[str], field: str = "city") -> Standard:
    """Standardise the distinct names of a column; most of them decide whether all are written with their tail."""
    full = writes_full(texts, field)
    return Standard.of([_standard(text, field, full) for text in texts])


def _standard(text: str, field: str, full: bool) -> tuple[str | None, str, str, str | None]:
    value = compact(text)
    if not value:
        return None, MISSING, "", None
    found = meaning(value, field)
    if found is None:
        rule = "text/mojibake" if is_mojibake(value) else "place/tidy" if value != text else ""
        return value, VALID, rule, None
    name = found.name if full else short(found.name)
    past = [d for d in known(value, *LEVELS[field]) if d.renamed]
    if past and field == "city" and found.name.endswith("区"):  # 番禺市 is no city any more
        return value, VALID, "place/tidy" if value != text else "", chinese_address.names_of(found.code)[1] or None
    if past and not all(map(moved_surely, past)):
        return value, VALID, "place/tidy" if value != text else "", name
    rule = "place/old_name" if past else "place/division" if name != value else "place/tidy" if name != text else ""
    return name, VALID, rule, None
