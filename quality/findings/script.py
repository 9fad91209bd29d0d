"""Folding of texts for comparison: width, case, script and punctuation."""

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import FOREIGN, HAN, NON_ASCII, buffers, han_letters, holding
from quality.findings.masks import mask, matching
from quality.findings.view import Column
from quality.simplified import simplifier
from quality.unicode import compatible, lowered

_AMBIGUOUS = frozenset("著乾藉瞭夥於餘徵後臺裡")
# What only Japanese writes: kana, and characters in a form that neither Chinese script has
_JAPANESE = "[\u3041-\u3096\u30a1-\u30fa県沢浜桜広駅円渋竜辺塩栄関図売読続経済験壱弐込畑辻峠働]"


_MARK = 1


def _marks() -> bytes:
    """All that is no letter or digit of ASCII nor part of a Han character."""
    table = np.full(256, _MARK, np.uint8)
    for first, last in ((48, 57), (65, 90), (97, 122), (0x80, 0xBF), (0xE4, 0xE9)):
        table[first : last + 1] = 0
    return table.tobytes()


_MARKS = _marks()
# How the rare stretches from U+4000 to U+9FFF begin that are no letters, or were not in an older Unicode.
_UNSETTLED = (b"\xe4\xb6", b"\xe4\xb7", b"\xe9\xbf")


def is_japanese(names: Iterable[str], columns: Iterable[Column]) -> bool:
    """Return whether a table is written in Japanese, by its headers, or by more than 2 % of a column's Han texts."""
    if re.search(_JAPANESE, "".join(names)):
        return True
    for column in columns:
        may = FOREIGN if column.letters.isdisjoint(_JAPANESE) else NON_ASCII
        own = int(matching(column.values, _JAPANESE, within=column.having(may)).sum())
        han = own and int(matching(column.values, "[\u4e00-\u9fff]", within=column.having(HAN)).sum())
        if own > max(2, 0.02 * han):
            return True
    return False


def traditional_letters(letters: Iterable[str]) -> dict[str, str]:
    """Return the traditional ones of some characters, each with its simplified form."""
    letters = sorted(c for c in letters if "\u4e00" <= c <= "\u9fff")
    if not letters:
        return {}
    simple = simplifier()("\n".join(letters)).split("\n")
    return {c: s for c, s in zip(letters, simple, strict=True) if c != s and c not in _AMBIGUOUS}


def simplified(values: pa.Array) -> pa.Array:
    """Write texts in simplified characters, one for one."""
    letters = traditional_letters(han_letters(values))
    if not letters:
        return values
    table = str.maketrans(letters)
    hits = mask(pc.match_substring_regex(values, "[" + "".join(letters) + "]"))
    changed = [text.translate(table) for text in values.filter(pa.array(hits)).to_pylist()]
    return pc.replace_with_mask(values, pa.array(hits), pa.array(changed, pa.string()))


def folded(values: pa.Array) -> pa.Array:
    """Fold width, case, script, spaces and punctuation away; what is left empty becomes null.

    >>> folded(pa.array(["ＡＢＣ (上海)", "興美廣告", "- -"])).to_pylist()
    ['abc上海', '兴美广告', None]
    """
    text = simplified(_bare(lowered(compatible(values))))
    return pc.if_else(pc.equal(text, ""), None, text)


def _bare(values: pa.Array) -> pa.Array:
    """Take out all but letters and digits."""
    content, _ = buffers(values)
    whole = content.tobytes()
    if any(rare in whole for rare in _UNSETTLED):
        return pc.replace_substring_regex(values, r"[^\p{L}\p{N}]", "")
    marked = pa.array(holding(values, _MARK, _MARKS))
    if not pc.any(marked).as_py():
        return values
    return pc.replace_with_mask(values, marked, pc.replace_substring_regex(values.filter(marked), r"[^\p{L}\p{N}]", ""))
