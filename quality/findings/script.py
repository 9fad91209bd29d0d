"""Folding of texts for comparison: width, case, script and punctuation."""

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.bytes import buffers
from quality.findings.masks import mask
from quality.spool import slices

_AMBIGUOUS = frozenset("著乾藉瞭夥於餘徵後臺裡")
# What only Japanese writes: kana, and characters in a form that neither Chinese script has
_JAPANESE = "[\u3041-\u3096\u30a1-\u30fa県沢浜桜広駅円渋竜辺塩栄関図売読続経済験壱弐込畑辻峠働]"


_COMPOSED = "^[\\x00-\\x7e\u3001\u3002\u4e00-\u9fff]*$"


def compatible(values: pa.Array) -> pa.Array:
    """Write texts in NFKC; those of ASCII and Han alone are so already.

    >>> compatible(pa.array(["ＡＢ１", "上海 AB", None])).to_pylist()
    ['AB1', '上海 AB', None]
    """
    other = pc.invert(pc.fill_null(pc.match_substring_regex(values, _COMPOSED), True))
    if not pc.any(other).as_py():
        return values
    return pc.replace_with_mask(values, other, pc.utf8_normalize(values.filter(other), form="NFKC"))


def is_japanese(names: Iterable[str], columns: Iterable[pa.Array]) -> bool:
    """Return whether a table is written in Japanese, by its headers, or by more than 2 % of a column's Han texts."""
    if re.search(_JAPANESE, "".join(names)):
        return True
    for values in columns:
        own = sum(int(mask(pc.match_substring_regex(part, _JAPANESE)).sum()) for part, _ in slices(values))
        han = own and sum(int(mask(pc.match_substring_regex(p, "[\u4e00-\u9fff]")).sum()) for p, _ in slices(values))
        if own > max(2, 0.02 * han):
            return True
    return False


def traditional_letters(values: pa.Array) -> dict[str, str]:
    """Return the traditional characters that occur in `values`, each with its simplified form."""
    seen = np.zeros(1 << 16, bool)
    for part, _ in slices(values):
        seen[_han(part)] = True
    letters = [chr(c) for c in np.flatnonzero(seen[0x4E00:0xA000]) + 0x4E00]
    if not letters:
        return {}
    simple = simplifier()("\n".join(letters)).split("\n")
    return {c: s for c, s in zip(letters, simple, strict=True) if c != s and c not in _AMBIGUOUS}


def _han(values: pa.Array) -> np.ndarray:
    """Return the code points of the three-byte UTF-8 sequences from U+4000 to U+9FFF, as often as they stand."""
    content, _ = buffers(values)
    at = np.flatnonzero((content >= 0xE4) & (content <= 0xE9))
    high, middle, low = (content[at + step].astype(np.uint16) for step in range(3))
    return ((high & 0x0F) << 12) | ((middle & 0x3F) << 6) | (low & 0x3F)


def simplifier():
    """Return the function that writes a text in simplified characters."""
    from opencc import OpenCC

    return OpenCC("t2s").convert


def simplified(values: pa.Array) -> pa.Array:
    """Write texts in simplified characters, one for one."""
    han = np.flatnonzero(mask(pc.match_substring_regex(values, "[\u4e00-\u9fff]")))
    if not len(han):
        return values
    letters = traditional_letters(values.take(pa.array(han)))
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
    text = pc.utf8_lower(compatible(values))
    text = pc.replace_substring_regex(text, r"[^\p{L}\p{N}]", "")
    text = simplified(text)
    return pc.if_else(pc.equal(text, ""), None, text)
