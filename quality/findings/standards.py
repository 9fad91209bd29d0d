"""The standardisers as the audit asks them: a field, its distinct texts, and where each is read from.

A standardiser looks at one text at a time. Of a million texts nearly all are in the plainest valid form; those
are recognised here in one pass over the column by the standardiser's own patterns, the rest are sent to it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import buffers
from quality.cleaning.fields import standardise_field
from quality.cleaning.regions import main_region, region_codes
from quality.findings.masks import mask
from quality.spool import Spool, bounds, slices
from quality.standardise import email, phone, placeholder
from quality.standardise.base import INVALID, MISSING, PLACEHOLDER, VALID, Standard, tidy
from quality.standardise.checks import uscc_sound
from quality.standardise.placeholder import candidates, is_mailbox, is_placeholder, lived_in
from quality.texts import plain
from quality.unicode import compatible, lowered, visible

_SPLIT = {"phone": phone.split, "fax": phone.split, "email": email.split}
_MAY_SPLIT = r"[;；,，、|/\n]|\s{2,}|\s(or|oder|ou|and|和|或)\s|\s(\+?86[- ]?)?1\d{10}|\d{7}\s+\(?0\d{2,3}[)-]|@.*@"
_NUMBERED = frozenset({"phone", "fax", "tax_id", "national_id", "email"})
_NONE_OF = re.compile(
    r"(无|没有?|暂无|暂缺|未(填|提供|登记|知|办)?|待(补|定|核|查)?|不(详|知道|清楚)?|no|none|missing)\W?[^\W\d]{0,8}",
    re.I,
)
_NEVER_EMPTY = frozenset({"id", "customer_ref", "parent_ref", "order_ref", "product_ref", "ref"})
_UP, _DOWN = "01234567890123456789", "98765432109876543210"
_RUNS = "|".join([str(d) * 4 for d in range(10)] + [_UP[i : i + 4] for i in range(10)])
# Every filler of five digits or more has five in a row that are equal, rise or fall, or is one of the two.
_SUSPECT = "|".join([f"{d}{{5}}" for d in range(10)] + [way[i : i + 5] for way in (_UP, _DOWN) for i in range(10)])
_SUSPECT += "|13800138000|13900139000"
_MAY_SAY_NOTHING = (
    r"^([^\p{L}\p{N}\s]|_)+$|^[xX]{2,}$|"
    r"^(无|無|暂|暫|没|沒|なし|該当|未|不|待|测试|空|保密|略|同上|匿名|缺|其|客户|先生|女士|张三|李四|王五|no|none|missing)"
)
_SAMPLE = 64
STATES = (VALID, INVALID, PLACEHOLDER, MISSING)


class Verdicts(NamedTuple):
    """What was found for each text: its normal form in `values`, the place of its state in `STATES` (int8), the
    place of its rule in `named` (int16), and the `suggestions` for the texts `suggested` (their places, in order).
    """

    states: np.ndarray
    values: pa.Array
    rules: np.ndarray
    named: list[str]
    suggested: np.ndarray
    suggestions: pa.Array


def standardise(
    field: str, texts: pa.Array, regions: Sequence[str] | None, region: str, year: int = 0, spool: Spool | None = None
) -> Verdicts:
    """Standardise distinct texts, with fillers in the state `placeholder`.

    A cell that holds several numbers or addresses is invalid where one of them is, and its normal form is
    its first valid one. Two-digit years are read as in `year`. What is large
    is kept in `spool`; the verdicts do not depend on it.
    """
    spool = spool or Spool()
    known_good, normal = _recognised(field, texts, (regions, region), spool)
    rest = np.flatnonzero(~known_good)
    shown = np.flatnonzero(known_good)[:_SAMPLE]  # so that what dominates a column is seen by its standardiser
    at = np.concatenate([rest, shown])
    known = [regions[i] for i in at] if regions is not None else None
    slow = _one_by_one(field, plain(texts.take(pa.array(at))), known, (region, year))

    count = len(rest)
    states, rules = np.zeros(len(texts), np.int8), np.zeros(len(texts), np.int16)
    named = list(dict.fromkeys(["", *slow.rules[:count]]))
    states[rest] = [STATES.index(state) for state in slow.states[:count]]
    rules[rest] = [*map({rule: at for at, rule in enumerate(named)}.get, slow.rules[:count])]
    told = [at for at, text in enumerate(slow.suggestions[:count]) if text is not None]
    return Verdicts(
        spool.numbers(states),
        spool.join(_merged(normal, pa.array(slow.values[:count], pa.string()), known_good)),
        spool.numbers(rules),
        named,
        spool.numbers(rest[told]),
        spool.array(pa.array([slow.suggestions[at] for at in told], pa.string())),
    )


def _recognised(
    field: str, texts: pa.Array, seen_from: tuple[Sequence[str] | None, str], spool: Spool
) -> tuple[np.ndarray, pa.Array]:
    """Recognise texts in the plainest valid form, part by part; tax ids only where most of the column is."""
    regions, region = seen_from
    flags, normals = [np.zeros(0, bool)], []
    for part, at in slices(texts):
        own = regions[at : at + len(part)] if regions is not None else None
        plain, normal = _plain(field, part, own, region)
        flags.append(plain)
        normals += [] if normal is part else [spool.array(normal)]
    plain = np.concatenate(flags)
    if field == "tax_id" and plain.sum() <= 0.5 * len(texts):
        plain[:] = False
    return plain, spool.join(normals) if normals else texts


def _merged(quick: pa.Array, found: pa.Array, good: np.ndarray) -> Iterator[pa.Array]:
    """Yield the quick answer for the plain texts and the one found for the others, part by part."""
    at = 0
    for start, end in bounds(len(good)):
        base = plain(quick.slice(start, end - start))
        asked = ~good[start:end]
        count = int(asked.sum())
        yield pc.replace_with_mask(base, pa.array(asked), found.slice(at, count)) if count else base
        at += count


def _plain(field: str, texts: pa.Array, regions: Sequence[str] | None, region: str) -> tuple[np.ndarray, pa.Array]:
    """Recognise texts in the plainest valid form, and return their normal form."""
    if field in ("phone", "fax"):
        return _plain_phones(texts, regions, region)
    if field == "email":
        fits = mask(pc.match_substring_regex(texts, f"^(?:{email._PLAIN.pattern})$"))
        fits &= ~mask(pc.match_substring_regex(texts, f"^(?:{placeholder._EMAILS.pattern})$"))
        return fits & mask(pc.less_equal(pc.utf8_length(texts), 254)), texts
    if field == "tax_id":
        fits = mask(pc.match_substring_regex(texts, "^[0-9A-Z]{18}$"))
        fits &= ~mask(pc.match_substring_regex(texts, _RUNS))
        at = np.flatnonzero(fits)
        fits[at] = uscc_sound(buffers(texts.take(pa.array(at)))[0].reshape(-1, 18))
        return fits, texts
    return np.zeros(len(texts), bool), texts


def _plain_phones(texts: pa.Array, regions: Sequence[str] | None, region: str) -> tuple[np.ndarray, pa.Array]:
    """Chinese mobiles and landlines written without country code, read from China."""
    here = np.full(len(texts), region == "CN")
    if regions is not None:
        here = np.array([r == "CN" or (not r and region == "CN") for r in regions], bool)
    shaped = mask(pc.match_substring_regex(texts, r"^(1[3-9]\d{9}|0([2-9]\d{1,2}|10)-?\d{7,8})$"))
    national = pc.replace_substring(pc.ascii_ltrim(texts, characters="0"), "-", "")
    fits = here & shaped & mask(pc.match_substring_regex(national, f"^{phone._chinese().pattern}$"))
    fits &= ~mask(pc.match_substring_regex(national, _SUSPECT))
    return fits, pc.binary_join_element_wise("+86", national, "")


def _one_by_one(field: str, texts: pa.Array, known: list[str] | None, seen_from: tuple[str, int]) -> Standard:
    region, year = seen_from
    listed = texts.to_pylist()
    standard = _told(field, texts, standardise_field(field, texts, known, region, year=year))
    split = _SPLIT.get(field)
    for at in np.flatnonzero(mask(pc.match_substring_regex(texts, _MAY_SPLIT))) if split else ():
        parts = split(listed[at])
        if len(parts) > 1:
            own = [known[at]] * len(parts) if known else None
            several = pa.array(parts, pa.string())
            _put(standard, at, _told(field, several, standardise_field(field, several, own, region)))
    return standard


def _told(field: str, texts: pa.Array, standard: Standard) -> Standard:
    """Mark the values that stand for nothing."""
    states = list(standard.states)
    if field not in _NEVER_EMPTY:
        raws = texts.to_pylist()
        asked = np.flatnonzero(_may_be_filler(field, texts)).tolist()
        own = lived_in([standard.values[at] for at in asked]) if field == "email" else frozenset()
        for at in asked:
            value, raw = standard.values[at], raws[at]
            if value is None and field in _NUMBERED and tidy(raw):  # a cell of signs only: "/", "-"
                states[at] = PLACEHOLDER
            if value is None or is_mailbox(value, own):
                continue
            if is_placeholder(value, field) or is_placeholder(tidy(raw), field) or _says_nothing(field, raw):
                states[at] = PLACEHOLDER
    return Standard(list(standard.values), states, list(standard.rules), list(standard.suggestions))


def _may_be_filler(field: str, texts: pa.Array) -> np.ndarray:
    """Flag the texts that are worth a second look: listed words, bare signs, runs and rows of digits."""
    text = pc.utf8_trim_whitespace(compatible(texts))
    text = lowered(visible(text))
    found = mask(candidates(texts, field)) | mask(pc.is_in(text, value_set=_nothing()))
    found |= mask(pc.match_substring_regex(text, _MAY_SAY_NOTHING))
    if field in ("phone", "fax", "tax_id", "national_id"):
        digits = pc.replace_substring_regex(text, r"[^\p{L}\p{N}]", "")
        found |= mask(pc.match_substring_regex(digits, _SUSPECT)) | mask(pc.less(pc.utf8_length(digits), 7))
    if field == "email":
        found |= mask(pc.match_substring_regex(text, f"^(?:{placeholder._EMAILS.pattern})$"))
    if field == "birth_date":
        found |= True
    return found


def _nothing() -> pa.Array:
    return pa.array(sorted(placeholder.NOTHING), pa.string())


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


def junk(field: str, texts: pa.Array) -> np.ndarray:
    """Flag each text that only fills the cell (bool)."""
    found = _may_be_filler(field, texts)
    at = np.flatnonzero(found)
    looked = [is_placeholder(tidy(text), field) for text in texts.take(pa.array(at)).to_pylist()]
    found[at] = looked
    return found


def countries(values: pa.Array) -> list[str]:
    """Return the ISO code of each country name or code, empty where unknown."""
    return region_codes(values)


def home(phones: list[pa.Array], named: list[str] | None, records: pa.Table) -> str:
    """Return the country that the phones of a source are written from, empty where nothing tells."""
    return main_region(phones, named, records)
