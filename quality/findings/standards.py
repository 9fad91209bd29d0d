"""The standardisers as the audit asks them: a field, its distinct texts, and where each is read from."""

import re
from collections.abc import Sequence

import pyarrow as pa

from quality.cleaning.fields import standardise_field
from quality.cleaning.regions import main_region, region_codes
from quality.standardise import email, phone
from quality.standardise.base import INVALID, PLACEHOLDER, Standard, tidy
from quality.standardise.placeholder import is_placeholder

_SPLIT = {"phone": phone.split, "fax": phone.split, "email": email.split}
_NUMBERED = frozenset({"phone", "fax", "tax_id", "national_id", "email"})
_NONE_OF = re.compile(
    r"(无|没有?|暂无|暂缺|未(填|提供|登记|知|办)?|待(补|定|核|查)?|不(详|知道|清楚)?|no|none|missing)\W?[^\W\d]{0,8}",
    re.I,
)
_NEVER_EMPTY = frozenset({"id", "customer_ref", "parent_ref", "order_ref", "product_ref", "ref"})


def standardise(field: str, texts: list[str], regions: Sequence[str] | None, region: str) -> Standard:
    """Standardise distinct texts, with fillers in the state `placeholder`.

    A cell that holds several numbers or addresses is invalid where one of them is, and its normal form is
    its first valid one.
    """
    split = _SPLIT.get(field)
    cells = [split(text) for text in texts] if split else []
    several = {at: parts for at, parts in enumerate(cells) if len(parts) > 1}
    known = list(regions) if regions is not None else None
    standard = _told(field, texts, standardise_field(field, pa.array(texts, pa.string()), known, region))
    for at, parts in several.items():
        own = [known[at]] * len(parts) if known else None
        inner = _told(field, parts, standardise_field(field, pa.array(parts, pa.string()), own, region))
        _put(standard, at, inner)
    return standard


def _told(field: str, texts: list[str], standard: Standard) -> Standard:
    """Mark the values that stand for nothing."""
    if field in _NEVER_EMPTY:
        return standard
    states = list(standard.states)
    for at, (raw, value) in enumerate(zip(texts, standard.values, strict=True)):
        if value is not None and (
            is_placeholder(value, field) or is_placeholder(tidy(raw), field) or _says_nothing(field, raw)
        ):
            states[at] = PLACEHOLDER
    return Standard(list(standard.values), states, list(standard.rules), list(standard.suggestions))


def _put(standard: Standard, at: int, parts: Standard) -> None:
    order = ("invalid", "placeholder", "valid", "missing")
    worst = min(range(len(parts.states)), key=lambda i: order.index(parts.states[i]))
    valid = [value for value, state in zip(parts.values, parts.states, strict=True) if state == "valid"]
    standard.values[at] = valid[0] if valid else parts.values[worst]
    standard.states[at] = parts.states[worst]
    standard.rules[at] = parts.rules[worst] if parts.states[worst] == INVALID else ""
    standard.suggestions[at] = parts.suggestions[worst]


def _says_nothing(field: str, text: str) -> bool:
    """Tell whether a text says in words that there is none: 无税号, 没有电话, 待补充."""
    return field in _NUMBERED and _NONE_OF.fullmatch(tidy(text)) is not None


def junk(field: str, texts: list[str]) -> list[bool]:
    """Tell for each text whether it only fills the cell."""
    return [is_placeholder(tidy(text), field) for text in texts]


def countries(values: pa.Array) -> list[str]:
    """Return the ISO code of each country name or code, empty where unknown."""
    return region_codes(values)


def home(phones: list[pa.Array], named: list[str] | None, records: pa.Table) -> str:
    """Return the country that the phones of a source are written from, empty where nothing tells."""
    return main_region(phones, named, records)
