"""Find the column that tells the rows of a source apart: by what its header says and by what it holds."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.encode import distinct, encode_text
from quality.findings.hashing import hashes
from quality.semantics.content import Content, describe
from quality.semantics.entities import ID_WORDS, PARTY, foreign_entity, named_entity
from quality.semantics.headers import header_words, match_header, plain_headers
from quality.spool import Spool, slices

NEARLY = 0.9  # share of rows that a column named like the id must tell apart: ids go missing and are given twice
_CERTAIN = 0.8
_NEARLY_ALL = 0.98  # share of rows that codes in the first column tell apart, whatever heads them
_DIALLED = 0.95  # so many ten-digit numbers that could be dialled are phones
_COUNTERS = frozenset({"序号", "行号", "seq", "seqno", "no", "nr", "num", "number", "lfd", "line", "row"})
_NOT_IDS = frozenset(
    {"phone", "email", "tax_id", "national_id", "fax", "postcode", "website", "address", "birth_date", "order_ref"}
)
_OPEN = frozenset({"id", "name", "ref", "other"})  # what a header may say of a column of unique codes
_CODES = ("code", "uuid", "digits")
_NO_CODES = ("phone", "cn_mobile", "cn_landline", "date", "compact_date", "decimal", "money", "id_shape", "uscc_shape",
             "vat", "ein", "ssn", "email")  # fmt: skip


def find_id(columns: Mapping[str, pa.ChunkedArray], source: str, plain: Mapping[str, str] | None = None) -> str | None:
    """Return the name of the column that holds the rows' own ids, None where there is none.

    `plain` are the columns' headers without what all of them begin with, where they are known already.
    The id is unique, or nearly so where its header says plainly that it is the id of these rows or it stands first;
    a column named after another entity (`customer_id` among orders) is one only where it has no rival and no value
    comes twice.
    """
    rows = max((len(column) for column in columns.values()), default=0)
    if not rows:
        return None
    own, best = named_entity(source), (0.0, None)
    words = {word.rstrip("s") for word in header_words(source)}
    plain = plain or plain_headers(columns)
    told_apart = cache(lambda name: _distinct(columns[name]) / rows)
    for position, (name, column) in enumerate(columns.items()):
        likeness = _likeness(plain[name], own, words)
        score = 2 * likeness - 0.02 * position
        if likeness <= 0 or score <= best[0]:
            continue
        apart = told_apart(name)
        plainly = apart >= NEARLY and likeness >= _CERTAIN
        if apart == 1 or plainly or (position == 0 and apart >= _NEARLY_ALL and _holds_codes(describe(column))):
            best = (score, name)
    return best[1] or _by_content(columns, plain, told_apart)


def _distinct(column: pa.ChunkedArray) -> int:
    """Return how many different texts a column holds, white space at their ends aside.

    Texts whose hashes all differ all differ, and where few of the rows do, one more or less tells nothing; only
    between the two are the texts themselves compared.
    """
    spool = Spool()
    parts = [hashes(_filled(part).drop_null()) for part, _ in slices(column)]
    found = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    count = len(distinct(found))
    if count == len(found) or count < NEARLY * len(column) - 1:
        return count
    return len(encode_text(spool.join(_filled(part) for part, _ in slices(column)), spool)[0])


def _filled(column: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _likeness(header: str, own: str, source: set[str]) -> float:
    """How far a header says: I am the id of this row (0–1). `own` is the entity of the source, `source` its words."""
    words, fields = header_words(header), match_header(header)
    top = next(iter(fields), "")
    if not words or words[0] == "fk" or (top in _NOT_IDS and fields[top] > 0.6):
        return 0
    target = foreign_entity(header)
    if target and own and not _same_kind(target, own):
        return 0.2
    named = fields.get("id", 0)
    if target and target == own:
        return 1
    if len(words) == 1 and named >= _CERTAIN:
        return 0.7 if words[0] in _COUNTERS else 1 if words[0] in ID_WORDS or named_entity(header) == own else 0.9
    if not (target or words[-1] in ID_WORDS or named >= 0.6):
        return 0
    stems = {word.rstrip("s") for word in words if word not in ID_WORDS}
    return 0.95 if stems & source or not stems else 0.85 if named >= _CERTAIN or target in PARTY else 0.5


def _same_kind(target: str, own: str) -> bool:
    return target == own or {target, own} <= {"customer", "organisation"}


def _by_content(
    columns: Mapping[str, pa.ChunkedArray], plain: Mapping[str, str], told_apart: Callable[[str], float]
) -> str | None:
    """The first column of unique codes whose header says nothing else."""
    first = next(iter(columns))
    for name, column in list(columns.items())[:3] if len(columns[first]) > 1 else ():
        fields = match_header(plain[name])
        top = next(iter(fields), "other")
        if fields.get(top, 0) > 0.6 and top not in _OPEN:
            continue
        apart = told_apart(name)
        if (apart == 1 or (name == first and apart >= _NEARLY_ALL)) and _holds_codes(describe(column)):
            return name
    return None


def _holds_codes(content: Content) -> bool:
    if content.share("nanp") > _DIALLED:
        return False
    return content.share(*_CODES) > 0.9 and content.share(*_NO_CODES) < 0.3 and content.share("has_digits") > 0.9
