"""Oddities of the text itself, whatever it means: garbled, full-width, invisible, padded, marked up."""

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import CONTROL, DOUBLE_SPACE, EDGE_SPACE, FOREIGN, HAN, LOWER, MARKUP, NON_ASCII, SPACE
from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import matching
from quality.findings.script import is_japanese, traditional_letters
from quality.findings.view import Column, View
from quality.simplified import simplifier
from quality.spool import bounds, side_by_side
from quality.texts import plain

INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_TRADITIONAL = "traditional_characters"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_FULL_WIDTH = "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_WIDE_EDGE = r"^[\s\u00a0\u3000]|[\s\u00a0\u3000]$|\u3000\u3000".replace(r"\u00a0", "\u00a0").replace(
    r"\u3000", "\u3000"
)
# An address has lines, and a French number a narrow blank between its thousands.
_MAY_BREAK = ("address", "street", "other", "amount", "price", "quantity")
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
_ODD_BLANK = f"[{_BLANKS}]|[^\\s][\t\r\n]+[^\\s]"
_MARKUP = r"&(amp|nbsp|lt|gt|quot|apos|#\d{2,5});|</?(br|p|b|i|div|span|td|tr|a|font)\b[^>]*>"
_CJK = re.compile("[\u4e00-\u9fff]")
_LOST = re.compile("\ufffd|锟斤拷|烫烫烫")
_LATIN_PAIR = re.compile("[\u00c2-\u00c5\u00d0\u00d1\u00e2-\u00e9][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]")
# UTF-8 read as GBK begins with a character whose GBK bytes are E4-E9 and 80-BF
_GBK_HEADS = "".join(
    bytes([head, tail]).decode("gb18030") for head in range(0xE4, 0xEA) for tail in range(0x80, 0xC0) if tail != 0x7F
)
_MAY_BE_GARBLED = f"[\u0080-\u00ff\ufffd]|锟斤拷|烫烫烫|[a-z][\u4e00-\u9fff]|[{_GBK_HEADS}]"
_GARBLED = frozenset(f"锟烫{_GBK_HEADS}")
_HAN_IN_WORD = re.compile("[a-z][\u4e00-\u9fff]")
_LATIN = re.compile("[\\x20-\\x7e\u00c0-\u024f]+")
# UTF-8 read as Latin-1 that lost its unprintable characters: no language writes so many accents in a row,
# nor a capital with a tilde at the end of a word in small letters, nor one before a question mark inside a word
_LOST_LATIN = re.compile(
    "[\u00a1-\u00ff]*[\u00e4-\u00e9][\u00a1-\u00ff]*[\u00e4-\u00e9][\u00a1-\u00ff]+|[a-z][\u00c3\u00c2](?![^\\W\\d_])|"
    "\u00c3\\?(?=[^\\W\\d_])"  # the second byte was written as a question mark
)
_HIGH_RUN = re.compile("[\u00a1-\u00ff]{2,}")


def check_text(view: View, book: Rulebook) -> list[Failure]:
    """Check every column of `view` for oddities of its text; one failure for each rule and column."""
    japanese = is_japanese(view.columns, view.columns.values())

    def one(column: Column) -> list[Failure]:
        failures = [f for f in _check(view, column, book) if not (japanese and f.rule.id == _TRADITIONAL)]
        view.spool.release()
        return failures

    found = side_by_side(one, list(view.columns.values()))
    return [failure for failures in found for failure in failures]


def _check(view: View, column: Column, book: Rulebook) -> list[Failure]:
    values, flags, where = column.values, column.kinds, (view, column)
    wide, foreign = column.having(NON_ASCII), column.having(FOREIGN)
    found: list[tuple[str, np.ndarray, pa.Array | str | None]] = []
    garbled, mended = _mojibake(column)
    found.append(("mojibake", garbled, mended))
    wide &= ~garbled  # what is garbled is neither wide nor traditional, whatever its letters look like
    foreign &= ~garbled
    invisible = _among(values, foreign, INVISIBLE) | _among(values, column.having(CONTROL), _CONTROL)
    found.append(("invisible_characters", invisible, _removed(values, invisible)))
    full = _among(values, foreign, _FULL_WIDTH)
    found.append(("full_width", full, _apply(values, full, lambda v: pc.utf8_normalize(v, form="NFKC"))))
    if column.field != "text":
        padded = (flags & (EDGE_SPACE | DOUBLE_SPACE)) > 0
        padded = (padded | _among(values, foreign, _WIDE_EDGE)) & ~column.blank
        if column.field not in _MAY_BREAK:
            padded |= _among(values, foreign | column.having(SPACE), _ODD_BLANK)
        found.append(("extra_whitespace", padded, _apply(values, padded, _squeezed)))
        marked = _among(values, column.having(MARKUP), _MARKUP)
        found.append(("html_markup", marked, None))
    old, simple = traditional(values, wide, column.letters)
    found.append((_TRADITIONAL, old, simple))
    return [
        flagged(book.rule(rule, view.name, column.field, column.name), where, hits, proposal)
        for rule, hits, proposal in found
        if hits.any()
    ]


def _among(values: pa.Array, candidates: np.ndarray, pattern: str) -> np.ndarray:
    """Match a pattern on the candidates only."""
    return matching(values, pattern, within=candidates)


def _apply(values: pa.Array, hits: np.ndarray, change) -> pa.Array | None:
    """Return the changed texts of the hits."""
    return change(plain(values.filter(pa.array(hits)))) if hits.any() else None


