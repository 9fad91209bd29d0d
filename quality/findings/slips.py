"""Slips of the pen in short words: how far one word may be another one mistyped."""

import re

from quality.standardise.category import latin

_HAN = re.compile("[\u4e00-\u9fff]+")
_KANA = re.compile("[\u30a0-\u30ff]+")
_WORD = re.compile(r"[^\W\d_]?[a-z\u00df-\u024f]+")
_SHORT, _WHOLE = 4, 5  # letters of the shorter and the longer of two words that differ by one


def is_slip(text: str, meant: str) -> bool:
    """Return whether `text` is `meant` with one letter changed, added, lost or swapped with its neighbour.

    Digits never are, and short words differ by a letter for good reason. Of three Han the last may be lost, or one
    be misheard.

    >>> is_slip("baic", "basic"), is_slip("open", "pen"), is_slip("vip12", "vip13"), is_slip("ゴルド", "ゴールド")
    (True, False, False, True)
    >>> is_slip("代理啇", "代理商"), is_slip("省代理", "市代理"), is_slip("互联", "互联网")
    (True, False, True)
    """
    from rapidfuzz.distance import OSA

    shorter, longer = sorted((len(text), len(meant)))
    if longer - shorter > 1 or _digits(text) != _digits(meant):
        return False
    if _HAN.fullmatch(text) and _HAN.fullmatch(meant) and longer == 3:
        return _cut_or_strange(text, meant)
    letters = not (text[0] > "\u3400" or _KANA.fullmatch(text))
    enough = longer >= (_WHOLE if letters else _SHORT) and shorter >= (_SHORT if letters else 1)
    return enough and OSA.distance(text, meant, score_cutoff=1) <= 1


def is_cut(text: str, meant: str) -> bool:
    """Return whether a word in small letters has only lost its last one: `Ne` for `New`, but not `IT` for `ITC`.

    >>> is_cut("Ne", "New"), is_cut("IT", "ITC"), is_cut("M", "Mr"), is_cut("Ne", "Newer")
    (True, False, False, False)
    """
    return len(text) >= 2 and text == meant[:-1] and _WORD.fullmatch(text) is not None


def is_misheard(text: str, meant: str) -> bool:
    """Return whether one of three or more Han is another of the same sound, or one that no class is named with.

    >>> is_misheard("普通会圆", "普通会员"), is_misheard("金卡会员", "银卡会员")
    (True, False)
    """
    if not (_HAN.fullmatch(text) and len(text) == len(meant) >= 3):
        return False
    odd = [(a, b) for a, b in zip(text, meant, strict=True) if a != b]
    return len(odd) == 1 and (not _is_usual(odd[0][0]) or latin(text) == latin(meant))


def _cut_or_strange(text: str, meant: str) -> bool:
    return meant.startswith(text) if len(text) < len(meant) else is_misheard(text, meant)


def _is_usual(letter: str) -> bool:
    try:
        return bool(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
