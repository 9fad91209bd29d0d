"""Text that a spreadsheet could run as a formula, made harmless in every file that is written.

A cell runs where it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, also after blanks and in full width
(OWASP, CSV injection). A plain number, a negative amount or a phone such as +8613812345678, runs nothing and stays
as it is.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

FORMULA = "^[ \u00a0\u3000]*[=+\\-@\t\r\n＝＋－＠]"
_PLAIN = r"[+\-＋－]?[\d .,()/\-]*\d(;ext=\d+)?"
NUMBER = rf"^ *{_PLAIN}([;,] {_PLAIN})*$"
_RUNS, _COUNTS = re.compile(FORMULA), re.compile(NUMBER, re.ASCII)


def neutral(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Put an apostrophe before the texts that a spreadsheet could run; other types and null stay as they are.

    >>> neutral(pa.array(["=1+1", "+8613812345678", "＠x", "-12.50", None])).to_pylist()
    ["'=1+1", '+8613812345678', "'＠x", '-12.50', None]
    """
    if not pa.types.is_string(values.type):
        return values
    risky = pc.and_(pc.match_substring_regex(values, FORMULA), pc.invert(pc.match_substring_regex(values, NUMBER)))
    risky = pc.fill_null(risky, False)
    return pc.if_else(risky, pc.binary_join_element_wise("'", values, ""), values)


def safe(text: str) -> str:
    """Return one text as `neutral` writes it."""
    return f"'{text}" if _RUNS.match(text) and not _COUNTS.match(text) else text


def bare(text: str) -> str:
    """Take the apostrophe off again that `neutral` put before a text.

    >>> bare(safe("=1+1")), bare("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if text[:1] == "'" and _RUNS.match(text[1:]) else text