def _removed(values: pa.Array, hits: np.ndarray) -> pa.Array | None:
    return _apply(values, hits, lambda v: pc.replace_substring_regex(v, f"{INVISIBLE}|{_CONTROL}", ""))


def _squeezed(values: pa.Array) -> pa.Array:
    single = pc.replace_substring_regex(values, f"[\\s{_BLANKS}\u3000]{{2,}}|[\t\r\n{_BLANKS}]", " ")
    return pc.utf8_trim_whitespace(single)


def _mojibake(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """Find garbled texts and, where the way back is certain, what they were."""
    values = column.values
    candidates = column.having(FOREIGN)
    candidates |= column.having(HAN) if column.letters & _GARBLED else column.having(HAN) & column.having(LOWER)
    hits, repairs = np.zeros(len(values), bool), []
    at = np.flatnonzero(_among(values, candidates, _MAY_BE_GARBLED))
    for start, end in bounds(len(at)):
        some = at[start:end]
        for place, text in zip(some, plain(values.take(pa.array(some))).to_pylist(), strict=True):
            mended = ungarble(text)
            if mended is not None:
                hits[place] = True
                repairs.append(mended)
    return hits, pa.array(repairs, pa.string()) if repairs else None


def ungarble(text: str) -> str | None:
    """Return what a garbled text was (`""` where that is lost), or None where it is not garbled.

    Known ways: UTF-8 read as Latin-1 or Windows-1252 (`é` as `Ã©`), GBK read as Latin-1 (`中国` as `ÖÐ¹ú`),
    UTF-8 read as GBK (`客户` as `瀹㈡埛`, `Straße` as `Stra脽e`), and the marks of
    undecodable bytes (U+FFFD, 锟斤拷, 烫烫烫).

    >>> ungarble("Ã©tÃ©"), ungarble("ÖÐ¹ú"), ungarble("Müller")
    ('été', '中国', None)
    """
    if _LOST.search(text):
        return ""
    ways = (_from_latin, _from_gbk_as_latin, _from_gbk)
    return next((mended for way in ways if (mended := way(text)) is not None), None)


def _from_latin(text: str) -> str | None:
    """UTF-8 read as Windows-1252 or Latin-1."""
    for encoding in ("cp1252", "latin-1") if _LATIN_PAIR.search(text) else ():
        mended = _recoded(text, encoding, "utf-8")
        if mended is not None and mended != text:
            return mended
    return None


def _from_gbk_as_latin(text: str) -> str | None:
    """GBK read as Latin-1, or UTF-8 so read that lost its unprintable characters."""
    if _HIGH_RUN.search(text):
        mended = _recoded(text, "latin-1", "gb18030")
        if mended is not None and _all_runs_paired(text) and len(_CJK.findall(mended)) >= 2:
            return mended
    return "" if _LOST_LATIN.search(text) else None


def _from_gbk(text: str) -> str | None:
    """UTF-8 read as GBK, whole or torn."""
    if not _CJK.search(text):
        return None
    mended = _recoded(text, "gb18030", "utf-8")
    if mended is None:
        return "" if _torn(text) else None
    strange = [c for c in mended if c > "\x7f"]
    if strange and sum("\u2e80" <= c <= "\u9fff" or c > "\uff00" for c in strange) >= 0.9 * len(strange):
        return mended
    return mended if _HAN_IN_WORD.search(text) and _LATIN.fullmatch(mended) else None


def _recoded(text: str, written: str, read: str) -> str | None:
    try:
        return text.encode(written).decode(read)
    except UnicodeError:
        return None


def _all_runs_paired(text: str) -> bool:
    """GBK writes Han characters in pairs of high bytes: an odd run is ordinary accented text."""
    return all(len(run) % 2 == 0 for run in _HIGH_RUN.findall(text)) and not re.search(
        "(?<![\u00a1-\u00ff])[\u00a1-\u00ff](?![\u00a1-\u00ff])", text
    )


def _torn(text: str) -> bool:
    """UTF-8 read as GBK with some bytes lost on the way: what is left still reads as Han, nearly to the last byte.

    GBK text hardly ever happens to be UTF-8, so six bytes of it, and most of what is not ASCII, are proof.
    """
    raw = re.sub(rb"[\x00-\x7f]+", b"", text.encode("gb18030", "ignore"))
    mended = raw.decode("utf-8", "ignore")
    kept = len(mended.encode())
    return kept >= 6 and kept >= 0.7 * len(raw) and len(_CJK.findall(mended)) >= 0.8 * len(mended)


def traditional(values: pa.Array, candidates: np.ndarray, letters: Iterable[str]) -> tuple[np.ndarray, pa.Array | None]:
    """Find texts with traditional characters in a column that is otherwise simplified, and simplify them.

    `candidates` flags the only ones that are looked at; `letters` are the Han characters of the column.
    Nothing is found where more than a fifth of the Han texts are traditional, that is the column's script, nor
    where kana stand beside them: Japanese keeps characters that China simplified.
    """
    none, letters = np.zeros(len(values), bool), traditional_letters(letters)
    if not letters:
        return none, None
    if _among(values, candidates, "[\u3040-\u30ff]").any():
        return none, None
    simplify = simplifier()
    hits = _among(values, candidates, "[" + "".join(letters) + "]")
    total = int(_among(values, candidates, "[\u4e00-\u9fff]").sum())
    if not hits.any() or hits.sum() > 0.2 * total:
        return none, None
    return hits, _apply(values, hits, lambda v: pa.array([simplify(t) for t in v.to_pylist()], pa.string()))
